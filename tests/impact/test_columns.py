"""A ruleset over a history gives, row by row, what the live engine says of each case on its own."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from random import Random

import ibis
import pyarrow as pa
import pytest
from ibis.expr import types as ir

from service.decision.case import ChildCase, read_case
from service.decision.case_facts import Event, InPart
from service.decision.explanation import Explanation
from service.decision.measures import Measures
from service.decision.values import DOES_NOT_APPLY
from service.impact.columns import outcomes
from service.impact.database import Database
from service.impact.layout import (
    AS_OF,
    NO_DAY,
    ROW,
    Tables,
    case_schema,
    column,
    event_schema,
    in_full_from,
    listed,
)
from service.impact.stage import stage
from service.ruleset import check
from service.ruleset.model import Condition, Count, Length, Measure, Ruleset, Test
from tests.bodies import random_body
from tests.shipped import RULESETS, shipped, sound, with_rule

DERIVED = ("child.age", "child.weeks_pregnant")
WORDS = {True: "met", False: "not_met", None: "undetermined"}


def _random_children(seed: int, count: int) -> list[tuple[date, ChildCase]]:
    rng, vocabulary = Random(seed), shipped()[0]
    found: list[tuple[date, ChildCase]] = []
    while len(found) < count:
        case = read_case(
            random_body(rng, vocabulary, known=rng.choice([0.2, 0.5, 0.9])), vocabulary, date(2026, 11, 22)
        )
        found.append((case.as_of, case.children[0]))
    return found


def tables_of(children: Iterable[tuple[date, ChildCase]]) -> Tables:
    """Return the children as a history, one row each."""
    vocabulary, rows = shipped()[0], []
    events: dict[str, list[dict[str, object]]] = {name: [] for name in vocabulary.events}
    for row, (as_of, child) in enumerate(children):
        facts = {
            column(name): None if name in DERIVED or (value := child.values.get(name)) is DOES_NOT_APPLY else value
            for name in vocabulary.facts
        }
        lists = {listed(name): name in child.events for name in vocabulary.events}
        since = {in_full_from(name): _in_full_from(child.events.get(name)) for name in vocabulary.events}
        rows.append({ROW: row, AS_OF: as_of, **facts, **lists, **since})
        for name, found in child.events.items():
            events[name] += [
                {ROW: row, AS_OF: as_of, **{f: e.values.get(f) for f in vocabulary.events[name].fields}} for e in found
            ]
    schema = case_schema(vocabulary)
    database = Database(ibis.duckdb.connect())
    kept = {
        name: _loaded(database, name, found, event_schema(vocabulary.events[name])) for name, found in events.items()
    }
    return Tables(database, _loaded(database, "cases", rows, schema), kept)


def _in_full_from(events: Sequence[Event] | None) -> date | None:
    return events.in_full_from or NO_DAY if isinstance(events, InPart) else None


def _loaded(database: Database, name: str, rows: Sequence[Mapping[str, object]], schema: ibis.Schema) -> ir.Table:
    return database.load(name, pa.Table.from_pylist(list(rows), schema.to_pyarrow()).to_reader())


def live_outcomes(ruleset: Ruleset, children: Iterable[tuple[date, ChildCase]]) -> list[dict[str, str]]:
    """Return the outcome of each rule for each child, as the live engine has it."""
    explanation, measures = Explanation(ruleset), Measures(ruleset.measures)
    found = []
    for as_of, child in children:
        traces = explanation.explain(as_of, child.values, measures.take(as_of, child.values, child.events))
        found.append({trace.rule.name: trace.outcome for trace in traces.rules})
    return found


def column_outcomes(ruleset: Ruleset, children: list[tuple[date, ChildCase]]) -> list[dict[str, str]]:
    """Return the same as columns have it."""
    staged = stage(tables_of(children), [ruleset])
    columns = {f"rule_{place}": outcome for place, outcome in enumerate(outcomes(ruleset, staged).values())}
    rows = staged.table.select(ROW, **columns).order_by(ROW).to_pyarrow().to_pylist()
    return [{name: WORDS[row[f"rule_{place}"]] for place, name in enumerate(ruleset.rules)} for row in rows]


EVERY_CONSTRUCT = """\
measures:
  minor ones in a year:
    count: referrals
    where: {seriousness: minor, status: [active, withdrawn]}
    within: 12 months
  incidents: {count: referrals, where: {source: known, date: more than 2 working days ago}, once per: incident}
  missed: {streak: core_groups, where: {held: no}}
  old run: {streak: core_groups, where: {due_on: before 2016-02-01}}
  since the move: {working days from: transfer.moved_in_on, to: today}
  lateness: {days from: injury.seen_on, to: contact.received_on}
  till birth: {days from: today, to: child.expected_delivery_on}
definitions:
  grave: {any: {domestic_abuse.strangulation: yes, domestic_abuse.dash_score: between 10 and 14}}
  not grave: {grave: no}
  told: {grave: known}
"""
CONDITIONS = [
    "minor ones in a year: at least 2",
    "minor ones in a year: between 1 and 3",
    "minor ones in a year: known",
    "incidents: fewer than 3",
    "missed: at least 2",
    "missed: 0",
    "old run: at least 2",
    "since the move: more than 10",
    "lateness: at least 1 week",
    "lateness: not known",
    "till birth: at most 70",
    "not grave: yes",
    "told: yes",
    "child.age: under 6 months",
    "child.age: between 1 month and 2 years",
    "child.age: over 16 years",
    "child.age: at least 28 days",
    "child.age: known",
    "child.unborn: yes",
    "child.weeks_pregnant: at least 28",
    "child.expected_delivery_on: in the next 10 weeks",
    "child.expected_delivery_on: not known",
    "transfer.moved_in_on: in the last 6 months",
    "transfer.moved_in_on: more than 10 working days ago",
    "transfer.moved_in_on: before 2016-02-01",
    "plan.status: [child_in_need, child_protection]",
    "none: [{plan.status: none}, {harm.suspected: yes}]",
    "at least 2 of: [{harm.suspected: yes}, {grave: yes}, {injury.bruise_or_mark: yes}]",
]


def _every_construct() -> Ruleset:
    text = with_rule(CONDITIONS[0], extra=EVERY_CONSTRUCT)
    start, end = text.index("  one-rule:"), text.index("below threshold")
    rules = [
        text[start:end].replace("one-rule", f"r{place}").replace("One rule", f"R {place}").replace(CONDITIONS[0], line)
        for place, line in enumerate(CONDITIONS)
    ]
    rules.append(
        rules[0]
        .replace("r0", "rx")
        .replace("R 0", "R x")
        .replace("    recommend", "    unless: {told: yes}\n    recommend")
    )
    return sound(text[:start] + "".join(rules) + text[end:])


def test_a_window_in_working_days_which_only_the_model_can_hold() -> None:
    """Nobody can write one, and a ruleset made in Python may have it: both ways of deciding take it alike."""
    ruleset = _every_construct()
    name = "minor ones in a year"
    counted = ruleset.measures[name]
    assert isinstance(counted, Count)
    window = replace(counted, within=Length(40, "working days"))
    rules = {
        rule.name: replace(rule, when=_about(rule.when, counted, window), unless=None)
        for rule in ruleset.rules.values()
        if counted in {test.subject for test in check.tests_in(rule.when)} and rule.unless is None
    }
    made = replace(ruleset, measures={**ruleset.measures, name: window}, rules=rules)
    children = [_in_part(each, place) for place, each in enumerate(_random_children(5, 300))]
    live = live_outcomes(made, children)
    assert column_outcomes(made, children) == live
    assert {outcome for row in live for outcome in row.values()} == {"met", "not_met", "undetermined"}


def _in_part(said: tuple[date, ChildCase], place: int) -> tuple[date, ChildCase]:
    """Let the referrals of every other child be known in full from some day of the last months on."""
    as_of, child = said
    listed_events = child.events.get("referrals")
    if listed_events is None or place % 2:
        return said
    since = InPart(listed_events, as_of - timedelta(days=place))
    return as_of, replace(child, events={**child.events, "referrals": since})


def _about(condition: Condition, old: Measure, new: Measure) -> Condition:
    if isinstance(condition, Test):
        return replace(condition, subject=new if condition.subject == old else condition.subject)
    return replace(condition, parts=tuple(_about(part, old, new) for part in condition.parts))


@pytest.mark.parametrize("seed", [1, 2])
def test_every_construct_of_the_language(seed: int) -> None:
    ruleset, children = _every_construct(), _random_children(seed, 300)
    live = live_outcomes(ruleset, children)
    assert column_outcomes(ruleset, children) == live
    for name in ruleset.rules:
        assert {"met", "not_met"} <= {row[name] for row in live}, name


@pytest.mark.parametrize("path", sorted(RULESETS.glob("*/*.yaml")), ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_the_shipped_rulesets(path) -> None:
    ruleset, children = sound(path.read_text()), _random_children(3, 200)
    assert column_outcomes(ruleset, children) == live_outcomes(ruleset, children)
