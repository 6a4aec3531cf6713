"""The sentences that say what is known. Most are made from the vocabulary: adding a fact adds its sentences."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from service.assurance.draft import Draft, Event, NotUnderstood
from service.assurance.event_tables import read_events, repeat_row
from service.assurance.expectations import EVERY
from service.assurance.moments import WAYS_TO_SAY_A_DAY, move, read_lengths, read_moment
from service.assurance.values import read_value
from service.assurance.wordings import Act, Step, Told
from service.ruleset.vocabulary import EventList, Fact, Kind, Vocabulary

EXAMPLE_VALUES = {Kind.NUMBER: "3", Kind.TEXT: '"a note"'}


def given_steps(vocabulary: Vocabulary) -> Iterator[Step]:
    """Yield every sentence that may follow Given, those about the case as a whole first."""
    yield from CASE_STEPS
    for fact in vocabulary.facts.values():
        if fact.may_be_sent:
            yield from fact_steps(fact)
    for events in vocabulary.events.values():
        yield from event_steps(events)


# --- facts --------------------------------------------------------------------------------------------------------


def fact_steps(fact: Fact) -> Iterator[Step]:
    """Yield the sentences that set one fact, the one that uses its name last."""
    yield from (_clauses(fact) if fact.kind is Kind.YES_NO else _labelled(fact))
    yield _by_name(fact)


def _clauses(fact: Fact) -> Iterator[Step]:
    yield Step("given", fact.yes, f"`{fact.name}` is yes", _sets(fact, value=True), (fact.yes,))
    yield Step("given", fact.no, f"`{fact.name}` is no", _sets(fact, value=False), (fact.no,))
    doubt = f"it is not known whether {fact.yes}"
    yield Step("given", doubt, f"`{fact.name}` is not known", _sets(fact, value=None), (doubt,))


def _labelled(fact: Fact) -> Iterator[Step]:
    examples = (f"{fact.label} is {_example(fact)}", f"{fact.label} is not known")
    yield Step("given", f"{fact.label} {{is}} {{value}}", f"Sets `{fact.name}`", _reads(fact), examples)
    if fact.kind is Kind.DATE and (happened := date_clause(fact.label)):
        example = f"{happened.replace('{is}', 'was')} {'3 days ago' if fact.past else 'today'}"
        yield Step("given", f"{happened} {{day}}", f"Sets `{fact.name}`", _happened(fact), (example,))


def date_clause(label: str) -> str:
    """Return how people say that something happened on a day, from the label of the date; nothing for other labels.

    >>> date_clause("the date the contact was received"), date_clause("the date of the move")
    ('the contact was received', 'the move {is}')
    """
    if label.startswith("the date of "):
        return f"{label.removeprefix('the date of ')} {{is}}"
    return label.removeprefix("the date ") if label.startswith("the date ") else ""


def _by_name(fact: Fact) -> Step:
    example = "yes" if fact.kind is Kind.YES_NO else _example(fact)
    says = f"Sets `{fact.name}` by its name"
    return Step("given", f"{fact.name} is {{value}}", says, _reads(fact), (f"{fact.name} is {example}",))


def _example(fact: Fact) -> str:
    if fact.kind is Kind.CHOICE:
        return next(iter(fact.choices.values()))
    if fact.kind is Kind.DATE:
        return "3 days ago" if fact.past else "1 March 2027"
    return f"{EXAMPLE_VALUES[fact.kind]} {fact.unit}".rstrip()


def _sets(fact: Fact, *, value: bool | None) -> Act:
    def act(draft: Draft, told: Told) -> None:
        for child in whom(draft, told):
            draft.set_fact(fact, value, child)

    return act


def _reads(fact: Fact) -> Act:
    def act(draft: Draft, told: Told) -> None:
        for child in whom(draft, told):
            draft.set_fact(fact, read_value(fact, told.gaps["value"], today(draft)), child)

    return act


def _happened(fact: Fact) -> Act:
    def act(draft: Draft, told: Told) -> None:
        for child in whom(draft, told):
            draft.set_fact(fact, day_said(told.gaps["day"], draft).isoformat(), child)

    return act


# --- event lists --------------------------------------------------------------------------------------------------


def event_steps(events: EventList) -> Iterator[Step]:
    """Yield the sentences that set one list of events."""
    many, name = events.many, events.name
    doubt = f"it is not known whether there are {many}"
    says = f"Adds each row of the table to `{name}`"
    yield Step("given", f"these {many}", says, _adds(events), (f"these {many}",), table=True)
    says = f"Adds the one row of the table so many times to `{name}`, `#` being the number of each"
    yield Step("given", f"{{number}} {many} like this", says, _adds_alike(events), (f"3 {many} like this",), table=True)
    says = f"Adds each row of the table to `{name}`, of which there may be others that are not known"
    yield Step(
        "given",
        f"these {many} and perhaps others",
        says,
        _in_part(events),
        (f"these {many} and perhaps others",),
        table=True,
    )
    says = f"Adds each row of the table to `{name}`, and those are all from this day on"
    from_on = f"these {many}, all there were from {{day}} on"
    yield Step("given", from_on, says, _in_part(events), (from_on.format(day="1 March 2026"),), table=True)
    yield Step("given", f"there are no {many}", f"`{name}` is empty", _sets_list(events, []), (f"there are no {many}",))
    yield Step("given", doubt, f"`{name}` is not known", _sets_list(events, None), (doubt,))


def _adds(events: EventList) -> Act:
    def act(draft: Draft, told: Told) -> None:
        for child in whom(draft, told):
            draft.add_events(events, read_events(events, told.table, today(draft)), child)

    return act


def _adds_alike(events: EventList) -> Act:
    def act(draft: Draft, told: Told) -> None:
        for child in whom(draft, told):
            draft.add_events(events, repeat_row(events, told.table, today(draft), int(told.gaps["number"])), child)

    return act


def _in_part(events: EventList) -> Act:
    def act(draft: Draft, told: Told) -> None:
        day = day_said(told.gaps["day"], draft) if "day" in told.gaps else None
        for child in whom(draft, told):
            draft.set_events_in_part(events, read_events(events, told.table, today(draft)), day, child)

    return act


def _sets_list(events: EventList, said: list[Event] | None) -> Act:
    def act(draft: Draft, told: Told) -> None:
        for child in whom(draft, told):
            draft.set_events(events, said, child)

    return act


# --- the case as a whole ------------------------------------------------------------------------------------------


def whom(draft: Draft, told: Told) -> tuple[str, ...]:
    """Return the children a sentence is about; one empty name when it names none."""
    return tuple(draft.children) if told.about == EVERY else (told.about,)


def today(draft: Draft) -> date:
    """Return the day the scenario takes place. Raises NotUnderstood when it has not been said."""
    if draft.today is None:
        raise NotUnderstood("The scenario does not say what day it is", "Begin with `Given today is 23 November 2026`")
    return draft.today


def day_said(words: str, draft: Draft) -> date:
    """Return the day the words mean on the day of the scenario. Raises NotUnderstood."""
    day = read_moment(words, today(draft))
    if day is None:
        raise NotUnderstood(f"`{words}` is not a day", f"Write it like {WAYS_TO_SAY_A_DAY}")
    return day


def _ruleset(draft: Draft, told: Told) -> None:
    draft.ruleset = told.gaps["name"]


def _today(draft: Draft, told: Told) -> None:
    day = read_moment(told.gaps["day"], date.min)
    if day is None or day.year < FIRST_YEAR:
        raise NotUnderstood(f"`{told.gaps['day']}` is not a date", "Write it like `23 November 2026` or `2026-11-23`")
    draft.today = day


FIRST_YEAR = 1900


def _child(draft: Draft, told: Told) -> None:
    draft.name_child(told.gaps["child"])


def _child_aged(draft: Draft, told: Told) -> None:
    lengths = read_lengths(" ".join(told.gaps["age"].casefold().split()))
    if not lengths:
        raise NotUnderstood(f"`{told.gaps['age']}` is not an age", "Write it like `4 months` or `5 months and 30 days`")
    draft.name_child(told.gaps["child"], date_of_birth=move(today(draft), lengths, -1).isoformat())


def _child_born(draft: Draft, told: Told) -> None:
    draft.name_child(told.gaps["child"], date_of_birth=day_said(told.gaps["day"], draft).isoformat())


def _unborn(draft: Draft, told: Told) -> None:
    draft.name_child(told.gaps["child"], unborn=True)


def _unborn_due(draft: Draft, told: Told) -> None:
    draft.name_child(told.gaps["child"], expected_delivery_on=day_said(told.gaps["day"], draft).isoformat())


CASE_STEPS = (
    Step(
        "given",
        "the ruleset {name}",
        "Decides with this ruleset: a family, or a family and version",
        _ruleset,
        ("the ruleset front-door", "the ruleset lcpc:proposed"),
    ),
    Step("given", "today is {day}", "The day everything is reckoned from", _today, ("today is 23 November 2026",)),
    Step(
        "given",
        "a child {child}",
        "Names a child whose age is not known; what follows about a child is about this one",
        _child,
        ('a child "A"',),
    ),
    Step(
        "given",
        "a child {child} aged {age}",
        "Names a child of this age",
        _child_aged,
        ('a child "A" aged 4 months', 'a child "A" aged 5 months and 30 days'),
    ),
    Step(
        "given",
        "a child {child} born {day}",
        "Names a child born on this day",
        _child_born,
        ('a child "A" born on 13 July 2026', 'a child "A" born 3 weeks ago'),
    ),
    Step(
        "given",
        "an unborn child {child}",
        "Names a child not yet born, due on a day not known",
        _unborn,
        ('an unborn child "B"',),
    ),
    Step(
        "given",
        "an unborn child {child} due {day}",
        "Names a child not yet born",
        _unborn_due,
        ('an unborn child "B" due on 1 March 2027', 'an unborn child "B" due in 10 weeks'),
    ),
)
