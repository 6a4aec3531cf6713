"""The help pages of every room together: what a code means, and how to mend what it reports."""

from __future__ import annotations

from service.ruleset import help_pages
from service.web.kinds import JSON_MISTAKES, KINDS


def all_codes() -> dict[str, str]:
    """Return every code that has a page, with its title."""
    in_bodies = {code: title for code, (title, _) in JSON_MISTAKES.items()}
    return {**{code: kind.title for code, kind in KINDS.items()}, **in_bodies, **help_pages.titles()}


def help_page(code: str) -> str | None:
    """Return the Markdown of the page about a code, or None when there is no such code."""
    written = help_pages.page(code)
    if written is not None:
        return written
    if code in KINDS:
        kind = KINDS[code]
        return f"# {code}\n\n## What it means\n\n{kind.title} (status {kind.status}).\n\n## What to do\n\n{kind.help}\n"
    if code in JSON_MISTAKES:
        title, mend = JSON_MISTAKES[code]
        return f"# {code}\n\n## What it means\n\n{title}.\n\n## What to do\n\n{mend}\n"
    return None
