"""Real decisions of the shipped rulesets, to keep."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

from service.decision.case import read_case
from service.decision.decide import Decider
from service.decision.inference import Inference
from service.records.append import Draft
from service.records.chain import stamp
from service.records.decisions import Decision, Decisions
from service.records.identity import new_id
from service.records.ledger import Ledger
from service.records.proposals import Proposal
from service.records.publication import Publication
from service.records.register.acts import Act, Reference
from service.records.register.keeping import drafts
from service.records.watch import Found
from service.ruleset.library import Library
from service.ruleset.model import Ruleset

ROOT = Path(__file__).parents[2]
MORNING = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)
CASE: dict[str, Any] = json.loads((ROOT / "docs/examples/case.json").read_text())


class Clock:
    """A clock the test sets."""

    def __init__(self, now: datetime = MORNING) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now


@cache
def library() -> Library:
    return Library.load(ROOT / "rulesets")


@cache
def ruleset(family: str = "front-door") -> Ruleset:
    return library().find(family, None, MORNING.date())


@cache
def decider(family: str = "front-door") -> Decider:
    return Decider(ruleset(family), Inference(ruleset(family)))


def decided(case: dict[str, Any] | None = None, *, at: datetime = MORNING, who: str = "screen") -> Decision:
    """Return a decision as the service makes it, not kept yet."""
    sent = {**CASE, **(case or {})}
    answer = decider(sent["ruleset"]).decide(read_case(sent, library().vocabulary, at.date()))
    name = new_id(at)
    return Decision(name, at, sent, {"id": name, "recorded_at": stamp(at), **answer}, who)


def registered(decision: Decision) -> tuple[Decision, list[Draft]]:
    """Return a decision as if it was filled in from the register and watched, and the records that go with that."""
    reference = Reference("r-1", "household", "H-1")
    register = {"filled_from": [{"child": None, **reference.said()}]}
    adding = Act("act-1", "add", "Ada", "", decision.recorded_at.isoformat(), "2026-11-23", reference)
    at = decision.recorded_at
    found = Found(decision.id, "A", "2026-11-23", None, ["infant-domestic-abuse"])
    watched = [
        Draft("finding", "finding-1", "watch", at, found.said(), about=decision.id),
        Draft("acknowledgement", "noted-1", "Ada", at, {"finding": "finding-1"}, about="finding-1"),
        Draft("notice", "notice-1", "watch", at, {"finding": "finding-1"}, about="finding-1"),
    ]
    return replace(decision, answer={**decision.answer, "register": register}), [*drafts(adding), *watched]


@cache
def _small() -> Decision:
    return decided({"children": [{"ref": "A", "child": {"date_of_birth": "2026-07-13"}}]})


def small(number: int, reference: str | None = None) -> Decision:
    """Return a decision that is quick to make, for tests that keep thousands; its case and answer say its number."""
    model = _small()
    name = new_id(MORNING)
    case = {**model.case, "reference": reference or f"case {number}"}
    answer = {**model.answer, "id": name, "reference": case["reference"]}
    answer["children"] = [{**child, "trace": child["trace"][:3]} for child in model.answer["children"]]
    return Decision(name, MORNING, case, answer, "screen")


def begin_a_draft(ledger: Ledger, decisions: Decisions) -> Proposal:
    """Begin a draft of the shipped rules of 2004."""
    text = ruleset("lcpc").text.decode()
    return Publication(ledger, decisions.rulesets, library()).start("lcpc", text, "Ada", "shorter-waits")
