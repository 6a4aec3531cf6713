"""The register is nothing but the fold of its records, whatever is done to it in whatever order."""

from __future__ import annotations

import shutil
import tempfile
from copy import deepcopy
from datetime import date
from pathlib import Path
from typing import Any

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from service.records.errors import RecordsRefusal
from service.records.ledger import Ledger
from service.records.register.acting import Acting, Wish
from service.records.register.keeping import Register
from service.records.verification import verify
from tests.records.making import library

REFS = ("H-1", "H-2", "H-3")
refs = st.sampled_from(REFS)
picks = st.integers(0, 30)


class Kept:
    """What the test expects to be so: changed by each act at once, and put back as it was when that is undone."""

    def __init__(self) -> None:
        self.entries: dict[str, dict[str, Any]] = {}
        self.merged: dict[str, str] = {}
        self.closed: set[str] = set()

    def root(self, ref: str) -> str:
        while ref in self.merged:
            ref = self.merged[ref]
        return ref

    def under(self, ref: str) -> dict[str, tuple[int, str]]:
        """Return what is under a reference, merged ones included: what each says, and how it stands."""
        root = self.root(ref)
        return {
            id_: (each["says"], each["standing"])
            for id_, each in self.entries.items()
            if self.root(each["home"]) == root
        }


class Registering(RuleBasedStateMachine):
    """Somebody at work on three households, who undoes the last thing done now and then."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp())
        self.ledger = Ledger.open(str(self.folder / "records.db"))
        self.register = Register(self.ledger)
        self.acting = Acting(self.register, library().vocabulary, lambda: date(2026, 11, 23))
        self.expected = Kept()
        self.before: list[tuple[str, str, Kept]] = []
        for ref in REFS:
            self.acting.begin("household", ref, Wish("add"), "Ada")

    def teardown(self) -> None:
        sound = verify(self.ledger.database.reading).sound
        self.ledger.close()
        shutil.rmtree(self.folder)
        assert sound

    def do(self, ref: str, act: str, **more: Any) -> str | None:
        """Do something, and return the id of the act; None when it is refused."""
        found = self.register.find("household", ref)
        assert found
        was = deepcopy(self.expected)
        try:
            done = self.acting.do(found.id, Wish(act, **more), "Ada")
        except RecordsRefusal:
            return None
        if act != "undo":
            self.before.append((ref, done.id, was))
        return done.id

    def pick(self, ref: str, number: int) -> list[str]:
        there = sorted(self.expected.under(ref))
        return [there[number % len(there)]] if there else []

    @rule(ref=refs, number=st.integers(0, 9))
    def add(self, ref: str, number: int) -> None:
        before = set(self.expected.entries)
        says = {"referrals": [{"date": "2026-11-01", "incident": str(number)}]}
        self.do(ref, "add", says=says)
        found = self.register.find("household", ref)
        assert found
        view = self.register.view(self.register.load([found.id]), found.id)
        (new,) = {each.id for each in view.kept} - before
        self.expected.entries[new] = {"says": number, "standing": "kept", "home": self.expected.root(ref)}

    @rule(ref=refs, pick=picks, number=st.integers(10, 19))
    def correct(self, ref: str, pick: int, number: int) -> None:
        entries = self.pick(ref, pick)
        says = {"date": "2026-11-01", "incident": str(number)}
        if entries and self.do(ref, "correct", entries=entries, says=says):
            self.expected.entries[entries[0]]["says"] = number

    @rule(ref=refs, pick=picks, act=st.sampled_from(["withdraw", "strike"]))
    def stand(self, ref: str, pick: int, act: str) -> None:
        entries = self.pick(ref, pick)
        if entries and self.do(ref, act, entries=entries):
            self.expected.entries[entries[0]]["standing"] = "withdrawn" if act == "withdraw" else "recorded_in_error"

    @rule(ref=refs, pick=picks, to=refs)
    def move(self, ref: str, pick: int, to: str) -> None:
        entries = self.pick(ref, pick)
        if entries and self.do(ref, "move", entries=entries, to=("household", to)):
            self.expected.entries[entries[0]]["home"] = self.expected.root(to)

    @rule(ref=refs, to=refs)
    def merge(self, ref: str, to: str) -> None:
        if self.do(ref, "merge", to=("household", to)):
            self.expected.merged[self.expected.root(ref)] = self.expected.root(to)

    @rule(ref=refs, act=st.sampled_from(["close", "reopen"]))
    def close(self, ref: str, act: str) -> None:
        if self.do(ref, act):
            root = self.expected.root(ref)
            (self.expected.closed.add if act == "close" else self.expected.closed.discard)(root)

    @rule()
    def undo_the_last(self) -> None:
        if self.before:
            ref, act, was = self.before.pop()
            assert self.do(ref, "undo", undoes=act), "nothing rests on the last act"
            self.expected = was

    @invariant()
    def the_register_is_as_expected(self) -> None:
        for ref in REFS:
            found = self.register.find("household", ref)
            assert found
            view = self.register.view(self.register.load([found.id]), found.id)
            kept = {each.id: (int(each.says["incident"]), each.standing) for each in view.kept}
            assert kept == self.expected.under(ref)
            assert view.reference.ref == self.expected.root(ref)
            assert view.closed is (self.expected.root(ref) in self.expected.closed)


def test_the_register_is_the_fold_of_its_records() -> None:
    run_state_machine_as_test(Registering, settings=settings(max_examples=25, stateful_step_count=20, deadline=None))
