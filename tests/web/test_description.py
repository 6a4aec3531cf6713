"""The API describes itself: to machines, to people, and in the vocabulary and steps a screen is built from."""

from __future__ import annotations

import re
from typing import Any

import jsonschema
import pytest
from starlette.testclient import TestClient

from service.web.api.decisions import EXAMPLE

Json = dict[str, Any]

CONTRACT = {
    "/v1/decisions": {"get", "post"},
    "/v1/decisions/preview": {"post"},
    "/v1/decisions/{id}": {"get"},
    "/v1/decisions/{id}/replay": {"post"},
    "/v1/decisions/{id}/report": {"get"},
    "/v1/decisions/{id}/feedback": {"get"},
    "/v1/decisions/{id}/outcome": {"post"},
    "/v1/decisions/{id}/outcomes": {"get"},
    "/v1/outcomes/{id}/second-person": {"post"},
    "/v1/outcomes/report": {"get"},
    "/v1/register": {"post"},
    "/v1/register/find": {"post"},
    "/v1/register/{id}": {"get"},
    "/v1/register/{id}/history": {"get"},
    "/v1/register/{id}/acts": {"post"},
    "/v1/register/{id}/handover": {"get"},
    "/v1/handovers": {"get", "post"},
    "/v1/handovers/{id}": {"get"},
    "/v1/handovers/{id}/take": {"post"},
    "/v1/watch": {"get"},
    "/v1/watch/{id}": {"get"},
    "/v1/watch/{id}/acknowledgement": {"post"},
    "/v1/rulesets": {"get"},
    "/v1/rulesets/check": {"post"},
    "/v1/rulesets/compare": {"get"},
    "/v1/scenarios/run": {"post"},
    "/v1/scenarios/steps": {"get"},
    "/v1/rulesets/{family}": {"get"},
    "/v1/rulesets/{family}/{version}": {"get"},
    "/v1/rulesets/{family}/{version}/retire": {"post"},
    "/v1/proposals": {"get", "post"},
    "/v1/proposals/{id}": {"get", "put"},
    "/v1/proposals/{id}/propose": {"post"},
    "/v1/proposals/{id}/approve": {"post"},
    "/v1/proposals/{id}/reject": {"post"},
    "/v1/proposals/{id}/withdraw": {"post"},
    "/v1/proposals/{id}/comments": {"post"},
    "/v1/proposals/{id}/studies": {"post"},
    "/v1/proposals/{id}/studies/{study}": {"get"},
    "/v1/impact": {"post"},
    "/v1/impact/histories": {"get"},
    "/v1/impact/histories/{name}": {"delete"},
    "/v1/impact/histories/{name}/{file}": {"put"},
    "/v1/impact/studies/{id}/artefact": {"get"},
    "/v1/jobs": {"get"},
    "/v1/jobs/{id}": {"get", "delete"},
    "/v1/jobs/{id}/file": {"get"},
    "/v1/keys": {"get", "post"},
    "/v1/keys/{id}/revoke": {"post"},
    "/v1/vocabulary": {"get"},
    "/v1/vocabulary/case.schema.json": {"get"},
    "/v1/steps": {"get"},
    "/help": {"get"},
    "/help/{code}": {"get"},
    "/docs": {"get"},
    "/healthz": {"get"},
    "/readyz": {"get"},
    "/metrics": {"get"},
}


@pytest.fixture(scope="module")
def described(client: TestClient) -> Json:
    body: Json = client.get("/openapi.json").json()
    return body


def test_every_address_of_the_contract_is_described(described: Json) -> None:
    assert {path: set(methods) for path, methods in described["paths"].items()} == CONTRACT


def test_every_operation_says_what_it_does_and_how_it_refuses(described: Json) -> None:
    for methods in described["paths"].values():
        for operation in methods.values():
            assert operation["summary"]
            assert operation["description"].endswith((".", "`."))
            for status, answer in operation["responses"].items():
                assert answer["description"] != "Successful Response"
                if int(status) >= 400 and "Readiness" not in str(answer):
                    assert list(answer["content"]) == ["application/problem+json"]


def test_every_operation_and_shape_has_a_name_a_client_can_use_and_no_other_has(described: Json) -> None:
    operations = [each["operationId"] for methods in described["paths"].values() for each in methods.values()]

    assert len(set(operations)) == len(operations)
    assert [each for each in operations if not re.fullmatch(r"[a-z]+(_[a-z]+)*", each) or "v1" in each] == []
    assert [each for each in described["components"]["schemas"] if not re.fullmatch(r"[A-Z][A-Za-z]+", each)] == []


def test_every_body_that_is_sent_as_json_has_a_shape_with_a_name(described: Json) -> None:
    operations = [each for methods in described["paths"].values() for each in methods.values()]
    sent = [each["requestBody"]["content"] for each in operations if "requestBody" in each]
    shapes = [content["application/json"]["schema"] for content in sent if "application/json" in content]

    assert [shape for shape in shapes if list(shape) != ["$ref"]] == []
    assert {"$ref": "#/components/schemas/ApproveProposalBody"} in shapes


def test_every_reference_inside_it_leads_somewhere(described: Json) -> None:
    named = set(re.findall(r"'#/components/schemas/([^']+)'", str(described)))
    assert named <= set(described["components"]["schemas"])


def test_a_case_can_be_checked_against_the_description_alone(described: Json, case: Json) -> None:
    schema = {"$ref": "#/components/schemas/Case", "components": described["components"]}

    jsonschema.validate(case, schema)
    jsonschema.validate(EXAMPLE, schema)
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate({**case, "household": {"weather": {}}}, schema)


def test_the_page_about_the_api_names_every_address_and_fetches_nothing_from_elsewhere(client: TestClient) -> None:
    page = client.get("/docs", headers={"Accept": "text/html"})

    assert page.headers["content-type"].startswith("text/html")
    for path in CONTRACT:
        assert path in page.text
    fetched = re.findall(r"<(?:script|link|img)[^>]*(?:src|href)=\"([^\"]+)\"", page.text)
    assert fetched
    assert [each for each in fetched if client.get(each).status_code != 200] == []


def test_what_a_page_says_stays_words(client: TestClient) -> None:
    page = client.get("/help/%3Cscript%3Ealert(1)%3C%2Fscript%3E")

    assert page.status_code == 404
    assert "<script" not in page.text


def test_every_fact_has_a_question_and_its_limits(client: TestClient) -> None:
    vocabulary = client.get("/v1/vocabulary").json()

    facts = {fact["name"]: fact for fact in vocabulary["facts"]}
    groups = {group["name"] for group in vocabulary["groups"]}
    assert facts["domestic_abuse.weapon"]["question"].endswith("?")
    assert facts["contact.source"]["choices"]["police"]
    assert facts["domestic_abuse.dash_score"]["most"]
    assert facts["child.age"]["sent"] is False
    assert facts["child.age"]["derived_from"]
    assert facts["monitoring.ethnicity"]["monitoring"] is True
    assert {name.partition(".")[0] for name in facts} <= groups
    referrals = next(events for events in vocabulary["events"] if events["name"] == "referrals")
    assert {"date", "concern", "seriousness"} <= {field["name"] for field in referrals["fields"]}


def test_every_step_is_listed_highest_first(client: TestClient) -> None:
    steps = client.get("/v1/steps").json()["steps"]

    assert steps[0]["name"] == "emergency_protection"
    assert [step["rank"] for step in steps] == sorted(step["rank"] for step in steps)
    assert all(step["title"] and step["owner"] and step["guidance"] for step in steps)


def test_the_schema_of_a_case_is_served_as_one(client: TestClient) -> None:
    response = client.get("/v1/vocabulary/case.schema.json")

    assert response.headers["content-type"] == "application/schema+json"
    jsonschema.Draft202012Validator.check_schema(response.json())
