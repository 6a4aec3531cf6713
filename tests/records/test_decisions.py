"""Keeping decisions, finding them again, and giving a retried request its first answer."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta

import orjson
import pytest
from sqlalchemy import func, select

from service.records.decisions import Decision, Decisions
from service.records.errors import RecordsRefusal
from service.records.identity import new_id
from service.records.ledger import Ledger, entries_query
from service.records.search import Search
from service.records.tables import ledger as records
from service.records.verification import verify
from tests.records.making import MORNING, decided, ruleset, small


def kinds(ledger: Ledger) -> dict[str, int]:
    with ledger.reading() as connection:
        found = connection.execute(select(records.c.kind, func.count()).group_by(records.c.kind))
        return {str(kind): int(count) for kind, count in found}


def same(one: Decision | None, other: Decision) -> bool:
    """Return whether two decisions are the same, byte for byte."""
    assert one is not None
    whole = [orjson.dumps([each.id, each.recorded_at, each.who, each.case, each.answer]) for each in (one, other)]
    return whole[0] == whole[1]


def test_a_decision_comes_back_byte_for_byte(decisions: Decisions) -> None:
    decision = decided()
    assert decisions.keep(decision, ruleset()) == decision
    assert same(decisions.get(decision.id, "auditor"), decision)


def test_a_decision_outlives_the_service(where: str) -> None:
    first = Ledger.open(where)
    decision = Decisions(first).keep(decided(), ruleset())
    first.close()
    second = Ledger.open(where)
    assert same(Decisions(second).get(decision.id, "auditor"), decision)
    second.close()


def test_a_decision_that_was_never_kept_is_not_found(decisions: Decisions) -> None:
    with pytest.raises(RecordsRefusal, match="There is no decision with this id"):
        decisions.get(new_id(MORNING), "auditor")


def test_every_reading_is_recorded_with_who_read(ledger: Ledger, decisions: Decisions) -> None:
    decision = decisions.keep(decided(), ruleset())
    decisions.get(decision.id, "auditor")
    decisions.get(decision.id, "manager", "replay")
    assert [(each.record.who, each.said) for each in ledger.about(decision.id, "read")] == [
        ("auditor", {"why": "read"}),
        ("manager", {"why": "replay"}),
    ]


def test_a_search_is_recorded_with_what_it_showed(ledger: Ledger, decisions: Decisions) -> None:
    decision = decisions.keep(decided(), ruleset())
    decisions.list(Search(reference="LCS-4711"), 10, "auditor")
    search = ledger.entries(entries_query().order_by(records.c.sequence.desc()).limit(1))[0]
    assert (search.record.kind, search.record.who) == ("search", "auditor")
    assert search.said == {"search": {"reference": "LCS-4711"}, "found": [decision.id]}


def test_the_ruleset_is_recorded_once_and_before_its_first_decision(ledger: Ledger, decisions: Decisions) -> None:
    for number in range(3):
        decisions.keep(small(number), ruleset())
    Decisions(ledger).keep(small(4), ruleset())
    with ledger.reading() as connection:
        order = list(connection.execute(select(records.c.kind).order_by(records.c.sequence)).scalars())
    assert order == ["ruleset", "decision", "decision", "decision", "decision"]


def test_the_ruleset_kept_is_read_as_it_was(decisions: Decisions) -> None:
    decisions.keep(decided(), ruleset())
    assert decisions.rulesets.get(ruleset().digest) == ruleset()


class TestLists:
    @pytest.fixture
    def kept(self, decisions: Decisions) -> list[str]:
        """Three decisions: two of one reference, one of another family on another day."""
        made = [
            decided({"reference": "one"}),
            decided({"reference": "one", "children": [{"ref": "B", "child": {"date_of_birth": "2015-01-01"}}]}),
            decided({"reference": "two", "ruleset": "lcpc", "version": "proposed"}, at=MORNING + timedelta(days=2)),
        ]
        return [decisions.keep(each, ruleset(each.answer["ruleset"]["family"])).id for each in made]

    def ids(self, decisions: Decisions, search: Search, limit: int = 10) -> list[str]:
        return [each.id for each in decisions.list(search, limit, "auditor").decisions]

    def test_newest_first(self, decisions: Decisions, kept: list[str]) -> None:
        assert self.ids(decisions, Search()) == kept[::-1]

    def test_by_reference(self, decisions: Decisions, kept: list[str]) -> None:
        assert self.ids(decisions, Search(reference="one")) == [kept[1], kept[0]]

    def test_by_family(self, decisions: Decisions, kept: list[str]) -> None:
        assert self.ids(decisions, Search(family="lcpc")) == [kept[2]]

    def test_by_day_both_ends_included(self, decisions: Decisions, kept: list[str]) -> None:
        day = MORNING.date()
        assert self.ids(decisions, Search(start=day, end=day)) == [kept[1], kept[0]]
        assert self.ids(decisions, Search(start=day + timedelta(days=1))) == [kept[2]]

    def test_by_rule_met(self, decisions: Decisions, kept: list[str]) -> None:
        first = decisions.get(kept[0], "auditor").answer
        met = {node["rule"] for child in first["children"] for node in child["trace"] if node["outcome"] == "met"}
        second = decisions.get(kept[1], "auditor").answer
        also = {node["rule"] for child in second["children"] for node in child["trace"] if node["outcome"] == "met"}
        only = min(met - also)
        assert self.ids(decisions, Search(family="front-door", rule=only)) == [kept[0]]

    def test_by_step(self, decisions: Decisions, kept: list[str]) -> None:
        answers = [decisions.get(one, "auditor").answer["children"] for one in kept]
        recommended = [{each["step"] for child in one for each in child["recommendations"]} for one in answers]
        for step in set.union(*recommended):
            having = [one for one, steps in zip(kept, recommended, strict=True) if step in steps]
            assert self.ids(decisions, Search(step=step)) == having[::-1]

    def test_page_by_page(self, decisions: Decisions, kept: list[str]) -> None:
        first = self.ids(decisions, Search(), 2)
        second = self.ids(decisions, Search(before=first[-1]), 2)
        assert first + second == kept[::-1]


class TestRetries:
    def test_a_retry_gets_the_first_answer_and_nothing_more_is_kept(self, ledger: Ledger, decisions: Decisions) -> None:
        first, second = decided(), decided()
        decisions.keep(first, ruleset(), "key-1")
        assert same(decisions.keep(second, ruleset(), "key-1"), first)
        assert same(decisions.answered("screen", "key-1", first.case), first)
        assert kinds(ledger) == {"ruleset": 1, "decision": 1}

    def test_the_order_of_names_in_a_case_does_not_matter(self, decisions: Decisions) -> None:
        first = decided()
        decisions.keep(first, ruleset(), "key-1")
        turned = dict(reversed(list(first.case.items())))
        assert same(decisions.answered("screen", "key-1", turned), first)

    def test_another_case_with_the_same_key_is_refused(self, ledger: Ledger, decisions: Decisions) -> None:
        decisions.keep(decided(), ruleset(), "key-1")
        other = decided({"reference": "another"})
        with pytest.raises(RecordsRefusal, match="came with something else before"):
            decisions.answered("screen", "key-1", other.case)
        with pytest.raises(RecordsRefusal, match="came with something else before"):
            decisions.keep(other, ruleset(), "key-1")
        assert kinds(ledger)["decision"] == 1

    def test_another_caller_may_use_the_same_key(self, ledger: Ledger, decisions: Decisions) -> None:
        decisions.keep(decided(), ruleset(), "key-1")
        other = decided({"reference": "another"}, who="other screen")
        assert decisions.keep(other, ruleset(), "key-1") == other
        assert kinds(ledger)["decision"] == 2

    def test_retries_at_once_through_two_services_are_answered_alike(self, where: str) -> None:
        ledgers = [Ledger.open(where) for _ in range(2)]
        services = [Decisions(each) for each in ledgers]
        made = [(services[number % 2], small(number, "the same"), f"key-{number // 8}") for number in range(64)]
        with ThreadPoolExecutor(16) as callers:
            answers = list(callers.map(lambda each: each[0].keep(each[1], ruleset(), each[2]).id, made))
        assert all(len(set(answers[start : start + 8])) == 1 for start in range(0, 64, 8))
        assert kinds(ledgers[0]) == {"ruleset": 1, "decision": 8}
        assert verify(ledgers[0].database.reading).sound
        for each in ledgers:
            each.close()


def test_what_cannot_be_kept_does_not_take_others_with_it(ledger: Ledger, decisions: Decisions) -> None:
    made = [small(number) for number in range(30)]
    broken = [replace(each, answer={**each.answer, "reference": {"not": "text"}}) for each in made[::3]]
    kept = [*made[1::3], *made[2::3]]
    with ThreadPoolExecutor(30) as callers:
        futures = [callers.submit(decisions.keep, each, ruleset()) for each in broken]
        fine = list(callers.map(lambda each: decisions.keep(each, ruleset()), kept))
    assert fine == kept
    assert all(future.exception() for future in futures)
    assert kinds(ledger)["decision"] == len(kept)
    assert verify(ledger.database.reading).sound
