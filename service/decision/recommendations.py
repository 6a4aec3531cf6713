"""The steps that met rules recommend, united: for one step the strongest, highest rank first, with when it is due."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, cast

from service.decision.values import DOES_NOT_APPLY, Value, Values
from service.decision.working_days import add_working_days
from service.ruleset.lengths import add_length
from service.ruleset.model import Length, Rule, Ruleset, Unit
from service.ruleset.vocabulary import Due, Step, Strength

Recommended = Mapping[str, Strength]


def unite(recommended: Iterable[Recommended]) -> dict[str, Strength]:
    """Return every step with the strongest word any of them has for it."""
    strongest: dict[str, Strength] = {}
    for steps in recommended:
        for step, strength in steps.items():
            strongest[step] = max(strength, strongest.get(step, strength))
    return strongest


class Recommendations:
    """Words and dates the recommendations of one ruleset."""

    def __init__(self, ruleset: Ruleset) -> None:
        self._steps = ruleset.steps.by_name
        self._below = ruleset.below
        self._due = {step.name: _Dated(step.due, ruleset) for step in self._steps.values() if step.due}

    def of(self, met: Iterable[Rule], values: Values) -> list[dict[str, Any]]:
        """Return what the met rules recommend together, each step with the rules that ask for it."""
        rules = list(met)
        strongest = unite(rule.recommend for rule in rules)
        return [
            self._worded(
                step, strongest[step.name], values, [rule.name for rule in rules if step.name in rule.recommend]
            )
            for step in self._ranked(strongest)
        ]

    def below_threshold(self, values: Values) -> list[dict[str, Any]]:
        """Return what to do when no rule is met, marked as such."""
        recommend = self._below.recommend
        worded = [self._worded(step, recommend[step.name], values, []) for step in self._ranked(recommend)]
        return [{**recommendation, "below_threshold": True} for recommendation in worded]

    def _ranked(self, recommended: Recommended) -> list[Step]:
        return sorted((self._steps[name] for name in recommended), key=lambda step: step.rank)

    def _worded(self, step: Step, strength: Strength, values: Values, because: list[str]) -> dict[str, Any]:
        dated = self._due.get(step.name)
        return {
            "step": step.name,
            "strength": strength.word,
            "title": step.title,
            "owner": step.owner,
            "because": because,
            "due": dated.due(values) if dated else None,
        }


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
