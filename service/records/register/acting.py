"""What somebody may do to the register, checked against what it holds: nothing is acted on that is not there."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from service.records.errors import RecordsRefusal
from service.records.register import acts
from service.records.register.acts import Act, Of, Reference, in_effect
from service.records.register.fold import Kept
from service.records.register.keeping import Loaded, Register
from service.records.register.lasting import Said, Sayings, read_sayings
from service.ruleset.vocabulary import Vocabulary

WITHDRAWN_STATUS = "withdrawn"
MOST_ADDED = 1000


@dataclass(frozen=True, slots=True)
class Wish:
    """What somebody wants done to a reference, and why. Only what the act takes is set."""

    act: str
    why: str = ""
    says: Any = field(default=None, repr=False)
    entries: Sequence[str] = ()
    to: tuple[Of, str] | None = field(default=None, repr=False)
    undoes: str | None = None
    since: date | None = None
    known_on: date | None = None


@dataclass(frozen=True, slots=True)
class Acting:
    """Acts on the register, in the words of one vocabulary."""

    register: Register
    vocabulary: Vocabulary
    today: Callable[[], date]

    def begin(self, of: Of, ref: str, wish: Wish, who: str) -> Act:
        """Add to a reference, which is begun when the register does not know it. Raises what `do` raises."""
        found = self.register.find(of, ref)
        if found:
            return self.do(found.id, wish, who)
        sayings = self._sayings(wish, of)

        def make() -> tuple[Act, Loaded]:
            there = self.register.find(of, ref)
            if there:
                return self._made(there.id, wish, who)
            new = self.register.new_reference(of, ref)
            return self.adding(new, sayings, wish, who), Loaded(new=(new,))

        return self.register.record(make)

    def do(self, id: str, wish: Wish, who: str) -> Act:  # noqa: A002 - the ledger's word
        """Do what is wished for a reference, and return the act, recorded. Raises RecordsRefusal and CaseRefused."""
        return self.register.record(lambda: self._made(id, wish, who))

    def adding(self, about: Reference, sayings: Sayings, wish: Wish, who: str) -> Act:
        """Return the act of adding what was said."""
        known_on = (wish.known_on or self.today()).isoformat()
        ids = self.register.new_ids(len(sayings.said))
        added = [_added(id_, each) for id_, each in zip(ids, sayings.said, strict=True)]
        more = {"added": added, "in_full": sayings.in_full, "known_on": known_on}
        return self.register.new_act(acts.ADD, who, wish.why, about, **more)

    # --- one act ---

    def _made(self, id: str, wish: Wish, who: str) -> tuple[Act, Loaded]:  # noqa: A002
        loaded = self.register.load([id])
        if id not in loaded.references:
            raise no_such_reference()
        about = loaded.references[loaded.state().now_under(id)]
        return _MAKE[wish.act](self, loaded, about, wish, who)

    def _add(self, loaded: Loaded, about: Reference, wish: Wish, who: str) -> tuple[Act, Loaded]:
        return self.adding(about, self._sayings(wish, about.of), wish, who), loaded

    def _sayings(self, wish: Wish, of: Of) -> Sayings:
        today = self.today()
        for name, day in (("known_on", wish.known_on), ("since", wish.since)):
            if day and day > today:
                raise RecordsRefusal(
                    "ahead", f"`{name}` is a day after today", "Give today, or a day before", f"/{name}"
                )
        sayings = read_sayings(wish.says or {}, of, self.vocabulary, today, wish.since or wish.known_on)
        if len(sayings.said) > MOST_ADDED:
            message = f"More than {MOST_ADDED} events and facts come at once"
            raise RecordsRefusal("too-many", message, "Send them in several requests", "/says")
        return sayings

    def _correct(self, loaded: Loaded, about: Reference, wish: Wish, who: str) -> tuple[Act, Loaded]:
        entry = self._entry(loaded, about, wish)
        group, _, short = entry.name.partition(".")
        in_case = {entry.name: [wish.says]} if entry.is_event else {group: {short: wish.says}}
        sayings = read_sayings(in_case, about.of, self.vocabulary, self.today(), wish.since)
        if len(sayings.said) != 1:
            message = "A correction says what is right"
            raise RecordsRefusal("wrong-value", message, "To take it out altogether, strike it", "/says")
        (said,) = sayings.said
        since = said.since if entry.is_event or wish.since or not entry.since else entry.since
        more = {"entries": [entry.id], "says": said.says, "since": since}
        return self.register.new_act(acts.CORRECT, who, wish.why, about, **more), loaded

    def _withdraw(self, loaded: Loaded, about: Reference, wish: Wish, who: str) -> tuple[Act, Loaded]:
        entry = self._entry(loaded, about, wish)
        fields = self.vocabulary.events[entry.name].fields if entry.is_event else {}
        if "status" not in fields or WITHDRAWN_STATUS not in fields["status"].choices:
            message = f"Nothing in `{entry.name}` can be withdrawn"
            raise RecordsRefusal("not-withdrawn", message, "Strike it, if it was recorded in error", "/entries/0")
        return self._standing(acts.WITHDRAW, loaded, about, wish, who)

    def _strike(self, loaded: Loaded, about: Reference, wish: Wish, who: str) -> tuple[Act, Loaded]:
        self._entry(loaded, about, wish)
        return self._standing(acts.STRIKE, loaded, about, wish, who)

    def _standing(self, what: str, loaded: Loaded, about: Reference, wish: Wish, who: str) -> tuple[Act, Loaded]:
        return self.register.new_act(what, who, wish.why, about, entries=list(wish.entries)), loaded

    def _move(self, loaded: Loaded, about: Reference, wish: Wish, who: str) -> tuple[Act, Loaded]:
        self._entries(loaded, about, wish)
        to, both = self._other_side(loaded, about, wish)
        return self.register.new_act(acts.MOVE, who, wish.why, about, entries=list(wish.entries), to=to), both

    def _split(self, loaded: Loaded, about: Reference, wish: Wish, who: str) -> tuple[Act, Loaded]:
        self._entries(loaded, about, wish)
        of, ref = _wished(wish)
        if self.register.find(of, ref):
            message = "The register knows this reference already"
            raise RecordsRefusal("reference-there", message, "Move the entries to it, or split off to a new one", "/to")
        new = self.register.new_reference(of, ref)
        act = self.register.new_act(acts.SPLIT, who, wish.why, about, entries=list(wish.entries), to=new)
        return act, replace(loaded, new=(new,))

    def _merge(self, loaded: Loaded, about: Reference, wish: Wish, who: str) -> tuple[Act, Loaded]:
        to, both = self._other_side(loaded, about, wish)
        if both.new:
            raise RecordsRefusal("no-such-reference", "The register has nothing under this reference", "", "/to")
        return self.register.new_act(acts.MERGE, who, wish.why, about, to=to), both

    def _close(self, loaded: Loaded, about: Reference, wish: Wish, who: str) -> tuple[Act, Loaded]:
        if (about.id in loaded.state().closed) is (wish.act == acts.CLOSE):
            message = "This reference is closed already" if wish.act == acts.CLOSE else "This reference is open already"
            raise RecordsRefusal("nothing-changes", message, "")
        return self.register.new_act(wish.act, who, wish.why, about), loaded

    def _undo(self, loaded: Loaded, _: Reference, wish: Wish, who: str) -> tuple[Act, Loaded]:
        undone = next((act for act in loaded.acts if act.id == wish.undoes), None)
        if undone is None:
            raise RecordsRefusal("no-such-act", "There is no such act in the history of this reference", "", "/undoes")
        standing = in_effect(loaded.acts)
        if not _stands(undone, loaded.acts, standing):
            message = "This act has been undone already"
            raise RecordsRefusal("nothing-changes", message, "To have it back, undo the undoing")
        _check_nothing_rests(undone, loaded.acts, standing)
        act = self.register.new_act(acts.UNDO, who, wish.why, undone.about, to=undone.to, undoes=undone.id)
        return act, loaded

    # --- what acts name ---

    def _other_side(self, loaded: Loaded, about: Reference, wish: Wish) -> tuple[Reference, Loaded]:
        of, ref = _wished(wish)
        if of != about.of:
            message = "A household and a child have nothing to give each other"
            raise RecordsRefusal("wrong-place", message, f"Name another {about.of}", "/to")
        found = self.register.find(of, ref)
        if found is None:
            new = self.register.new_reference(of, ref)
            return new, replace(loaded, new=(new,))
        both = self.register.load([about.id, found.id])
        to = both.references[both.state().now_under(found.id)]
        if to.id == about.id:
            raise RecordsRefusal("same-reference", "This is the same reference", "Name another", "/to")
        return to, both

    def _entry(self, loaded: Loaded, about: Reference, wish: Wish) -> Kept:
        if len(wish.entries) != 1:
            raise RecordsRefusal("wrong-value", "This act is about one entry", "Send one act for each", "/entries")
        return self._entries(loaded, about, wish)[0]

    def _entries(self, loaded: Loaded, about: Reference, wish: Wish) -> list[Kept]:
        there = {each.id: each for each in loaded.state().of(about.id)}
        for at, entry in enumerate(wish.entries):
            if entry not in there:
                message = "There is no entry with this id under the reference"
                raise RecordsRefusal("no-such-entry", message, "Look at what is kept under it", f"/entries/{at}")
        return [there[entry] for entry in wish.entries]


def _added(id_: str, said: Said) -> dict[str, Any]:
    added = {"id": id_, "name": said.name, "says": said.says}
    return {**added, "since": said.since} if said.since else added


def _wished(wish: Wish) -> tuple[Of, str]:
    if wish.to is None:
        raise RecordsRefusal("missing", "This act needs to know the other reference", "Say it as `to`", "/to")
    return wish.to


def _undone_in_the_end(act: Act, done: Sequence[Act]) -> Act:
    """Return the act that an act undoes, or that the act it undoes undoes, and so on down."""
    by_id = {each.id: each for each in done}
    while act.undoes in by_id:
        act = by_id[act.undoes]
    return act


def _stands(act: Act, done: Sequence[Act], standing: Sequence[Act]) -> bool:
    if act.what != acts.UNDO:
        return act in standing
    without = in_effect([each for each in done if each.id != act.id])
    return [each.id for each in without] != [each.id for each in standing]


def _check_nothing_rests(undone: Act, done: Sequence[Act], standing: Sequence[Act]) -> None:
    """Raise RecordsRefusal when a later act that stands rests on the one to be undone."""
    first = _undone_in_the_end(undone, done)
    later = [each.id for each in done][[each.id for each in done].index(undone.id) + 1 :]
    for act in standing:
        if act.id in later and act.touches & first.touches:
            message = f"A later act rests on this one: {act.what}, recorded on {act.recorded_on}"
            raise RecordsRefusal("later-act-rests", message, "Undo that one first")


def no_such_reference() -> RecordsRefusal:
    """Return the refusal of a reference the register does not know."""
    return RecordsRefusal("no-such-reference", "The register has nothing under this reference")


_Maker = Callable[[Acting, Loaded, Reference, Wish, str], tuple[Act, Loaded]]
_MAKE: Mapping[str, _Maker] = {
    acts.ADD: Acting._add,  # noqa: SLF001 - its own
    acts.CORRECT: Acting._correct,  # noqa: SLF001
    acts.WITHDRAW: Acting._withdraw,  # noqa: SLF001
    acts.STRIKE: Acting._strike,  # noqa: SLF001
    acts.MOVE: Acting._move,  # noqa: SLF001
    acts.SPLIT: Acting._split,  # noqa: SLF001
    acts.MERGE: Acting._merge,  # noqa: SLF001
    acts.CLOSE: Acting._close,  # noqa: SLF001
    acts.REOPEN: Acting._close,  # noqa: SLF001
    acts.UNDO: Acting._undo,  # noqa: SLF001
}
