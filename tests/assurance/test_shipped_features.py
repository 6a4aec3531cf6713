"""The shipped scenarios leave no rule of a shipped ruleset unsaid."""

from __future__ import annotations

from collections import defaultdict
from functools import cache

import pytest

from service.assurance.features import Scenario
from service.assurance.scenarios import Result, run
from service.assurance.survivors import Scenarios, finder
from tests.assurance.scenes import bench, shipped_scenarios

VERSIONS = [(family, version) for family, versions in bench().library.families.items() for version in versions]


@cache
def scenarios_of(family: str, version: str) -> Scenarios:
    return Scenarios(shipped_scenarios(), bench(), bench().library.families[family][version])


@cache
def results_of(family: str, version: str) -> tuple[Result, ...]:
    return tuple(scenarios_of(family, version).results())


@pytest.mark.parametrize(("family", "version"), VERSIONS)
def test_every_rule_is_said_to_be_met_not_met_and_undetermined(family, version):
    seen = defaultdict(set)
    for result in results_of(family, version):
        said = " ".join(each.text for each in result.scenario.sentences if each.keyword == "then")
        children = [child for answer in result.answers for child in answer["children"]]
        for entry in (entry for child in children for entry in child["trace"]):
            if f'"{entry["rule"]}"' in said or f'"{entry["title"]}"' in said:
                seen[entry["rule"]].add(entry["outcome"])
    rules = bench().library.families[family][version].rules
    assert {rule: seen[rule] for rule in rules if len(seen[rule]) < 3} == {}


@pytest.mark.parametrize(("family", "version"), VERSIONS)
def test_every_scenario_of_a_family_holds_for_each_of_its_versions_that_it_may_mean(family, version):
    """What the procedure of 2004 asks, its proposals ask too."""
    assert [result.scenario.title for result in results_of(family, version) if not result.passed] == []


@pytest.mark.parametrize(("family", "version"), VERSIONS)
def test_the_explanation_alone_answers_as_both_engines_do(family, version):
    ruleset = bench().library.families[family][version]
    find = finder(bench().library, ruleset)
    plans, results = scenarios_of(family, version).plans[::4], results_of(family, version)[::4]
    for planned, alone in zip(plans, results, strict=True):
        both = run(planned, find, bench().decide)
        assert [answer["children"] for answer in both.answers] == [answer["children"] for answer in alone.answers]


def test_every_step_there_is_is_recommended_in_some_scenario():
    answers = [answer for each in VERSIONS for result in results_of(*each) for answer in result.answers]
    children = [child for answer in answers for child in answer["children"]]
    assert {step["step"] for child in children for step in child["recommendations"]} == set(
        bench().library.steps.by_name
    )


def test_no_scenario_speaks_of_a_version_that_is_not_shipped():
    named = {name for scenario in shipped_scenarios() for name in _rulesets(scenario)}
    families = {family for family, _ in VERSIONS}
    assert named <= families | {f"{family}:{version}" for family, version in VERSIONS}
    assert families <= {name.partition(":")[0] for name in named}


def _rulesets(scenario: Scenario) -> list[str]:
    return [
        each.text.removeprefix("the ruleset ") for each in scenario.sentences if each.text.startswith("the ruleset ")
    ]
