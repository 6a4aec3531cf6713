"""What is done to the register: each act is one thing somebody did, and why.

An act is one record for each reference it concerns. Turns what records say into acts, oldest first, and leaves out
what was undone. Pure.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

from service.records.standings import day_of

Of = Literal["household", "child"]

ADD, CORRECT, WITHDRAW, STRIKE, MOVE = "add", "correct", "withdraw", "strike", "move"
MERGE, SPLIT, CLOSE, REOPEN, UNDO = "merge", "split", "close", "reopen", "undo"


@dataclass(frozen=True, slots=True)
class Reference:
    """Whom the register knows: `ref` is the caller's own word for it, `id` ours, which says nothing."""

    id: str
    of: Of
    ref: str = field(repr=False)

    def said(self) -> dict[str, str]:
        """Return it as a record says it."""
        return {"id": self.id, "of": self.of, "ref": self.ref}


@dataclass(frozen=True, slots=True)
class Act:
    """One thing done. `about` comes first among the references it concerns; `to` is the other side, where there is one.

    `entries` are what is added, whole, or the ids of what is changed; `says` is what a correction puts in place.
    """

    id: str
    what: str
    who: str
    why: str = field(repr=False)
    recorded_at: str
    known_on: str
    about: Reference
    to: Reference | None = None
    added: Sequence[Mapping[str, Any]] = field(default=(), repr=False)
    entries: Sequence[str] = ()
    says: Any = field(default=None, repr=False)
    since: str | None = None
    in_full: Mapping[str, str | None] = field(default_factory=dict)
    undoes: str | None = None

    def said(self) -> dict[str, Any]:
        """Return what each record of the act says."""
        whole = {
            "act": self.id,
            "what": self.what,
            "why": self.why,
            "known_on": self.known_on,
            "about": self.about.said(),
            "to": self.to and self.to.said(),
            "added": list(self.added),
            "entries": list(self.entries),
            "says": self.says,
            "since": self.since,
            "in_full": dict(self.in_full),
            "undoes": self.undoes,
        }
        needed = ("act", "what", "why", "known_on", "about")
        return {name: value for name, value in whole.items() if name in needed or value not in (None, [], {})}

    @property
    def recorded_on(self) -> str:
        """The day in London it was recorded on."""
        return day_of(datetime.fromisoformat(self.recorded_at)).isoformat()

    @property
    def references(self) -> tuple[Reference, ...]:
        """Every reference it concerns."""
        return (self.about, self.to) if self.to else (self.about,)

    @property
    def touches(self) -> frozenset[str]:
        """What it adds or changes, by id: an act cannot be undone while a later one rests on the same."""
        if self.what in (CLOSE, REOPEN):
            return frozenset({f"open {self.about.id}"})
        if self.what == MERGE:
            return frozenset({f"merged {self.about.id}"})
        return frozenset([*self.entries, *(each["id"] for each in self.added)])


def act_of(said: Mapping[str, Any], who: str, recorded_at: str) -> Act:
    """Return the act that a record is of."""
    to = said.get("to")
    return Act(
        id=said["act"],
        what=said["what"],
        who=who,
        why=said["why"],
        recorded_at=recorded_at,
        known_on=said["known_on"],
        about=Reference(**said["about"]),
        to=Reference(**to) if to else None,
        added=said.get("added", ()),
        entries=said.get("entries", ()),
        says=said.get("says"),
        since=said.get("since"),
        in_full=said.get("in_full", {}),
        undoes=said.get("undoes"),
    )


def in_effect(acts: Iterable[Act]) -> list[Act]:
    """Return the acts that stand, oldest first: those undone are left out, unless the undoing was itself undone."""
    undone: set[str] = set()
    standing: list[Act] = []
    for act in reversed(list(acts)):
        if act.id in undone:
            continue
        if act.what == UNDO and act.undoes:
            undone.add(act.undoes)
        else:
            standing.append(act)
    return standing[::-1]
