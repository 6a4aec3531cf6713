"""The twelve rules every engine is measured on, the cases they are given, and the answers worked out by hand.

Three of the rules count dated referrals over a window. Every fact is known in every case, because the peers have no
word for what is not known. Needs nothing but Python, so that every peer's environment can read it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from random import Random
from typing import Any

AS_OF = date(2026, 11, 23)
CASES, SEED = 3000, 6
LONGEST_LIST = 10

Case = dict[str, Any]

YES_NO = (
    *("domestic_abuse.present", "domestic_abuse.weapon", "domestic_abuse.strangulation", "domestic_abuse.injury"),
    *("domestic_abuse.threats_to_kill", "domestic_abuse.escalating", "domestic_abuse.recent_separation"),
    *("domestic_abuse.victim_pregnant", "parental_mental_health.concern", "parental_mental_health.serious"),
    *("parental_mental_health.treatment_refused", "substance_misuse.present", "adults.new_partner"),
    *("engagement.avoiding_contact", "harm.suspected", "injury.bruise_or_mark", "child.independently_mobile"),
    "education.school_place",
)
NUMBERS = {"domestic_abuse.dash_score": 24, "engagement.missed_visits": 6, "agencies.involved": 5}
CHOICES = {
    "contact.kind": ("request_for_information", "notification", "referral"),
    "contact.source": ("police", "school", "gp", "health_visitor", "family_or_carer", "acquaintance"),
    "plan.status": ("none", "child_in_need", "child_protection", "looked_after"),
    "arrival.carer": ("parent", "close_relative", "other_relative", "unrelated_adult"),
    "arrival.visa": ("temporary", "settled", "none"),
}
CHILDS_OWN = ("harm", "injury", "child", "education", "plan", "arrival")
FACTS = (*YES_NO, *NUMBERS, *CHOICES)

# The windows of the counts, in days back from the day of the decision, and what is counted.
WINDOWS = {"minor_referrals": 365, "police_referrals": 90, "serious_referrals": 180}

# How a condition is written here: ("all" | "any" | "not", parts …), or (fact, comparison, value).
_ABUSE = ("domestic_abuse.present", "is", True)
_NO_PLAN = ("not", ("plan.status", "in", ("child_protection", "looked_after")))
RULES: dict[str, tuple[Any, ...]] = {
    "weapon-or-strangulation": (
        "all",
        _ABUSE,
        ("any", ("domestic_abuse.weapon", "is", True), ("domestic_abuse.strangulation", "is", True)),
    ),
    "high-risk-score": (
        "all",
        _ABUSE,
        (
            "any",
            ("domestic_abuse.dash_score", ">=", 14),
            ("all", ("domestic_abuse.threats_to_kill", "is", True), ("domestic_abuse.escalating", "is", True)),
        ),
    ),
    "third-minor-referral": ("all", ("minor_referrals", ">=", 3), _NO_PLAN),
    "police-again": (
        "all",
        ("police_referrals", ">=", 2),
        ("any", _ABUSE, ("parental_mental_health.concern", "is", True)),
    ),
    "serious-referral": (
        "all",
        ("serious_referrals", ">=", 1),
        ("any", ("not", ("contact.kind", "in", ("request_for_information",))), ("harm.suspected", "is", True)),
    ),
    "bruise-not-mobile": (
        "all",
        ("injury.bruise_or_mark", "is", True),
        ("not", ("child.independently_mobile", "is", True)),
    ),
    "parental-mental-illness": (
        "all",
        ("parental_mental_health.concern", "is", True),
        (
            "any",
            ("parental_mental_health.serious", "is", True),
            ("parental_mental_health.treatment_refused", "is", True),
        ),
        _NO_PLAN,
    ),
    "three-together": (
        "all",
        _ABUSE,
        ("parental_mental_health.concern", "is", True),
        ("substance_misuse.present", "is", True),
    ),
    "avoiding-contact": (
        "all",
        ("any", ("engagement.avoiding_contact", "is", True), ("engagement.missed_visits", ">=", 3)),
        ("not", ("plan.status", "in", ("none",))),
        ("agencies.involved", ">=", 2),
    ),
    "new-partner": (
        "all",
        ("adults.new_partner", "is", True),
        ("any", ("injury.bruise_or_mark", "is", True), ("harm.suspected", "is", True)),
        ("not", ("contact.source", "in", ("family_or_carer", "acquaintance"))),
    ),
    "not-at-school": (
        "all",
        ("arrival.carer", "in", ("other_relative", "unrelated_adult")),
        ("arrival.visa", "in", ("temporary",)),
        ("not", ("education.school_place", "is", True)),
    ),
    "pregnant-victim": (
        "all",
        ("domestic_abuse.victim_pregnant", "is", True),
        (
            "any",
            ("domestic_abuse.injury", "is", True),
            ("domestic_abuse.recent_separation", "is", True),
            ("all", ("minor_referrals", ">=", 1), ("domestic_abuse.dash_score", ">=", 5)),
        ),
    ),
}


def cases(count: int = CASES, events: int | None = None, children: int = 1) -> list[Case]:
    """Return so many made-up cases, always the same: each child's facts, by flat name, and the referrals.

    A case has from 0 to 10 referrals unless `events` says how many.
    """
    rng = Random(SEED)  # noqa: S311 - a seeded case is not a secret
    return [_case(rng, events, children) for _ in range(count)]


def _case(rng: Random, events: int | None, children: int) -> Case:
    household = {name: _value(rng, name) for name in FACTS if name.partition(".")[0] not in CHILDS_OWN}
    own = [{name: _value(rng, name) for name in FACTS if name.partition(".")[0] in CHILDS_OWN} for _ in range(children)]
    many = rng.randint(0, LONGEST_LIST) if events is None else events
    return {
        "household": household,
        "children": own,
        "facts": {**household, **own[0]},
        "referrals": [_referral(rng) for _ in range(many)],
    }


def _value(rng: Random, name: str) -> bool | int | str:
    if name in NUMBERS:
        return rng.randint(0, NUMBERS[name])
    return rng.choice(CHOICES[name]) if name in CHOICES else rng.random() < 0.5  # noqa: PLR2004 - yes or no


def _referral(rng: Random) -> dict[str, str]:
    return {
        "date": (
            AS_OF - timedelta(days=rng.choice((0, 10, 40, 89, 90, 91, 150, 180, 181, 364, 365, 366, 500)))
        ).isoformat(),
        "concern": rng.choice(("domestic_abuse", "neglect", "parental_mental_health")),
        "seriousness": rng.choice(("minor", "minor", "moderate", "serious")),
        "source": rng.choice(("police", "school", "gp")),
        "status": rng.choice(("active", "active", "active", "withdrawn", "recorded_in_error")),
    }


SINCE = {name: (AS_OF - timedelta(days=days)).isoformat() for name, days in WINDOWS.items()}
_MINOR, _POLICE, _SERIOUS = SINCE["minor_referrals"], SINCE["police_referrals"], SINCE["serious_referrals"]
_TODAY = AS_OF.isoformat()


def counted(referrals: Sequence[Mapping[str, str]]) -> dict[str, int]:
    """Return the three counts, which no peer but OpenFisca could take itself: counted for it, and the time is its."""
    minor = police = serious = 0
    for each in referrals:
        day = each["date"]
        if day <= _TODAY and each["status"] != "recorded_in_error":
            if day >= _MINOR and each["concern"] == "domestic_abuse" and each["seriousness"] == "minor":
                minor += 1
            if day >= _POLICE and each["source"] == "police":
                police += 1
            if day >= _SERIOUS and each["seriousness"] == "serious":
                serious += 1
    return {"minor_referrals": minor, "police_referrals": police, "serious_referrals": serious}


def flat(case: Case) -> dict[str, Any]:
    """Return the facts of a case with the counts, under names without dots, as the peers are given them."""
    named = {name.replace(".", "_"): value for name, value in case["facts"].items()}
    return {**named, **counted(case["referrals"])}


def by_hand(case: Case) -> list[str]:
    """Return the rules a case meets, from the tree above and nothing else: what every engine has to agree with."""
    known = {**case["facts"], **counted(case["referrals"])}
    return [rule for rule, condition in RULES.items() if holds(condition, known)]


def holds(condition: Sequence[Any], known: Mapping[str, Any]) -> bool:
    """Return whether a condition of the tree is so."""
    first, *rest = condition
    if first == "not":
        return not holds(rest[0], known)
    if first in {"all", "any"}:
        return (all if first == "all" else any)(holds(part, known) for part in rest)
    how, value = rest
    if how == "in":
        return known[first] in value
    return known[first] >= value if how == ">=" else known[first] is value


def body(case: Case) -> dict[str, Any]:
    """Return a case as it is sent to the service."""
    household: dict[str, Any] = _grouped(case["household"])
    children = [{"ref": f"C{place}", **_grouped(own)} for place, own in enumerate(case["children"], 1)]
    return {
        "ruleset": "twelve",
        "version": "twelve",
        "as_of": AS_OF.isoformat(),
        "household": {**household, "referrals": case["referrals"]},
        "children": children,
    }


def _grouped(facts: Mapping[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, value in facts.items():
        group, _, short = name.partition(".")
        found.setdefault(group, {})[short] = value
    return found
