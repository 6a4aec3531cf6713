"""The register: what is kept under a reference, every way of putting it right, and back again."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from service.decision.case import CaseRefused
from service.records.errors import RecordsRefusal
from service.records.ledger import Ledger
from service.records.register.acting import Acting, Wish
from service.records.register.acts import Act, Of
from service.records.register.fold import Kept
from service.records.register.keeping import Register, View
from service.records.retention import purge
from service.records.standings import day_of
from service.records.verification import verify
from tests.records.making import Clock, library
from tests.records.tampering import tampering

START = datetime(2026, 6, 1, 9, tzinfo=UTC)
REFERRAL = {"date": "2026-05-30", "concern": "domestic_abuse", "seriousness": "minor", "incident": "CAD-1"}


class Desk:
    """The shortest ways to act on a register and to look at it."""

    def __init__(self, ledger: Ledger, clock: Clock) -> None:
        self.ledger, self.clock = ledger, clock
        self.register = Register(ledger)
        self.acting = Acting(self.register, library().vocabulary, lambda: day_of(clock.now))

    def add(self, ref: str, says: dict[str, Any], of: Of = "household", **more: Any) -> Act:
        return self.acting.begin(of, ref, Wish("add", says=says, **more), "Ada")

    def do(self, ref: str, act: str, of: Of = "household", **more: Any) -> Act:
        found = self.register.find(of, ref)
        assert found
        return self.acting.do(found.id, Wish(act, why="said so", **more), "Grace")

    def view(self, ref: str, of: Of = "household", known_on: str | None = None) -> View:
        found = self.register.find(of, ref)
        assert found
        day = date.fromisoformat(known_on) if known_on else None
        return self.register.view(self.register.load([found.id]), found.id, day)

    def says(self, ref: str, of: Of = "household", known_on: str | None = None) -> list[tuple[Any, str]]:
        """What is kept, each with how it stands."""
        return [(said(each), each.standing) for each in self.view(ref, of, known_on).kept]

    def later(self, days: int) -> None:
        self.clock.now += timedelta(days=days)


def said(kept: Kept) -> Any:
    return kept.says.get("incident", kept.says) if kept.is_event else kept.says


@pytest.fixture
def desk(where: str) -> Iterator[Desk]:
    clock = Clock(START)
    ledger = Ledger.open(where, clock)
    yield Desk(ledger, clock)
    ledger.close()


def refused(code: str, do: Callable[[], object]) -> None:
    with pytest.raises(RecordsRefusal) as found:
        do()
    assert found.value.code == code


def test_what_is_added_is_kept_under_its_reference_and_no_other(desk: Desk) -> None:
    desk.add("H-1", {"referrals": [REFERRAL]})
    desk.add("H-1", {"moves": [{"date": "2026-05-01"}], "adults": {"child_previously_removed": True}})
    desk.add("C-1", {"plan": {"status": "child_protection"}}, "child")
    assert desk.says("H-1") == [("CAD-1", "kept"), (True, "kept"), ({"date": "2026-05-01"}, "kept")]
    assert desk.says("C-1", "child") == [("child_protection", "kept")]
    assert desk.register.find("child", "H-1") is None
    assert verify(desk.ledger.database.reading).sound


@pytest.mark.parametrize(
    ("of", "says", "code"),
    [
        ("household", {"domestic_abuse": {"weapon": True}}, "not-lasting"),
        ("household", {"plan": {"status": "none"}}, "wrong-place"),
        ("child", {"referrals": [REFERRAL]}, "wrong-place"),
        ("child", {"monitoring": {"ethnicity": "x"}}, "not-lasting"),
        ("child", {"plan": {"statsu": "none"}}, "unknown-fact"),
        ("household", {"referrals": [{**REFERRAL, "date": "2026-07-01"}]}, "impossible-date"),
    ],
)
def test_what_is_not_kept_is_refused(desk: Desk, of: Of, says: dict[str, Any], code: str) -> None:
    with pytest.raises(CaseRefused) as found:
        desk.add("R", says, of)
    assert [each.code for each in found.value.problems] == [code]
    assert desk.register.find(of, "R") is None


def test_only_what_was_known_on_a_day_is_known_as_of_it(desk: Desk) -> None:
    desk.add("H-1", {"referrals": [REFERRAL]}, known_on=date(2026, 5, 31))
    desk.later(10)
    act = desk.add("H-1", {"referrals": [{**REFERRAL, "incident": "CAD-2"}]})
    desk.later(10)
    desk.do("H-1", "withdraw", entries=[act.added[0]["id"]])
    assert desk.says("H-1", known_on="2026-05-30") == []
    assert desk.says("H-1", known_on="2026-05-31") == [("CAD-1", "kept")]
    assert desk.says("H-1", known_on="2026-06-11") == [("CAD-1", "kept"), ("CAD-2", "kept")]
    assert desk.says("H-1") == [("CAD-1", "kept"), ("CAD-2", "withdrawn")]
    refused("ahead", lambda: desk.add("H-1", {}, known_on=date(2027, 1, 1)))


@pytest.mark.parametrize(("act", "standing"), [("withdraw", "withdrawn"), ("strike", "recorded_in_error")])
def test_a_referral_is_withdrawn_or_struck_out_and_stands_again_when_that_is_undone(
    desk: Desk, act: str, standing: str
) -> None:
    entry = desk.add("H-1", {"referrals": [REFERRAL]}).added[0]["id"]
    done = desk.do("H-1", act, entries=[entry])
    assert desk.says("H-1") == [("CAD-1", standing)]
    undoing = desk.do("H-1", "undo", undoes=done.id)
    assert desk.says("H-1") == [("CAD-1", "kept")]
    desk.do("H-1", "undo", undoes=undoing.id)
    assert desk.says("H-1") == [("CAD-1", standing)]


def test_only_what_can_be_withdrawn_is(desk: Desk) -> None:
    entry = desk.add("H-1", {"moves": [{"date": "2026-05-01"}]}).added[0]["id"]
    refused("not-withdrawn", lambda: desk.do("H-1", "withdraw", entries=[entry]))
    refused("no-such-entry", lambda: desk.do("H-1", "strike", entries=["nothing"]))


def test_a_correction_supersedes_and_never_erases(desk: Desk) -> None:
    entry = desk.add("H-1", {"referrals": [REFERRAL]}).added[0]["id"]
    right = {**REFERRAL, "seriousness": "serious"}
    desk.later(1)
    done = desk.do("H-1", "correct", entries=[entry], says=right)
    (kept,) = desk.view("H-1").kept
    assert (kept.says["seriousness"], [each["seriousness"] for each in kept.before]) == ("serious", ["minor"])
    assert (kept.known_on, kept.recorded_on) == ("2026-06-01", "2026-06-02")
    desk.do("H-1", "undo", undoes=done.id)
    (kept,) = desk.view("H-1").kept
    assert (kept.says["seriousness"], kept.before) == ("minor", ())


def test_a_fact_is_corrected_and_keeps_the_day_it_is_so_from(desk: Desk) -> None:
    act = desk.add("C-1", {"plan": {"status": "child_in_need"}}, "child", since=date(2026, 3, 1))
    desk.do("C-1", "correct", "child", entries=[act.added[0]["id"]], says="child_protection")
    (kept,) = desk.view("C-1", "child").kept
    assert (kept.says, kept.since) == ("child_protection", "2026-03-01")
    with pytest.raises(CaseRefused):
        desk.do("C-1", "correct", "child", entries=[kept.id], says="no such plan")


def test_an_entry_of_the_wrong_family_is_moved_and_both_sides_show_it(desk: Desk) -> None:
    entry = desk.add("H-1", {"referrals": [REFERRAL]}).added[0]["id"]
    desk.add("H-2", {})
    done = desk.do("H-1", "move", entries=[entry], to=("household", "H-2"))
    assert (desk.says("H-1"), desk.says("H-2")) == ([], [("CAD-1", "kept")])
    for ref in ("H-1", "H-2"):
        found = desk.register.find("household", ref)
        assert found
        own = [each for each in desk.ledger.about(found.id, "register") if each.said and each.said["act"] == done.id]
        assert [each.said["why"] for each in own if each.said] == ["said so"]
    desk.do("H-2", "undo", undoes=done.id)
    assert (desk.says("H-1"), desk.says("H-2")) == ([("CAD-1", "kept")], [])


def test_references_merge_and_come_apart_again_with_who_did_it_and_why(desk: Desk) -> None:
    desk.add("H-1", {"referrals": [REFERRAL]})
    desk.add("H-2", {"referrals": [{**REFERRAL, "incident": "CAD-2"}]})
    done = desk.do("H-2", "merge", to=("household", "H-1"))
    assert (done.who, done.why) == ("Grace", "said so")
    both = [("CAD-1", "kept"), ("CAD-2", "kept")]
    assert (desk.says("H-1"), desk.says("H-2")) == (both, both)
    assert desk.view("H-2").reference.ref == "H-1"
    assert [each.ref for each in desk.view("H-1").merged_from] == ["H-2"]
    desk.add("H-2", {"referrals": [{**REFERRAL, "incident": "CAD-3"}]})
    refused("same-reference", lambda: desk.do("H-2", "merge", to=("household", "H-1")))
    desk.do("H-1", "undo", undoes=done.id)
    assert desk.says("H-1") == [("CAD-1", "kept"), ("CAD-3", "kept")], "what came later stays put"
    assert desk.says("H-2") == [("CAD-2", "kept")]


def test_some_entries_are_split_off_to_a_reference_of_their_own_and_back(desk: Desk) -> None:
    act = desk.add("H-1", {"referrals": [REFERRAL, {**REFERRAL, "incident": "CAD-2"}]})
    second = next(each["id"] for each in act.added if each["says"]["incident"] == "CAD-2")
    done = desk.do("H-1", "split", entries=[second], to=("household", "H-3"))
    assert (desk.says("H-1"), desk.says("H-3")) == ([("CAD-1", "kept")], [("CAD-2", "kept")])
    refused("reference-there", lambda: desk.do("H-1", "split", entries=[], to=("household", "H-3")))
    desk.do("H-3", "undo", undoes=done.id)
    assert (len(desk.says("H-1")), desk.says("H-3")) == (2, [])


def test_nothing_is_undone_that_a_later_act_rests_on(desk: Desk) -> None:
    adding = desk.add("H-1", {"referrals": [REFERRAL]})
    entry = adding.added[0]["id"]
    correcting = desk.do("H-1", "correct", entries=[entry], says={**REFERRAL, "seriousness": "serious"})
    refused("later-act-rests", lambda: desk.do("H-1", "undo", undoes=adding.id))
    desk.do("H-1", "undo", undoes=correcting.id)
    refused("nothing-changes", lambda: desk.do("H-1", "undo", undoes=correcting.id))
    desk.do("H-1", "undo", undoes=adding.id)
    assert desk.says("H-1") == []
    refused("no-such-act", lambda: desk.do("H-1", "undo", undoes="nothing"))


def test_a_list_is_in_full_only_where_that_was_said_of_every_reference_merged(desk: Desk) -> None:
    desk.add("H-1", {"referrals": {"known": [REFERRAL], "in_full_from": "2020-01-01"}})
    assert desk.view("H-1").in_full == {"referrals": "2020-01-01"}
    desk.add("H-2", {"referrals": []})
    merging = desk.do("H-2", "merge", to=("household", "H-1"))
    assert desk.view("H-1").in_full == {}
    desk.do("H-1", "undo", undoes=merging.id)
    desk.add("H-2", {"referrals": {"known": [], "in_full_from": "2024-01-01"}})
    desk.do("H-2", "merge", to=("household", "H-1"))
    assert desk.view("H-1").in_full == {"referrals": "2024-01-01"}


def test_a_reference_is_closed_and_reopened(desk: Desk) -> None:
    desk.add("H-1", {})
    desk.do("H-1", "close")
    assert desk.view("H-1").closed
    refused("nothing-changes", lambda: desk.do("H-1", "close"))
    desk.do("H-1", "reopen")
    assert not desk.view("H-1").closed


def test_whoever_begins_a_reference_at_once_begins_one(desk: Desk) -> None:
    def add(number: int) -> Act:
        return desk.add("H-1", {"referrals": [{**REFERRAL, "incident": f"CAD-{number}"}]})

    with ThreadPoolExecutor(4) as pool:
        done = list(pool.map(add, range(4)))
    assert len({act.about.id for act in done}) == 1
    assert sorted(desk.says("H-1")) == [(f"CAD-{number}", "kept") for number in range(4)]


def test_a_purge_takes_acts_away_and_leaves_no_list_in_full_over_them(desk: Desk) -> None:
    planned = {"due_on": "2026-06-20", "held": None}
    desk.add("H-1", {"referrals": {"known": [REFERRAL], "in_full_from": "2020-01-01"}})
    desk.add("C-1", {"core_groups": {"known": [planned], "in_full_from": "2020-01-01"}}, "child")
    desk.later(100)
    desk.add("H-1", {"referrals": {"known": [{**REFERRAL, "incident": "CAD-2"}], "in_full_from": "2020-01-01"}})
    purge(desk.ledger, date(2026, 7, 1), "Ada")
    assert verify(desk.ledger.database.reading).sound
    assert desk.register.find("child", "C-1") is None, "nothing leads to it any more"
    assert desk.says("H-1") == [("CAD-2", "kept")]
    assert desk.view("H-1").in_full == {"referrals": "2026-06-02"}, "all that happened since, and only since"
    assert desk.view("H-1").purged


@pytest.mark.parametrize("change", ["ref = 'H-2'", "reference = 'another'"])
def test_verifying_names_an_act_that_is_found_by_another_name(desk: Desk, where: str, change: str) -> None:
    act = desk.add("H-1", {"referrals": [REFERRAL]})
    with tampering(where) as connection:
        connection.execute(f"UPDATE register_acts SET {change}")  # noqa: S608 - our own words
    (finding,) = verify(desk.ledger.database.reading).findings
    assert (finding.code, finding.id) == ("found-by", act.id)
