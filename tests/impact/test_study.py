"""Everything a study counts is what the live engines say of each case, added up by hand."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from service.impact.history.history import History, read_history
from service.impact.history.rows import CHILD_KEY
from service.impact.history.workspace import Workspace
from service.impact.layout import AS_OF, ROW
from service.impact.study.changes import count_steps
from service.impact.study.decided import decide_all
from service.impact.study.drill import Asked, CaseBehind, cases_behind, every_case
from service.impact.study.plan import CannotStudy
from service.impact.study.study import Study, make_study
from tests.impact.conftest import plan_of
from tests.shipped import shipped

STRENGTHS = {"consider": 1, "should": 2, "must": 3}


@pytest.fixture(scope="module")
def lived(few: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Study, list[CaseBehind]]]:
    """A study of a few cases, and what the live engines say of every one of them."""
    with Workspace(threads=1) as workspace:
        history = read_history(few, shipped()[0], workspace, tmp_path_factory.mktemp("few") / "refused.csv")
        study = make_study(plan_of(by=("sex",)), history)
        yield study, every_case(study)


def _strengths(answer: dict[str, Any]) -> dict[str, int]:
    return {each["step"]: STRENGTHS[each["strength"]] for each in answer["recommendations"]}


def test_each_step_is_counted_as_the_live_service_recommends_it(lived: tuple[Study, list[CaseBehind]]) -> None:
    study, cases = lived
    assert len(cases) == study.history.cases > 250
    for step in study.plan.steps:
        live = Counter((_strengths(case.old).get(step, 0), _strengths(case.new).get(step, 0)) for case in cases)
        assert {pair: n for pair, n in study.overall[step].moved.items() if n} == live


def test_each_fact_is_blamed_as_often_as_the_live_service_asks_for_it(lived: tuple[Study, list[CaseBehind]]) -> None:
    study, cases = lived
    for side, blamed in zip(("old", "new"), study.blamed, strict=True):
        asked: Counter[tuple[str, str]] = Counter()
        for case in cases:
            questions = getattr(case, side)["questions"]
            asked.update(
                {(added["step"], question["fact"]) for question in questions for added in question["could_add"]}
            )
        assert {(each.step, each.fact): each.cases for each in blamed} == asked
        assert len(asked) > 3


def test_a_step_is_open_where_a_rule_that_is_not_settled_could_add_it(lived: tuple[Study, list[CaseBehind]]) -> None:
    study, cases = lived
    for step in study.plan.steps:
        still_open = 0
        for case in cases:
            rules = (
                study.plan.new.rules[node["rule"]] for node in case.new["trace"] if node["outcome"] == "undetermined"
            )
            could = max((int(rule.recommend.get(step, 0)) for rule in rules), default=0)
            still_open += could > _strengths(case.new).get(step, 0)
        assert study.overall[step].open_new == still_open


def test_every_rule_is_counted_as_it_is_traced(lived: tuple[Study, list[CaseBehind]]) -> None:
    study, cases = lived
    for side, counted in zip(("old", "new"), study.rules, strict=True):
        for name, counts in counted.items():
            traced = Counter(
                node["outcome"] for case in cases for node in getattr(case, side)["trace"] if node["rule"] == name
            )
            assert (counts.met, counts.open, counts.unmet) == (traced["met"], traced["undetermined"], traced["not_met"])


def test_groups_and_months_add_up_to_everyone(study: Study) -> None:
    for step, overall in study.overall.items():
        for split in [*(list(groups.values()) for groups in study.by_group.values()), list(study.over_time.values())]:
            moved: Counter[tuple[int, int]] = Counter()
            for counts in split:
                moved.update(counts[step].moved)
            assert {pair: n for pair, n in moved.items() if n} == {pair: n for pair, n in overall.moved.items() if n}
    assert len(study.over_time) == 12
    assert study.by_group["age_band"].keys() == {
        "unborn", "under 1", "1 to 4", "5 to 9", "10 to 15", "16 and over", "not known",
    }  # fmt: skip


def test_a_sweep_at_each_value_is_the_study_of_that_version(study: Study, made_up: Path, tmp_path: Path) -> None:
    with Workspace(threads=1) as workspace:
        _compare_each_value(study, read_history(made_up, shipped()[0], workspace, tmp_path / "refused.csv"))


def _compare_each_value(study: Study, history: History) -> None:
    for swept in study.swept:
        assert len(swept.sweep.variants) >= 3
        for place in (0, -1):
            variant = swept.sweep.variants[place]
            decided = decide_all(history.tables, replace(study.plan, new=variant.ruleset, by=()), [])
            counts = count_steps(decided, swept.steps)[None]
            assert {step: swept.recommended[step][place] for step in swept.steps} == {
                step: counts[step].new() for step in swept.steps
            }
    infants = study.swept[0]
    assert infants.sweep.now == "6 months"
    assert infants.recommended["section_47_enquiry"][1] == study.overall["section_47_enquiry"].new()
    assert list(infants.recommended["section_47_enquiry"]) == sorted(infants.recommended["section_47_enquiry"])


def test_looking_back_counts_children_by_the_first_contact_that_would_have_caught_them(study: Study) -> None:
    found = {each.name: each for each in study.look_backs}
    columns = [ROW, AS_OF, CHILD_KEY, "later__section_47_on"]
    enquiries = [[side.steps[step] for step in study.plan.enquiries] for side in study.decided.sides]
    table = study.decided.table.select(*columns, *{name for names in enquiries for name in names})
    firsts: dict[tuple[int, Any], list[Any]] = {}
    for row in study.decided.database.rows(table):
        came = row["later__section_47_on"]
        if came is not None and came >= row[AS_OF]:
            first = firsts.setdefault((row[CHILD_KEY], came), [None, None])
            for side, names in enumerate(enquiries):
                if any(row[name] for name in names):
                    first[side] = min(filter(None, (first[side], row[AS_OF])))

    back = found["section_47"]
    assert back.total == len(firsts) > 100
    assert back.old == sum(old is not None for old, _ in firsts.values()) > 0
    assert back.new == sum(new is not None for _, new in firsts.values()) > back.old
    assert back.days_new == Counter((came - new).days for (_, came), (_, new) in firsts.items() if new is not None)


def test_the_cases_behind_a_figure_are_those_it_counts(study: Study) -> None:
    for group, counts in study.by_group["age_band"].items():
        newly = cases_behind(study, Asked("section_47_enquiry", "newly", {"age_band": group}, most=200))
        assert len(newly) == counts["section_47_enquiry"].newly()
        for case in newly[:2]:
            assert "section_47_enquiry" not in _strengths(case.old)
            assert "section_47_enquiry" in _strengths(case.new)
            assert case.new["trace"]


def test_a_case_behind_a_figure_is_nobody_by_name(study: Study, made_up: Path) -> None:
    first, again = (cases_behind(study, Asked("section_47_enquiry", "new", {}, most=40)) for _ in range(2))
    assert [case.line for case in first] == [case.line for case in again]
    assert not {case.pseudonym for case in first} & {case.pseudonym for case in again}
    said = str([(case.facts, case.old, case.new) for case in first])
    assert "monitoring" not in said
    incidents = [line.split(",") for line in (made_up / "referrals.csv").read_text().splitlines()]
    place = incidents[0].index('"incident"' if '"incident"' in incidents[0] else "incident")
    names = {row[place].strip('"') for row in incidents[1:] if row[place].strip('"')}
    assert names
    assert not [name for name in names if f"'{name}'" in said]


@pytest.mark.parametrize(
    ("asked", "says"),
    [
        ({"by": ("age_bnd",)}, "nothing called `age_bnd`"),
        ({"over": "day"}, "not `day`"),
        ({"sweeps": ("infant aeg=3..6 months",)}, "no parameter called `infant aeg`"),
        ({"sweeps": ("infant age",)}, "does not say which values"),
        ({"sweeps": ("infant age=3..900 months",)}, "898 values"),
        ({"sweeps": ("infant age=3,many",)}, "has 1 values"),
        ({"sweeps": ("minor referral limit=2..3 months",)}, "cannot be used"),
        ({"smallest": 0}, "at least 1"),
    ],
)
def test_what_no_history_could_answer_is_refused_with_what_to_ask_instead(
    history: History, asked: dict[str, Any], says: str
) -> None:
    with pytest.raises(CannotStudy) as refused:
        make_study(plan_of(**asked), history)
    assert says in refused.value.message


def test_no_such_figure(study: Study) -> None:
    for asked in (Asked("section_48", "newly", {}), Asked("section_47_enquiry", "new_ish", {}),
                  Asked("section_47_enquiry", "newly", {"ward": "x"})):  # fmt: skip
        with pytest.raises(CannotStudy):
            cases_behind(study, asked)
