"""The JSON Schemas: kept up to date, fit for the files we ship, and as strict as the service itself."""

import re
import shutil
import subprocess
import sys
from datetime import date, timedelta
from pathlib import Path
from random import Random
from typing import Any

import orjson
import pytest
from jsonschema import Draft202012Validator, FormatChecker

from service.decision.case import MOST_CHILDREN, CaseRefused, read_case
from service.decision.case_facts import MOST_EVENTS
from service.decision.case_values import LONGEST_TEXT
from service.decision.decide import Decider
from service.decision.inference import Inference
from service.ruleset import schema_case
from service.ruleset.library import Library
from service.ruleset.problems import Findings
from service.ruleset.schema import all_schemas, as_components, written
from service.ruleset.vocabulary import EventList, Fact, Kind, Vocabulary
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


def test_the_schemas_are_written_from_the_folder_itself(tmp_path: Path, schemas: dict[str, dict[str, Any]]) -> None:
    for name in ("vocabulary.yaml", "steps.yaml"):
        shutil.copy(RULESETS / name, tmp_path / name)
    subprocess.run([sys.executable, "-m", "service.ruleset.schema", str(tmp_path)], check=True)
    assert {path.name: path.read_text("utf-8") for path in (tmp_path / "schemas").iterdir()} == {
        name: written(schema) for name, schema in schemas.items()
    }


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


def refused(library: Library, case: object) -> bool:
    try:
        read_case(case, library.vocabulary, date(2026, 11, 23))
    except CaseRefused:
        return True
    return False


def test_the_case_in_the_design_fits(library: Library, schemas: dict[str, dict[str, Any]]) -> None:
    assert complaints(schemas["case.schema.json"], a_case()) == []
    assert not refused(library, a_case())


@pytest.mark.parametrize(
    ("path", "value", "fits"),
    [
        (("household", "domestic_abuse", "dash_score"), 3.0, True),
        (("household", "domestic_abuse"), None, True),
        (("household",), None, True),
        (("household", "referrals"), None, True),
        (("household", "referrals"), [], True),
        (("household", "referrals", 0, "seriousness"), None, True),
        (("children", 0, "referrals"), [], True),
        (("children", 0, "core_groups"), [{"due_on": "2027-01-02", "held": False}], True),
        (("reference",), None, True),
        (("as_of",), None, True),
        (("household", "domestic_abuse", "wepon"), True, False),
        (("household", "domestic_abuse", "weapon"), "yes", False),
        (("household", "domestic_abuse", "dash_score"), 3.5, False),
        (("household", "domestic_abuse", "dash_score"), -1, False),
        (("household", "domestic_abuse", "dash_score"), True, False),
        (("household", "contact", "source"), "a neighbour's cat", False),
        (("household", "contact", "received_on"), "23 November 2026", False),
        (("household", "contact", "received_on"), "2026-02-30", False),
        (("household", "contact", "received_on"), "1026-02-20", False),
        (("household", "child"), {"date_of_birth": "2026-07-13"}, False),
        (("household", "core_groups"), [], False),
        (("household", "referrals", 0, "severity"), "minor", False),
        (("household", "referrals", 0, "incident"), " ", False),
        (("household", "referrals", 0, "incident"), "x" * 1001, False),
        (("children", 0, "child", "age"), 4, False),
        (("children", 0, "name"), "A name", False),
        (("children", 0, "ref"), None, False),
        (("children", 0, "ref"), "", False),
        (("children",), [], False),
        (("children",), [{"ref": str(number)} for number in range(MOST_CHILDREN + 1)], False),
        (("ruleset",), None, False),
        (("threshold",), 1, False),
    ],
)
def test_the_schema_takes_and_refuses_what_the_service_does(
    library: Library,
    schemas: dict[str, dict[str, Any]],
    path: tuple[str | int, ...],
    value: object,
    fits: bool,  # noqa: FBT001 - a column of the table
) -> None:
    case: Any = a_case()
    inside = case
    for step in path[:-1]:
        inside = inside[step]
    inside[path[-1]] = value
    assert refused(library, case) is not fits
    assert (complaints(schemas["case.schema.json"], case) == []) is fits


def test_the_limits_in_the_schema_are_those_the_service_keeps_to() -> None:
    assert schema_case.MOST_CHILDREN == MOST_CHILDREN
    assert schema_case.MOST_EVENTS == MOST_EVENTS
    assert schema_case.LONGEST_TEXT == LONGEST_TEXT


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
    assert {"CaseChild", "CaseOneOfReferrals", "AnswerNode"} <= set(pointed)
    assert set(pointed) <= set(components)
    assert "#/$defs" not in written(components)


# --- answers ------------------------------------------------------------------------------------------------------


def some_value(fact: Fact, chance: Random) -> object:
    if fact.kind is Kind.YES_NO:
        return chance.choice([True, False])
    if fact.kind is Kind.NUMBER:
        return chance.randint(fact.least, min(fact.most, fact.least + 30))
    if fact.kind is Kind.DATE:
        return str(date(2026, 11, 23) - timedelta(days=chance.randint(0, 400)))
    return chance.choice(list(fact.choices)) if fact.choices else "CAD-81"


def some_events(events: EventList, chance: Random) -> list[dict[str, object]]:
    fields = events.fields.values()
    return [{fact.name: some_value(fact, chance) for fact in fields if chance.random() < 0.8} for _ in range(4)]


def some_case(vocabulary: Vocabulary, chance: Random) -> dict[str, Any]:
    """Any case the service takes: about half the facts are known, and half the lists."""
    child: dict[str, Any] = {"ref": "A"}
    for fact in vocabulary.facts.values():
        if fact.may_be_sent and not fact.derived_from and not fact.not_when and chance.random() < 0.5:
            child.setdefault(fact.group, {})[fact.short] = some_value(fact, chance)
    born = chance.random() < 0.7
    child.setdefault("child", {}).pop("expected_delivery_on" if born else "date_of_birth", None)
    lists = {each.name: some_events(each, chance) for each in vocabulary.events.values() if chance.random() < 0.5}
    return {"ruleset": "front-door", "as_of": "2026-11-23", "children": [{**child, **lists}]}


def test_every_answer_is_as_its_schema_says(library: Library, schemas: dict[str, dict[str, Any]]) -> None:
    ruleset = library.find("front-door", None, date(2026, 11, 23))
    decider, chance = Decider(ruleset, Inference(ruleset)), Random(11)
    cases = [a_case(), {"ruleset": "front-door", "children": [{"ref": "A"}]}]
    cases += [some_case(library.vocabulary, chance) for _ in range(25)]
    for case in cases:
        answer = decider.decide(read_case(case, library.vocabulary, date(2026, 11, 23)))
        assert complaints(schemas["answer.schema.json"], orjson.loads(orjson.dumps(answer))) == []
        assert answer["children"][0]["trace"]
