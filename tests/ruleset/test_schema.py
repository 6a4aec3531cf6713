"""The JSON Schemas: kept up to date, fit for the files we ship, and as strict as the service itself."""

import re
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator, FormatChecker

from service.ruleset.library import Library
from service.ruleset.problems import Findings
from service.ruleset.schema import all_schemas, as_components, written
from service.ruleset.vocabulary import Kind
from service.ruleset.yaml_nodes import Entries, Items, Node, read_nodes

RULESETS = Path("rulesets")
NUMBER = re.compile(r"-?\d+(\.\d+)?")


@pytest.fixture(scope="module")
def library() -> Library:
    return Library.load(RULESETS)


@pytest.fixture(scope="module")
def schemas(library: Library) -> dict[str, dict[str, Any]]:
    return all_schemas(library.vocabulary, library.steps)


def complaints(schema: dict[str, Any], value: object) -> list[str]:
    checker = Draft202012Validator(schema, format_checker=FormatChecker())
    return [f"{error.json_path}: {error.message[:200]}" for error in checker.iter_errors(value)]


def as_an_editor_reads(path: Path) -> object:
    """The file as YAML 1.2 has it: `yes` is a word, a date is words, `3` is a number."""
    node = read_nodes(path.read_bytes(), Findings(str(path)))
    assert node is not None
    return plain(node)


def plain(node: Node) -> object:
    if isinstance(node, Entries):
        return {entry.key.text: plain(entry.value) for entry in node.entries}
    if isinstance(node, Items):
        return [plain(item) for item in node.items]
    if not node.quoted and NUMBER.fullmatch(node.text):
        return float(node.text) if "." in node.text else int(node.text)
    return node.text


YAML_FILES = sorted(path for path in RULESETS.rglob("*.yaml") if path.name != "in-force.yaml")


def schema_for(path: Path) -> str:
    kind = path.stem if path.parent == RULESETS else "ruleset"
    return f"{kind}.schema.json"


def test_the_schemas_on_disk_are_current(schemas: dict[str, dict[str, Any]]) -> None:
    on_disk = {path.name: path.read_text("utf-8") for path in (RULESETS / "schemas").iterdir()}
    again = "write them again with `python -m service.ruleset.schema rulesets`"
    assert on_disk == {name: written(schema) for name, schema in schemas.items()}, again


def test_every_schema_is_one(schemas: dict[str, dict[str, Any]]) -> None:
    for schema in schemas.values():
        Draft202012Validator.check_schema(schema)


@pytest.mark.parametrize("path", YAML_FILES, ids=str)
def test_every_shipped_file_names_its_schema_and_fits_it(path: Path, schemas: dict[str, dict[str, Any]]) -> None:
    first = path.read_text("utf-8").splitlines()[0]
    named = re.fullmatch(r"# yaml-language-server: \$schema=(\S+)", first)
    assert named, first
    assert (path.parent / named[1]).resolve() == (RULESETS / "schemas" / schema_for(path)).resolve()
    assert complaints(schemas[schema_for(path)], as_an_editor_reads(path)) == []


RULESET = """\
ruleset: front-door
title: A ruleset
sources:
  lcpc-2004: {title: Report on themes, date: 2004}
parameters:
  infant age: {value: 6 months, title: Age of an infant}
measures:
  minor referrals: {count: referrals, where: {concern: domestic_abuse}, within: 12 months, once per: incident}
  days to referral: {days from: injury.seen_on, to: contact.received_on}
definitions:
  serious: {domestic_abuse.weapon: yes}
rules:
  a-rule:
    title: A rule
    when:
      domestic_abuse.present: yes
      minor referrals: at least 3
      at least 2 of:
        - child.age: "under {infant age}"
        - plan.status: [child_in_need, child_protection]
        - contact.received_on: in the last 14 days
    recommend: {section_47_enquiry: consider}
    because: The procedures say so
    source: {document: lcpc-2004, paragraph: LCPC issues (a)}
below threshold:
  recommend: {early_help: consider}
  guidance: Talk to the family
guarantees:
  more-harm-never-less: {never lowers: [domestic_abuse.weapon]}
"""


def test_an_ordinary_ruleset_has_nothing_underlined_in_an_editor(
    tmp_path: Path, schemas: dict[str, dict[str, Any]]
) -> None:
    path = tmp_path / "x.yaml"
    path.write_text(RULESET)
    assert complaints(schemas["ruleset.schema.json"], as_an_editor_reads(path)) == []


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        ("domestic_abuse.present: yes", "domestic_abuse.presnt: yes"),
        ("domestic_abuse.present: yes", "domestic_abuse.present: perhaps"),
        ("domestic_abuse.present: yes", "monitoring.ethnicity: known"),
        ("section_47_enquiry: consider", "section_47: consider"),
        ("section_47_enquiry: consider", "section_47_enquiry: maybe"),
        ("[child_in_need, child_protection]", "[child_in_neeed]"),
        ("in the last 14 days", "14 days back"),
        ("under {infant age}", "young"),
        ("count: referrals", "count: referals"),
        ("days from: injury.seen_on", "days from: injury.seen"),
        ("    title: A rule\n", ""),
        ("because:", "becuase:"),
        ("a-rule:", "A rule:"),
        ("never lowers: [domestic_abuse.weapon]", "never lowers: [domestic_abuse.wepon]"),
        ("below threshold:", "below the threshold:"),
    ],
)
def test_a_slip_is_underlined_in_an_editor(
    tmp_path: Path, schemas: dict[str, dict[str, Any]], right: str, wrong: str
) -> None:
    assert right in RULESET
    path = tmp_path / "x.yaml"
    path.write_text(RULESET.replace(right, wrong))
    assert complaints(schemas["ruleset.schema.json"], as_an_editor_reads(path)) != []


# --- cases --------------------------------------------------------------------------------------------------------


def a_case() -> dict[str, Any]:
    return {
        "ruleset": "front-door",
        "version": None,
        "as_of": "2026-11-23",
        "reference": "LCS-4711",
        "household": {
            "contact": {"received_on": "2026-11-23", "source": "police"},
            "domestic_abuse": {"present": True, "weapon": False, "strangulation": None},
            "referrals": [{"date": "2026-11-23", "concern": "domestic_abuse", "seriousness": "minor", "incident": "1"}],
        },
        "children": [
            {"ref": "A", "child": {"date_of_birth": "2026-07-13"}, "domestic_abuse": {"present": False}},
            {"ref": "B", "child": {"expected_delivery_on": "2027-03-01"}},
        ],
    }


def test_the_case_in_the_design_fits(schemas: dict[str, dict[str, Any]]) -> None:
    assert complaints(schemas["case.schema.json"], a_case()) == []


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("household", "domestic_abuse", "wepon"), True),
        (("household", "domestic_abuse", "weapon"), "yes"),
        (("household", "domestic_abuse", "dash_score"), 3.5),
        (("household", "domestic_abuse", "dash_score"), -1),
        (("household", "contact", "source"), "neighbour's cat"),
        (("household", "contact", "received_on"), "23 November 2026"),
        (("household", "contact", "received_on"), "2026-02-30"),
        (("household", "child"), {"date_of_birth": "2026-07-13"}),
        (("household", "core_groups"), []),
        (("household", "referrals", 0, "severity"), "minor"),
        (("children", 0, "child", "age"), 4),
        (("children", 0, "name"), "A name"),
        (("children", 0, "ref"), None),
        (("children",), []),
        (("threshold",), 1),
    ],
)
def test_what_the_service_refuses_does_not_fit(
    schemas: dict[str, dict[str, Any]], path: tuple[str | int, ...], value: object
) -> None:
    case: Any = a_case()
    inside = case
    for step in path[:-1]:
        inside = inside[step]
    inside[path[-1]] = value
    assert complaints(schemas["case.schema.json"], case) != []


def test_every_fact_that_may_be_sent_is_in_the_case_with_its_question(
    library: Library, schemas: dict[str, dict[str, Any]]
) -> None:
    child = schemas["case.schema.json"]["$defs"]["child"]["properties"]
    for fact in library.vocabulary.facts.values():
        sent = child.get(fact.group, {}).get("properties", {}).get(fact.short)
        assert (sent is not None) == fact.may_be_sent, fact.name
        assert sent is None or sent["description"].startswith(fact.question)
        assert sent is None or fact.kind is not Kind.CHOICE or sent["enum"] == [*fact.choices, None]


def test_every_reference_in_the_openapi_components_leads_somewhere(schemas: dict[str, dict[str, Any]]) -> None:
    components = {
        name: part
        for title, schema in (("Case", "case"), ("Answer", "answer"))
        for name, part in as_components(title, schemas[f"{schema}.schema.json"]).items()
    }
    pointed = re.findall(r'"\$ref": "#/components/schemas/([^"]+)"', written(components))
    assert {"Case.child", "Answer.node"} <= set(pointed)
    assert set(pointed) <= set(components)
    assert "#/$defs" not in written(components)
