"""Which line of a plain-English reading speaks of which part of the text, so that a cursor leads to its English."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from service.ruleset.model import Ruleset

_OPENINGS = {
    "## Numbers that can be changed in one place": ("parameters", "| "),
    "## What is counted or reckoned": ("measures", "- **"),
    "## Words with a meaning of their own": ("definitions", "**“"),
    "## The thresholds": ("rules", "### "),
    "## What these rules promise": ("guarantees", "### "),
    "## Sources": ("sources", "- "),
}
_NAMES_OF_COLUMNS = "| Name | "


def parts_by_line(ruleset: Ruleset, markdown: str) -> Mapping[int, str]:
    """Return the part of the text that each line of its reading begins to speak of, as `rules/NAME`, from line 0."""
    return dict(_parts(ruleset, markdown))


def _parts(ruleset: Ruleset, markdown: str) -> Iterator[tuple[int, str]]:
    heading, opening = "", ""
    names: Iterator[str] = iter(())
    for number, line in enumerate(markdown.split("\n")):
        if line in _OPENINGS:
            heading, opening = _OPENINGS[line]
            names = iter(getattr(ruleset, heading))
        elif line.startswith("## "):
            heading = ""
        elif heading and line.startswith(opening) and not line.startswith(_NAMES_OF_COLUMNS):
            name = next(names, None)
            if name is not None:
                yield number, f"{heading}/{name}"
