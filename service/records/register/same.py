"""Whether two events of one list are one and the same, told twice.

Never guesses: two that say exactly the same, with nothing to tell them apart, may be one or two.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

from service.ruleset.vocabulary import EventList

Sameness = Literal["same", "perhaps", "different"]
Event = Mapping[str, Any]

INCIDENT, STATUS = "incident", "status"
# Lists in which whatever says the same is the same: a family moves from one place to another once on a day.
TOLD_BY_ALL = ("moves",)


def sameness(events: EventList, one: Event, other: Event) -> Sameness:
    """Return whether two events are the same.

    Two reports of one incident are the same report when nothing they say differs. What was due on one day, such as a
    core group, is the same whatever became of it.
    """
    if not events.fields[events.dated_by].past:
        day = one.get(events.dated_by)
        return "same" if day is not None and day == other.get(events.dated_by) else "different"
    if INCIDENT in events.fields and one.get(INCIDENT) is not None and one.get(INCIDENT) == other.get(INCIDENT):
        return "same" if _agree(one, other) else "different"
    if one != other:
        return "different"
    return "same" if events.name in TOLD_BY_ALL and one.keys() >= events.fields.keys() else "perhaps"


def _agree(one: Event, other: Event) -> bool:
    return all(one[name] == other[name] for name in one.keys() & other.keys())
