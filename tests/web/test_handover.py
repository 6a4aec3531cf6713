"""A case handed over from one authority to another: signed, checked, decided again, taken in."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from service.cli import run
from service.records.errors import RecordsRefusal
from service.records.handover.packet import make, opened
from service.records.handover.signing import make_keys, public_file, read_signer, read_trusted
from service.records.ledger import entries_query
from service.records.retention import purge
from service.records.tables import ledger as records
from service.records.verification import verify
from service.settings import Settings
from service.web.app import create_app

Json = dict[str, Any]
NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
REFERRALS = [
    {"date": day, "concern": "domestic_abuse", "seriousness": "minor", "incident": f"CAD-{day}"}
    for day in ("2026-09-01", "2026-10-01", "2026-11-01")
]


@pytest.fixture
def keys(tmp_path: Path) -> Path:
    make_keys(tmp_path / "kent.key", "Kent")
    return tmp_path / "kent.key"


@pytest.fixture
def authority(tmp_path: Path, keys: Path) -> Iterator[Callable[..., TestClient]]:
    """Starts the service of an authority; the second one trusts the first."""
    made: list[TestClient] = []

    def start(name: str, **settings: Any) -> TestClient:
        chosen = {"handover_key": keys} if name == "Kent" else {"handover_trusted": public_file(keys)}
        where = str(tmp_path / f"{name}.db")
        app = create_app(Settings(database=where, organisation=name, **{**chosen, **settings}), clock=lambda: NOW)
        client = TestClient(app, base_url="http://127.0.0.1", client=("127.0.0.1", 5), raise_server_exceptions=False)
        made.append(client)
        return client

    yield start
    for each in made:
        each.app.state.room.close()  # type: ignore[attr-defined]


def handed_over(kent: TestClient, ruleset: str = "front-door") -> tuple[Json, bytes]:
    """Decide a case in Kent and return the decision with the file that hands it over."""
    body = {
        "ruleset": ruleset,
        "as_of": "2026-11-23",
        "household": {"domestic_abuse": {"present": True}, "referrals": REFERRALS},
        "children": [{"ref": "A", "child": {"date_of_birth": "2026-08-01"}, "plan": {"status": "child_in_need"}}],
        "register": {"household": "K-1", "children": {"A": "KC-1"}, "record": True},
    }
    answer = kent.post("/v1/decisions", json=body)
    assert answer.status_code == 201, answer.text
    decision: Json = answer.json()
    file = kent.get(f"/v1/register/{decision['register']['filled_from'][0]['id']}/handover")
    assert file.status_code == 200, file.text
    return decision, file.content


def received(camden: TestClient, file: bytes) -> Json:
    answer = camden.post("/v1/handovers", content=file, headers={"Content-Type": "application/json"})
    assert answer.status_code == 201, answer.text
    found: Json = answer.json()
    return found


def test_the_receiver_decides_under_its_own_rules_and_shows_both(authority: Callable[..., TestClient]) -> None:
    kent, camden = authority("Kent"), authority("Camden", triage_ruleset="lcpc")
    decision, file = handed_over(kent)
    came = received(camden, file)
    assert (came["sender"], came["taken"], came["not_decided"]) == ("Kent", False, [])
    (child,) = came["children"]
    theirs = {each["step"] for each in child["theirs"]}
    assert theirs == {each["step"] for each in decision["children"][0]["recommendations"]}
    assert child["says"] == "Both recommend the same", "both have the same front door"
    assert came["theirs"]["ruleset"] == decision["ruleset"]
    assert came["theirs"]["children"][0]["trace"], "with the whole trace"
    assert "## Still open" in came["in_words"]
    assert decision["ruleset"]["digest"] in came["in_words"]
    assert {each["step"] for each in came["open_steps"]} == theirs


def test_where_the_rules_differ_the_gap_is_said(authority: Callable[..., TestClient], tmp_path: Path) -> None:
    kent = authority("Kent")
    _, file = handed_over(kent)
    rulesets = tmp_path / "rulesets"
    (rulesets / "old").mkdir(parents=True)
    for name in ("vocabulary.yaml", "steps.yaml"):
        (rulesets / name).write_bytes((Path("rulesets") / name).read_bytes())
    text = (Path("rulesets") / "lcpc" / "2004-04-01.yaml").read_text("utf-8").replace("ruleset: lcpc", "ruleset: old")
    (rulesets / "old" / "2004-04-01.yaml").write_text(text, "utf-8")
    camden = authority("Camden", rulesets=rulesets, triage_ruleset="old")
    came = received(camden, file)
    (child,) = came["children"]
    assert came["ours"]["ruleset"]["family"] == "old"
    assert child["says"].startswith("Only there: ")


def test_events_and_facts_are_taken_in_once_and_say_where_they_came_from(authority: Callable[..., TestClient]) -> None:
    kent, camden = authority("Kent"), authority("Camden")
    _, file = handed_over(kent)
    came = received(camden, file)
    address = f"/v1/handovers/{came['id']}/take"
    taken = camden.post(address, json={"household": "C-1", "children": {"KC-1": "CC-1"}})
    assert taken.status_code == 201, taken.text
    found = camden.post("/v1/register/find", json={"household": "C-1"}).json()
    assert sorted(each["says"]["incident"] for each in found["kept"]) == [each["incident"] for each in REFERRALS]
    assert {each["came_from"] for each in found["kept"]} == {"handed over by Kent"}
    assert found["in_full"] == {}, "what Kent knew in full is not all that Camden may know"
    again = camden.post(address, json={"household": "C-2"})
    assert (again.status_code, again.json()["code"]) == (409, "taken-before")
    assert camden.get(f"/v1/handovers/{came['id']}").json()["taken"]
    body = {"ruleset": "front-door", "children": [{"ref": "A"}], "register": {"household": "C-1"}}
    answer = camden.post("/v1/decisions/preview", json=body).json()
    third = next(each for each in answer["children"][0]["trace"] if each["rule"].startswith("third-minor"))
    assert third["outcome"] == "met"
    origin = "the register, recorded 2026-11-23, handed over by Kent"
    assert {each["from"] for each in third["when"]["parts"][0]["counted"]} == {origin}
    assert verify(camden.app.state.room.ledger.database.reading).sound  # type: ignore[attr-defined]


def test_the_same_file_sent_again_is_the_same_handover(authority: Callable[..., TestClient]) -> None:
    _, file = handed_over(authority("Kent"))
    camden = authority("Camden")
    assert received(camden, file)["id"] == received(camden, file)["id"]


def test_what_came_and_what_was_sent_is_listed_with_who_and_when(authority: Callable[..., TestClient]) -> None:
    kent, camden = authority("Kent"), authority("Camden")
    decision, file = handed_over(kent)
    kent.get(f"/v1/register/{decision['register']['filled_from'][0]['id']}/handover")
    came = received(camden, file)
    received(camden, file)

    first, second = kent.get("/v1/handovers").json()["handovers"]
    assert first["id"] != second["id"]
    assert (first["way"], first["who"], first["at"]) == ("sent", "Demo (demo)", "2026-11-23T12:00:00.000Z")
    assert first["reference"] == {key: decision["register"]["filled_from"][0][key] for key in ("id", "of", "ref")}
    (listed,) = camden.get("/v1/handovers").json()["handovers"]
    assert (listed["id"], listed["way"], listed["who"]) == (came["id"], "received", "Demo (demo)")
    assert (listed["sender"], listed["made_at"], listed["taken_at"]) == ("Kent", came["made_at"], None)
    assert "came from Kent" not in kent.get("/handovers").text
    assert "the household K-1" in kent.get("/handovers").text

    camden.post(f"/v1/handovers/{came['id']}/take", json={"household": "C-1"})
    (listed,) = camden.get("/v1/handovers").json()["handovers"]
    assert (listed["taken_by"], listed["taken_at"]) == ("Demo (demo)", "2026-11-23T12:00:00.000Z")
    page = camden.get("/handovers").text
    assert "Came in from Kent, made 23 November 2026 at 12:00" in page
    assert "23 November 2026 at 12:00, by Demo (demo)" in page


def test_the_list_goes_on_from_any_of_them_and_each_look_at_it_is_recorded(
    authority: Callable[..., TestClient],
) -> None:
    kent = authority("Kent")
    decision, _ = handed_over(kent)
    for _ in range(2):
        kent.get(f"/v1/register/{decision['register']['filled_from'][0]['id']}/handover")
    ids = [each["id"] for each in kent.get("/v1/handovers").json()["handovers"]]
    assert len(ids) == 3

    page = kent.get("/v1/handovers", params={"limit": 2}).json()
    rest = kent.get("/v1/handovers", params={"limit": 2, "before": ids[1], "way": "sent"}).json()

    assert ([each["id"] for each in page["handovers"]], page["more"]) == (ids[:2], True)
    assert ([each["id"] for each in rest["handovers"]], rest["more"]) == (ids[2:], False)
    assert kent.get("/v1/handovers", params={"way": "received"}).json()["handovers"] == []
    ledger = kent.app.state.room.ledger  # type: ignore[attr-defined]
    looks = ledger.entries(entries_query().where(records.c.kind == "search"))
    assert [each.said["found"] for each in looks if "handovers" in each.said["search"]] == [ids, ids[:2], ids[2:], []]
    purge(ledger, date(2026, 11, 23), "Ada")  # nothing is old enough
    assert len(kent.get("/v1/handovers").json()["handovers"]) == 3


def test_one_that_was_purged_is_still_listed(tmp_path: Path, keys: Path, authority: Callable[..., TestClient]) -> None:
    _, file = handed_over(authority("Kent"))
    camden = authority("Camden")
    came = received(camden, file)
    settings = Settings(database=str(tmp_path / "Camden.db"), handover_trusted=public_file(keys))
    later = create_app(settings, clock=lambda: NOW + timedelta(days=400))
    purge(later.state.room.ledger, date(2027, 11, 23), "Ada")
    client = TestClient(later, base_url="http://127.0.0.1", client=("127.0.0.1", 5))
    (listed,) = client.get("/v1/handovers").json()["handovers"]
    assert (listed["id"], listed["who"], listed["sender"], listed["purged"]) == (came["id"], "Demo (demo)", None, True)
    assert "What was in it has been purged, for its age" in client.get("/handovers").text
    later.state.room.close()


@pytest.mark.parametrize("at", [0.02, 0.3, 0.6, 0.97])
def test_a_byte_that_was_altered_is_named(authority: Callable[..., TestClient], at: float) -> None:
    _, file = handed_over(authority("Kent"))
    camden = authority("Camden")
    whole = json.loads(file)
    name = max(whole["parts"], key=lambda each: len(whole["parts"][each]))
    text = whole["parts"][name].encode()
    place = int(len(text) * at)
    altered = text[:place] + (b"1" if text[place : place + 1] != b"1" else b"2") + text[place + 1 :]
    whole["parts"][name] = altered.decode("utf-8", "replace")
    answer = camden.post("/v1/handovers", json=whole)
    assert (answer.status_code, answer.json()["code"]) == (422, "handover-tampered")
    first = place // 64 * 64
    assert f"the part `{name}`, bytes {first + 1} to {first + 64}" in answer.json()["detail"]


def test_what_is_hostile_is_refused_before_it_is_looked_at(
    authority: Callable[..., TestClient], keys: Path, tmp_path: Path
) -> None:
    _, file = handed_over(authority("Kent"))
    camden = authority("Camden")

    def code(body: Any) -> str:
        answer = camden.post("/v1/handovers", json=body)
        assert answer.status_code == 422, answer.text
        found: str = answer.json()["code"]
        return found

    whole = json.loads(file)
    assert code({}) == "not-a-handover"
    assert code({**whole, "parts": []}) == "not-a-handover"
    assert code({**whole, "signed": "x.y.z"}) == "handover-tampered"
    head, payload, tail = whole["signed"].split(".")
    assert code({**whole, "signed": f"{head}.{payload[:-4]}AAAA.{tail}"}) == "handover-tampered"
    assert code({**whole, "parts": {**whole["parts"], "extra.json": "1"}}) == "handover-tampered"
    assert code({**whole, "parts": {**whole["parts"], "in-words.md": whole["parts"]["in-words.md"] + "x"}}) == (
        "handover-tampered"
    )
    make_keys(tmp_path / "other.key", "Nobody we know")
    parts = {name: json.loads(said) if name.endswith(".json") else said for name, said in whole["parts"].items()}
    stranger = make(parts, "2026-11-23T12:00:00.000Z", read_signer(tmp_path / "other.key"))
    assert code(json.loads(stranger)) == "handover-not-trusted"
    wrong = make({**parts, "decisions.json": [{"case": 1}]}, "2026-11-23T12:00:00.000Z", read_signer(keys))
    assert code(json.loads(wrong)) == "not-a-handover"


def test_nothing_is_handed_over_without_a_key_and_nobody_is_trusted_by_default(tmp_path: Path, keys: Path) -> None:
    for file in (None, tmp_path / "nothing", public_file(keys)):
        with pytest.raises(RecordsRefusal) as refused:
            read_signer(file)
        assert refused.value.code == "no-handover-key"
    with pytest.raises(RecordsRefusal):
        read_trusted(keys)
    assert read_trusted(None) == {}
    packet = make({}, "2026-11-23T12:00:00.000Z", read_signer(keys))
    with pytest.raises(RecordsRefusal) as refused:
        opened(json.loads(packet), {})
    assert refused.value.code == "handover-not-trusted"
    assert keys.stat().st_mode & 0o077 == 0


@pytest.mark.parametrize(
    ("named", "pointer", "code"),
    [
        ({}, "", "wrong-value"),
        ({"children": {"KC-9": "X"}}, "/children/KC-9", "no-such-entry"),
        ({"household": " "}, "/household", "blank"),
        ({"houshold": "C-1"}, "", "unknown-key"),
    ],
)
def test_what_cannot_be_taken_is_refused_where_it_stands(
    authority: Callable[..., TestClient], named: Json, pointer: str, code: str
) -> None:
    came = received(authority("Camden"), handed_over(authority("Kent"))[1])
    answer = authority("Camden").post(f"/v1/handovers/{came['id']}/take", json=named)
    assert answer.status_code == 422
    assert [(each["pointer"], each["code"]) for each in answer.json()["errors"]] == [(pointer, code)]


def test_the_commands_make_keys_hand_over_and_take_in(
    authority: Callable[..., TestClient],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    handed_over(authority("Kent"))
    authority("Kent").app.state.room.close()  # type: ignore[attr-defined]
    monkeypatch.setenv("THRESHOLD_DATABASE", str(tmp_path / "Kent.db"))
    monkeypatch.setenv("THRESHOLD_HANDOVER_KEY", str(tmp_path / "surrey.key"))
    assert run(["handover", "keys", str(tmp_path / "surrey.key"), "--name", "Surrey"]) == 0
    assert run(["handover", "keys", str(tmp_path / "surrey.key"), "--name", "Surrey"]) == 1
    assert run(["handover", "export", "K-9", str(tmp_path / "packet.json")]) == 1
    assert run(["handover", "export", "K-1", str(tmp_path / "packet.json")]) == 0
    monkeypatch.setenv("THRESHOLD_DATABASE", str(tmp_path / "camden.db"))
    assert run(["handover", "import", str(tmp_path / "packet.json")]) == 1
    monkeypatch.setenv("THRESHOLD_HANDOVER_TRUSTED", str(public_file(tmp_path / "surrey.key")))
    capsys.readouterr()
    assert run(["handover", "import", str(tmp_path / "packet.json")]) == 0
    said = capsys.readouterr().out
    assert "A handover by Surrey, unaltered" in said
    assert "Child A: Both recommend the same" in said
    text = (tmp_path / "packet.json").read_text("utf-8")
    (tmp_path / "cut.json").write_text(text[:-40], "utf-8")
    assert run(["handover", "import", str(tmp_path / "cut.json")]) == 1
