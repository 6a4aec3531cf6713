"""Thirty faults planted in copies of the shipped rulesets, and what catches each: `python -m tests.assurance.planted`.

Writes docs/assurance-faults.md anew, and ends with 1 when a fault gets past everything. It takes some minutes; a test
tries a few of them in every run and holds the table to what it sees.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import NamedTuple

from service.assurance.compare import compare
from service.assurance.differences import differences
from service.assurance.mutation import mutants
from service.assurance.prove import prove
from service.assurance.survivors import Scenarios
from service.ruleset.model import Ruleset
from service.ruleset.problems import Problem
from service.ruleset.read import read_ruleset
from tests.assurance.scenes import bench, shipped_scenarios
from tests.shipped import RULESETS, shipped

TABLE = Path(__file__).parents[2] / "docs" / "assurance-faults.md"
ON = date(2026, 11, 23)
FRONT_DOOR, LCPC = "front-door/2026-03-18", "lcpc/proposed"
MEANS = ("check", "scenarios", "mutation", "prove", "compare")
CAUGHT, MISSED, UNREACHED = "caught", "no", "cannot be used"


class Fault(NamedTuple):
    """One fault: what it is, in which ruleset, under which name in it, and what is written in place of what."""

    sort: str
    ruleset: str
    under: str
    old: str
    new: str

    @property
    def says(self) -> str:
        """The change in one line."""
        new = " ".join(self.new.split()) or "nothing"
        return f"`{self.under}`: `{' '.join(self.old.split())}` became `{new}`"


UNLESS = "    unless: {{{}}}\n    recommend:"
FAULTS = (
    Fault(
        "a wrong comparison", FRONT_DOOR, "high-dash-score", "at least {high DASH score}", "more than {high DASH score}"
    ),
    Fault(
        "a wrong comparison",
        FRONT_DOOR,
        "third-minor-domestic-abuse-referral",
        "at least {minor referral limit}",
        "more than {minor referral limit}",
    ),
    Fault(
        "a wrong comparison",
        FRONT_DOOR,
        "worsening-abuse-with-a-young-or-disabled-child",
        "under {young child age}",
        "over {young child age}",
    ),
    Fault("an age off by one", FRONT_DOOR, "infant age", "6 months", "5 months"),
    Fault("a window off by one", FRONT_DOOR, "domestic abuse period", "12 months", "11 months"),
    Fault("a window off by one", FRONT_DOOR, "move period", "12 months", "13 months"),
    Fault("a clock off by one", FRONT_DOOR, "transfer conference limit", "15 working days", "14 working days"),
    Fault("a limit off by one", FRONT_DOOR, "written confirmation limit", "value: 1", "value: 2"),
    Fault("a limit off by one", FRONT_DOOR, "short stay", "value: 15", "value: 16"),
    Fault("a limit off by one", FRONT_DOOR, "missed core group limit", "value: 2", "value: 3"),
    Fault("a dropped exception", FRONT_DOOR, "police domestic abuse reports", ", status: [active, withdrawn]", ""),
    Fault("a dropped exception", FRONT_DOOR, "minor domestic abuse referrals", "    once per: incident", "    # once"),
    Fault(
        "an over-broad unless",
        FRONT_DOOR,
        "infant-domestic-abuse",
        "    recommend:",
        UNLESS.format("child.disabled: no"),
    ),
    Fault(
        "an over-broad unless",
        FRONT_DOOR,
        "bruise-in-a-child-who-is-not-mobile",
        "    recommend:",
        UNLESS.format("injury.suspected_non_accidental: no"),
    ),
    Fault(
        "an over-broad unless",
        FRONT_DOOR,
        "reasonable-cause-to-suspect-significant-harm",
        "    recommend:",
        UNLESS.format("practice.caseload_over_limit: yes"),
    ),
    Fault(
        "swapped strengths",
        FRONT_DOOR,
        "infant-domestic-abuse",
        "strategy_discussion: should, section_47_enquiry: consider",
        "strategy_discussion: consider, section_47_enquiry: should",
    ),
    Fault(
        "swapped strengths",
        FRONT_DOOR,
        "immediate-danger",
        "emergency_protection: must",
        "emergency_protection: should",
    ),
    Fault(
        "a weaker word",
        FRONT_DOOR,
        "reasonable-cause-to-suspect-significant-harm",
        "section_47_enquiry: must",
        "section_47_enquiry: should",
    ),
    Fault("a wrong block", FRONT_DOOR, "serious acute or chronic parental mental illness", "    any:", "    all:"),
    Fault(
        "a wrong number in a block", FRONT_DOOR, "several-signs-of-continuing-danger", "at least 2 of", "at least 3 of"
    ),
    Fault("a dropped alternative", FRONT_DOOR, "infant or unborn child", "      child.unborn: yes\n", ""),
    Fault("a wrong answer", FRONT_DOOR, "treatment-refused", "treatment_refused: yes", "treatment_refused: no"),
    Fault("a wrong step", FRONT_DOOR, "strangulation", "strategy_discussion: consider", "section_47_enquiry: consider"),
    Fault("a name mistyped", FRONT_DOOR, "bruise-in-a-child-who-is-not-mobile", "bruise_or_mark:", "bruise_or_marks:"),
    Fault("an empty range", FRONT_DOOR, "school age begins", "5 years", "17 years"),
    Fault("a wrong answer below threshold", LCPC, "below threshold", "early_help: consider", "early_help: must"),
    Fault("a dropped condition", LCPC, "minor domestic abuse referrals", "seriousness: minor, ", ""),
    Fault(
        "a no taken for not known",
        LCPC,
        "pre-birth-assessment",
        "assessment_started: no",
        "assessment_started: not known",
    ),
    Fault("a limit off by one", LCPC, "infant age", "6 months", "7 months"),
    Fault("a fact mistaken for another", LCPC, "serious-parental-mental-illness", "health.acute", "health.inpatient"),
)


def planted(fault: Fault) -> bytes:
    """Return the text of the ruleset with the fault in it."""
    text = (RULESETS / f"{fault.ruleset}.yaml").read_text("utf-8")
    start = next(at for at in _starts(text, fault.under) if fault.old in text[at:])
    before, after = text[:start], text[start:]
    return (before + after.replace(fault.old, fault.new, 1)).encode()


def _starts(text: str, name: str) -> Iterator[int]:
    for inset in ("\n  ", "\n"):
        at = text.find(f"{inset}{name}:")
        if at >= 0:
            yield at


@cache
def read(name: str, text: bytes = b"") -> tuple[Ruleset | None, tuple[Problem, ...]]:
    """Return a ruleset as it is shipped, or with another text, and what was found in it."""
    family, _, version = name.partition("/")
    data = text or (RULESETS / f"{name}.yaml").read_bytes()
    ruleset, found = read_ruleset(data, *shipped(), "x.yaml", family, version)
    return ruleset, tuple(found)


def caught(fault: Fault) -> dict[str, str]:
    """Return, for each means, whether it catches the fault. A ruleset that cannot be used gets no further."""
    (sound, was), (faulty, found) = read(fault.ruleset), read(fault.ruleset, planted(fault))
    assert sound is not None
    told = {"check": CAUGHT if {each.code for each in found} - {each.code for each in was} else MISSED}
    if faulty is None:
        return told | dict.fromkeys(MEANS[1:], UNREACHED)
    looks: dict[str, Callable[[Ruleset, Ruleset], bool]] = {
        "scenarios": lambda _, new: _fails(new),
        "mutation": _goes_unnoticed,
        "prove": lambda _, new: not prove(new, ON).sound,
        "compare": lambda old, new: bool(compare(old, new, ON).differences),
    }
    return told | {means: CAUGHT if look(sound, faulty) else MISSED for means, look in looks.items()}


def _fails(ruleset: Ruleset) -> bool:
    """Return whether a scenario does not hold for a ruleset."""
    return any(not result.passed for result in Scenarios(shipped_scenarios(), bench(), ruleset).results())


def _goes_unnoticed(old: Ruleset, new: Ruleset) -> bool:
    """Return whether a small change near the fault goes unnoticed by the scenarios that do hold for it."""
    near = {name for each in differences(old, new) for name in (each.name, *each.rules)}
    every = Scenarios(shipped_scenarios(), bench(), new)
    holding = [each.scenario for each, result in zip(every.plans, every.results(), strict=True) if result.passed]
    scenarios = Scenarios(holding, bench(), new)
    return any(scenarios.noticing(mutant) is None for mutant in mutants(new) if mutant.rules & near)


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table."""

    number: int
    fault: Fault
    told: dict[str, str]

    def line(self) -> str:
        """Return it in Markdown."""
        told = " | ".join(self.told[each] for each in MEANS)
        return f"| {self.number} | {self.fault.sort} | {self.fault.says} | {told} |"


HEADING = f"""\
# Thirty planted faults

Each was planted in a copy of a shipped ruleset; nothing else was changed. *Check* is what `threshold check` says,
*scenarios* those shipped, *mutation* a small change near the fault that the scenarios which still hold do not notice,
*prove* a guarantee refuted or something found without being asked, and *compare* a case that is answered differently
from the version before. Written by `make planted`; a test tries some of them in every run.

| | fault | where | {" | ".join(MEANS)} |
|---|---|---|{"---|" * len(MEANS)}
"""


def main() -> int:
    """Write the table; return 1 when a fault gets past everything."""
    rows = []
    for number, fault in enumerate(FAULTS, start=1):
        rows.append(Row(number, fault, caught(fault)))
        print(rows[-1].line(), flush=True)  # noqa: T201 - it is a program
    totals = {means: sum(row.told[means] == CAUGHT for row in rows) for means in MEANS}
    past = [row for row in rows if CAUGHT not in row.told.values()]
    counted = ", ".join(f"{means} {number}" for means, number in totals.items())
    end = f"\nOf {len(rows)}, caught by {counted}. Past all of them: {len(past)}.\n"
    TABLE.write_text(HEADING + "\n".join(row.line() for row in rows) + "\n" + end, "utf-8")
    return 1 if past else 0


if __name__ == "__main__":
    sys.exit(main())
