"""What is still worth asking, of all the children together: each question once, answered in place.

The order is the one each child's answer has, most protective first; a question several children share takes the best
of its places.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from service.ruleset.library import Library
from service.ruleset.vocabulary import EventList, Fact, Scope, Strength
from service.web.screens.advice import AnswerShown
from service.web.screens.answers import field_id, rows_of
from service.web.screens.form import Form
from service.web.screens.questions import Mends, Question, named_help, question
from service.web.screens.sections import CHILDREN, CONCERNS, CONTACT, HOUSEHOLD, child_name, chosen
from service.web.screens.tree import said_value
from service.web.screens.typed import PARTS

Json = Mapping[str, Any]

ASKED = "asked"  # the places a page asked about beside its advice
BASE = ("children", "0")


@dataclass(frozen=True, slots=True)
class ToAsk:
    """One thing to ask. Answered by `questions`, or when it is a list of events, on the form at `listing`."""

    ask: str
    help: str
    could_add: str
    concern: str
    questions: Sequence[Question] = ()
    listing: str = ""

    @property
    def names(self) -> list[str]:
        """The names that its fields post under."""
        return [name for each in self.questions for name in each.names]

    @property
    def id(self) -> str:
        """The id of the field on the form that it is about."""
        return field_id(self.listing or self.questions[0].place)


class Asking:
    """Finds what to ask after an answer to the case in a form."""

    def __init__(self, library: Library, form: Form, mends: Mends, answer: AnswerShown) -> None:
        self.vocabulary, self.steps = library.vocabulary, library.steps
        self.form, self.mends, self.answer = form, mends, answer
        self.as_of = date.fromisoformat(answer.answer["as_of"])
        self.several = len(answer.children) > 1

    def questions(self) -> list[ToAsk]:
        """Return what to ask, most protective first."""
        found: dict[str, list[tuple[int, int, Json]]] = {}
        for child in self.answer.children:
            for place, each in enumerate(child.questions):
                found.setdefault(self._key(each), []).append((place, child.number, each))
        by_place = sorted(found.values(), key=lambda shared: min(place for place, _, _ in shared))
        return [asked for shared in by_place for asked in self._to_ask(shared)]

    def _key(self, each: Json) -> str:
        return f"{each['fact']} {each.get('event')} {each.get('field')}"

    def _to_ask(self, shared: Sequence[tuple[int, int, Json]]) -> Iterator[ToAsk]:
        each = shared[0][2]
        fact, events = self.vocabulary.facts.get(each["fact"]), self.vocabulary.events.get(each["fact"])
        children = [child for _, child, _ in shared]
        could_add = self._could_add([one for _, _, one in shared])
        if fact:
            questions = list(self._about(fact, children))
            yield ToAsk(each["ask"], named_help(fact), could_add, fact.group, questions)
        elif events:
            for base in self._bases(events, children):
                yield self._about_events(events, f"{base}/{events.name}", each, could_add)

    def _about(self, fact: Fact, children: Sequence[int]) -> Iterator[Question]:
        for base in self._bases(fact, children):
            about = self._called(base) if self.several and base != HOUSEHOLD else ""
            yield question(fact, f"{base}/{fact.group}/{fact.short}", self.form, self.mends, about)

    def _bases(self, what: Fact | EventList, children: Sequence[int]) -> list[str]:
        return [HOUSEHOLD] if what.scope is Scope.HOUSEHOLD else [f"{CHILDREN}/{child}" for child in children]

    def _called(self, base: str) -> str:
        return f"Child {child_name(self.form, int(base.rpartition('/')[2]))}"

    def _about_events(self, events: EventList, place: str, each: Json, could_add: str) -> ToAsk:
        """Ask for a missing field of an event in place; send to the form for a whole list."""
        row = self._row(events, place, each.get("event"))
        if row is None:
            return ToAsk(each["ask"], each["help"], could_add, events.name, listing=place)
        about = ", ".join(said_value(events.fields[name], said, self.as_of) for name, said in each["event"].items())
        missing = events.fields[each["field"]]
        asked = question(missing, f"{place}/{row}/{missing.name}", self.form, self.mends, about)
        return ToAsk(each["ask"], each["help"], could_add, events.name, [asked])

    def _row(self, events: EventList, place: str, event: Json | None) -> int | None:
        """Return the row of the form that an event came from."""
        rows = rows_of(events, place, self.form)
        return next((row for row, typed, _ in rows if event is not None and _as_read(events, typed) == event), None)

    def _could_add(self, asked: Sequence[Json]) -> str:
        strongest: dict[str, Strength] = {}
        for gain in (gain for each in asked for gain in each["could_add"]):
            strength = Strength[gain["strength"].upper()]
            strongest[gain["step"]] = max(strength, strongest.get(gain["step"], strength))
        return ", ".join(f"{self.steps.by_name[step].title} ({each.word})" for step, each in strongest.items())


def _as_read(events: EventList, typed: Json) -> dict[str, Any]:
    """Return a typed event as the reading of the case has it: what is usual filled in, what is not known left out."""
    usual = {name: each.unless_said for name, each in events.fields.items() if each.unless_said and name not in typed}
    return usual | {name: value for name, value in typed.items() if value is not None}


def with_asked_groups(form: Form) -> Form:
    """Return the form with every group chosen that a question answered in place belongs to, so that it counts."""
    answered = [place.split("/") for place in form.all(ASKED) if _answered(form, place)]
    groups = {place[1 if place[0] == HOUSEHOLD else 2] for place in answered if len(place) > len(BASE)}
    return form.with_answers({CONCERNS: [*form.all(CONCERNS), *sorted(groups - chosen(form) - {CONTACT})], ASKED: []})


def _answered(form: Form, place: str) -> bool:
    return any(form.one(name) for name in (place, *(f"{place}/{part}" for part in PARTS)))
