"""Purging what was kept long enough; copying, exporting and bringing back; replaying under rules that are gone."""

from __future__ import annotations

import io
import shutil
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import orjson
import pytest
from sqlalchemy import func, select

from service.decision.case import Case
from service.decision.decide import Decider
from service.decision.inference import Inference
from service.records.database import Database
from service.records.decisions import Decision, Decisions
from service.records.direction import Choice
from service.records.errors import Purged, RecordsRefusal
from service.records.ledger import Ledger
from service.records.outcome_report import outcome_report
from service.records.outcomes import Outcomes
from service.records.replay import replay
from service.records.retention import purge
from service.records.search import Search
from service.records.tables import FINDERS, contents
from service.records.tables import ledger as records
from service.records.transfer import back_up, bring_in, export
from service.records.verification import verify
from service.ruleset.library import Library
from service.ruleset.model import Ruleset
from tests.records.making import CASE, MORNING, ROOT, begin_a_draft, decided, registered, ruleset, small
from tests.records.postgres import Postgres

LONG_AGO = MORNING.replace(year=2019)
TELLTALE = "LCS-TELLTALE"


def old(number: int = 1) -> Decision:
    return replace(small(number, TELLTALE), recorded_at=LONG_AGO)


class TestPurging:
    def test_what_is_old_is_gone_and_the_chain_still_holds(self, ledger: Ledger, decisions: Decisions) -> None:
        gone = decisions.keep(old(), ruleset(), "key-1")
        stays = decisions.keep(small(2), ruleset())
        done = purge(ledger, date(2020, 1, 1), "Ada")
        assert (done.records, done.acts) == (1, 1)
        with pytest.raises(Purged):
            decisions.get(gone.id, "auditor")
        assert decisions.get(stays.id, "auditor").answer["reference"] == "case 2"
        assert [each.id for each in decisions.list(Search(), 10, "auditor").decisions] == [stays.id]
        assert verify(ledger.database.reading).sound

    def test_a_purge_is_a_record_of_who_and_what(self, ledger: Ledger, decisions: Decisions) -> None:
        for number in range(3):
            decisions.keep(old(number), ruleset())
        purge(ledger, date(2020, 1, 1), "Ada")
        with ledger.reading() as connection:
            name = connection.execute(select(records.c.id).where(records.c.kind == "purge")).scalar_one()
        entry = ledger.find(name)
        assert entry is not None
        assert (entry.record.who, entry.said) == (
            "Ada", {"before": "2020-01-01T00:00:00.000Z", "records": [[2, 4]]},
        )  # fmt: skip

    def test_rulesets_and_purges_stay(self, ledger: Ledger, decisions: Decisions) -> None:
        decisions.keep(old(), ruleset())
        later = Ledger(ledger.database, lambda: MORNING.replace(year=2040))
        purge(later, date(2039, 1, 1), "Ada")
        purge(later, date(2040, 1, 1), "Ada")
        assert decisions.rulesets.get(ruleset().digest) == ruleset()
        assert verify(ledger.database.reading).sound
        later._group.close()

    def test_no_row_that_finds_a_purged_record_is_left(self, ledger: Ledger, decisions: Decisions) -> None:
        made, also = registered(replace(decided(), recorded_at=LONG_AGO))
        gone = decisions.keep(made, ruleset(), "key-1", also)
        long_ago = Ledger(ledger.database, lambda: LONG_AGO)
        outcomes = Outcomes(long_ago, decisions, ask_second=True)
        outcomes.agree(outcomes.record(gone.id, Choice("A", "different", reason="A reason"), "Ada").id, "Grace")
        long_ago._group.close()
        of_decisions = [each for each in FINDERS if each.name not in ("keys", "revoked_keys", "publications")]
        with ledger.reading() as connection:
            full = [connection.execute(select(func.count()).select_from(each)).scalar_one() for each in of_decisions]
        purge(ledger, date(2020, 1, 1), "Ada")
        with ledger.reading() as connection:
            left = [connection.execute(select(func.count()).select_from(each)).scalar_one() for each in of_decisions]
        assert all(full)
        assert not any(left)
        assert verify(ledger.database.reading).sound
        assert outcome_report(ledger, date(2019, 1, 1), date(2026, 12, 31))["decisions"] == 0

    def test_many_are_purged_in_short_acts(
        self, ledger: Ledger, decisions: Decisions, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("service.records.retention.MOST_AT_ONCE", 10)
        for number in range(25):
            decisions.keep(old(number), ruleset())
        done = purge(ledger, date(2020, 1, 1), "Ada")
        assert (done.records, done.acts) == (25, 3)
        assert verify(ledger.database.reading).sound

    def test_what_is_yet_to_come_cannot_be_purged(self, ledger: Ledger) -> None:
        with pytest.raises(RecordsRefusal, match="not from after"):
            purge(ledger, date(2199, 1, 1), "Ada")

    def test_a_request_is_decided_anew_once_its_first_answer_is_purged(self, decisions: Decisions) -> None:
        first = decisions.keep(old(), ruleset(), "key-1")
        purge(decisions._ledger, date(2020, 1, 1), "Ada")
        assert decisions.answered("screen", "key-1", first.case) is None
        again = small(1, TELLTALE)
        assert decisions.keep(again, ruleset(), "key-1") == again

    def test_nothing_of_it_is_left_in_the_file(self, tmp_path: Path) -> None:
        ledger = Ledger.open(str(tmp_path / "records.db"))
        Decisions(ledger).keep(old(), ruleset())
        assert TELLTALE.encode() in self.files(tmp_path)
        purge(ledger, date(2020, 1, 1), "Ada")
        assert TELLTALE.encode() not in self.files(tmp_path)
        ledger.close()

    def files(self, folder: Path) -> bytes:
        return b"".join(each.read_bytes() for each in folder.iterdir())


@pytest.fixture
def filled(ledger: Ledger, decisions: Decisions) -> Ledger:
    """A ledger with something of every kind."""
    decisions.keep(old(), ruleset(), "key-0")
    purge(ledger, date(2020, 1, 1), "Ada")
    decision = decisions.keep(decided(), ruleset(), "key-1")
    outcomes = Outcomes(ledger, decisions, ask_second=True)
    outcomes.agree(outcomes.record(decision.id, Choice("A", "different", reason="A reason"), "Ada").id, "Grace")
    decisions.get(decision.id, "auditor")
    begin_a_draft(ledger, decisions)
    return ledger


def everything(where: str) -> dict[str, list[tuple[object, ...]]]:
    database = Database.open(where)
    with database.reading.connect() as connection:
        found = {
            table.name: sorted((tuple(row) for row in connection.execute(select(table))), key=repr)
            for table in (records, contents, *FINDERS)
        }
    database.close()
    return found


class TestExport:
    def test_goes_into_either_database_and_comes_out_the_same(
        self, where: str, filled: Ledger, tmp_path: Path, postgres: Postgres
    ) -> None:
        out = io.BytesIO()
        assert export(filled.database, out) == filled.head().sequence
        for target in (str(tmp_path / "copy.db"), postgres.new_room()):
            copy = Ledger.open(target)
            assert bring_in(copy.database, io.BytesIO(out.getvalue())) == filled.head().sequence
            assert copy.head() == filled.head()
            assert everything(target) == everything(where)
            again = io.BytesIO()
            export(copy.database, again)
            assert again.getvalue() == out.getvalue()
            Decisions(copy).keep(small(9), ruleset())
            assert verify(copy.database.reading, anchors=[filled.head().hash]).sound
            copy.close()

    def test_an_empty_ledger(self, ledger: Ledger, new_database: Callable[[], str]) -> None:
        out = io.BytesIO()
        export(ledger.database, out)
        copy = Ledger.open(new_database())
        assert bring_in(copy.database, io.BytesIO(out.getvalue())) == 0
        copy.close()

    @pytest.mark.parametrize(
        ("spoil", "says"),
        [
            (lambda lines: lines[:-1], "not a whole export"),
            (lambda lines: lines[:3] + lines[4:], "not a whole export"),
            (lambda lines: [*lines[:3], lines[4], lines[3], *lines[5:]], "not a whole export"),
            (lambda lines: [*lines[:2], lines[2].replace(b"screen", b"Screen"), *lines[3:]], "not hold a sound ledger"),
            (lambda lines: [*lines, lines[-1]], "not a whole export"),
            (lambda lines: lines[1:], "not a whole export"),
            (lambda lines: [*lines[:2], lines[2][:50]], "not a whole export"),
            (lambda lines: [*lines[:1], b"[]"], "not a whole export"),
            (lambda _: [b"PK\x03\x04"], "not a whole export"),
            (lambda _: [], "not a whole export"),
        ],
    )
    def test_a_spoilt_file_is_not_brought_in_at_all(
        self, filled: Ledger, new_database: Callable[[], str], spoil: Callable[[list[bytes]], list[bytes]], says: str
    ) -> None:
        out = io.BytesIO()
        export(filled.database, out)
        target = new_database()
        copy = Ledger.open(target)
        with pytest.raises(RecordsRefusal, match=says):
            bring_in(copy.database, spoil(out.getvalue().splitlines(keepends=True)))
        assert not any(everything(target).values())
        assert verify(copy.database.reading).sound
        copy.close()

    def test_only_an_empty_ledger_is_filled(self, filled: Ledger) -> None:
        out = io.BytesIO()
        export(filled.database, out)
        with pytest.raises(RecordsRefusal, match="There are records in this database already"):
            bring_in(filled.database, io.BytesIO(out.getvalue()))


class TestBackUp:
    def test_of_a_file_while_it_is_written(self, tmp_path: Path) -> None:
        ledger = Ledger.open(str(tmp_path / "records.db"))
        decisions = Decisions(ledger)
        before = [decisions.keep(small(number), ruleset()) for number in range(20)]
        found = back_up(ledger.database, tmp_path / "copy.db")
        after = decisions.keep(small(99), ruleset())
        ledger.close()
        for each in tmp_path.glob("records.db*"):
            each.unlink()
        shutil.move(tmp_path / "copy.db", tmp_path / "records.db")
        restored = Ledger.open(str(tmp_path / "records.db"))
        assert (found.sound, found.records) == (True, 21)
        again = Decisions(restored)
        assert all(again.get(each.id, "auditor").answer == each.answer for each in before)
        with pytest.raises(RecordsRefusal, match="no decision with this id"):
            again.get(after.id, "auditor")
        again.keep(small(100), ruleset())
        assert verify(restored.database.reading).sound
        restored.close()

    def test_never_over_another_file(self, tmp_path: Path) -> None:
        ledger = Ledger.open(str(tmp_path / "records.db"))
        with pytest.raises(RecordsRefusal, match="already"):
            back_up(ledger.database, tmp_path / "records.db")
        ledger.close()

    def test_of_postgresql_with_its_own_tools(self, postgres: Postgres, tmp_path: Path) -> None:
        where, target = postgres.new_database(), postgres.new_database()
        ledger = Ledger.open(where)
        decision = Decisions(ledger).keep(decided(), ruleset(), "key-1")
        purge(ledger, date(2020, 1, 1), "Ada")
        with pytest.raises(RecordsRefusal, match="PostgreSQL"):
            back_up(ledger.database, tmp_path / "copy.db")
        ledger.close()
        dump = tmp_path / "records.dump"
        dump.write_bytes(postgres.run("pg_dump", "--format=custom", where))
        postgres.run("pg_restore", "--no-owner", "--exit-on-error", "--dbname", target, dump)
        restored = Ledger.open(target)
        assert verify(restored.database.reading).sound
        assert everything(target) == everything(where)
        Decisions(restored).keep(small(1), ruleset())
        assert Decisions(restored).get(decision.id, "auditor").answer["reference"] == "LCS-4711"
        with pytest.raises(Exception, match="never changed or taken away"), restored.database.writing.begin() as raw:
            raw.exec_driver_sql("DELETE FROM contents")
        restored.close()


class TestReplay:
    def decide(self, kept: Ruleset) -> Callable[[Case], dict[str, object]]:
        return Decider(kept, Inference(kept)).decide

    def test_is_the_same_after_the_file_is_gone(self, decisions: Decisions, tmp_path: Path) -> None:
        folder = tmp_path / "rulesets"
        shutil.copytree(ROOT / "rulesets", folder)
        library = Library.load(folder)
        decision = decided()
        decisions.keep(decision, library.find("front-door", None, MORNING.date()))
        shutil.rmtree(folder)
        kept = decisions.rulesets.get(decision.answer["ruleset"]["digest"])
        assert replay(decisions.get(decision.id, "auditor", "replay"), kept, self.decide(kept)) == []

    def test_uses_the_day_and_the_words_of_then(self, decisions: Decisions) -> None:
        sent = {name: value for name, value in CASE.items() if name != "as_of"}
        decision = decided({**sent, "as_of": None})
        decisions.keep(decision, ruleset())
        kept = decisions.rulesets.get(ruleset().digest)
        assert replay(decisions.get(decision.id, "auditor"), kept, self.decide(kept)) == []

    def test_says_where_an_answer_differs(self, decisions: Decisions) -> None:
        decision = decided()
        answer = orjson.loads(orjson.dumps(decision.answer))
        child = answer["children"][0]
        at = next(index for index, node in enumerate(child["trace"]) if node["outcome"] == "met")
        child["trace"][at]["outcome"] = "not_met"
        child["highest"] = {"step": "early_help", "strength": "consider"}
        kept = decisions.keep(replace(decision, answer=answer), ruleset())
        found = replay(kept, ruleset(), self.decide(ruleset()))
        rule = child["trace"][at]["rule"]
        assert [(each.pointer, each.kept, each.replayed, each.says) for each in found] == [
            (
                "/children/0/highest/step", "early_help", "strategy_discussion",
                "Highest step of child `A` was `early_help` and is now `strategy_discussion`",
            ),
            (
                "/children/0/highest/strength", "consider", "should",
                "Highest strength of child `A` was `consider` and is now `should`",
            ),
            (
                f"/children/0/trace/{at}/outcome", "not_met", "met",
                f"Outcome of rule `{rule}` of child `A` was `not_met` and is now `met`",
            ),
        ]  # fmt: skip

    def test_says_when_only_the_order_differs(self) -> None:
        decision = decided()
        turned = dict(reversed(list(decision.answer.items())))
        found = replay(replace(decision, answer=turned), ruleset(), self.decide(ruleset()))
        assert [each.says for each in found] == ["The answers say the same in another order"]

    def test_a_case_this_version_does_not_take_is_said_so(self) -> None:
        decision = replace(decided(), case={"ruleset": "front-door"})
        with pytest.raises(RecordsRefusal, match="does not take the case"):
            replay(decision, ruleset(), self.decide(ruleset()))

    def test_a_ruleset_that_is_not_kept_is_said_so(self, decisions: Decisions) -> None:
        with pytest.raises(RecordsRefusal, match="No ruleset with this digest"):
            decisions.rulesets.get("sha256:0")
