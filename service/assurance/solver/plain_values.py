"""The days and numbers of a case made plain where it stays the same kind of case: a week ago, three months old."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from service.assurance.solver.logic import Formula, Found, Logic, Number, Solver
from service.decision.born import BORN
from service.ruleset.lengths import add_months
from service.ruleset.vocabulary import Fact, Kind

AGES_IN_MONTHS = (3, 1, 12, 60, 120, 186, 210)
AHEAD = (70, 28, 7, 182, 0)
BACK = (0, 1, 60, 182, 400)
SMALL = (0, 1, 2, 3, 5, 10)
WEEK = 7
SECONDS = 1.0


def made_plain(
    solver: Solver,
    logic: Logic,
    found: Found,
    kept: Iterable[Formula],
    numbers: Sequence[tuple[Fact, Number]],
    as_of: date,
) -> Found:
    """Return the same kind of case with plainer days and numbers; everything `kept` stays as it is."""
    with solver.supposing(*(each if found.so(each) else logic.opposite(each) for each in kept)):
        for at, (fact, number) in enumerate(numbers):
            for wanted in (*_plain_values(fact, as_of, at), None):
                if wanted is None or wanted == found.number(number):
                    break
                with solver.supposing(logic.same(number, wanted)):
                    if solver.look(SECONDS):
                        found = solver.found()
                        break
            solver.tell([logic.same(number, found.number(number))])
    return found


def _plain_values(fact: Fact, as_of: date, at: int) -> Iterator[int]:
    """Yield plain values for a fact, plainest first. Several days of one case come a week apart."""
    if fact.kind is not Kind.DATE:
        yield from (number for number in SMALL if number >= fact.least)
    elif fact.name == BORN:
        yield from ((add_months(as_of, -months) - as_of).days for months in AGES_IN_MONTHS)
    else:
        yield -WEEK * (at + 1)
        yield from (-days for days in BACK)
        if not fact.past:
            yield from AHEAD
