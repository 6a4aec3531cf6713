"""Rulesets over the API: listed, read in each form, and checked as somebody types."""

from __future__ import annotations

from pathlib import Path

import pytest
from starlette.testclient import TestClient

from service.ruleset.reading import read_back

YAML = {"Content-Type": "application/yaml"}
SHIPPED = Path(__file__).parents[2] / "rulesets"


def test_every_family_says_which_version_is_in_force(client: TestClient) -> None:
    families = {each["family"]: each for each in client.get("/v1/rulesets").json()["rulesets"]}

    assert families["front-door"]["in_force"] == "2026-03-18"
    states = {each["version"]: each["state"] for each in families["lcpc"]["versions"]}
    assert states == {"2004-04-01": "in force", "proposed": "proposal"}
    assert families["lcpc"]["with_mistakes"] == []


def test_a_family_alone_is_the_version_in_force(client: TestClient) -> None:
    alone = client.get("/v1/rulesets/front-door")

    assert alone.json() == client.get("/v1/rulesets/front-door/2026-03-18").json()
    assert alone.json()["in_force"] == {"from": "2026-03-18", "to": None}


def test_a_version_comes_in_each_form(client: TestClient) -> None:
    path = "/v1/rulesets/lcpc/proposed"
    text = (SHIPPED / "lcpc" / "proposed.yaml").read_bytes()
    plain = read_back(client.app.state.room.library.families["lcpc"]["proposed"])  # type: ignore[attr-defined]

    assert client.get(path, headers={"Accept": "application/yaml"}).content == text
    assert client.get(path, headers={"Accept": "text/markdown"}).text == plain
    assert client.get(path, headers={"Accept": "text/plain"}).text == plain
    assert client.get(path).json()["version"] == "proposed"


@pytest.mark.parametrize(
    ("accept", "kind"),
    [
        ("*/*", "application/json"),
        ("text/*", "text/markdown"),
        ("application/json;q=0.1, application/yaml", "application/yaml"),
        ("application/json;q=0, */*", "application/yaml"),
        ("text/html, text/plain;q=0.9", "text/plain; charset=utf-8"),
        ("TEXT/PLAIN", "text/plain; charset=utf-8"),
        ("text/x-yaml", "application/yaml"),
    ],
)
def test_the_form_most_liked_is_given(client: TestClient, accept: str, kind: str) -> None:
    response = client.get("/v1/rulesets/lcpc", headers={"Accept": accept})

    assert response.headers["content-type"].removesuffix("; charset=utf-8") == kind.removesuffix("; charset=utf-8")
    assert response.headers["vary"] == "Accept"


@pytest.mark.parametrize("accept", ["text/html", "image/png, application/pdf", "application/json;q=0", "nonsense"])
def test_a_form_there_is_not_is_refused(client: TestClient, accept: str) -> None:
    response = client.get("/v1/rulesets/lcpc", headers={"Accept": accept})

    assert response.status_code == 406
    assert response.json()["code"] == "no-such-form"


@pytest.mark.parametrize(
    ("path", "code", "words"),
    [
        ("/v1/rulesets/front-dor", "unknown-ruleset", "Did you mean `front-door`?"),
        ("/v1/rulesets/lcpc/propsed", "unknown-version", "Did you mean `proposed`?"),
    ],
)
def test_a_ruleset_that_is_not_there(client: TestClient, path: str, code: str, words: str) -> None:
    response = client.get(path)

    assert (response.status_code, response.json()["code"]) == (404, code)
    assert words in response.json()["detail"]


def test_rules_as_json_name_their_conditions_as_the_trace_does(client: TestClient) -> None:
    rules = client.get("/v1/rulesets/front-door").json()["rules"]

    infant = next(rule for rule in rules if rule["name"] == "infant-domestic-abuse")

    assert infant["recommend"]["strategy_discussion"] == "should"
    parts = infant["when"]["parts"]
    assert infant["when"]["block"] == "all"
    assert {"fact": "domestic_abuse.present", "expected": "yes"}.items() <= parts[0].items()
    assert infant["source"]["document"]


@pytest.mark.parametrize("path", sorted(SHIPPED.glob("*/*.yaml")), ids=lambda path: path.stem)
def test_a_shipped_ruleset_checks_clean(client: TestClient, path: Path) -> None:
    checked = client.post("/v1/rulesets/check", content=path.read_bytes(), headers=YAML)

    assert checked.json()["ok"] is True


def test_a_slip_is_found_at_its_place_with_how_to_mend_it(client: TestClient) -> None:
    text = (SHIPPED / "lcpc" / "proposed.yaml").read_text("utf-8")
    line = next(number for number, each in enumerate(text.splitlines(), 1) if "domestic_abuse.present:" in each)
    slipped = text.replace("domestic_abuse.present:", "domestic_abuse.presnt:", 1)

    checked = client.post("/v1/rulesets/check", content=slipped, headers=YAML).json()

    assert checked["ok"] is False
    problem = checked["problems"][0]
    assert problem["line"] == problem["end_line"] == line
    assert problem["end_column"] - problem["column"] == len("domestic_abuse.presnt")
    assert "`domestic_abuse.presnt`" in problem["message"]
    assert problem["help"] == "Did you mean `domestic_abuse.present`?"
    assert client.get(problem["more"]).status_code == 200


@pytest.mark.parametrize(
    "text",
    [b"", b"\xff\xfe", b"\x00", b"a: [", b"- " * 100_000, b"{" * 50_000, b"a: &a [*a]", b"? ? ? ?", b"!!python/none x"],
)
def test_no_text_is_too_odd_to_check(client: TestClient, text: bytes) -> None:
    response = client.post("/v1/rulesets/check", content=text, headers=YAML)

    assert response.status_code == 200
    assert response.json()["ok"] is False
    assert response.json()["problems"][0]["message"]


def test_a_ruleset_for_another_family_is_pointed_out(client: TestClient) -> None:
    text = (SHIPPED / "lcpc" / "proposed.yaml").read_bytes()

    checked = client.post("/v1/rulesets/check?family=front-door", content=text, headers=YAML).json()

    assert [each["code"] for each in checked["problems"]] == ["wrong-family"]


def test_a_ruleset_longer_than_the_limit_is_not_read(client: TestClient) -> None:
    assert client.post("/v1/rulesets/check", content=b"a" * 1_000_001, headers=YAML).status_code == 413
    assert client.post("/v1/rulesets/check", json={}).status_code == 415
