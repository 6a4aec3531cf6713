"""One decision at a time, in process: Threshold beside its peers, on the same rules and cases, answers equal."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from bench import twelve
from bench.race import json_rules_runner, race, runner
from bench.report import Section, Table, at_least

# What each is called in the table, and what the tables of the page call it.
WHOLE = "Threshold: decided by both engines, traced, advised"
SENT = "Threshold: the same, the case checked and read first"
ISOLATED = "Threshold: all of it, the engine in its own process"
INFERENCE = "Threshold: inference alone"
HOST = "durable-rules, stock Host"
ZEN_TRACED = ("zen-engine, expressions, traced", "zen-engine, decision table, traced")
PEERS = {
    WHOLE: "threshold:decision",
    SENT: "threshold:sent",
    ISOLATED: "threshold:sent+isolated",
    INFERENCE: "threshold:inference",
    HOST: "durable:host",
    "durable-rules, bare C module": "durable:raw",
    ZEN_TRACED[0]: "zen_engine:expressions+trace",
    ZEN_TRACED[1]: "zen_engine:table+trace",
    "zen-engine, expressions, no trace": "zen_engine:expressions",
    "cedarpy": "cedar",
    "OpenFisca-Core, one case": "openfisca:one",
}


def measure(folder: Path, rounds: int, seconds: float) -> dict[str, Any]:
    """Return the rates of every engine."""
    made = twelve.cases()
    path = folder / "cases.json"
    path.write_text(json.dumps(made), "utf-8")
    runners = [runner(name, peer, path) for name, peer in PEERS.items()]
    runners.append(json_rules_runner("json-rules-engine", path, folder))
    return race(runners, [twelve.by_hand(case) for case in made], rounds, seconds)


def section(folder: Path, rounds: int, seconds: float) -> Section:
    """Measure, and return the table and the promises."""
    found = measure(folder, rounds, seconds)
    zen = max(found[each]["rate"] for each in ZEN_TRACED)
    rows = [_row(name, each, zen) for name, each in sorted(found.items(), key=lambda pair: -pair[1]["rate"])]
    columns = ("engine", "decisions a second", "from, to", "half within µs", "99 % within µs", "beside Zen traced")
    targets = [
        at_least("A whole decision beside zen-engine, traced", found[WHOLE]["rate"] / zen, 2),
        at_least("Inference alone beside the stock Host of durable-rules", _rate(found, INFERENCE, HOST), 2),
    ]
    return Section([Table("Deciding one case, on one core", columns, rows)], targets, found)


def _rate(found: Mapping[str, Any], one: str, other: str) -> float:
    return float(found[one]["rate"] / found[other]["rate"])


def _row(name: str, each: Mapping[str, Any], zen: float) -> tuple[str, ...]:
    note = f" ({each['unsteady']} answers came only when asked again)" if each["unsteady"] else ""
    return (
        name + note,
        f"{each['rate']:,.0f}",
        f"{each['lowest']:,.0f} to {each['highest']:,.0f}",
        f"{each['p50']:,.1f}",
        f"{each['p99']:,.1f}",
        f"{each['rate'] / zen:.2f} times",
    )
