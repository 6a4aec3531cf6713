"""Everything one running service holds, so that a request finds it in one place. `app.py` furnishes it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Annotated
from uuid import uuid4
from zoneinfo import ZoneInfo

from fastapi import Depends, Request

from service.records.current_library import CurrentLibrary
from service.records.decisions import Decisions
from service.records.ledger import Ledger
from service.records.outcomes import Outcomes
from service.records.publication import Publication
from service.records.register.keeping import Register
from service.ruleset.library import Library
from service.settings import Settings
from service.telemetry import Metrics
from service.web.access import Access
from service.web.engines import Engines
from service.web.histories import Histories
from service.web.jobs import Jobs

LONDON = ZoneInfo("Europe/London")


@dataclass(frozen=True, slots=True)
class Room:
    """What requests share. `clock` returns the time now, with its zone: the only clock there is."""

    settings: Settings
    current: CurrentLibrary
    engines: Engines
    ledger: Ledger
    kept: Decisions
    outcomes: Outcomes
    publication: Publication
    jobs: Jobs
    metrics: Metrics
    clock: Callable[[], datetime]
    access: Access
    me: str = field(default_factory=lambda: f"service {uuid4()}")  # what tells it from others that share its database

    @property
    def library(self) -> Library:
        """The rulesets as they stand now."""
        return self.current.snapshot.library

    @property
    def register(self) -> Register:
        """What is known of households and children over time."""
        return Register(self.ledger)

    @property
    def histories(self) -> Histories:
        """The histories of referrals that were uploaded."""
        return Histories(self.settings.histories, self.settings.history_max)

    def today(self) -> date:
        """Return the day it is in London."""
        return self.clock().astimezone(LONDON).date()

    def close(self) -> None:
        """Finish what is being kept, end long work, and let the engines and the database go."""
        self.jobs.close()
        self.current.close()
        self.access.close()
        self.engines.close()
        self.ledger.close()


def room_of(request: Request) -> Room:
    """Return the room of the service that is answering."""
    room: Room = request.app.state.room
    return room


async def _here(request: Request) -> Room:
    """Return the same for an address. Asynchronous only so that FastAPI asks for it here and not in another thread."""
    return room_of(request)


Here = Annotated[Room, Depends(_here)]
