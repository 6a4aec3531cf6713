"""The service over HTTP. The only place where its parts are put together."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from importlib.metadata import version

from fastapi import Depends, FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import Response
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.middleware.cors import CORSMiddleware

from service.records.current_library import CurrentLibrary
from service.records.decisions import Decisions
from service.records.errors import RecordsRefusal
from service.records.ledger import Ledger
from service.records.outcomes import Outcomes
from service.records.publication import Publication
from service.ruleset.library import Library
from service.settings import Settings
from service.telemetry import Metrics, log
from service.web.access import Access
from service.web.api import (
    comparison,
    decisions,
    handovers,
    health,
    impact,
    jobs,
    keys,
    outcomes,
    pages,
    proposal_studies,
    proposals,
    register,
    reports,
    rulesets,
    scenarios,
    vocabulary,
    watch,
)
from service.web.engines import Engines
from service.web.frontier import Frontier
from service.web.jobs import Jobs
from service.web.openapi import DESCRIPTION, allowed_methods, describe, operation_id, problems
from service.web.people import hold_to_the_table, person_asking, person_shown_to
from service.web.problems import Refusal
from service.web.query import refuse_unknown_names, wrong_query
from service.web.readiness import what_is_missing
from service.web.room import Room
from service.web.screens.failures import answer_to
from service.web.screens.router import router as screens
from service.web.watching import Watching

API = (
    *(
        decisions,
        reports,
        outcomes,
        register,
        watch,
        handovers,
        comparison,
        rulesets,
        proposal_studies,
        proposals,
        scenarios,
        impact,
        vocabulary,
        keys,
        jobs,
    ),
    *(pages, health),
)


def now() -> datetime:
    """Return the time, in UTC."""
    return datetime.now(UTC)


def create_app(settings: Settings | None = None, clock: Callable[[], datetime] = now) -> FastAPI:
    """Return the whole service, ready to answer. The folder of rulesets is read once, here, and the database opened.

    Raises RecordsRefusal when the database cannot be opened.
    """
    settings = settings or Settings()
    room = _furnished(settings, clock)
    app = FastAPI(
        title="Threshold",
        version=version("threshold"),
        description=DESCRIPTION,
        license_info={"name": "MIT", "identifier": "MIT"},
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
        generate_unique_id_function=operation_id,
        lifespan=_lifespan,
        dependencies=[Depends(person_asking), Depends(refuse_unknown_names)],
        responses=problems("wrong-query", "our-fault"),
        exception_handlers={
            Refusal: _refused,
            RecordsRefusal: _not_recorded,
            HTTPException: _not_routed,
            RequestValidationError: _wrong_query,
        },
    )
    app.state.room = room
    for part in API:
        app.include_router(part.router)
    app.include_router(screens)
    if settings.origins:
        # Only with a key, which a script sends: a session's cookie is never taken from another site.
        app.add_middleware(
            CORSMiddleware,
            allow_origins=settings.origins,
            allow_methods=["GET", "POST"],
            allow_headers=["Authorization", "Content-Type", "Idempotency-Key"],
            expose_headers=["X-Request-ID"],
        )
    app.add_middleware(Frontier, metrics=room.metrics, encrypted=settings.public_address.startswith("https://"))
    hold_to_the_table(app)
    describe(app, room.library.vocabulary)
    return app


def _furnished(settings: Settings, clock: Callable[[], datetime]) -> Room:
    """Return what requests share. Raises RecordsRefusal when the database cannot be opened."""
    library = Library.load(settings.rulesets)
    ledger = Ledger.open(settings.database, clock)
    kept = Decisions(ledger)
    decided = Outcomes(ledger, kept, ask_second=settings.second_person)
    current = CurrentLibrary.open(library, ledger, kept.rulesets)
    return Room(
        settings=settings,
        current=current,
        engines=Engines(),
        ledger=ledger,
        kept=kept,
        outcomes=decided,
        publication=Publication(ledger, kept.rulesets, library, current.refresh),
        jobs=_jobs(settings, clock),
        metrics=Metrics(),
        clock=clock,
        access=Access.to(ledger, settings),
    )


@asynccontextmanager
async def _lifespan(app: FastAPI) -> AsyncIterator[None]:
    room: Room = app.state.room
    families = {family: len(versions) for family, versions in room.library.families.items()}
    missing = await run_in_threadpool(what_is_missing, room)
    log.info("started", families=families, missing=missing, **_end_of_chain(room))
    watching = Watching.begun(room)
    try:
        yield
    finally:
        if watching:
            await run_in_threadpool(watching.end)
        end_of_chain = _end_of_chain(room)
        await run_in_threadpool(room.close)
        log.info("stopped", **end_of_chain)


def _jobs(settings: Settings, clock: Callable[[], datetime]) -> Jobs:
    kept = timedelta(days=settings.jobs_kept)
    return Jobs(settings.jobs, at_once=settings.jobs_at_once, waiting=settings.jobs_waiting, kept=kept, clock=clock)


def _end_of_chain(room: Room) -> dict[str, object]:
    """Return what to log of the ledger: a hash noted outside the database shows if it is ever rewritten."""
    try:
        head = room.ledger.head()
    except RecordsRefusal:
        return {}
    return {"records": head.sequence, "last_hash": head.hash}


async def _refused(request: Request, refusal: Refusal) -> Response:
    return answer_to(request, refusal)


async def _not_recorded(request: Request, refusal: RecordsRefusal) -> Response:
    return answer_to(request, Refusal.by_records(refusal))


async def _not_routed(request: Request, _: HTTPException) -> Response:
    """Answer an address that is not there, or is not used that way."""
    await person_shown_to(request)
    allowed = allowed_methods(request.app, request.url.path)
    if not allowed:
        return answer_to(request, Refusal("nothing-here"))
    return answer_to(request, Refusal("wrong-method", headers={"Allow": ", ".join(allowed)}))


async def _wrong_query(request: Request, error: RequestValidationError) -> Response:
    return answer_to(request, wrong_query(error))
