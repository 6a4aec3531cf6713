"""What people decided for each child: recorded, agreed to by a second person, and counted."""

from __future__ import annotations

from dataclasses import asdict
from datetime import timedelta
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from starlette.concurrency import run_in_threadpool

from service.records.outcome_report import outcome_report
from service.records.outcomes import Outcome
from service.web.api.decisions import Day, IdempotencyKey
from service.web.api.outcome_shapes import (
    OUTCOME,
    OUTCOME_EXAMPLE,
    SECOND,
    OutcomeRecorded,
    OutcomeReport,
    OutcomesListed,
    read_outcome,
    read_second,
)
from service.web.json_text import read_json
from service.web.openapi import json_body, problems
from service.web.people import Asks
from service.web.requests import JSON, read_body
from service.web.room import Here, Room

A_YEAR = timedelta(days=365)
BODY = ("outcome-has-mistakes", "not-json", "body-not-utf-8", "body-too-long", "wrong-content-type")
KEPT = ("records-busy", "records-closing", "not-kept", "no-database")

router = APIRouter(prefix="/v1", tags=["Outcomes"])


@router.post(
    "/decisions/{id}/outcome",
    status_code=201,
    summary="Record what was decided for a child",
    response_description="The outcome, recorded",
    openapi_extra=json_body(OUTCOME, OUTCOME_EXAMPLE),
    responses=problems(
        *("no-such-decision", "purged", "ruleset-changed", "outcome-there", "nothing-to-supersede", "key-used-before"),
        *(*BODY, *KEPT),
    ),
)
async def record_outcome(
    id: str,  # noqa: A002 - the word the answer uses
    request: Request,
    room: Here,
    asks: Asks,
    idempotency_key: IdempotencyKey = "",
) -> OutcomeRecorded:
    """Record that a named person accepts what was recommended for a child, or decides differently, and why."""
    choice, person = read_outcome(await _body(request, room), asks)
    who = asks.who_for(person)
    return _shape(await run_in_threadpool(room.outcomes.record, id, choice, person, idempotency_key, who))


@router.get(
    "/decisions/{id}/outcomes",
    summary="List the outcomes of a decision",
    response_description="Every outcome, oldest first",
    responses=problems("no-such-decision", "purged", *KEPT),
)
def list_outcomes(id: str, room: Here, asks: Asks) -> OutcomesListed:  # noqa: A002
    """List what was decided for each child of a decision, and what was decided before that."""
    room.kept.get(id, asks.who, "outcomes")
    return OutcomesListed(outcomes=[_shape(each) for each in room.outcomes.of(id)])


@router.post(
    "/outcomes/{id}/second-person",
    status_code=201,
    summary="Agree to going down, as the second person",
    response_description="The outcome, agreed to",
    openapi_extra=json_body(SECOND, {"person": "Grace Hopper"}),
    responses=problems("no-such-outcome", "same-person", "not-awaiting", *BODY, *KEPT),
)
async def agree_to_outcome(id: str, request: Request, room: Here, asks: Asks) -> OutcomeRecorded:  # noqa: A002
    """Record that somebody else agrees to less than was recommended."""
    person, reason = read_second(await _body(request, room), asks)
    return _shape(await run_in_threadpool(room.outcomes.agree, id, person, reason, asks.who_for(person)))


@router.get(
    "/outcomes/report",
    summary="Count what became of recommendations",
    response_description="How often, for which rule, in which direction",
    responses=problems("no-database"),
)
def count_outcomes(
    room: Here,
    start: Annotated[Day, Query(alias="from", description="From this day on; a year back when not said")] = None,
    end: Annotated[Day, Query(alias="to", description="Up to this day; today when not said")] = None,
) -> OutcomeReport:
    """Count the children decided on by how they stand, for each rule and for each step. Names nobody."""
    end = end or room.today()
    counted = outcome_report(room.ledger, start or end - A_YEAR, end)
    return OutcomeReport(start=counted.pop("from"), end=counted.pop("to"), **counted)


async def _body(request: Request, room: Room) -> Any:  # noqa: ANN401 - JSON is anything until it is read
    return read_json(await read_body(request, JSON, room.settings.max_body))


def _shape(outcome: Outcome) -> OutcomeRecorded:
    said = asdict(outcome)
    return OutcomeRecorded(decision_id=said.pop("decision"), decision=said.pop("chosen"), **said)
