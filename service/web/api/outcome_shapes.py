"""Outcomes as JSON: what is sent, read strictly, and what comes back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Literal

from pydantic import BaseModel

from service.records.direction import CHOICES, Choice
from service.ruleset.problems import suggest
from service.ruleset.vocabulary import Strength
from service.web.person import Person
from service.web.problems import Mistake, Refusal

LONGEST = 2_000
_TEXT = {"type": "string", "minLength": 1, "maxLength": LONGEST}
_NAME = {**_TEXT, "description": "Who decides; when not said, who asks"}
_MAYBE = {"type": ["string", "null"], "maxLength": LONGEST}

OUTCOME: dict[str, Any] = {
    "type": "object",
    "required": ["child", "decision"],
    "additionalProperties": False,
    "properties": {
        "child": {**_TEXT, "description": "The `ref` of a child of the decision"},
        "decision": {"enum": list(CHOICES)},
        "step": {
            **_MAYBE,
            "description": "What is to be done; null for nothing, or where all that was recommended is accepted",
        },
        "strength": {"enum": [*(each.word for each in Strength), None]},
        "reason": {**_MAYBE, "description": "Why; needed for going down"},
        "person": _NAME,
        "supersedes": {**_MAYBE, "description": "The id of the outcome this one stands in the place of"},
    },
}
SECOND: dict[str, Any] = {
    "type": "object",
    "required": [],
    "additionalProperties": False,
    "properties": {"person": _NAME, "reason": _MAYBE},
}
OUTCOME_EXAMPLE = {"child": "A", "decision": "different", "step": "emergency_protection", "person": "Ada Lovelace"}


class OutcomeRecorded(BaseModel):
    """What one person decided for one child."""

    id: str
    recorded_at: str
    decision_id: str
    child: str
    decision: Literal["accepted", "different"]
    direction: Literal["accepted", "up", "down"]
    step: str | None
    strength: str | None
    reason: str
    person: str
    state: Literal["recorded", "awaiting a second person"]
    second_person: str | None
    supersedes: str | None
    superseded: bool


class OutcomesListed(BaseModel):
    """Every outcome of a decision, oldest first; the superseded ones too."""

    outcomes: list[OutcomeRecorded]


class Standings(BaseModel):
    """How many children stand how."""

    accepted: int
    up: int
    down: int
    awaiting: int
    decided_again: int
    ignored: int
    unanswered: int


class RuleStandings(Standings):
    """How the children stand who met one rule."""

    ruleset: str
    rule: str


class StepStandings(Standings):
    """How the children stand who were recommended one step, so strongly."""

    step: str
    strength: str


class OutcomeReport(BaseModel):
    """What became of the decisions of some days: how often, for which rule, in which direction. Names nobody."""

    start: str
    end: str
    decisions: int
    children: Standings
    late: int
    rules: list[RuleStandings]
    steps: list[StepStandings]


def read_outcome(body: object, asks: Person) -> tuple[Choice, str]:
    """Return the choice somebody sent and who it was. Raises Refusal."""
    said = _texts(body, OUTCOME)
    choice = Choice(
        child=said["child"],
        chosen=said["decision"],
        step=said.get("step"),
        strength=said.get("strength"),
        reason=said.get("reason", ""),
        supersedes=said.get("supersedes"),
    )
    return choice, _who_decides(said, asks)


def read_second(body: object, asks: Person) -> tuple[str, str]:
    """Return who agrees, and why. Raises Refusal."""
    said = _texts(body, SECOND)
    return _who_decides(said, asks), said.get("reason", "")


def _who_decides(said: Mapping[str, str], asks: Person) -> str:
    """Return the name of who decides. Raises Refusal when somebody who signed in names somebody else."""
    named = said.get("person", asks.name).strip() or asks.name
    if not asks.speaks_for_others and named.casefold() != asks.name.casefold():
        message = f"Whoever is signed in decides in their own name, and that is {asks.name}"
        raise _refusal([Mistake("/person", "wrong-value", message, "Leave `person` out")])
    return named


def _texts(body: object, shape: Mapping[str, Any]) -> dict[str, str]:
    """Return the texts of a body, those that are null left out. Raises Refusal with all that is wrong."""
    if not isinstance(body, dict):
        raise _refusal([Mistake("", "wrong-value", "An outcome is a group of named values", "Start it with `{`")])
    names = list(shape["properties"])
    mistakes = [_not_a_name(name, names) for name in body if name not in names]
    mistakes += [_not_a_text(name) for name in names if not _is_text(body.get(name))]
    mistakes += [
        Mistake("", "missing", f"An outcome needs a `{name}`", f'Add `"{name}": "…"`')
        for name in shape["required"]
        if not body.get(name)
    ]
    if mistakes:
        raise _refusal(mistakes)
    return {name: value for name, value in body.items() if value is not None}


def _is_text(value: object) -> bool:
    return value is None or (isinstance(value, str) and len(value) <= LONGEST)


def _not_a_name(name: str, names: Sequence[str]) -> Mistake:
    shown = name[:60]
    return Mistake("", "unknown-key", f"An outcome has nothing called `{shown}`", suggest(shown, names))


def _not_a_text(name: str) -> Mistake:
    message = f"`{name}` is text of at most {LONGEST:,} characters"
    return Mistake(f"/{name}", "wrong-value", message, "Write it in quote marks")


def _refusal(mistakes: Sequence[Mistake]) -> Refusal:
    detail = mistakes[0].message if len(mistakes) == 1 else f"{len(mistakes)} things have to be mended"
    return Refusal("outcome-has-mistakes", detail, mistakes)
