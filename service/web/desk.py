"""What happens to a case that is sent: read, decided by the version that applies, kept, and decided again on request.

Nothing here knows of HTTP beyond the refusals it raises.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

import orjson
from sqlalchemy import Connection
from starlette.concurrency import run_in_threadpool

from service.decision.case import Case, CaseRefused, read_case
from service.decision.errors import CouldNotDecide, EnginesDisagree
from service.records.chain import stamp
from service.records.decisions import Decision
from service.records.identity import new_id
from service.records.register.keeping import MOST_TRIES, Moved
from service.records.register.origins import marked
from service.records.replay import Difference
from service.records.replay import replay as decide_again
from service.ruleset.library import NoRuleset
from service.ruleset.model import Ruleset
from service.telemetry import log
from service.web.from_register import FilledIn, fill_in
from service.web.problems import Mistake, Refusal
from service.web.room import Room

Check = Callable[[Connection], None]
# No more households, children and events than these, and a case is decided where it came in: nobody waits for it long.
FEW_PARTS, FEW_EVENTS = 6, 100
# Where in the body a ruleset that is not there was named.
POINTERS = {"unknown-ruleset": "/ruleset", "unknown-version": "/version"}


def preview(room: Room, body: object) -> dict[str, Any]:
    """Return the answer to a case, keeping nothing. Raises Refusal."""
    filled = _filled_in(room, body, "")
    case = _read(room, filled.case)
    return marked(_answer(room, _ruleset_for(room, case), case), filled.register)


def decide(room: Room, body: Mapping[str, Any], who: str, key: str = "", check: Check | None = None) -> Decision:
    """Return the answer to a case, once it is kept; or the answer its key was given before. Raises Refusal.

    `check` looks at the records as they stand just before it is kept, and raises RecordsRefusal where it may not be.
    """
    before = room.kept.answered(who, key, body) if key else None
    if before:
        return before
    for _ in range(MOST_TRIES):
        with suppress(Moved):
            return _decided(room, body, who, key, check)
    raise Refusal("register-moved")


async def preview_soon(room: Room, body: object) -> dict[str, Any]:
    """Return what `preview` does, without a thread for it where none has to wait. Raises Refusal."""
    if _is_small(body):
        return await room.engines.prompt(partial(preview, room, body))
    return await run_in_threadpool(preview, room, body)


async def decide_soon(room: Room, body: Any, who: str, key: str = "") -> Decision:  # noqa: ANN401 - JSON is anything
    """Return what `decide` does, without a thread for it where none has to wait. Raises Refusal."""
    if key or not _is_small(body):
        return await run_in_threadpool(decide, room, body, who, key)
    made = await room.engines.prompt(partial(_made, room, body, FilledIn(body), who))
    await room.kept.keep_soon(made.decision, made.ruleset)
    made.count(room)
    return made.decision


def _is_small(body: object) -> bool:
    """Whether a case is read and decided in a few milliseconds, and asks nothing of the register."""
    if not isinstance(body, dict) or "register" in body:
        return False
    children = body.get("children")
    parts = [body.get("household"), *(children if isinstance(children, list) else ())]
    sent = [each for part in parts if isinstance(part, dict) for each in part.values()]
    lists = [each.get("known") if isinstance(each, dict) else each for each in sent]
    return len(parts) <= FEW_PARTS and sum(len(each) for each in lists if isinstance(each, list)) <= FEW_EVENTS


@dataclass(frozen=True, slots=True)
class _Made:
    """A decision that is still to be kept, and the ruleset that made it."""

    decision: Decision
    ruleset: Ruleset

    def count(self, room: Room) -> None:
        """Count it, once it is kept."""
        room.metrics.decided(self.ruleset.family, self.ruleset.version, self.decision.answer["children"])


def _made(room: Room, body: Mapping[str, Any], filled: FilledIn, who: str) -> _Made:
    """Return the answer to a case, not kept yet."""
    case = _read(room, filled.case)
    ruleset = _ruleset_for(room, case)
    answer = marked(_answer(room, ruleset, case), filled.register)
    now = room.clock()
    whole = {"id": new_id(now), "recorded_at": stamp(now), **answer}
    sent = body if filled.case is not body else None
    return _Made(Decision(whole["id"], now, filled.case, whole, who, sent, orjson.dumps(whole)), ruleset)


def _decided(room: Room, body: Mapping[str, Any], who: str, key: str, check: Check | None) -> Decision:
    """Return the answer to a case, kept. Raises Moved when the register said something else meanwhile."""
    filled = _filled_in(room, body, who)
    made = _made(room, body, filled, who)
    decision = room.kept.keep(made.decision, made.ruleset, key, filled.also, _both(filled.check, check))
    if decision is made.decision:
        made.count(room)
    return decision


def _both(one: Check | None, other: Check | None) -> Check | None:
    """Return what makes two checks, where there are two."""
    if one is None or other is None:
        return one or other

    def both(connection: Connection) -> None:
        one(connection)
        other(connection)

    return both


def replay(room: Room, decision: Decision) -> list[Difference]:
    """Decide a kept case again, with the rules kept with it, and return each place where the answer differs.

    Raises Refusal, and RecordsRefusal when the rules or the case cannot be used again.
    """
    named = decision.answer["ruleset"]
    # The same text may have been kept first under another name, as the proposal it was.
    ruleset = replace(room.kept.rulesets.get(named["digest"]), version=named["version"])
    register = decision.answer.get("register")
    return decide_again(decision, ruleset, lambda case: marked(_answer(room, ruleset, case), register))


def _filled_in(room: Room, body: object, who: str) -> FilledIn:
    try:
        return fill_in(room, body, who)
    except CaseRefused as refused:
        raise _refusal(refused) from None


def _refusal(refused: CaseRefused) -> Refusal:
    return Refusal.of([Mistake(each.pointer, each.code, each.message, each.help) for each in refused.problems])


def _read(room: Room, body: object) -> Case:
    try:
        return read_case(body, room.library.vocabulary, room.today())
    except CaseRefused as refused:
        raise _refusal(refused) from None


def _ruleset_for(room: Room, case: Case) -> Ruleset:
    try:
        return room.library.find(case.family, case.version, case.as_of)
    except NoRuleset as absent:
        if absent.code not in POINTERS:
            raise Refusal(absent.code, absent.message) from None
        mistake = Mistake(POINTERS[absent.code], absent.code, absent.message, absent.help)
        raise Refusal.of([mistake]) from None


def _answer(room: Room, ruleset: Ruleset, case: Case) -> dict[str, Any]:
    named = {"family": ruleset.family, "version": ruleset.version}
    try:
        return room.engines.decider(ruleset).decide(case)
    except EnginesDisagree as disagreement:
        sides = {"inferred": disagreement.inferred, "explained": disagreement.explained}
        log.critical("engines-disagree", **named, digest=ruleset.digest, **sides)
        room.metrics.disagreed(**named)
        raise Refusal("engines-disagree") from None
    except CouldNotDecide as stopped:
        log.error("could-not-decide", **named, digest=ruleset.digest, why=str(stopped))
        room.metrics.could_not_decide(**named)
        raise Refusal("could-not-decide", headers={"Retry-After": "1"}) from None
