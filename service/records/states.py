"""How a version stands on a day: what follows from how far it has come, from its days and from the other versions."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Literal

from service.records.versions import KeptVersion, Stage

State = Literal["draft", "proposed", "approved", "in force", "superseded", "retired", "proposal"]
STATES: tuple[State, ...] = ("approved", "in force", "proposed", "draft", "superseded", "retired", "proposal")


def state_of(version: KeptVersion, family: Iterable[KeptVersion], today: date, to: date | None = None) -> State:
    """Return how a version stands among those of its family. `to` is the last day that its text gives it, if any."""
    if version.stage is not Stage.PUBLISHED:
        return "draft" if version.stage is Stage.DRAFT else "proposed"
    if version.never_in_force or (version.ends and version.ends < today):
        return "retired"
    starts = version.starts or date.min
    if starts > today:
        return "approved"
    later = any(other.published and other.starts and starts < other.starts <= today for other in family)
    return "superseded" if later or (to and to < today) else "in force"
