"""One measure of a ruleset, or the day a step is due, changed one small thing at a time."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from service.assurance.phrase_changes import length_changes, phrase_changes
from service.ruleset.model import Count, Elapsed, FieldTest, Measure
from service.ruleset.vocabulary import Due, Step, Vocabulary


def measure_changes(measure: Measure) -> Iterator[tuple[str, Measure]]:
    """Yield a measure with each small change, and what was changed."""
    if isinstance(measure, Elapsed):
        yield from _elapsed_changes(measure)
        return
    for change, where in _where_changes(measure.where):
        yield change, replace(measure, where=where)
    if isinstance(measure, Count):
        yield from _count_changes(measure)
    else:
        count = Count(measure.name, measure.events, measure.where, None, None, measure.one, measure.many)
        yield "streak → count", count


def _where_changes(where: Sequence[FieldTest]) -> Iterator[tuple[str, tuple[FieldTest, ...]]]:
    for at, line in enumerate(where):
        before, after = tuple(where[:at]), tuple(where[at + 1 :])
        was = f"{line.field.short}: {line.phrase.words}"
        yield f"without {was}", (*before, *after)
        for phrase in phrase_changes(line.phrase, line.field):
            yield f"{was} → {phrase.words}", (*before, replace(line, phrase=phrase), *after)


def _count_changes(count: Count) -> Iterator[tuple[str, Count]]:
    if count.within:
        was = f"within {count.within.count} {count.within.unit}"
        yield f"without {was}", replace(count, within=None)
        for within in length_changes(count.within):
            yield f"{was} → {within.count} {within.unit}", replace(count, within=within)
    if count.once_per:
        yield f"without once per {count.once_per.short}", replace(count, once_per=None)


def _elapsed_changes(elapsed: Elapsed) -> Iterator[tuple[str, Elapsed]]:
    yield "days ↔ working days", replace(elapsed, working=not elapsed.working)
    yield "from ↔ to", replace(elapsed, start=elapsed.end, end=elapsed.start)
    if elapsed.start and elapsed.end:
        yield f"from {elapsed.start.name} → today", replace(elapsed, start=None)
        yield f"to {elapsed.end.name} → today", replace(elapsed, end=None)


def due_changes(step: Step, vocabulary: Vocabulary) -> Iterator[tuple[str, Due | None]]:
    """Yield when a step is due with each small change, and what was changed."""
    due = step.due
    if due is None:
        return
    yield f"without {due.says}", None
    for count in (due.count - 1, due.count + 1):
        yield f"{due.says} → {count} {due.unit}", replace(due, count=count)
    if due.count and due.unit in ("days", "working days"):
        unit = "days" if due.unit == "working days" else "working days"
        yield f"{due.says} → {unit}", replace(due, unit=unit)
    other = next(fact.name for fact in vocabulary.facts.values() if fact.name != due.after and fact.past)
    yield f"{due.says} → of {other}", replace(due, after=other)
