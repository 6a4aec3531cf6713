"""The register in a ledger: every act recorded whole, checked against what was recorded up to that moment.

Two who act on the same references at once do not overwrite each other: whoever comes second looks again first.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from itertools import chain
from typing import Any

from sqlalchemy import Connection, func, select

from service.records.append import Draft
from service.records.errors import RecordsRefusal
from service.records.identity import new_id
from service.records.ledger import Entry, Ledger, entries_query
from service.records.register import fold
from service.records.register.acts import Act, Of, Reference, act_of
from service.records.register.fold import Kept, State
from service.records.register.lasting import ALWAYS
from service.records.standings import day_of
from service.records.tables import ledger as records
from service.records.tables import register_acts

KIND = "register"
MOST_TRIES = 5
MOST_REFERENCES = 50  # how many may have to do with one another through merges, moves and splits


class Moved(RecordsRefusal):
    """Somebody else recorded something about the same references meanwhile."""

    def __init__(self) -> None:
        super().__init__(
            "register-moved",
            "The register changed while this was being recorded",
            "Look at it again, and send it again",
        )


@dataclass(frozen=True, slots=True)
class Loaded:
    """Some references with all that has to do with them: acts oldest first, and how far the ledger had come."""

    acts: Sequence[Act] = ()
    references: Mapping[str, Reference] = field(default_factory=dict)
    last: Mapping[str, int] = field(default_factory=dict)
    purged_up_to: Mapping[str, str] = field(default_factory=dict)
    new: Sequence[Reference] = ()

    def state(self, known_on: date | None = None) -> State:
        """Return what was known on a day; all that is known now when none is given."""
        return fold.fold(self.acts, known_on.isoformat() if known_on else None)

    def check(self, connection: Connection) -> None:
        """Raise Moved unless the ledger still says no more about these references."""
        query = select(records.c.about, func.max(records.c.sequence)).where(
            records.c.kind == KIND, records.c.about.in_(list(self.last))
        )
        found = {row[0]: row[1] for row in connection.execute(query.group_by(records.c.about))}
        if any(found.get(each) != last for each, last in self.last.items()):
            raise Moved
        for each in self.new:
            if connection.execute(_named(each.of, each.ref)).first():
                raise Moved


@dataclass(frozen=True, slots=True)
class View:
    """One reference as it was known on a day: what is kept under it now, those merged into it included."""

    reference: Reference
    kept: Sequence[Kept]
    in_full: Mapping[str, str]
    merged_from: Sequence[Reference]
    closed: bool
    purged: bool


def _named(of: Of, ref: str) -> Any:  # noqa: ANN401 - a query
    query = select(register_acts.c.reference).where(register_acts.c.of == of, register_acts.c.ref == ref)
    return query.order_by(register_acts.c.sequence.desc()).limit(1)


class Register:
    """The register in one ledger."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger

    # --- reading ---

    def find(self, of: Of, ref: str) -> Reference | None:
        """Return the reference a caller's word stands for, the one it was merged into included in its acts."""
        with self._ledger.reading() as connection:
            id_ = connection.execute(_named(of, ref)).scalar()
        return Reference(id_, of, ref) if id_ else None

    def load(self, ids: Iterable[str]) -> Loaded:
        """Return references with all those they have to do with. Those the register does not know are left out."""
        entries: dict[str, list[Entry]] = {}
        wanted = set(ids)
        while wanted:
            for each in self._about(sorted(wanted)):
                entries.setdefault(str(each.record.about), []).append(each)
            acts = [act for act in map(_act, chain(*entries.values())) if act]
            wanted = {reference.id for act in acts for reference in act.references} - {*entries}
            if len(entries) + len(wanted) > MOST_REFERENCES:
                message = "Too many references have to do with one another through merges, moves and splits"
                raise RecordsRefusal("register-tangled", message, "Undo some of them first")
        return _loaded(entries)

    def view(self, loaded: Loaded, id: str, known_on: date | None = None) -> View:  # noqa: A002 - the ledger's word
        """Return a reference, or the one it has been merged into, as it was known on a day."""
        state = loaded.state(known_on)
        now = state.now_under(id)
        group = [each for each in loaded.references if state.now_under(each) == now]
        names = {name for _, name in state.in_full}
        purged = [loaded.purged_up_to[each] for each in group if each in loaded.purged_up_to]
        in_full = {}
        for name in sorted(names):
            day = state.in_full_from(now, name, group)
            if day:
                in_full[name] = max(day, *purged) if purged else day
        return View(
            loaded.references[now],
            state.of(now),
            in_full,
            [loaded.references[each] for each in group if each != now],
            now in state.closed,
            bool(purged),
        )

    def _about(self, ids: Sequence[str]) -> list[Entry]:
        query = entries_query().where(records.c.kind == KIND, records.c.about.in_(ids))
        return self._ledger.entries(query.order_by(records.c.sequence))

    # --- acting ---

    def record(self, make: Callable[[], tuple[Act, Loaded]]) -> Act:
        """Record the act made from the register as it stands, made again when that moved. Raises RecordsRefusal."""
        for _ in range(MOST_TRIES):
            act, loaded = make()
            try:
                self._ledger.append(drafts(act, loaded.check)[-1])
            except Moved:
                continue
            return act
        raise Moved

    def new_act(self, what: str, who: str, why: str, about: Reference, **more: Any) -> Act:  # noqa: ANN401 - Act's
        """Return an act of now."""
        now = self._ledger.clock()
        given = {"known_on": day_of(now).isoformat(), **more}
        return Act(new_id(now), what, who, why, _stamped(now), about=about, **given)

    def new_reference(self, of: Of, ref: str) -> Reference:
        """Return a reference the register does not know yet."""
        return Reference(new_id(self._ledger.clock()), of, ref)

    def new_ids(self, count: int) -> list[str]:
        """Return ids for what is added."""
        now = self._ledger.clock()
        return [new_id(now) for _ in range(count)]


def drafts(act: Act, check: Callable[[Connection], None] | None = None) -> list[Draft]:
    """Return an act as what is to be recorded: once for each reference it concerns, the last with all before it."""
    made: list[Draft] = []
    for reference in act.references:
        first = not made
        made.append(
            Draft(
                KIND,
                act.id if first else new_id(datetime.fromisoformat(act.recorded_at)),
                act.who,
                datetime.fromisoformat(act.recorded_at),
                {**act.said(), "under": reference.said()},
                about=reference.id,
                first=tuple(made),
                check=check,
            )
        )
    return made


def _stamped(now: datetime) -> str:
    return now.isoformat()


def _act(entry: Entry) -> Act | None:
    if entry.said is None:
        return None
    return act_of(entry.said, entry.record.who, entry.record.recorded_at)


def _loaded(entries: Mapping[str, Sequence[Entry]]) -> Loaded:
    acts: dict[str, Act] = {}
    references: dict[str, Reference] = {}
    purged: dict[str, str] = {}
    for each in sorted(chain(*entries.values()), key=lambda entry: entry.record.sequence):
        act = _act(each)
        if act is None:
            after = day_of(datetime.fromisoformat(each.record.recorded_at)) + timedelta(days=1)
            purged[str(each.record.about)] = after.isoformat()
            continue
        acts.setdefault(act.id, act)
        references |= {reference.id: reference for reference in act.references}
    return Loaded(
        list(acts.values()),
        references,
        {about: each[-1].record.sequence for about, each in entries.items()},
        purged,
    )


def is_ever(day: str) -> bool:
    """Whether a list that is in full from a day is in full altogether."""
    return day <= ALWAYS.isoformat()
