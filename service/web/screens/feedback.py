"""The text a referrer may be sent once a person has decided: a draft, without a fact about the family in it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from service.ruleset.wording import date_words
from service.web.screens.decided import Decided

Json = Mapping[str, Any]


def feedback(case: Json, answer: Json, organisation: str, decided: Mapping[str, Decided]) -> str:
    """Return the draft. What a person has to fill in stands in square brackets."""
    return "\n".join([*_opening(case, answer), "", *_children(answer, decided), "", *_closing(organisation)])


def _opening(case: Json, answer: Json) -> Iterator[str]:
    received = ((case.get("household") or {}).get("contact") or {}).get("received_on")
    when = f" that we received on {date_words(date.fromisoformat(received))}" if received else ""
    reference = f" Our reference is {answer['reference']}." if answer.get("reference") else ""
    yield f"Thank you for your contact{when}.{reference}"
    yield "We have looked at it against our thresholds. This is what was decided for each child."


def _children(answer: Json, decided: Mapping[str, Decided]) -> Iterator[str]:
    """Yield what was decided for each child, or where it has to be filled in. A reason is never told."""
    for child in answer["children"]:
        steps = [f"{each['title']} ({each['strength']})" for each in child["recommendations"]]
        known = decided.get(child["ref"])
        if known and not known.awaits and known.latest.chosen == "accepted":
            yield f"Child {child['ref']}: {', '.join(each['title'] for each in child['recommendations'])}"
            yield "    [say when it will happen]"
        elif known and not known.awaits and known.step:
            yield f"Child {child['ref']}: {known.step}"
            yield "    [say when it will happen]"
        else:
            yield f"Child {child['ref']}: [say what was decided, and when it will happen]"
            yield f"    [take out unless the referrer may know: our thresholds advised {', '.join(steps) or 'no step'}]"


def _closing(organisation: str) -> Iterator[str]:
    yield "If you disagree, or learn anything new about the children, tell us straight away."
    yield "[your name and telephone number]"
    if organisation:
        yield organisation
