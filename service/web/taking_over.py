"""Which version another takes over from: the one in force on the day before its own.

A change is read, discussed and approved against what it will replace, which may itself be approved and not yet in
force. A draft that names no day to come would take over today, so it is held against what is in force today.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from service.records.versions import KeptVersion
from service.ruleset.model import Ruleset
from service.ruleset.wording import date_words
from service.web.api.ruleset_lists import in_force_on
from service.web.room import Room


@dataclass(frozen=True, slots=True)
class TakenOver:
    """What a version takes over from: the version in force on `day`, and when that is in words."""

    ruleset: Ruleset
    day: date
    says: str


def taken_over(room: Room, ruleset: Ruleset) -> TakenOver | None:
    """Return what a version takes over from; None when no other version is in force on the day before its own."""
    kept = room.current.snapshot.versions.get(ruleset.family, {}).get(ruleset.version)
    day, says = _day_before(kept, ruleset, room.today())
    before = in_force_on(room.library, ruleset.family, day)
    if before is None or before.version == ruleset.version:
        return None
    return TakenOver(before, day, says)


def _day_before(kept: KeptVersion | None, ruleset: Ruleset, today: date) -> tuple[date, str]:
    """Return the day to look at and how it is told. The day a draft was copied with is no day of its own."""
    start = kept.starts if kept else None
    if start is None and ruleset.in_force and ruleset.in_force.start > today:
        start = ruleset.in_force.start
    if start is None:
        return today, "in force today"
    day = start - timedelta(days=1)
    is_in_force = "is" if day == today else "will be" if day > today else "was"
    return day, f"which {is_in_force} in force on {date_words(day)}, the day before"
