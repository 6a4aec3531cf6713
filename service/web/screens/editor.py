"""What the pages with the box a ruleset is written in share: what was found in it, line by line, and its reading."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from service.ruleset.model import Ruleset
from service.ruleset.problems import Problem, Severity, in_file_order
from service.ruleset.read import read_ruleset
from service.ruleset.reading import read_back
from service.web.room import Room
from service.web.screens.markdown import as_html
from service.web.screens.reading_parts import parts_by_line

LONGEST_SHOWN = 110


@dataclass(frozen=True, slots=True)
class Found:
    """One problem with the line it is on, and a line of marks under what is meant."""

    problem: Problem
    text: str
    marks: str

    @property
    def is_warning(self) -> bool:
        """Whether the ruleset can be used all the same."""
        return self.problem.severity is Severity.WARNING


def look(room: Room, text: str, family: str = "", version: str = "") -> tuple[Ruleset | None, list[Found]]:
    """Return the ruleset in a text, unless it has mistakes, and everything found in it, in the order of the lines."""
    words = room.library.vocabulary, room.library.steps
    ruleset, problems = read_ruleset(text.encode(), *words, "", family, version)
    lines = text.splitlines()
    return ruleset, [_found(problem, lines) for problem in in_file_order(problems)]


def reading(ruleset: Ruleset | None) -> Markup:
    """Return a ruleset in plain English, each part by its name; nothing when there is none."""
    if ruleset is None:
        return Markup()
    english = read_back(ruleset)
    return Markup(as_html(english, parts=parts_by_line(ruleset, english)))  # noqa: S704 - no HTML is taken from the text


def _found(problem: Problem, lines: Sequence[str]) -> Found:
    span = problem.span
    line = lines[span.line - 1] if span.line <= len(lines) else ""
    end = span.end_column if span.end_line == span.line else len(line) + 1
    # A long line is shown from a little before what is meant.
    start = max(0, span.column - 1 - LONGEST_SHOWN // 2) if len(line) > LONGEST_SHOWN else 0
    shown = line[start : start + LONGEST_SHOWN]
    marks = " " * (span.column - 1 - start) + "^" * max(1, min(end, start + LONGEST_SHOWN + 1) - span.column)
    return Found(problem, shown, marks)
