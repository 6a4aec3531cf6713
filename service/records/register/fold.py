"""The state of the register, folded from its acts: what is known of a reference, under which others, how it came about.

Pure, and the only meaning the acts have: the same acts always give the same state. What rests on something that is no
longer there, because it was purged, has no effect.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from service.records.register import acts
from service.records.register.acts import Act, in_effect

KEPT, WITHDRAWN, IN_ERROR = "kept", "withdrawn", "recorded_in_error"


@dataclass(frozen=True, slots=True)
class Kept:
    """One event or fact. `name` is the list or fact it is of, `says` the event or the value as JSON has it.

    `since` is the day a fact is so from, None for always. `known_on` is the day it became known here, `recorded_on`
    the day the last that is said of it was recorded. `before` is what it said before each correction.
    """

    id: str
    name: str
    says: Any = field(repr=False)
    since: str | None
    known_on: str
    recorded_on: str
    home: str
    standing: str = KEPT
    before: Sequence[Any] = field(default=(), repr=False)
    came_from: str | None = field(default=None, repr=False)

    @property
    def is_event(self) -> bool:
        """Whether it is an event of a list; else it is a fact."""
        return "." not in self.name


@dataclass(slots=True)
class State:
    """What the register knows of some references that have to do with one another."""

    kept: dict[str, Kept] = field(default_factory=dict)
    merged: dict[str, str] = field(default_factory=dict)
    closed: set[str] = field(default_factory=set)
    in_full: dict[tuple[str, str], str | None] = field(default_factory=dict)
    order: dict[str, int] = field(default_factory=dict)

    def now_under(self, reference: str) -> str:
        """Return the reference that another has been merged into, or itself."""
        seen = {reference}
        while self.merged.get(reference, reference) not in seen:
            reference = self.merged[reference]
            seen.add(reference)
        return reference

    def of(self, reference: str) -> list[Kept]:
        """Return all that is kept under a reference and those merged into it, in the order it was first recorded."""
        found = [each for each in self.kept.values() if self.now_under(each.home) == reference]
        return sorted(found, key=lambda each: self.order[each.id])

    def in_full_from(self, reference: str, name: str, references: Iterable[str]) -> str | None:
        """Return the day from which on all of a list is kept here; None when that is said of no day.

        Of references that were merged it has to be said of each.
        """
        said = [self.in_full.get((each, name)) for each in references if self.now_under(each) == reference]
        return max(filter(None, said)) if said and all(said) else None


def fold(done: Iterable[Act], known_on: str | None = None) -> State:
    """Return the state that acts leave, of what was known on a day where one is given."""
    state = State()
    known = [act for act in done if known_on is None or act.known_on <= known_on or act.what == acts.ADD]
    for act in in_effect(known):
        _DO[act.what](state, act, known_on)
    return state


def _add(state: State, act: Act, known_on: str | None) -> None:
    for each in act.added:
        known = each.get("known_on") or act.known_on
        if known_on is None or known <= known_on:
            state.kept[each["id"]] = Kept(
                id=each["id"],
                name=each["name"],
                says=each["says"],
                since=each.get("since"),
                known_on=known,
                recorded_on=act.recorded_on,
                home=act.about.id,
                came_from=each.get("came_from"),
            )
            state.order[each["id"]] = len(state.order)
    if known_on is None or act.known_on <= known_on:
        state.in_full |= {(act.about.id, name): day for name, day in act.in_full.items()}


def _change(state: State, act: Act, change: Callable[[Kept], Kept]) -> None:
    for entry in act.entries:
        if entry in state.kept:
            state.kept[entry] = change(state.kept[entry])


def _correct(state: State, act: Act, _: str | None) -> None:
    _change(
        state,
        act,
        lambda kept: replace(
            kept,
            says=act.says,
            since=act.since,
            recorded_on=act.recorded_on,
            before=(*kept.before, kept.says),
        ),
    )


def _stand(standing: str) -> Callable[[State, Act, str | None], None]:
    return lambda state, act, _: _change(state, act, lambda kept: replace(kept, standing=standing))


def _move(state: State, act: Act, _: str | None) -> None:
    if act.to:
        home = act.to.id
        _change(state, act, lambda kept: replace(kept, home=home))


def _merge(state: State, act: Act, _: str | None) -> None:
    if act.to and state.now_under(act.to.id) != act.about.id:
        state.merged[act.about.id] = act.to.id


def _close(state: State, act: Act, _: str | None) -> None:
    state.closed.add(act.about.id)


def _reopen(state: State, act: Act, _: str | None) -> None:
    state.closed.discard(act.about.id)


_DO: Mapping[str, Callable[[State, Act, str | None], None]] = {
    acts.ADD: _add,
    acts.CORRECT: _correct,
    acts.WITHDRAW: _stand(WITHDRAWN),
    acts.STRIKE: _stand(IN_ERROR),
    acts.MOVE: _move,
    acts.SPLIT: _move,
    acts.MERGE: _merge,
    acts.CLOSE: _close,
    acts.REOPEN: _reopen,
}
