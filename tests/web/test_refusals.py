"""What is refused, and that each refusal says in one form what is wrong, where, and how to mend it."""

from __future__ import annotations

import copy
import json
import re
from typing import Any
from uuid import UUID

import pytest
from httpx2 import Response
from starlette.testclient import TestClient

from service.ruleset import help_pages
from service.web.help import all_codes, help_page
from service.web.kinds import JSON_MISTAKES, KINDS

Json = dict[str, Any]
AS_JSON = {"Content-Type": "application/json"}


def help_page_example(code: str, heading: str) -> str:
    """Return the JSON under a heading of a help page; nothing when its example is in YAML."""
    found = re.search(rf"## {heading}\n\n```json\n(.*?)```", help_page(code) or "", re.DOTALL)
    return found[1] if found else ""


def send(client: TestClient, body: bytes, headers: dict[str, str] | None = None) -> Response:
    return client.post("/v1/decisions", content=body, headers=AS_JSON if headers is None else headers)


def check_problem(response: Response, status: int, code: str) -> Json:
    """Assert that a response is a whole problem document, and return it."""
    problem: Json = response.json()
    assert response.headers["content-type"] == "application/problem+json"
    assert (response.status_code, problem["status"], problem["code"]) == (status, status, code)
    assert problem["type"] == f"/help/{code}"
    assert problem["title"] == KINDS[code].title
    assert problem["detail"]
    assert str(UUID(problem["request_id"])) == response.headers["x-request-id"]
    for error in problem["errors"]:
        assert error["message"]
        assert help_page(error["code"]), f"no help page about {error['code']}"
    return problem


def pointers(problem: Json) -> dict[str, str]:
    return {error["pointer"]: error["code"] for error in problem["errors"]}


def test_every_mistake_in_a_case_is_pointed_at(client: TestClient, case: Json) -> None:
    body = copy.deepcopy(case)
    body["household"]["domestic_abuse"]["wepon"] = body["household"]["domestic_abuse"].pop("weapon")
    body["children"][0]["child"]["date_of_birth"] = "2026-12-25"
    body["children"][1]["child"]["expected_delivery_on"] = "1 March"

    problem = check_problem(client.post("/v1/decisions", json=body), 422, "case-has-mistakes")

    assert set(pointers(problem)) == {
        "/household/domestic_abuse/wepon",
        "/children/0/child/date_of_birth",
        "/children/1/child/expected_delivery_on",
    }
    assert problem["detail"] == "3 things in the case have to be mended"
    assert "Did you mean `domestic_abuse.weapon`?" in {error["help"] for error in problem["errors"]}


@pytest.mark.parametrize(
    ("body", "place"),
    [
        (b"", "The body is empty"),
        (b"   \n", "The body is empty"),
        (b"{", "line 1, column 2"),
        (b'{\n "a": 1\n "b": 2}', "line 3, column 2"),
        (b"nonsense", "line 1, column 1"),
        (b'{"a" 1}', "line 1, column 6"),
    ],
)
def test_what_is_not_json_is_said_with_its_place(client: TestClient, body: bytes, place: str) -> None:
    assert place in check_problem(send(client, body), 422, "not-json")["detail"]


def test_what_is_not_utf_8_is_refused(client: TestClient) -> None:
    assert "line 2" in check_problem(send(client, b'{\n"\xff": 1}'), 422, "body-not-utf-8")["detail"]


@pytest.mark.parametrize(
    ("body", "pointer", "code"),
    [
        ('{"a": 1, "a": 2}', "/a", "said-twice"),
        ('{"a": [{"b/c~": 1, "b/c~": 1}]}', "/a/0/b~1c~0", "said-twice"),
        ('{"a": NaN}', "/a", "not-a-number"),
        ('{"a": [1, -Infinity]}', "/a/1", "not-a-number"),
        ('{"a": 1e400}', "/a", "number-too-long"),
        ('{"a": ' + "9" * 5000 + "}", "/a", "number-too-long"),
        ('{"a": "\\ud83d"}', "/a", "broken-text"),
        ('{"a": {"\\udc00": 1}}', "/a", "broken-text"),
        ("[" * 100_000, "", "too-many-brackets"),
        ('{"a":' * 100_000, "", "too-many-brackets"),
    ],
)
def test_what_two_readers_could_take_two_ways_is_refused(
    client: TestClient, body: str, pointer: str, code: str
) -> None:
    problem = check_problem(send(client, body.encode()), 422, "case-has-mistakes")

    assert pointers(problem) == {pointer: code}


def test_brackets_inside_text_are_only_text(client: TestClient, case: Json) -> None:
    case["household"]["referrals"][0]["incident"] = '[[[[[[[[[[[[[[[[[[[[[[[[[ \\" {{{{'

    assert client.post("/v1/decisions/preview", json=case).status_code == 200


def test_an_emoji_in_two_escapes_is_one_character(client: TestClient, case: Json) -> None:
    case["reference"] = "\N{TEDDY BEAR}"

    answer = client.post("/v1/decisions/preview", content=json.dumps(case), headers=AS_JSON)

    assert answer.json()["reference"] == "\N{TEDDY BEAR}"


@pytest.mark.parametrize("body", ["null", "[]", "3", '"case"', "true"])
def test_json_that_is_no_case_is_refused(client: TestClient, body: str) -> None:
    assert check_problem(send(client, body.encode()), 422, "case-has-mistakes")["errors"]


def test_a_body_longer_than_the_limit_is_refused(client: TestClient) -> None:
    assert "1,000,000 bytes" in check_problem(send(client, b" " * 1_000_001), 413, "body-too-long")["detail"]


def test_a_body_that_does_not_say_how_long_it_is_is_refused_once_it_is_too_long(client: TestClient) -> None:
    pieces = (b" " * 100_000 for _ in range(11))

    response = client.post("/v1/decisions", content=pieces, headers=AS_JSON)

    check_problem(response, 413, "body-too-long")


@pytest.mark.parametrize(
    "headers",
    [
        {"Content-Type": "application/x-www-form-urlencoded"},
        {"Content-Type": "application/yaml"},
        {"Content-Type": "application/json; charset=latin-1"},
        {"Content-Type": "application/json", "Content-Encoding": "gzip"},
        {},
    ],
)
def test_a_body_of_another_kind_is_refused(client: TestClient, headers: dict[str, str]) -> None:
    response = send(client, b"{}", headers)

    check_problem(response, 415, "wrong-content-type")
    assert response.headers["accept-post"] == "application/json"


@pytest.mark.parametrize(
    ("change", "pointer", "code"),
    [
        ({"ruleset": "front-dor"}, "/ruleset", "unknown-ruleset"),
        ({"version": "2026-03-19"}, "/version", "unknown-version"),
    ],
)
def test_a_ruleset_that_is_not_there_is_pointed_at(
    client: TestClient, case: Json, change: Json, pointer: str, code: str
) -> None:
    problem = check_problem(client.post("/v1/decisions", json=case | change), 422, "case-has-mistakes")

    assert pointers(problem) == {pointer: code}


def test_a_day_before_any_version_is_refused_with_the_earliest(client: TestClient) -> None:
    body = {"ruleset": "front-door", "as_of": "2024-03-01", "children": [{"ref": "A"}]}

    problem = check_problem(client.post("/v1/decisions", json=body), 409, "no-ruleset-in-force")

    assert problem["detail"] == (
        "The ruleset front-door has no version in force on 1 March 2024. The earliest is 18 March 2026"
    )


@pytest.mark.parametrize(
    ("method", "path"), [("GET", "/nothing"), ("GET", "/v1/decisions/"), ("POST", "/v2/decisions"), ("GET", "/v1/%00")]
)
def test_an_address_that_is_not_there(client: TestClient, method: str, path: str) -> None:
    check_problem(client.request(method, path), 404, "nothing-here")


def test_a_decision_that_is_not_there(client: TestClient) -> None:
    check_problem(client.get("/v1/decisions/018f-not-here"), 404, "no-such-decision")
    check_problem(client.post("/v1/decisions/018f-not-here/replay"), 404, "no-such-decision")


def test_an_address_used_in_another_way_says_how_it_is_used(client: TestClient) -> None:
    response = client.delete("/v1/decisions")

    check_problem(response, 405, "wrong-method")
    assert response.headers["allow"] == "GET, POST"


@pytest.mark.parametrize(
    ("query", "pointer", "message"),
    [
        ("limit=0", "?limit", "`limit` has to be 1 or more"),
        ("limit=501", "?limit", "`limit` has to be 500 or less"),
        ("limit=many", "?limit", "`limit` has to be a whole number"),
        ("limit=" + "9" * 5000, "?limit", "`limit` has to be a whole number"),
        ("limit=1.5", "?limit", "`limit` has to be a whole number"),
        ("from=yesterday", "?from", "`from` has to be a day, like 2026-11-23"),
        ("to=20261123", "?to", "`to` has to be a day, like 2026-11-23"),
        ("to=2026-02-30", "?to", "`to` has to be a day, like 2026-11-23"),
        ("reference=" + "x" * 201, "?reference", "`reference` has to be 200 characters or fewer"),
        ("refrence=LCS-1", "?refrence", "`refrence` is not something this address takes"),
        ("limit=1&limit=2", "?limit", "`limit` is said twice after the question mark"),
    ],
)
def test_a_query_that_cannot_be_used(client: TestClient, query: str, pointer: str, message: str) -> None:
    problem = check_problem(client.get(f"/v1/decisions?{query}"), 422, "wrong-query")

    assert [(each["pointer"], each["message"]) for each in problem["errors"]] == [(pointer, message)]


def test_every_code_has_a_page_that_says_what_it_means_and_what_to_do(client: TestClient) -> None:
    index = client.get("/help", headers={"Accept": "text/markdown"}).text
    for code in all_codes():
        assert f"(/help/{code})" in index
        page = client.get(f"/help/{code}", headers={"Accept": "text/markdown"})
        assert page.status_code == 200
        assert page.text.startswith(f"# {code}\n")
    assert set(KINDS) | set(JSON_MISTAKES) <= set(all_codes())


# A case of thirty children is too long for a page; and a case always names its ruleset, or the API says it is missing.
NOT_SHOWN = {"too-many", "which-ruleset"}
CASE_PAGES = [
    code for code in help_pages.codes() if '"children"' in help_page_example(code, "Avoid") and code not in NOT_SHOWN
]


@pytest.mark.parametrize("code", CASE_PAGES)
def test_the_case_a_page_warns_of_is_refused_and_the_one_it_prefers_is_not(client: TestClient, code: str) -> None:
    wrong, right = (json.loads(help_page_example(code, heading)) for heading in ("Avoid", "Prefer"))
    whole = {"ruleset": "front-door", "as_of": "2026-11-23"}

    refused = client.post("/v1/decisions/preview", json=whole | wrong).json()
    taken = client.post("/v1/decisions/preview", json=whole | right)

    codes = {refused["code"], *(each["code"] for each in refused["errors"])}
    assert code in codes
    assert taken.status_code == 200
