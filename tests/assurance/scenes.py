"""The shortest way from a few lines of Gherkin to how they went, with the shipped rulesets."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

from service.assurance.bench import Bench
from service.assurance.features import Scenario, read_feature, read_folder
from service.assurance.scenarios import Result, plan, run
from service.assurance.steps import Decide

FEATURES = Path(__file__).parents[2] / "features"

BEGIN = """\
Feature: A feature
  Background:
    Given the ruleset front-door
    And today is 23 November 2026
    And the contact was received today
"""


@cache
def bench() -> Bench:
    """Return the shipped rulesets, ready to decide."""
    return Bench.set_up()


@cache
def shipped_scenarios() -> tuple[Scenario, ...]:
    """Return every scenario in features/."""
    return tuple(read_folder(FEATURES))


def scene(lines: str, begin: str = BEGIN) -> Scenario:
    """Return one scenario that says these lines after the usual background."""
    said = "\n".join(f"    {line}" for line in lines.strip().splitlines())
    return read_feature(f"{begin}  Scenario: A scenario\n{said}\n")[0]


def played(lines: str, begin: str = BEGIN) -> Result:
    """Return how a scenario that says these lines went."""
    return run(plan(scene(lines, begin), bench().table), bench().find, bench().decide)


def case(lines: str) -> dict[str, Any]:
    """Return the case that these lines add up to."""
    result = plan(scene(f"{lines.strip()}\nWhen the front door decides"), bench().table)
    assert result.problem is None, result.problem.text()
    [decide] = [act for act in result.acts if isinstance(act, Decide)]
    return decide.case


def complaint(lines: str, begin: str = BEGIN) -> str:
    """Return what is said of the first of these lines that cannot be followed."""
    problem = plan(scene(lines, begin), bench().table).problem
    assert problem is not None, "every line was followed"
    return problem.seen
