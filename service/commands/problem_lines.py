"""Problems as people read them: the place and the sentence, the line with the words underlined, and how to mend it."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from pathlib import Path

from rich.cells import cell_len

from service.commands.terminal import say
from service.ruleset.problems import Problem, Severity

MARGIN = 5


def show(problems: Iterable[Problem]) -> None:
    """Write every problem, in the order given."""
    lines_of = cache(_lines_of)
    for problem in problems:
        _show_one(problem, lines_of(problem.path))


def _lines_of(path: str) -> list[str]:
    """Return the lines of a file; none when it is not there or is a folder."""
    try:
        return Path(path).read_bytes().decode("utf-8", "replace").splitlines()
    except OSError:
        return []


def count_words(problems: Iterable[Problem]) -> str:
    """Return how many problems there are, in words."""
    severities = [problem.severity for problem in problems]
    errors, warnings = severities.count(Severity.ERROR), severities.count(Severity.WARNING)
    parts = [_counted(errors, "mistake") + " to mend before it can be used"] if errors else []
    return ", ".join(parts + ([_counted(warnings, "warning")] if warnings else []))


def _counted(count: int, word: str) -> str:
    return f"{count} {word}" + ("" if count == 1 else "s")


def _show_one(problem: Problem, lines: list[str]) -> None:
    span = problem.span
    colour = "red" if problem.severity is Severity.ERROR else "yellow"
    warning = "" if problem.severity is Severity.ERROR else "Warning: "
    say(f"{problem.path}:{span.line}:{span.column}  {warning}{problem.message}   {problem.code}", f"bold {colour}")
    if span.line <= len(lines):
        line = lines[span.line - 1].replace("\t", " ")
        before = " " * cell_len(line[: span.column - 1])
        caret = "^" * cell_len(line[span.column - 1 : _end(problem, line)] or " ")
        say(f"{span.line:>{MARGIN}} | {line}")
        say(f"{'':{MARGIN}} | {before}{caret}  {problem.help}".rstrip(), colour)
    elif problem.help:
        say(f"{'':{MARGIN}}   {problem.help}")
    say(f"{'':{MARGIN}}   Read more: threshold help {problem.code}", "dim")
    say()


def _end(problem: Problem, line: str) -> int:
    """Return the column the underline stops before, counted from 0: the end of the words, or of their first line."""
    span = problem.span
    return span.end_column - 1 if span.end_line == span.line else len(line)
