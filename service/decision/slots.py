"""What is known of a case, turned into the whole numbers the inference engine is given.

Text stays here: a choice becomes the number its word was given, a date a number of days or months from the day of the
decision. What is not known is left out, so that no comparison can hold on it.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from operator import itemgetter

from service.decision.clauses import Reading, Slot, View
from service.decision.definitely import ANOTHER, BEYOND, FURTHEST, NEITHER
from service.decision.engine import HEAD
from service.decision.errors import CouldNotDecide
from service.decision.plan import Plan
from service.decision.values import DOES_NOT_APPLY, DoesNotApply, Readings, Values
from service.decision.values import Reading as Measured
from service.decision.working_days import working_days_between

Tell = Callable[[date, Values, Readings], str]
Table = Mapping[object, str]

SHORTEST_MONTH = 28
OUT_OF_REACH = {View.AS_IT_IS: None, View.FLOOR: -BEYOND, View.CEILING: BEYOND}


class Slots:
    """Tells the engine of one case after another, always in the same slots."""

    def __init__(self, plan: Plan) -> None:
        slots = [(place, slot, f',"{plan.names[place]}":') for place, slot in enumerate(plan.slots)]
        tabled = [each for each in slots if each[1].reading in _TABLES]
        reckoned = [each for each in slots if each[1].reading not in _TABLES]
        self._tables = [
            (slot.name, _TABLES[slot.reading](field, plan.words.get(slot.name, {}))) for _, slot, field in tabled
        ]
        self._tells = [_tell(slot, field) for _, slot, field in reckoned]
        told_at = {place: at for at, (place, _, _) in enumerate([*tabled, *reckoned])}
        self._shards = [_picker([told_at[place] for place in uses]) for uses in plan.uses]

    def bodies(self, as_of: date, values: Values, readings: Readings) -> list[str]:
        """Return what each shard is to be fed: a fact's fields, not yet closed.

        Raises CouldNotDecide when a value is not of the kind its conditions ask for.
        """
        get = values.get
        try:
            told = [table[get(name)] for name, table in self._tables]
        except (KeyError, TypeError):
            raise self._wrong_kind(values) from None
        told += [tell(as_of, values, readings) for tell in self._tells]
        return [HEAD + "".join(pick(told)) for pick in self._shards]

    def _wrong_kind(self, values: Values) -> CouldNotDecide:
        for name, table in self._tables:
            try:
                table[values.get(name)]
            except (KeyError, TypeError):
                return _wrong_kind(name)
        raise AssertionError


def _picker(places: Sequence[int]) -> Callable[[Sequence[str]], Sequence[str]]:
    return itemgetter(*places) if places else lambda _: ""


def _wrong_kind(name: str) -> CouldNotDecide:
    return CouldNotDecide(
        f"What is known of `{name}` is not of the kind its conditions ask for, so nothing was decided"
    )


# --- answers that are looked up -----------------------------------------------------------------------------------


class _Words(dict[object, str]):
    """The field for each word asked about, and `other` for every other word."""

    def __init__(self, words: Mapping[object, str], other: str) -> None:
        super().__init__(words)
        self._other = other

    def __missing__(self, value: object) -> str:
        if isinstance(value, str):
            return self._other
        raise KeyError


class _Known(dict[object, str]):
    """One field for what is not known, and another for whatever is."""

    def __init__(self, field: str) -> None:
        super().__init__({None: f"{field}0"})
        self._known = f"{field}1"

    def __missing__(self, value: object) -> str:
        return self._known


def _answers(field: str, _: Mapping[str, int]) -> Table:
    return {None: "", True: f"{field}1", False: f"{field}0", DOES_NOT_APPLY: f"{field}{NEITHER}"}


def _choices(field: str, words: Mapping[str, int]) -> Table:
    other = f"{field}{ANOTHER}"
    settled: dict[object, str] = {None: "", DOES_NOT_APPLY: other}
    return _Words(settled | {word: f"{field}{number}" for word, number in words.items()}, other)


_TABLES: dict[Reading, Callable[[str, Mapping[str, int]], Table]] = {
    Reading.YES_OR_NO: _answers,
    Reading.CHOICE: _choices,
    Reading.KNOWN: lambda field, _: _Known(field),
}


# --- numbers that are reckoned ------------------------------------------------------------------------------------


def _tell(slot: Slot, field: str) -> Tell:
    if slot.reading in (Reading.LEAST, Reading.MOST):
        return _end_of_measure(slot, field)
    if slot.reading is Reading.MEASURED:
        return lambda _as_of, _values, readings: f"{field}{int(_is_measured(readings.get(slot.name)))}"
    if slot.reading is Reading.NUMBER:
        return _number(slot, field)
    return _date(slot, field)


def _number(slot: Slot, field: str) -> Tell:
    name, out_of_reach = slot.name, _out_of_reach(slot, field)

    def tell(_: date, values: Values, __: Readings) -> str:
        value = values.get(name)
        if value is None:
            return ""
        if type(value) is int:
            return f"{field}{_brought_in(value)}"
        if value is DOES_NOT_APPLY:
            return out_of_reach
        raise _wrong_kind(name)

    return tell


def _date(slot: Slot, field: str) -> Tell:
    name, out_of_reach, reckon = slot.name, _out_of_reach(slot, field), _RECKONED[slot.reading]

    def tell(as_of: date, values: Values, _: Readings) -> str:
        value = values.get(name)
        if value is None:
            return ""
        if type(value) is date:
            try:
                return f"{field}{reckon(value, as_of)}"
            except ValueError:
                raise _beyond_working_days(name) from None
        if value is DOES_NOT_APPLY:
            return out_of_reach
        raise _wrong_kind(name)

    return tell


def _beyond_working_days(name: str) -> CouldNotDecide:
    return CouldNotDecide(f"`{name}` lies outside the years whose working days are known, so nothing was decided")


def _end_of_measure(slot: Slot, field: str) -> Tell:
    name, is_least, out_of_reach = slot.name, slot.reading is Reading.LEAST, _out_of_reach(slot, field)

    def tell(_: date, __: Values, readings: Readings) -> str:
        measured = readings.get(name)
        if measured is None:
            return ""
        if measured is DOES_NOT_APPLY:
            return out_of_reach
        end = measured.low if is_least else measured.high
        return "" if end is None else f"{field}{_brought_in(end)}"

    return tell


def _is_measured(measured: Measured | None) -> bool:
    return measured is not None and (isinstance(measured, DoesNotApply) or measured.known)


def _out_of_reach(slot: Slot, field: str) -> str:
    """Return what to tell of something that does not apply, so that the slot's comparison comes out as not met."""
    number = OUT_OF_REACH[slot.view]
    return "" if number is None else f"{field}{number}"


def _brought_in(number: int) -> int:
    if -FURTHEST <= number <= FURTHEST:
        return number
    return FURTHEST if number > 0 else -FURTHEST


def _half_months(start: date, end: date) -> int:
    """Count on from `start`: twice the whole calendar months until `end`, and one more when days are left over.

    A day that a month does not have becomes its last day, as in `lengths.py`.
    """
    months = (end.year - start.year) * 12 + end.month - start.month
    turns = start.day if start.day <= SHORTEST_MONTH else min(start.day, monthrange(end.year, end.month)[1])
    return 2 * months + (end.day > turns) - (end.day < turns)


_RECKONED: dict[Reading, Callable[[date, date], int]] = {
    Reading.DAY: lambda day, _: day.toordinal(),
    Reading.DAYS_AGO: lambda day, as_of: (as_of - day).days,
    Reading.DAYS_AHEAD: lambda day, as_of: (day - as_of).days,
    Reading.HALF_MONTHS_OLD: _half_months,
    Reading.HALF_MONTHS_AGO: lambda day, as_of: -_half_months(as_of, day),
    Reading.HALF_MONTHS_AHEAD: lambda day, as_of: _half_months(as_of, day),
    Reading.WORKING_DAYS_AGO: working_days_between,
    Reading.WORKING_DAYS_AHEAD: lambda day, as_of: working_days_between(as_of, day),
}
