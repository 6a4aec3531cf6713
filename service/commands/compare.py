"""`threshold compare`: what two versions of a ruleset say differently, and every kind of case answered differently."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated

import orjson
import typer

from service.commands.naming import Rulesets, find, versions_at
from service.commands.prove import day_of
from service.commands.terminal import FINE, MISTAKES, say, say_in_words, say_json, spinner

if TYPE_CHECKING:
    from service.assurance.compare import Comparison, Difference
    from service.assurance.differences import Change, Part

Names = tuple[str, str]


def compare(
    old: Annotated[str, typer.Argument(help="FAMILY, FAMILY:VERSION or the path of a file")],
    new: Annotated[str, typer.Argument(help="The same, for the version to compare with it")],
    *,
    rulesets: Rulesets = None,
    seconds: Annotated[float, typer.Option(help="Most seconds to spend on one question")] = 20.0,
    on: Annotated[str, typer.Option(help="Day the examples are for, like 2026-11-23", show_default="today")] = "",
    as_json: Annotated[bool, typer.Option("--json", help="Say it as JSON")] = False,
) -> int:
    """Say what two versions of a ruleset say differently, and show a case of each kind they answer differently."""
    from service.assurance.compare import Comparer  # noqa: PLC0415 - slow to read in, and few commands need it
    from service.assurance.solver.search import Limits  # noqa: PLC0415 - the same

    day, library = day_of(on), versions_at(rulesets)
    versions = find(old, library, day), find(new, library, day)
    with Comparer(*versions, day, Limits(question=seconds)) as comparer:
        found = []
        with spinner("Looking for cases that differ") as tell:
            for difference in comparer.differences():
                found.append(difference)
                tell(f"Looking for cases that differ; kinds so far: {len(found)}")
        comparison = comparer.comparison(tuple(found))
    if as_json:
        say_json(comparison.as_json())
    else:
        _show(comparison, _names(comparison, old, new))
    return MISTAKES if comparison.not_settled else FINE


def _names(comparison: Comparison, *given: str) -> Names:
    """Return what to call the two: by family and version, and as they were named where that would be the same."""
    one, other = (f"{each.family} {each.version}" for each in (comparison.old, comparison.new))
    return (one, other) if one != other or given[0] == given[1] else (given[0], given[1])


def _show(comparison: Comparison, names: Names) -> None:
    from service.assurance.compare import Kind  # noqa: PLC0415 - see above

    say_in_words(f"{names[0]} compared with {names[1]}", "bold")
    _show_changes("What reads differently", [each for each in comparison.changes if not each.in_words_only])
    _show_changes("And in words only", [each for each in comparison.changes if each.in_words_only])
    say()
    for line in (*comparison.bounds, *comparison.not_settled):
        say_in_words(line, "yellow")
    if comparison.same:
        say_in_words("No case differs. This is proven, for every case on every day from 1900 to 2100", "bold green")
        return
    if comparison.differences:
        say_in_words("Every kind of case that differs, with one of each", "bold")
    for kind in Kind:
        _show_kind(kind.heading, [each for each in comparison.differences if each.kind is kind], comparison, names)


def _show_kind(heading: str, differences: list[Difference], comparison: Comparison, names: Names) -> None:
    if differences:
        say()
        say(f"  {heading}", "bold")
    for difference in differences:
        _show_difference(difference, comparison, names)


def _show_changes(heading: str, changes: list[Change]) -> None:
    if changes:
        say()
        say(heading, "bold")
    for change in changes:
        say_in_words(f"  {change.says}")
        for part in change.parts:
            for text, colour in _part_lines(part):
                say_in_words(f"      {text}", colour)


def _part_lines(part: Part) -> Iterator[tuple[str, str]]:
    """Yield a part line by line: with - what it said before, with + what it says now."""
    yield part.what, "dim"
    for line in part.was:
        yield f"  - {line}", "red" if line not in part.now else ""
    for line in part.now:
        yield f"  + {line}", "green" if line not in part.was else ""


def _show_difference(difference: Difference, comparison: Comparison, names: Names) -> None:
    rules = {**comparison.old.rules, **comparison.new.rules}
    because = f", because of “{rules[difference.rule].title}”" if difference.rule else ""
    say_in_words(f"    {difference.says}{because}")
    say_in_words(f"        {difference.new.known}:")
    say_in_words(f"            under {names[0]} {difference.old.answer}")
    say_in_words(f"            under {names[1]} {difference.new.answer}")
    say(f"        As a case: {orjson.dumps(difference.new.case).decode()}", "dim")
