"""The vocabulary and the steps: every fact a case may hold and every step a ruleset may recommend, named once."""

from __future__ import annotations

from typing import Literal

import orjson
from fastapi import APIRouter
from fastapi.responses import Response
from pydantic import BaseModel

from service.ruleset.schema import case_schema
from service.ruleset.vocabulary import EventList, Fact, Openers, Step
from service.web.room import Here

SCHEMA_TYPE = "application/schema+json"

router = APIRouter(prefix="/v1", tags=["Vocabulary"])


class FactShape(BaseModel):
    """One thing that can be known. `sent` says whether a case may hold it, or it is worked out.

    A person is asked only once every fact of `ask_only_when` has one of the answers beside it. Where a fact of
    `does_not_apply_when` has one of its answers, this one has nothing to say and must not be sent.
    """

    name: str
    scope: Literal["household", "child"]
    kind: str
    label: str
    question: str
    help: str
    yes: str
    no: str
    choices: dict[str, str]
    unit: str
    least: int | None
    most: int | None
    census: list[str]
    monitoring: bool
    derived_from: list[str]
    ask_only_when: dict[str, list[str]]
    does_not_apply_when: dict[str, list[str]]
    sent: bool

    @classmethod
    def of(cls, fact: Fact) -> FactShape:
        """Return a fact as JSON."""
        number = fact.kind.value == "number"
        return cls(
            name=fact.name,
            scope=fact.scope.value,
            kind=fact.kind.value,
            label=fact.label,
            question=fact.question,
            help=fact.help,
            yes=fact.yes,
            no=fact.no,
            choices=dict(fact.choices),
            unit=fact.unit,
            least=fact.least if number else None,
            most=fact.most if number else None,
            census=list(fact.census),
            monitoring=fact.monitoring,
            derived_from=list(fact.derived_from),
            ask_only_when=_answers(fact.ask_only_when),
            does_not_apply_when=_answers(fact.not_when),
            sent=fact.may_be_sent,
        )


class EventListShape(BaseModel):
    """A list of dated things, and the fields of each."""

    name: str
    scope: Literal["household", "child"]
    one: str
    many: str
    question: str
    help: str
    dated_by: str
    ask_only_when: dict[str, list[str]]
    fields: list[FactShape]

    @classmethod
    def of(cls, events: EventList) -> EventListShape:
        """Return an event list as JSON."""
        return cls(
            name=events.name,
            scope=events.scope.value,
            one=events.one,
            many=events.many,
            question=events.question,
            help=events.help,
            dated_by=events.dated_by,
            ask_only_when=_answers(events.ask_only_when),
            fields=[FactShape.of(fact) for fact in events.fields.values()],
        )


def _answers(openers: Openers) -> dict[str, list[str]]:
    return {name: list(answers) for name, answers in openers.items()}


class GroupShape(BaseModel):
    """A heading facts stand under."""

    name: str
    title: str


class VocabularyShape(BaseModel):
    """Every fact and event list that cases and rulesets may name."""

    groups: list[GroupShape]
    facts: list[FactShape]
    events: list[EventListShape]


class StepShape(BaseModel):
    """One thing that can be recommended. A smaller `rank` is the higher step; `due` is how its day is reckoned."""

    name: str
    title: str
    rank: int
    owner: str
    due: str | None
    basis: str
    guidance: str

    @classmethod
    def of(cls, step: Step) -> StepShape:
        """Return a step as JSON."""
        return cls(
            name=step.name,
            title=step.title,
            rank=step.rank,
            owner=step.owner,
            due=step.due.says if step.due else None,
            basis=step.basis,
            guidance=step.guidance,
        )


class StepsShape(BaseModel):
    """Every step, highest rank first."""

    steps: list[StepShape]


@router.get("/vocabulary", summary="List every fact", response_description="Every fact and event list")
def list_facts(room: Here) -> VocabularyShape:
    """Return every fact and event list a case may hold, with the question a person is asked."""
    words = room.library.vocabulary
    return VocabularyShape(
        groups=[GroupShape(name=name, title=title) for name, title in words.groups.items()],
        facts=[FactShape.of(fact) for fact in words.facts.values()],
        events=[EventListShape.of(events) for events in words.events.values()],
    )


@router.get(
    "/vocabulary/case.schema.json",
    summary="Describe a case as a JSON Schema",
    response_class=Response,
    responses={200: {"description": "A JSON Schema", "content": {SCHEMA_TYPE: {"schema": {"type": "object"}}}}},
)
def describe_case(room: Here) -> Response:
    """Return the JSON Schema of the body of `POST /v1/decisions`: enough to build a form and check what it sends."""
    return Response(orjson.dumps(case_schema(room.library.vocabulary)), media_type=SCHEMA_TYPE)


@router.get("/steps", summary="List every step", response_description="Every step")
def list_steps(room: Here) -> StepsShape:
    """Return every step that can be recommended, highest rank first."""
    return StepsShape(steps=[StepShape.of(step) for step in room.library.steps.by_name.values()])
