"""A kept case, decided again: whether the answer is the same, byte for byte, and where not."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import orjson

from service.decision.case import Case, CaseRefused, read_case
from service.records.decisions import Decision
from service.records.errors import RecordsRefusal
from service.ruleset.model import Ruleset

STAMPED = ("id", "recorded_at")  # what keeping a decision adds to its answer
LONGEST_SHOWN = 80


@dataclass(frozen=True, slots=True)
class Difference:
    """One place where two answers differ, as a JSON pointer. A side with nothing there is None."""

    pointer: str
    kept: Any = field(repr=False)
    replayed: Any = field(repr=False)
    says: str = field(repr=False)


def replay(decision: Decision, ruleset: Ruleset, decide: Callable[[Case], Mapping[str, Any]]) -> list[Difference]:
    """Return where a kept answer differs from the answer the same case is given now; nothing when it is the same.

    `ruleset` is the one kept by the decision's digest, and `decide` decides under it. Raises what `decide` raises, and
    RecordsRefusal when this version of the service does not take the case.
    """
    try:
        case = read_case(decision.case, ruleset.vocabulary, decision.as_of)
    except CaseRefused as refused:
        message = "This version of the service does not take the case that was kept"
        raise RecordsRefusal("case-not-taken", message, "Replay it with the version that decided it") from refused
    kept = {name: value for name, value in decision.answer.items() if name not in STAMPED}
    again = orjson.dumps(decide(case))
    if orjson.dumps(kept) == again:
        return []
    found = [_difference(decision.answer, *place) for place in _places(kept, orjson.loads(again), "")]
    return found or [Difference("", None, None, "The answers say the same in another order")]


def _places(kept: Any, again: Any, pointer: str) -> Iterator[tuple[str, Any, Any]]:  # noqa: ANN401 - any JSON
    if isinstance(kept, Mapping) and isinstance(again, Mapping):
        for name in {**kept, **again}:
            yield from _places(kept.get(name), again.get(name), f"{pointer}/{name}")
    elif isinstance(kept, list) and isinstance(again, list):
        for index in range(max(len(kept), len(again))):
            was, now = (side[index] if index < len(side) else None for side in (kept, again))
            yield from _places(was, now, f"{pointer}/{index}")
    elif kept != again:
        yield pointer, kept, again


def _difference(answer: Mapping[str, Any], pointer: str, kept: Any, again: Any) -> Difference:  # noqa: ANN401
    says = f"{_where(answer, pointer)} was {_shown(kept)} and is now {_shown(again)}"
    return Difference(pointer, kept, again, says[0].upper() + says[1:])


def _where(answer: Mapping[str, Any], pointer: str) -> str:
    """Return a place in words: the child and the rule it belongs to, and what it is called there."""
    owners: list[str] = []
    name = ""
    here: Any = answer
    for step in pointer.split("/")[1:]:
        here = _inside(here, step)
        name = "" if step.isdecimal() else f"{name} {step}".strip()
        if isinstance(here, Mapping):
            owners += [f"{what} `{here[key]}`" for key, what in _NAMED if isinstance(here.get(key), str)]
    return " of ".join([name or "this place", *reversed(owners)])


_NAMED = (("ref", "child"), ("rule", "rule"))


def _inside(here: Any, step: str) -> Any:  # noqa: ANN401
    if isinstance(here, Mapping):
        return here.get(step)
    return here[int(step)] if isinstance(here, list) and int(step) < len(here) else None


def _shown(value: object) -> str:
    if value is None:
        return "not there"
    shown = value if isinstance(value, str) else orjson.dumps(value).decode()
    return f"`{shown}`" if len(shown) <= LONGEST_SHOWN else "something longer"
