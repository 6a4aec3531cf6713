"""Any decision, made into a scenario, decides the very same case, and names nobody."""

from __future__ import annotations

from random import Random

import pytest
from hypothesis import settings

from service.assurance.bench import taken
from service.assurance.features import FeatureProblem, blocks, only, read_feature
from service.assurance.from_decision import scenario_of
from service.assurance.scenarios import plan, run
from service.assurance.solver.mentions import Mentions
from service.assurance.steps import Decide
from tests.assurance.random_cases import random_body, random_day
from tests.assurance.scenes import FEATURES, bench, case

SEEDS = 3 * settings.default.max_examples // 5 if settings.default else 60
RULESET = bench().library.families["front-door"]["2026-03-18"]


@pytest.mark.parametrize("part", range(4))
def test_the_scenario_of_a_decision_holds_and_decides_the_same_case(part):
    mentions, rng = Mentions.of(RULESET), Random(part)
    lists = dict.fromkeys(mentions.lists, 3)
    for _ in range(SEEDS // 4):
        day = random_day(rng)
        body = {**random_body(rng, RULESET.vocabulary, mentions.facts, lists, day), "version": "2026-03-18"}
        for name in [*body["household"], *body["children"][0]]:
            part_of = body["household"] if name in body["household"] else body["children"][0]
            if isinstance(part_of[name], list) and rng.random() < 0.5:
                part_of[name] = {"known": part_of[name], "in_full_from": rng.choice([None, day.isoformat()])}
        answer = bench().decide(RULESET, body)
        [scenario] = read_feature(scenario_of(body, answer, RULESET.vocabulary, "As decided"))
        planned = plan(scenario, bench().table)
        assert planned.problem is None, planned.problem.text()
        result = run(planned, bench().find, bench().decide)
        assert result.passed, result.failures[0].text()
        [again] = [act for act in planned.acts if isinstance(act, Decide)]
        was, now = (taken(RULESET, each).children[0].values for each in (body, again.case))
        assert {name: was[name] for name in was if not isinstance(was[name], str)} == {
            name: now[name] for name in now if not isinstance(now[name], str)
        }


def test_a_list_known_in_part_can_be_said():
    said = case(
        """
        Given a child "A"
        And these referrals and perhaps others
          | date  | concern |
          | today | neglect |
        And these core groups, all there were from 1 October 2026 on
          | due_on          |
          | 1 November 2026 |
        """
    )
    assert said["household"]["referrals"] == {
        "known": [{"date": "2026-11-23", "concern": "neglect"}],
        "in_full_from": None,
    }
    assert said["children"][0]["core_groups"]["in_full_from"] == "2026-10-01"


@pytest.mark.parametrize("path", sorted(FEATURES.glob("*.feature")), ids=lambda path: path.stem)
def test_each_scenario_alone_is_what_it_was_among_the_others(path):
    text = path.read_text("utf-8")
    name, found = blocks(text)
    every = read_feature(text)
    alone = [scenario for each in found for scenario in read_feature(only(text, each.line))]
    assert alone == every
    assert {scenario.feature for scenario in alone} == {name}


def test_a_line_without_a_scenario_is_said_to_be_one():
    with pytest.raises(FeatureProblem, match="No scenario begins on this line"):
        only("Feature: F\n  Scenario: S\n    Given x\n", 1)
