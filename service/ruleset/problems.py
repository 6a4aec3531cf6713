"""What is wrong with what somebody wrote: one sentence, the place, and how to mend it.

Every room that reads something a person wrote reports its findings as `Problem`s, so that terminal, API and page
say the same sentence. Rendering is elsewhere.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A stretch of text. Lines and columns count from 1; the end column is one past the last character."""

    line: int
    column: int
    end_line: int
    end_column: int


NOWHERE = Span(1, 1, 1, 1)


class Severity(StrEnum):
    """An error stops a ruleset from being used; a warning can be used but is probably not meant."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, slots=True)
class Problem:
    """One mistake, in the author's words. `code` names its help page; `help` is one line that mends it."""

    code: str
    message: str
    span: Span = NOWHERE
    help: str = ""
    severity: Severity = Severity.ERROR
    path: str = field(default="")


def in_file_order(problems: Iterable[Problem]) -> list[Problem]:
    """Return the problems as a reader meets them going down the file, each once."""
    return sorted(dict.fromkeys(problems), key=lambda p: (p.path, p.span, p.code, p.message))


MOST_LISTED = 10


def closest(word: str, allowed: Iterable[str]) -> str | None:
    """Return the allowed word somebody most likely meant, or None when nothing is close enough to suggest.

    >>> closest("sorce", ["source", "title"])
    'source'
    >>> closest("banana", ["source", "title"]) is None
    True
    """
    near = difflib.get_close_matches(word, list(allowed), n=1, cutoff=0.7)
    return near[0] if near else None


def suggest(word: str, allowed: Iterable[str]) -> str:
    """Return a line of help: the close word, else the whole list when it is ten or fewer, else nothing."""
    names = sorted(set(allowed))
    near = closest(word, names)
    if near:
        return f"Did you mean `{near}`?"
    if 0 < len(names) <= MOST_LISTED:
        return "Use one of: " + ", ".join(f"`{name}`" for name in names)
    return ""


MOST_PROBLEMS = 200


class Enough(Exception):  # noqa: N818 - it ends a reading, it is not a mistake of ours
    """Raised when a file has so many mistakes that listing more would help nobody."""


class Findings:
    """Collects the problems of one file as it is read, and stops a reading that only turns up more and more."""

    def __init__(self, path: str = "") -> None:
        self.path = path
        self.problems: list[Problem] = []

    def error(self, code: str, message: str, span: Span, help: str = "") -> None:  # noqa: A002 - the word authors see
        """Note something that stops the file from being used. Raises Enough after MOST_PROBLEMS."""
        self._note(Problem(code, message, span, help, Severity.ERROR, self.path))

    def warning(self, code: str, message: str, span: Span, help: str = "") -> None:  # noqa: A002
        """Note something that can be used but is probably not meant. Raises Enough after MOST_PROBLEMS."""
        self._note(Problem(code, message, span, help, Severity.WARNING, self.path))

    @property
    def stopped(self) -> bool:
        """Whether anything found stops the file from being used."""
        return any(problem.severity is Severity.ERROR for problem in self.problems)

    def _note(self, problem: Problem) -> None:
        if len(self.problems) == MOST_PROBLEMS:
            more = f"There are more problems below; only the first {MOST_PROBLEMS} are shown"
            self.problems.append(Problem("more-problems", more, problem.span, "Mend these first", path=self.path))
            raise Enough
        self.problems.append(problem)
