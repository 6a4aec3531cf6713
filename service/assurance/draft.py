"""A case as a scenario builds it, sentence by sentence. Turns into the same body a screen would send."""

from __future__ import annotations

import copy
from dataclasses import dataclass, field
from datetime import date

from service.ruleset.vocabulary import EventList, Fact, Scope

Value = bool | int | str | None
Event = dict[str, Value]
Part = dict[str, object]


class NotUnderstood(Exception):  # noqa: N818 - it is the author's sentence that is at fault, not the program
    """A sentence that cannot be followed: what is wrong in the author's words, and how to mend it."""

    def __init__(self, message: str, help: str = "") -> None:  # noqa: A002 - the word every problem here uses
        """Keep both sentences apart, so that each surface can set them out in its own way."""
        super().__init__(f"{message}\n{help}" if help else message)
        self.message = message
        self.help = help


class UnknownSentence(NotUnderstood):
    """A sentence there is none like. `nearest` is the known one most like it."""

    def __init__(self, message: str, help: str, nearest: str) -> None:  # noqa: A002 - the word every problem here uses
        """Keep the nearest sentence apart, so that a page can offer it."""
        super().__init__(message, help)
        self.nearest = nearest


class NotDecided(NotUnderstood):
    """A case that is not decided: it is refused as it stands, or no ruleset is in force."""


@dataclass(slots=True)
class Draft:
    """What has been said so far. `about` is the last child named: facts about a child are about that one."""

    today: date | None = None
    ruleset: str = ""
    household: Part = field(default_factory=dict)
    children: dict[str, Part] = field(default_factory=dict)
    about: str = ""

    def name_child(self, ref: str, **facts: Value) -> None:
        """Add a child, or say something new about one already named: the last word about a birth replaces the first."""
        child = self.children.setdefault(ref, {})
        child["child"] = {key: value for key, value in _group(child, "child").items() if key not in BIRTH} | facts
        self.about = ref

    def set_fact(self, fact: Fact, value: Value, ref: str = "") -> None:
        """Set a fact to a value, or to not known with None: on the child named, else where the fact belongs."""
        part = self._part(fact.scope, fact.label or fact.yes, ref)
        part[fact.group] = {**_group(part, fact.group), fact.short: value}

    def set_events(self, events: EventList, said: list[Event] | None, ref: str = "") -> None:
        """Set a whole list: empty for none at all, None for not known."""
        self._part(events.scope, events.many, ref)[events.name] = said

    def add_events(self, events: EventList, said: list[Event], ref: str = "") -> None:
        """Add to what the list already holds."""
        part = self._part(events.scope, events.many, ref)
        held = part.get(events.name)
        part[events.name] = [*(held if isinstance(held, list) else []), *said]

    def set_events_in_part(
        self, events: EventList, said: list[Event], in_full_from: date | None, ref: str = ""
    ) -> None:
        """Set a list of which only some is known, or all from a day on."""
        day = in_full_from.isoformat() if in_full_from else None
        self._part(events.scope, events.many, ref)[events.name] = {"known": said, "in_full_from": day}

    def _part(self, scope: Scope, what: str, ref: str) -> Part:
        if not ref and scope is Scope.HOUSEHOLD:
            return self.household
        return self.child(ref or self.about, what)

    def child(self, ref: str, what: str) -> Part:
        """Return what is said of one child; the child must have been named."""
        if not ref:
            raise NotUnderstood(f"No child is named yet, and this says something about one: {what}", NAME_A_CHILD)
        if ref not in self.children:
            raise NotUnderstood(f'No child "{ref}" is named in this scenario', NAME_A_CHILD)
        return self.children[ref]

    def body(self) -> dict[str, object]:
        """Return the case as it would be sent, without the ruleset and the day."""
        if not self.children:
            raise NotUnderstood("The scenario names no child", NAME_A_CHILD)
        children = [{"ref": ref, **said} for ref, said in self.children.items()]
        return {"household": copy.deepcopy(self.household), "children": copy.deepcopy(children)}


NAME_A_CHILD = 'Name one first, like `Given a child "A" aged 4 months`'
BIRTH = ("date_of_birth", "expected_delivery_on", "unborn")


def _group(part: Part, name: str) -> dict[str, Value]:
    held = part.get(name)
    return held if isinstance(held, dict) else {}
