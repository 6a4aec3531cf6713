"""The facts and events of a household or of one child, as sent, turned into values by fact and events by list."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Self

from service.decision.case_problems import Path, Refusals, shown
from service.decision.case_values import NotTaken, read_date, read_value
from service.decision.values import Value
from service.ruleset.vocabulary import EventList, Fact, Scope, Vocabulary

MOST_EVENTS = 1000
IN_PART = ("known", "in_full_from")  # how a list is sent of which only some is known


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that happened. `values` leaves out what is not known; `content` is the same as JSON has it."""

    values: Mapping[str, bool | int | str | date]
    content: Mapping[str, bool | int | str]


# INVARIANT: the events of a list come in an order of their own, so the order they were sent in cannot matter.
Events = Mapping[str, tuple[Event, ...]]


class InPart(tuple[Event, ...]):  # noqa: SLOT001 - a tuple can have no slots of its own
    """The events of a list that is not known in full: these there were, and perhaps others.

    From the day `in_full_from` on there were no others; None when that is so of no day.
    """

    in_full_from: date | None

    def __new__(cls, events: Iterable[Event], in_full_from: date | None) -> Self:
        """Return the events with the day from which on they are all there were."""
        made = super().__new__(cls, events)
        made.in_full_from = in_full_from
        return made


@dataclass(frozen=True, slots=True)
class FactReader:
    """Reads what is known of a household or a child, noting every problem."""

    vocabulary: Vocabulary
    as_of: date
    refusals: Refusals

    def read(
        self, sent: Mapping[str, Any], path: Path, scope: Scope, besides: Sequence[str] = ()
    ) -> tuple[dict[str, Value], dict[str, tuple[Event, ...]]]:
        """Return the values and the events under one household or child; `besides` names what else may be there."""
        values: dict[str, Value] = {}
        events: dict[str, tuple[Event, ...]] = {}
        for name, inner in sent.items():
            if name in self.vocabulary.groups:
                values |= self._group(name, inner, (*path, name), scope)
            elif name in self.vocabulary.events:
                events |= self._events(self.vocabulary.events[name], inner, (*path, name), scope)
            elif name not in besides:
                self._unknown_group(name, (*path, name), besides)
        return values, events

    def _group(self, group: str, sent: object, path: Path, scope: Scope) -> dict[str, Value]:
        if sent is not None and not isinstance(sent, dict):
            self.refusals.add(
                path, "wrong-value", f"`{group}` is a group of facts", f'Write it like `"{group}": {{"…": true}}`'
            )
            return {}
        found: dict[str, Value] = {}
        for short, value in (sent or {}).items():
            fact = self.vocabulary.facts.get(f"{group}.{short}")
            if fact is None:
                self._unknown_fact(f"{group}.{short}", (*path, short))
            elif self._may_be_here(fact, (*path, short), scope) and value is not None:
                self._take(fact, value, (*path, short), found, fact.name)
        return found

    def _take(self, fact: Fact, value: object, path: Path, into: dict[str, Any], name: str) -> None:
        try:
            into[name] = read_value(fact, value, self.as_of)
        except NotTaken as problem:
            self.refusals.add(path, problem.code, problem.message, problem.help)

    def _may_be_here(self, fact: Fact | EventList, path: Path, scope: Scope) -> bool:
        if isinstance(fact, Fact) and not fact.may_be_sent:
            help_line = f"Send `{fact.ask}` instead" if fact.ask else "Leave it out"
            self.refusals.add(path, "worked-out", f"`{fact.name}` is worked out here and cannot be sent", help_line)
            return False
        if scope is Scope.HOUSEHOLD and fact.scope is Scope.CHILD:
            message = f"`{fact.name}` is about one child, not the household"
            self.refusals.add(path, "wrong-place", message, "Move it to each child it is about, under `children`")
            return False
        return True

    # --- events ---

    def _events(self, events: EventList, sent: object, path: Path, scope: Scope) -> dict[str, tuple[Event, ...]]:
        if not self._may_be_here(events, path, scope) or sent is None:
            return {}
        if isinstance(sent, dict):
            return self._events_in_part(events, sent, path, scope)
        if not isinstance(sent, list):
            help_line = f"Put the {events.many} in square brackets; leave it out when they are not known"
            self.refusals.add(path, "wrong-value", f"`{events.name}` is a list", help_line)
            return {}
        if len(sent) > MOST_EVENTS:
            message = f"`{events.name}` has more than {MOST_EVENTS} entries"
            self.refusals.add(path, "too-many", message, f"Send the {MOST_EVENTS} that matter most")
            return {}
        return {
            events.name: in_own_order(events, [self._event(events, each, (*path, at)) for at, each in enumerate(sent)])
        }

    def _events_in_part(
        self, events: EventList, sent: Mapping[str, Any], path: Path, scope: Scope
    ) -> dict[str, tuple[Event, ...]]:
        """Read a list of which only some is known, or all from some day on."""
        for name in sent:
            if name not in IN_PART:
                message = f"A list known in part has nothing called `{shown(name)}`"
                self.refusals.add((*path, name), "unknown-key", message, self.refusals.hint(name, IN_PART))
        if not isinstance(sent.get("known"), list):
            message = f"`{events.name}`, when it is known in part, needs the list of those that are `known`"
            self.refusals.add(path, "wrong-value", message, 'Write it like `{"known": [], "in_full_from": null}`')
            return {}
        day: date | None = None
        if sent.get("in_full_from") is not None:
            try:
                day = read_date("`in_full_from`", sent["in_full_from"])
            except NotTaken as problem:
                self.refusals.add((*path, "in_full_from"), problem.code, problem.message, problem.help)
        found = self._events(events, sent["known"], (*path, "known"), scope)
        return {name: InPart(listed, day) for name, listed in found.items()}

    def _event(self, events: EventList, sent: object, path: Path) -> dict[str, bool | int | str | date]:
        if not isinstance(sent, dict):
            message = f"Each entry of `{events.name}` is a group of answers"
            self.refusals.add(path, "wrong-value", message, f'Write it like `{{"{events.dated_by}": "2026-11-23"}}`')
            return {}
        found: dict[str, Any] = {
            name: field.unless_said for name, field in events.fields.items() if field.unless_said and name not in sent
        }
        for name, value in sent.items():
            if name not in events.fields:
                message = f"The {events.many} have nothing called `{shown(name)}`"
                self.refusals.add((*path, name), "unknown-field", message, self.refusals.hint(name, events.fields))
            elif value is not None:
                self._take(events.fields[name], value, (*path, name), found, name)
        return found

    # --- what is not in the vocabulary ---

    def _unknown_group(self, name: str, path: Path, besides: Iterable[str]) -> None:
        message = f"There is no group of facts or list of events called `{shown(name)}`"
        if name in self.vocabulary.facts:
            group, _, short = name.partition(".")
            help_line = f'Write it inside its group, like `"{group}": {{"{short}": …}}`'
        else:
            help_line = self.refusals.hint(name, [*self.vocabulary.groups, *self.vocabulary.events, *besides])
        self.refusals.add(path, "unknown-group", message, help_line)

    def _unknown_fact(self, name: str, path: Path) -> None:
        group = name.partition(".")[0]
        near = [fact.name for fact in self.vocabulary.facts.values() if fact.group == group]
        help_line = self.refusals.hint(name, near) or self.refusals.hint(name, self.vocabulary.facts)
        self.refusals.add(path, "unknown-fact", f"There is no fact called `{shown(name)}`", help_line)


def in_own_order(events: EventList, found: Iterable[Mapping[str, bool | int | str | date]]) -> tuple[Event, ...]:
    """Return the events oldest first, undated ones last, and those of one day by what they say."""
    made = [Event(values, _content(events, values)) for values in found]
    return tuple(sorted(made, key=lambda event: _place(events, event)))


def _content(events: EventList, values: Mapping[str, bool | int | str | date]) -> dict[str, bool | int | str]:
    known = ((name, values[name]) for name in events.fields if name in values)
    return {name: value.isoformat() if isinstance(value, date) else value for name, value in known}


def _place(events: EventList, event: Event) -> tuple[bool, str, list[tuple[bool, str]]]:
    day = event.content.get(events.dated_by)
    rest = [(name not in event.content, str(event.content.get(name))) for name in events.fields]
    return day is None, str(day), rest
