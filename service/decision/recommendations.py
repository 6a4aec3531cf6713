"""The steps that met rules recommend, united: for one step the strongest, highest rank first, with when it is due."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any, cast

from service.decision.nodes import keep
from service.decision.values import DOES_NOT_APPLY, Value, Values
from service.decision.working_days import add_working_days
from service.ruleset.lengths import add_length
from service.ruleset.model import Length, Rule, Ruleset, Unit
from service.ruleset.vocabulary import Due, Strength

Recommended = Mapping[str, Strength]
Undated = tuple[dict[str, Any], "_Dated | None"]


def unite(recommended: Iterable[Recommended]) -> dict[str, Strength]:
    """Return every step with the strongest word any of them has for it."""
    strongest: dict[str, Strength] = {}
    for steps in recommended:
        for step, strength in steps.items():
            if strength > strongest.get(step, 0):
                strongest[step] = strength
    return strongest


class Recommendations:
    """Words and dates the recommendations of one ruleset."""

    def __init__(self, ruleset: Ruleset) -> None:
        self._below = ruleset.below
        self._due = {step.name: _Dated(step.due, ruleset) for step in ruleset.steps.by_name.values() if step.due}
        self._ranks = {step.name: step.rank for step in ruleset.steps.by_name.values()}
        self._words = {
            (step.name, strength): {
                "step": step.name,
                "strength": strength.word,
                "title": step.title,
                "owner": step.owner,
            }
            for step in ruleset.steps.by_name.values()
            for strength in Strength
        }
        self._kept: dict[tuple[str, ...], list[Undated]] = {}  # by the names of the rules that are met

    def of(self, met: Sequence[Rule], values: Values) -> list[dict[str, Any]]:
        """Return what the met rules recommend together, each step with the rules that ask for it."""
        names = tuple([rule.name for rule in met])
        undated = self._kept.get(names)
        if undated is None:
            because: dict[str, list[str]] = {}
            for rule in met:
                for step in rule.recommend:
                    because.setdefault(step, []).append(rule.name)
            undated = self._undated(unite(rule.recommend for rule in met), because)
            keep(self._kept, names, undated)
        return _dated(undated, values)

    def below_threshold(self, values: Values) -> list[dict[str, Any]]:
        """Return what to do when no rule is met, marked as such."""
        worded = _dated(self._undated(self._below.recommend, {}), values)
        return [{**recommendation, "below_threshold": True} for recommendation in worded]

    def _undated(self, recommended: Recommended, because: Mapping[str, list[str]]) -> list[Undated]:
        """Return the words of each recommendation with what dates it, highest rank first."""
        return [
            ({**self._words[step, recommended[step]], "because": because.get(step, [])}, self._due.get(step))
            for step in sorted(recommended, key=self._ranks.__getitem__)
        ]


def _dated(undated: Iterable[Undated], values: Values) -> list[dict[str, Any]]:
    return [{**words, "due": dated.due(values) if dated else None} for words, dated in undated]


class _Dated:
    """When one step is due, in words prepared once."""

    def __init__(self, due: Due, ruleset: Ruleset) -> None:
        self._due = due
        self._says = due_words(due, ruleset.vocabulary.facts[due.after].label)

    def due(self, values: Values) -> dict[str, str | None]:
        """Return the day the step is due, or why there is none."""
        start = values.get(self._due.after)
        day = due_day(self._due, start)
        reason = "" if day else _no_day(start)
        return {"on": day.isoformat() if day else None, "says": self._says + reason, "from": self._due.after}


def due_day(due: Due, start: Value | None) -> date | None:
    """Return the day so long after the start, in England's working days where it says so; None without a start."""
    if not isinstance(start, date):
        return None
    try:
        if due.unit == "working days" and due.count:
            return add_working_days(start, due.count)
        return add_length(start, Length(due.count, cast("Unit", due.unit))) if due.count else start
    except (ValueError, OverflowError):
        return None  # beyond the calendar


def _no_day(start: Value | None) -> str:
    if start is None:
        return "; that date is not known"
    return "; that date does not apply" if start is DOES_NOT_APPLY else "; that is beyond the calendar"


def due_words(due: Due, label: str) -> str:
    """Return when a step is due, with the date it counts from in words.

    >>> due_words(Due(0, "days", "contact.received_on", "the same day"), "the date the contact was received")
    'the same day the contact was received'
    >>> due_words(Due(2, "days", "a.day", "within 2 days of a.day"), "the date of the visit")
    'within 2 days of the date of the visit'
    """
    if due.count:
        return due.says.replace(due.after, label)
    event = label.removeprefix("the date ")
    return (
        f"the same day as {event.removeprefix('of ')}"
        if event.startswith("of ") or event == label
        else f"the same day {event}"
    )
