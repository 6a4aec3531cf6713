"""A list known in part leaves rules just as open as one with more events of which nothing is known.

So the proofs, which look at every list of events with anything about them not known, are about such lists too. The
exception: a list known in full from a day on, of which something is counted whatever it is like.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from random import Random
from typing import Any

import pytest

from service.assurance.explainer import Explainer
from service.assurance.prove import prove
from service.assurance.solver.mentions import Mentions
from service.ruleset.model import Count, Ruleset, Streak
from tests.assurance.random_cases import random_body, random_day
from tests.assurance.scenes import bench
from tests.assurance.test_shipped_features import VERSIONS
from tests.shipped import sound, with_rule

Body = dict[str, Any]
CASES = 60
MORE = 15


@pytest.mark.parametrize(("family", "version"), VERSIONS)
def test_what_may_be_missing_is_as_an_event_of_which_nothing_is_known(family, version):
    ruleset = bench().library.families[family][version]
    mentions, rng = Mentions.of(ruleset), Random(version)
    lists = dict.fromkeys(mentions.lists, 3)
    seen = 0
    for _ in range(CASES):
        body = random_body(rng, ruleset.vocabulary, mentions.facts, lists, random_day(rng))
        for part in (body["household"], body["children"][0]):
            for name in lists.keys() & part.keys():
                if isinstance(part[name], list):
                    seen += 1
                    assert_the_same(ruleset, body, part, name, rng)
    assert seen > CASES // 2


def assert_the_same(ruleset: Ruleset, body: Body, part: Body, name: str, rng: Random) -> None:
    listed, as_of = part[name], date.fromisoformat(body["as_of"])
    any_counts = any(each.events.name == name and not each.where for each in counted(ruleset))
    since = None if any_counts else rng.choice([None, as_of - timedelta(days=rng.randint(0, 500))])
    day_before = (since - timedelta(days=1)).isoformat() if since else None
    part[name] = {"known": listed, "in_full_from": since.isoformat() if since else None}
    in_part = outcomes(ruleset, body)
    events = ruleset.vocabulary.events[name]
    nothing_known = {**dict.fromkeys(events.fields), events.dated_by: day_before}
    part[name] = [*listed, *[nothing_known] * MORE]
    assert in_part == outcomes(ruleset, body), (name, since, listed)
    part[name] = listed


def counted(ruleset: Ruleset) -> list[Count | Streak]:
    return [each for each in ruleset.measures.values() if isinstance(each, Count | Streak)]


def outcomes(ruleset: Ruleset, body: Body) -> dict[str, str]:
    return next(Explainer(ruleset).explain(body)).outcomes()


MOVES = """\
measures:
  recent moves: {count: moves, within: 12 months, one: recent move}
  moves: {count: moves, one: move}
"""


def test_a_way_to_know_a_list_that_the_solver_is_not_told_of_is_named_as_a_bound():
    one, two = "recent moves: at least 2", "recent moves: at least 2\nmoves: at least 4"
    said = "Lists of moves that are known in full only from some day on were not looked at"
    ruleset = sound(with_rule(two, extra=MOVES))
    assert prove(ruleset, date(2026, 11, 23)).bounds == (said,)
    shorter = replace(ruleset, rules=sound(with_rule(one, extra=MOVES)).rules)
    assert prove(shorter, date(2026, 11, 23)).bounds == ()
