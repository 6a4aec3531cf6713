"""References that are in the register, and that nothing was ever decided about.

Nobody has said by which rules they are to be watched. Where a setting names them, the watch decides about each a first
time, from what the register knows and nothing else, and from then on it is watched like any other. Otherwise they are
counted.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

from sqlalchemy import Connection, select

from service.records.errors import RecordsRefusal
from service.records.register.acts import Reference
from service.records.tables import register_uses
from service.records.watch import LOOKS, Watch
from service.web import desk
from service.web.room import Room

MOST_COUNTED = 200
NOT_NAMED = "of the household"  # a household is decided about with one child of whom nothing is known


def registered_only(room: Room) -> Iterator[Reference]:
    """Yield each reference that is open and was never decided about. What was merged into another is under that one."""
    for id_ in Watch(room.ledger).never_decided():
        loaded = room.register.load([id_])
        if id_ in loaded.references:
            view = room.register.view(loaded, id_)
            if not view.closed and view.reference.id == id_:
                yield view.reference


def how_many(room: Room) -> tuple[int, bool]:
    """Return how many there are, and whether there are more than were counted."""
    found = len(list(islice(registered_only(room), MOST_COUNTED + 1)))
    return min(found, MOST_COUNTED), found > MOST_COUNTED


def decide_first(room: Room, reference: Reference) -> bool:
    """Decide about a reference as of today, and return whether that was done: not when somebody did so meanwhile.

    Raises Refusal and RecordsRefusal when it cannot be.
    """
    by_child = reference.of == "child"
    child = reference.ref if by_child else NOT_NAMED
    sent = {
        "ruleset": room.settings.watch_ruleset,
        "as_of": room.today().isoformat(),
        "children": [{"ref": child}],
        "register": {"children": {child: reference.ref}} if by_child else {"household": reference.ref},
    }

    def check(connection: Connection) -> None:
        used = select(register_uses.c.sequence).where(register_uses.c.reference == reference.id)
        if connection.execute(used.limit(1)).first():
            raise _DecidedMeanwhile

    try:
        desk.decide(room, sent, LOOKS, check=check)
    except _DecidedMeanwhile:
        return False
    return True


class _DecidedMeanwhile(RecordsRefusal):
    """Somebody decided a case filled in from the reference just before."""

    def __init__(self) -> None:
        super().__init__("decided-meanwhile", "This has been decided about already")
