"""A first decision: what each child is recommended, and what is worth asking next.

THRESHOLD_KEY=… python examples/first_decision.py http://127.0.0.1:8000
"""

from __future__ import annotations

import os
import sys
import time
from uuid import uuid4

from threshold_client import Refused, Threshold, Unanswered, shapes

REFERRAL: shapes.Case = {
    "ruleset": "front-door",
    "reference": "LCS-4711",
    "household": {
        "contact": {"received_on": "2026-11-23", "source": "police"},
        # Yes, no, and not known: three different answers.
        "domestic_abuse": {"present": True, "weapon": False, "strangulation": None},
    },
    "children": [{"ref": "A", "child": {"date_of_birth": "2026-07-13"}}],
}


def decided(service: Threshold, referral: shapes.Case, tries: int = 3) -> shapes.Answer:
    """Return the decision on a referral, asking again when it is not known whether it was decided."""
    # Made once for each referral, and kept until there is an answer: sent again with it, the decision is the same one.
    idempotency_key = str(uuid4())
    while True:
        tries -= 1
        try:
            return service.decide(referral, idempotency_key=idempotency_key)
        except Unanswered:
            wait = 1.0
            if not tries:
                raise
        except Refused as refused:
            wait = refused.retry_after or 0
            if not tries or not wait:
                raise
        time.sleep(wait)


def main(address: str = "http://127.0.0.1:8000") -> None:
    """Decide, and say what came of it."""
    with Threshold(address, key=os.environ.get("THRESHOLD_KEY")) as service:
        try:
            answer = decided(service, REFERRAL)
        except (Refused, Unanswered) as error:
            sys.exit(str(error))
    print(f"Decision {answer['id']}")
    for child in answer["children"]:
        for step in child["recommendations"]:
            print(f"{child['ref']}: {step['strength']} {step['title']}")
        for question in child["questions"][:3]:
            print(f"{child['ref']}: ask: {question['ask']}")
    print(answer["caution"])


if __name__ == "__main__":
    main(*sys.argv[1:])
