"""The facts and events of a household or of one child, as sent, turned into values by fact and events by list."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple, Self

from service.decision.case_problems import Path, Refusals, shown
from service.decision.case_readers import EventReader, GroupReaders, case_readers
from service.decision.case_values import NotTaken, read_date
from service.decision.values import Value
from service.ruleset.vocabulary import EventList, Fact, Scope, Vocabulary

MOST_EVENTS = 1000
IN_PART = ("known", "in_full_from")  # how a list is sent of which only some is known


class Event(NamedTuple):
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


class FactReader:
    """Reads what is known of a household or a child, noting every problem."""

    def __init__(self, vocabulary: Vocabulary, as_of: date, refusals: Refusals) -> None:
        self.readers = case_readers(vocabulary)
        self.as_of, self.refusals = as_of, refusals

    def read(
        self, sent: Mapping[str, Any], path: Path, scope: Scope, besides: Sequence[str] = ()
    ) -> tuple[dict[str, Value], dict[str, tuple[Event, ...]]]:
        """Return the values and the events under one household or child; `besides` names what else may be there."""
        values: dict[str, Value] = {}
        events: dict[str, tuple[Event, ...]] = {}
        groups, lists = self.readers.groups[scope], self.readers.vocabulary.events
        for name, inner in sent.items():
            if name in groups:
                self._group(groups[name], name, inner, (path, scope), values)
            elif name in lists:
                events |= self._events(lists[name], inner, (*path, name), scope)
            elif name not in besides:
                self._unknown_group(name, (*path, name), besides)
        return values, events

    def _group(
        self, readers: GroupReaders, group: str, sent: object, where: tuple[Path, Scope], into: dict[str, Value]
    ) -> None:
        path, scope = where
        if sent is not None and not isinstance(sent, dict):
            message, help_line = f"`{group}` is a group of facts", f'Write it like `"{group}": {{"…": true}}`'
            self.refusals.add((*path, group), "wrong-value", message, help_line)
            return
        as_of = self.as_of
        for short, value in (sent or {}).items():
            reader = readers.get(short)
            if reader is None:
                self._not_here(group, short, (*path, group, short), scope)
            elif value is not None:
                name, read = reader
                try:
                    into[name] = read(value, as_of)
                except NotTaken as problem:
                    self._refuse((*path, group, short), problem)

    def _refuse(self, path: Path, problem: NotTaken) -> None:
        self.refusals.add(path, problem.code, problem.message, problem.help)

    def _not_here(self, group: str, short: str, path: Path, scope: Scope) -> None:
        """Say why something in a group may not be sent there."""
        fact = self.readers.vocabulary.facts.get(f"{group}.{short}")
        if fact is None:
            self._unknown_fact(f"{group}.{short}", path)
        else:
            self._may_be_here(fact, path, scope)

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
        reader = self.readers.events[events.name]
        found = [self._event(events, reader, each, (*path, at)) for at, each in enumerate(sent)]
        return {events.name: in_own_order(reader, found)}

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
                self._refuse((*path, "in_full_from"), problem)
        found = self._events(events, sent["known"], (*path, "known"), scope)
        return {name: InPart(listed, day) for name, listed in found.items()}

    def _event(
        self, events: EventList, reader: EventReader, sent: object, path: Path
    ) -> dict[str, bool | int | str | date]:
        if not isinstance(sent, dict):
            message = f"Each entry of `{events.name}` is a group of answers"
            self.refusals.add(path, "wrong-value", message, f'Write it like `{{"{events.dated_by}": "2026-11-23"}}`')
            return {}
        found: dict[str, Any] = {name: value for name, value in reader.unless_said if name not in sent}
        readers, as_of = reader.readers, self.as_of
        for name, value in sent.items():
            if name not in readers:
                message = f"The {events.many} have nothing called `{shown(name)}`"
                self.refusals.add((*path, name), "unknown-field", message, self.refusals.hint(name, events.fields))
            elif value is not None:
                try:
                    found[name] = readers[name](value, as_of)
                except NotTaken as problem:
                    self._refuse((*path, name), problem)
        return found

    # --- what is not in the vocabulary ---

    def _unknown_group(self, name: str, path: Path, besides: Iterable[str]) -> None:
        message = f"There is no group of facts or list of events called `{shown(name)}`"
        vocabulary = self.readers.vocabulary
        if name in vocabulary.facts:
            group, _, short = name.partition(".")
            help_line = f'Write it inside its group, like `"{group}": {{"{short}": …}}`'
        else:
            help_line = self.refusals.hint(name, [*vocabulary.groups, *vocabulary.events, *besides])
        self.refusals.add(path, "unknown-group", message, help_line)

    def _unknown_fact(self, name: str, path: Path) -> None:
        facts, group = self.readers.vocabulary.facts, name.partition(".")[0]
        near = [fact.name for fact in facts.values() if fact.group == group]
        help_line = self.refusals.hint(name, near) or self.refusals.hint(name, facts)
        self.refusals.add(path, "unknown-fact", f"There is no fact called `{shown(name)}`", help_line)


def in_own_order(reader: EventReader, found: Iterable[dict[str, bool | int | str | date]]) -> tuple[Event, ...]:
    """Return the events oldest first, undated ones last, and those of one day by what they say."""
    made = [Event(values, _content(reader, values)) for values in found]
    dated_by = reader.dated_by
    days = [event.content.get(dated_by) for event in made]
    if None not in days and len({*days}) == len(days):
        return tuple(sorted(made, key=lambda event: event.content[dated_by]))
    return tuple(sorted(made, key=lambda event: _place(reader, event.content)))


def _content(reader: EventReader, values: Mapping[str, Any]) -> dict[str, bool | int | str]:
    content = {name: values[name] for name in reader.readers if name in values}
    for name in reader.dates:
        if name in content:
            content[name] = content[name].isoformat()
    return content


def _place(reader: EventReader, content: Mapping[str, object]) -> tuple[bool, str, list[tuple[bool, str]]]:
    day = content.get(reader.dated_by)
    rest = [(False, str(content[name])) if name in content else (True, "") for name in reader.readers]
    return day is None, str(day), rest
