"""Keys on the command line: made, listed, revoked, and shown once."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from tests.commands.conftest import Threshold


@pytest.fixture(autouse=True)
def database(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("THRESHOLD_DATABASE", str(tmp_path / "records.db"))


def test_a_key_is_made_listed_and_revoked(threshold: Threshold) -> None:
    made = threshold("key", "create", "--role", "triage", "--role", "auditor", "--name", "Triage screen")

    assert made.code == 0
    assert re.fullmatch(r"threshold_[0-9a-f]{8}_[\w-]{43}\n", made.out)
    assert "A key for Triage screen, role auditor and triage, until " in made.err
    (listed,) = json.loads(threshold("key", "list", "--json").out)
    assert (listed["name"], listed["roles"], listed["state"]) == ("Triage screen", ["auditor", "triage"], "in use")
    assert made.out.strip()[19:] not in str(listed)

    revoked = threshold("key", "revoke", listed["id"])

    assert revoked.out == f"The key {listed['id']} (Triage screen) is revoked\n"
    assert threshold("key", "list").out.startswith(f"{listed['id']}  revoked  auditor and triage  Triage screen")


def test_a_key_may_last_until_it_is_revoked(threshold: Threshold) -> None:
    threshold("key", "create", "--role", "triage", "--name", "Screen", "--expires", "never")

    assert json.loads(threshold("key", "list", "--json").out)[0]["expires_at"] is None


def test_without_any_key_it_says_how_to_make_one(threshold: Threshold) -> None:
    said = threshold("key", "list")

    assert (said.code, said.out) == (0, "")
    assert said.err == "There are no keys. `threshold key create` makes one\n"


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("create", "--role", "triage", "--name", "x", "--expires", "soon"), "`soon` is not a day"),
        (("create", "--role", "triage", "--name", "x", "--expires", "2020-01-01"), "A key cannot expire before"),
        (("create", "--role", "triage", "--name", "x", "--expires", "9999-12-31"), "`9999-12-31` is not a day"),
        (("create", "--role", "boss", "--name", "x"), "What is given for `--role` cannot be used"),
        (("create", "--role", "triage", "--name", " "), "A key needs a name"),
        (("revoke", "ffffffff"), "There is no key with this id"),
    ],
)
def test_what_cannot_be_done_is_said_plainly(threshold: Threshold, words: tuple[str, ...], says: str) -> None:
    said = threshold("key", *words)

    assert (said.code, said.out) == (1, "")
    assert said.err.startswith(says)
