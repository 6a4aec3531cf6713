"""What people decided: along with a recommendation, up or down from it, superseded, agreed to, or not at all."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date, timedelta

import orjson
import pytest

from service.records.decisions import Decision, Decisions
from service.records.direction import Choice
from service.records.errors import RecordsRefusal
from service.records.ledger import Ledger
from service.records.outcome_report import outcome_report
from service.records.outcomes import Outcomes
from service.records.search import Search
from service.records.verification import verify
from tests.records.making import MORNING, Clock, decided, ruleset

# A baby and domestic abuse: `strategy_discussion` should be held for A, the same day.
DOWN = Choice("A", "different", "child_and_family_assessment", reason="Already under way")
UP = Choice("A", "different", "emergency_protection")
ACCEPTED = Choice("A", "accepted")


@pytest.fixture
def outcomes(ledger: Ledger, decisions: Decisions) -> Outcomes:
    return Outcomes(ledger, decisions, ask_second=True)


@pytest.fixture
def decision(decisions: Decisions) -> Decision:
    kept = decisions.keep(decided(), ruleset())
    highest = {child["ref"]: child["highest"] for child in kept.answer["children"]}
    assert highest["A"] == {"step": "strategy_discussion", "strength": "should"}
    return kept


class TestRecording:
    def test_accepting(self, outcomes: Outcomes, decision: Decision) -> None:
        made = outcomes.record(decision.id, ACCEPTED, "Ada")
        assert (made.person, made.child, made.chosen, made.direction, made.state) == (
            "Ada", "A", "accepted", "accepted", "recorded",
        )  # fmt: skip
        assert outcomes.of(decision.id) == [made]

    @pytest.mark.parametrize("strength", [None, "should"])
    def test_accepting_may_say_again_what_was_recommended(
        self, outcomes: Outcomes, decision: Decision, strength: str | None
    ) -> None:
        made = outcomes.record(decision.id, Choice("A", "accepted", "strategy_discussion", strength), "Ada")
        assert (made.direction, made.state) == ("accepted", "recorded")

    def test_going_up_is_one_click(self, outcomes: Outcomes, decision: Decision) -> None:
        made = outcomes.record(decision.id, UP, "Ada")
        assert (made.direction, made.step, made.state) == ("up", "emergency_protection", "recorded")

    def test_the_same_step_more_strongly_is_up_and_less_strongly_down(
        self, outcomes: Outcomes, decision: Decision
    ) -> None:
        up = outcomes.record(decision.id, Choice("A", "different", "strategy_discussion", "must"), "Ada")
        down = Choice("A", "different", "strategy_discussion", "consider", "Less is known than was thought", up.id)
        made = outcomes.record(decision.id, down, "Ada")
        assert (up.direction, made.direction, made.state) == ("up", "down", "awaiting a second person")

    def test_going_down_from_what_should_be_done_awaits_a_second_person(
        self, outcomes: Outcomes, decision: Decision
    ) -> None:
        made = outcomes.record(decision.id, DOWN, "Ada")
        assert (made.direction, made.state) == ("down", "awaiting a second person")
        agreed = outcomes.agree(made.id, "Grace")
        assert (agreed.id, agreed.state, agreed.second_person) == (made.id, "recorded", "Grace")

    def test_doing_nothing_is_going_down(self, outcomes: Outcomes, decision: Decision) -> None:
        made = outcomes.record(decision.id, Choice("A", "different", reason="Wrong family"), "Ada")
        assert (made.direction, made.step, made.state) == ("down", None, "awaiting a second person")

    def test_no_second_person_where_none_is_asked_for(
        self, ledger: Ledger, decisions: Decisions, decision: Decision
    ) -> None:
        assert Outcomes(ledger, decisions).record(decision.id, DOWN, "Ada").state == "recorded"

    def test_going_down_from_what_was_only_to_be_considered_takes_nobody_else(
        self, outcomes: Outcomes, decisions: Decisions
    ) -> None:
        quiet = decisions.keep(decided({"household": {}, "children": [{"ref": "Q"}]}), ruleset())
        child = quiet.answer["children"][0]
        assert child["highest"] is None
        made = outcomes.record(quiet.id, Choice("Q", "different", reason="Known to early help already"), "Ada")
        assert (made.direction, made.state) == ("down", "recorded")


class TestSuperseding:
    def test_an_outcome_is_superseded_and_still_there(self, outcomes: Outcomes, decision: Decision) -> None:
        first = outcomes.record(decision.id, ACCEPTED, "Ada")
        second = outcomes.record(decision.id, replace(UP, supersedes=first.id), "Bo")
        told = outcomes.of(decision.id)
        assert [(each.id, each.superseded) for each in told] == [(first.id, True), (second.id, False)]
        assert told[0].person == "Ada"

    def test_nobody_supersedes_what_they_have_not_seen(self, outcomes: Outcomes, decision: Decision) -> None:
        first = outcomes.record(decision.id, ACCEPTED, "Ada")
        with pytest.raises(RecordsRefusal, match="has been recorded for this child already"):
            outcomes.record(decision.id, UP, "Bo")
        outcomes.record(decision.id, Choice("A", "accepted", supersedes=first.id), "Bo")
        with pytest.raises(RecordsRefusal, match="has been recorded for this child already"):
            outcomes.record(decision.id, Choice("A", "accepted", supersedes=first.id), "Cy")

    def test_there_has_to_be_something_to_supersede(self, outcomes: Outcomes, decision: Decision) -> None:
        with pytest.raises(RecordsRefusal, match="no outcome for this child to supersede"):
            outcomes.record(decision.id, Choice("A", "accepted", supersedes="0199"), "Ada")

    def test_of_many_at_once_one_is_first(self, outcomes: Outcomes, decision: Decision) -> None:
        def record(name: int) -> str:
            try:
                return outcomes.record(decision.id, ACCEPTED, f"Person {name}").id
            except RecordsRefusal as refusal:
                return refusal.code

        with ThreadPoolExecutor(12) as people:
            results = list(people.map(record, range(12)))
        assert results.count("outcome-there") == 11
        assert len(outcomes.of(decision.id)) == 1

    def test_a_retried_request_records_once(self, outcomes: Outcomes, decision: Decision) -> None:
        first = outcomes.record(decision.id, ACCEPTED, "Ada", "key-1")
        assert outcomes.record(decision.id, ACCEPTED, "Ada", "key-1") == first
        with pytest.raises(RecordsRefusal, match="came with something else"):
            outcomes.record(decision.id, UP, "Ada", "key-1")
        assert outcomes.of(decision.id) == [first]


class TestSecondPerson:
    def test_is_somebody_else(self, outcomes: Outcomes, decision: Decision) -> None:
        made = outcomes.record(decision.id, DOWN, "Ada Lovelace")
        for same in ("Ada Lovelace", "ada lovelace", " Ada Lovelace "):
            with pytest.raises(RecordsRefusal, match="cannot also be the second person"):
                outcomes.agree(made.id, same)
        assert outcomes.of(decision.id)[0].state == "awaiting a second person"

    def test_agrees_once(self, outcomes: Outcomes, decision: Decision) -> None:
        made = outcomes.record(decision.id, DOWN, "Ada")
        outcomes.agree(made.id, "Grace")
        with pytest.raises(RecordsRefusal, match="does not await a second person"):
            outcomes.agree(made.id, "Hedy")

    def test_cannot_agree_to_what_was_superseded(self, outcomes: Outcomes, decision: Decision) -> None:
        made = outcomes.record(decision.id, DOWN, "Ada")
        outcomes.record(decision.id, Choice("A", "accepted", supersedes=made.id), "Ada")
        with pytest.raises(RecordsRefusal, match="has been superseded"):
            outcomes.agree(made.id, "Grace")

    def test_is_not_asked_about_what_needs_none(self, outcomes: Outcomes, decision: Decision) -> None:
        made = outcomes.record(decision.id, UP, "Ada")
        with pytest.raises(RecordsRefusal, match="does not await"):
            outcomes.agree(made.id, "Grace")
        with pytest.raises(RecordsRefusal, match="There is no outcome with this id"):
            outcomes.agree(decision.id, "Grace")


@pytest.mark.parametrize(
    ("choice", "says", "pointer"),
    [
        (Choice("Z", "accepted"), "about no child with this `ref`", "/child"),
        (Choice("A", "agreed"), "either `accepted` or `different`", "/decision"),
        (Choice("A", "accepted", "emergency_protection"), "is not the highest of it", "/step"),
        (Choice("A", "accepted", "child_and_family_assessment"), "is not the highest of it", "/step"),
        (Choice("A", "accepted", "strategy_discussion", "must"), "is not the highest of it", "/step"),
        (Choice("A", "accepted", "strategy_discusion"), "no step called `strategy_discusion`", "/step"),
        (Choice("A", "different", "emergency_protecton"), "no step called `emergency_protecton`", "/step"),
        (Choice("A", "different", "emergency_protection", "perhaps"), "A strength goes with a step", "/strength"),
        (Choice("A", "different", None, "must"), "A strength goes with a step", "/strength"),
        (Choice("A", "different", "strategy_discussion", "should"), "This is what was recommended", "/step"),
        (Choice("A", "different", "strategy_discussion"), "This is what was recommended", "/step"),
        (Choice("A", "different", "early_help"), "needs a reason", "/reason"),
        (Choice("A", "different", reason="  "), "needs a reason", "/reason"),
    ],
)
def test_what_cannot_be_recorded_is_refused_at_its_place(
    outcomes: Outcomes, decision: Decision, choice: Choice, says: str, pointer: str
) -> None:
    with pytest.raises(RecordsRefusal, match=says) as refused:
        outcomes.record(decision.id, choice, "Ada")
    assert refused.value.pointer == pointer
    assert outcomes.of(decision.id) == []


def test_nobody_decides_namelessly(outcomes: Outcomes, decision: Decision) -> None:
    with pytest.raises(RecordsRefusal, match="needs the name of the person"):
        outcomes.record(decision.id, ACCEPTED, "  ")


class TestStanding:
    def standing(self, decisions: Decisions, decision: Decision) -> list[str]:
        names = ("accepted", "up", "down", "awaiting", "decided_again", "ignored", "unanswered")
        return [name for name in names if decision.id in self.found(decisions, name)]

    def found(self, decisions: Decisions, standing: str) -> list[str]:
        return [each.id for each in decisions.list(Search(standing=standing), 50, "auditor").decisions]

    def test_each_answer(self, outcomes: Outcomes, decisions: Decisions) -> None:
        only = {"children": [{"ref": "A", "child": {"date_of_birth": "2026-07-13"}}], "reference": None}
        for choice, standing in ((ACCEPTED, "accepted"), (UP, "up")):
            decision = decisions.keep(decided(only), ruleset())
            assert self.standing(decisions, decision) == ["unanswered"]
            outcomes.record(decision.id, choice, "Ada")
            assert self.standing(decisions, decision) == [standing]
        decision = decisions.keep(decided(only), ruleset())
        made = outcomes.record(decision.id, DOWN, "Ada")
        assert self.standing(decisions, decision) == ["awaiting"]
        outcomes.agree(made.id, "Grace")
        assert self.standing(decisions, decision) == ["down"]
        outcomes.record(decision.id, Choice("A", "accepted", supersedes=made.id), "Ada")
        assert self.standing(decisions, decision) == ["accepted"]

    def test_one_nobody_answered_by_its_due_date_is_ignored(
        self, decisions: Decisions, decision: Decision, clock: Clock, outcomes: Outcomes
    ) -> None:
        assert "ignored" not in self.standing(decisions, decision)  # due today
        clock.now += timedelta(days=1)
        assert "ignored" in self.standing(decisions, decision)
        for child in ("A", "B"):
            outcomes.record(decision.id, Choice(child, "accepted"), "Ada")
        assert self.standing(decisions, decision) == ["accepted"]

    def test_one_decided_again_in_time_is_not_ignored(
        self, decisions: Decisions, decision: Decision, clock: Clock
    ) -> None:
        again = decisions.keep(decided(at=MORNING + timedelta(hours=2)), ruleset())
        clock.now += timedelta(days=1)
        assert self.standing(decisions, decision) == ["decided_again"]
        assert "ignored" in self.standing(decisions, again)

    def test_one_decided_again_too_late_stays_ignored(
        self, decisions: Decisions, decision: Decision, clock: Clock
    ) -> None:
        clock.now += timedelta(days=3)
        decisions.keep(decided(at=clock.now), ruleset())
        assert "ignored" in self.standing(decisions, decision)

    def test_advice_below_the_threshold_is_never_ignored(self, decisions: Decisions, clock: Clock) -> None:
        quiet = decisions.keep(decided({"household": {}, "children": [{"ref": "Q"}]}), ruleset())
        clock.now += timedelta(days=400)
        assert self.standing(decisions, quiet) == ["unanswered"]


class TestReport:
    def test_counts_every_rule_and_direction_and_names_nobody(
        self, ledger: Ledger, outcomes: Outcomes, decisions: Decisions, clock: Clock
    ) -> None:
        child = {"ref": "Tommy", "child": {"date_of_birth": "2026-07-13"}}
        made = [decisions.keep(decided({"reference": f"LCS-{n}", "children": [child]}), ruleset()) for n in range(6)]
        choices = [replace(each, child="Tommy") for each in (ACCEPTED, ACCEPTED, UP, DOWN, DOWN)]
        recorded = [outcomes.record(each.id, choice, "Ada") for each, choice in zip(made, choices, strict=False)]
        outcomes.agree(recorded[-1].id, "Grace")
        clock.now += timedelta(days=1)
        report = outcome_report(ledger, MORNING.date(), MORNING.date())
        counts = {
            "accepted": 2, "up": 1, "down": 1, "awaiting": 1, "decided_again": 0, "ignored": 1, "unanswered": 0,
        }  # fmt: skip
        assert (report["decisions"], report["children"], report["late"]) == (6, counts, 0)
        met = {node["rule"] for node in made[0].answer["children"][0]["trace"] if node["outcome"] == "met"}
        assert report["rules"] == [{"ruleset": "front-door", "rule": rule, **counts} for rule in sorted(met)]
        steps = {(each["step"], each["strength"]) for each in made[0].answer["children"][0]["recommendations"]}
        assert report["steps"] == [{"step": step, "strength": word, **counts} for step, word in sorted(steps)]
        text = orjson.dumps(report).decode()
        assert not any(name in text for name in ("Tommy", "LCS", "Ada", "Grace", "Already under way"))

    @pytest.mark.usefixtures("decision")
    def test_only_of_the_days_asked_for(self, ledger: Ledger) -> None:
        day = MORNING.date()
        assert outcome_report(ledger, day - timedelta(days=9), day - timedelta(days=1))["decisions"] == 0
        assert outcome_report(ledger, date(2026, 1, 1), day)["decisions"] == 1

    def test_late_answers_are_counted(
        self, ledger: Ledger, outcomes: Outcomes, decision: Decision, clock: Clock
    ) -> None:
        clock.now += timedelta(days=2)
        outcomes.record(decision.id, ACCEPTED, "Ada")
        assert outcome_report(ledger, MORNING.date(), MORNING.date())["late"] == 1


def test_outcomes_are_chained_and_rebuilt_like_everything_else(
    ledger: Ledger, outcomes: Outcomes, decision: Decision
) -> None:
    outcomes.agree(outcomes.record(decision.id, DOWN, "Ada").id, "Grace")
    assert verify(ledger.database.reading).sound
