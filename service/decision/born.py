"""What follows from a child's date of birth or expected date of delivery: age, born or not, weeks of pregnancy.

Also what one known fact leaves with nothing to say: a child already born has no due date.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from typing import NamedTuple

from service.decision.values import DOES_NOT_APPLY, Value
from service.ruleset.lengths import add_months
from service.ruleset.vocabulary import Fact, answered_so

BORN, DUE, AGE, UNBORN, WEEKS = (
    f"child.{short}" for short in ("date_of_birth", "expected_delivery_on", "age", "unborn", "weeks_pregnant")
)
FULL_TERM_DAYS = 280
FURTHEST_AHEAD = timedelta(weeks=42)
OLDEST_YEARS = 26


class Contradiction(NamedTuple):
    """Something that cannot be so, with the fact to point at."""

    fact: str
    code: str
    message: str
    help: str


def contradictions(values: Mapping[str, Value], silent: Mapping[str, Fact], as_of: date) -> Iterator[Contradiction]:
    """Yield everything about one child that cannot all be so, from what was sent.

    `silent` are the facts that what is known of others may leave with nothing to say.
    """
    born, due, unborn = values.get(BORN), values.get(DUE), values.get(UNBORN)
    if isinstance(born, date) and as_of >= add_months(born, OLDEST_YEARS * 12):
        yield Contradiction(
            BORN, "impossible-date", f"This date of birth makes the child {OLDEST_YEARS} or older", "Check the year"
        )
    if isinstance(due, date) and due > as_of + FURTHEST_AHEAD:
        yield Contradiction(
            DUE, "impossible-date", "This expected date of delivery is more than 42 weeks away", "Check the year"
        )
    if born and due:
        message = "A child cannot have both a date of birth and an expected date of delivery"
        yield Contradiction(DUE, "contradiction", message, "Keep the date of birth if the child has been born")
    elif born and unborn is True:
        message = "A child with a date of birth has been born, and this says not yet born"
        yield Contradiction(UNBORN, "contradiction", message, "Take out one of the two")
    elif due and unborn is False:
        message = "A child with an expected date of delivery is not yet born, and this says born"
        yield Contradiction(UNBORN, "contradiction", message, "Send the date of birth, or take out one of the two")
    yield from _left_with_nothing(values, silent)


def _left_with_nothing(values: Mapping[str, Value], silent: Mapping[str, Fact]) -> Iterator[Contradiction]:
    """Yield each other fact that was sent although another, also sent, leaves it with nothing to say."""
    for name in [name for name in values if name in silent]:
        for other in silent[name].not_with:
            if other in values and {name, other} != {BORN, DUE}:
                message = f"`{name}` has nothing to say when `{other}` is known"
                yield Contradiction(name, "contradiction", message, "Take out one of the two")
        for other, answers in silent[name].not_when.items():
            if answered_so(values.get(other), answers):
                message = f"`{name}` has nothing to say when `{other}` is answered so"
                yield Contradiction(name, "contradiction", message, "Take out one of the two, or change the answer")


def settle(values: dict[str, Value], silent: Mapping[str, Fact], as_of: date) -> None:
    """Add to a child's values whatever is worked out from them, and mark what does not apply."""
    born, due, unborn = values.get(BORN), values.get(DUE), values.get(UNBORN)
    if isinstance(born, date):
        values |= {AGE: born, UNBORN: False, WEEKS: DOES_NOT_APPLY, DUE: DOES_NOT_APPLY}
    elif isinstance(due, date):
        values |= {AGE: DOES_NOT_APPLY, UNBORN: True, WEEKS: _weeks(due, as_of), BORN: DOES_NOT_APPLY}
    elif unborn is True:
        values |= {AGE: DOES_NOT_APPLY, BORN: DOES_NOT_APPLY}
    elif unborn is False:
        values |= {WEEKS: DOES_NOT_APPLY, DUE: DOES_NOT_APPLY}
    for name, fact in silent.items():
        if name not in values and _has_nothing_to_say(fact, values):
            values[name] = DOES_NOT_APPLY


def _has_nothing_to_say(fact: Fact, values: Mapping[str, Value]) -> bool:
    """Whether what is known of others settles that a fact does not apply."""
    return any(_known(values.get(other)) for other in fact.not_with) or any(
        answered_so(values.get(other), answers) for other, answers in fact.not_when.items()
    )


def _known(value: Value | None) -> bool:
    return value is not None and value is not DOES_NOT_APPLY


def _weeks(due: date, as_of: date) -> int:
    """Return the completed weeks of pregnancy: those gone since 40 weeks before the day the child is expected."""
    return (FULL_TERM_DAYS - (due - as_of).days) // 7
