"""What happens to a case that is sent: read, decided by the version that applies, kept, and decided again on request.

Nothing here knows of HTTP beyond the refusals it raises.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from service.decision.case import Case, CaseRefused, read_case
from service.decision.errors import CouldNotDecide, EnginesDisagree
from service.records.identity import new_id
from service.records.memory import Decision
from service.ruleset.library import NoRuleset
from service.ruleset.model import Ruleset
from service.telemetry import log
from service.web.problems import Mistake, Refusal
from service.web.room import Room

# Where in the body a ruleset that is not there was named.
POINTERS = {"unknown-ruleset": "/ruleset", "unknown-version": "/version"}


def preview(room: Room, body: object) -> dict[str, Any]:
    """Return the answer to a case, keeping nothing. Raises Refusal."""
    case = _read(room, body)
    return _answer(room, _ruleset_for(room, case), case)


def decide(room: Room, body: Mapping[str, Any]) -> Decision:
    """Return the answer to a case, once it is kept. Raises Refusal."""
    case = _read(room, body)
    ruleset = _ruleset_for(room, case)
    answer = _answer(room, ruleset, case)
    now = room.clock()
    settled = {"as_of": case.as_of.isoformat(), "ruleset": ruleset.family, "version": ruleset.version}
    stamp = {"id": new_id(now), "recorded_at": now.isoformat(timespec="milliseconds").replace("+00:00", "Z")}
    decision = Decision(stamp["id"], now, {**body, **settled}, {**stamp, **answer})
    room.kept.save(decision)
    if room.kept.let_go == 1:
        log.warning("oldest-decisions-let-go", most=room.kept.most)
    room.metrics.decided(ruleset.family, ruleset.version, answer["children"])
    return decision


def replay(room: Room, decision: Decision) -> list[tuple[str, Any, Any]]:
    """Decide a kept case again, with the same rules and day; return each place that differs, as kept and as replayed.

    Raises Refusal when the rules are no longer held as they were.
    """
    made_with = decision.answer["ruleset"]
    case = _read(room, decision.case)
    ruleset = room.library.families.get(made_with["family"], {}).get(made_with["version"])
    if ruleset is None or ruleset.digest != made_with["digest"]:
        name = f"{made_with['family']} {made_with['version']}"
        raise Refusal("ruleset-changed", f"{name} is not held with the digest {made_with['digest']} any more")
    kept = {name: value for name, value in decision.answer.items() if name not in ("id", "recorded_at")}
    return list(differences(kept, _answer(room, ruleset, case)))


def differences(kept: Any, again: Any, pointer: str = "") -> Iterator[tuple[str, Any, Any]]:  # noqa: ANN401 - any JSON
    """Yield the JSON pointer and both sides of each place where two answers differ; a side with nothing is None."""
    if isinstance(kept, dict) and isinstance(again, dict):
        for name in {**kept, **again}:
            yield from differences(kept.get(name), again.get(name), f"{pointer}/{name}")
    elif isinstance(kept, list) and isinstance(again, list):
        for index in range(max(len(kept), len(again))):
            was, now = (side[index] if index < len(side) else None for side in (kept, again))
            yield from differences(was, now, f"{pointer}/{index}")
    elif kept != again:
        yield pointer, kept, again


def _read(room: Room, body: object) -> Case:
    try:
        return read_case(body, room.library.vocabulary, room.today())
    except CaseRefused as refused:
        mistakes = [Mistake(each.pointer, each.code, each.message, each.help) for each in refused.problems]
        raise Refusal.of(mistakes) from None


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
