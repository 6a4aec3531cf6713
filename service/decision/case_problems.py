"""Everything wrong with a case, each with a JSON Pointer to it. Collected, so that all of it is said at once."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

from service.ruleset.problems import suggest

Path = tuple[str | int, ...]
LONGEST_NAME = 80
MOST_HINTS = 50


@dataclass(frozen=True, slots=True)
class CaseProblem:
    """One mistake in a case: where it is, what is wrong, and one line that mends it."""

    pointer: str
    code: str
    message: str
    help: str = ""


class CaseRefused(Exception):  # noqa: N818 - the word everyone uses for it
    """A case that cannot be decided as it was sent. Carries every problem, in the order of the case."""

    def __init__(self, problems: tuple[CaseProblem, ...]) -> None:
        super().__init__(f"{len(problems)} problems in this case")
        self.problems = problems


class Refusals:
    """The problems found so far."""

    def __init__(self) -> None:
        self.problems: dict[CaseProblem, None] = {}

    def add(self, path: Path, code: str, message: str, help_line: str = "") -> None:
        """Note one problem; the same one twice is noted once."""
        self.problems[CaseProblem(pointer(path), code, message, help_line)] = None

    def hint(self, word: str, allowed: Iterable[str]) -> str:
        """Return a line of help for a misspelt name; none once so much is wrong that looking would take long."""
        return suggest(word[:LONGEST_NAME], allowed) if len(self.problems) < MOST_HINTS else ""

    def refuse(self) -> None:
        """Raise CaseRefused if anything was found."""
        if self.problems:
            raise CaseRefused(tuple(self.problems))


def pointer(path: Path) -> str:
    """Return the JSON Pointer (RFC 6901) to a place in the case.

    >>> pointer(("children", 0, "a/b"))
    '/children/0/a~1b'
    """
    return "".join("/" + shown(str(part)).replace("~", "~0").replace("/", "~1") for part in path)


def shown(name: str) -> str:
    """Return a name somebody sent so that it can be shown: not too long, and without hidden characters."""
    short = name if len(name) <= LONGEST_NAME else name[:LONGEST_NAME] + "…"
    return "".join("\N{REPLACEMENT CHARACTER}" if unicodedata.category(c) in ("Cc", "Cs") else c for c in short)
