"""A whole history at once: rules as columns beside the same thirty rules as SQL by hand, and beside peers looped.

Both decide the same made-up year in the same database, one core, in turns; nothing is timed before every row is the
same. The peers have no word for what is not known, so they are asked the twelve rules of the other benches instead.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from statistics import median
from typing import Any

import ibis
import pyarrow as pa

from bench import twelve
from bench.peers.threshold import ROOT, the_ruleset
from bench.race import race, runner
from bench.report import Section, Table, at_least
from service.impact.columns import outcomes
from service.impact.database import Database
from service.impact.history.history import read_history
from service.impact.history.workspace import Workspace
from service.impact.layout import AS_OF, ROW, Tables, case_schema, column, event_schema, listed
from service.impact.stage import stage
from service.impact.study.changes import Counts, count_steps
from service.impact.study.decided import decide_all
from service.impact.study.plan import Plan
from service.impact.synthetic.synthesise import synthesise
from service.ruleset.model import Ruleset
from service.ruleset.read import read_ruleset

REFERRALS, SEED = 650_000, 7
REPEATED = 200  # how often the 3,000 cases of the twelve rules are repeated, so that there is a bulk of them
# What differs between the two versions: in the YAML, and in the SQL.
IN_YAML = {
    "infant age: {value: 6 months": "infant age: {value: 12 months",
    "minor limit: {value: 3": "minor limit: {value: 2",
    "high score: {value: 14": "high score: {value: 12",
    "missed limit: {value: 2": "missed limit: {value: 3",
}
IN_SQL = {
    "a": {"infant": "6", "minor": "3", "score": "14", "missed": "2", "moves": "2"},
    "b": {"infant": "12", "minor": "2", "score": "12", "missed": "3", "moves": "2"},
}
# What each is called in the tables.
COLUMNS, BY_HAND = "Threshold: rules as columns", "DuckDB SQL written by hand"
LIVE = "Threshold: live engines looped"
PEERS = {
    LIVE: "threshold:decision",
    "durable-rules, bare C module, looped": "durable:raw",
    "zen-engine, expressions, no trace, looped": "zen_engine:expressions",
    "zen-engine, expressions, traced, looped": "zen_engine:expressions+trace",
    "OpenFisca-Core, looped": "openfisca:one",
}

Timed = Callable[[], object]


def section(folder: Path, rounds: int, seconds: float) -> Section:
    """Measure, and return the tables and the promises."""
    year, twelves = england(folder, rounds), of_twelve(folder, rounds, seconds)
    decided, compared = year["decide"], year["compare"]
    fastest = max(twelves["peers"][name]["rate"] for name in PEERS if name != LIVE)
    targets = [
        at_least("Thirty rules as columns beside SQL by hand", decided[BY_HAND] / decided[COLUMNS], 0.8),
        at_least("Two versions compared beside SQL by hand", compared[BY_HAND] / compared[COLUMNS], 0.8),
        at_least("Rules as columns beside the fastest peer looped", twelves["rate"] / fastest, 50),
    ]
    return Section([_of_the_year(year), _of_the_twelve(twelves)], targets, {"year": year, "twelve": twelves})


# --- England's year, beside SQL by hand -----------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Written:
    """The parts of the SQL that was written by hand."""

    facts: str
    rules: str
    steps: str

    @classmethod
    def read(cls) -> Written:
        """Return the parts of bench/thirty.sql."""
        text = (ROOT / "bench/thirty.sql").read_text("utf-8")
        return cls(*(part.partition("\n")[2].strip() for part in text.split("\n-- ")[-3:]))

    def decided(self) -> str:
        """Return the query that decides every case under the first version."""
        return f"{self.facts}\nSELECT row, {_of_version(self.rules, 'a')} FROM facts"

    def compared(self, steps: Sequence[str]) -> str:
        """Return the query that counts, for each step, what both versions recommend and could."""
        rules, strengths = (
            ", ".join(_of_version(part, version) for version in IN_SQL) for part in (self.rules, self.steps)
        )
        counts = ", ".join(f"count(*) FILTER ({sql}) AS {name}" for name, sql in _counted(steps))
        both = f"decided AS (SELECT {rules} FROM facts), steps AS (SELECT {strengths} FROM decided)"  # noqa: S608 - nothing from outside
        return f"{self.facts}, {both}\nSELECT {counts} FROM steps"


def _of_version(part: str, version: str) -> str:
    for name, value in {**IN_SQL[version], "v": version}.items():
        part = part.replace(f"{{{name}}}", value)
    return part


def _counted(steps: Sequence[str]) -> Iterator[tuple[str, str]]:
    for step in steps:
        yield f"old_{step}", f"a_{step} > 0"
        yield f"new_{step}", f"b_{step} > 0"
        yield f"newly_{step}", f"a_{step} = 0 AND b_{step} > 0"
        yield f"no_longer_{step}", f"a_{step} > 0 AND b_{step} = 0"
        yield f"stronger_{step}", f"a_{step} > 0 AND b_{step} > a_{step}"
        yield f"weaker_{step}", f"b_{step} > 0 AND b_{step} < a_{step}"
        yield f"open_old_{step}", f"a_maybe_{step} > a_{step}"
        yield f"open_new_{step}", f"b_maybe_{step} > b_{step}"


def england(folder: Path, rounds: int) -> dict[str, Any]:
    """Return the seconds each way takes over a made-up year of England, by the middle round."""
    old, new = versions()
    plan, sql = Plan(old, new), Written.read()
    with _year(folder, old) as tables:
        database = tables.database
        ways = {
            "decide": {
                BY_HAND: lambda: database.connection.raw_sql(
                    f"CREATE OR REPLACE TEMP TABLE by_hand AS {sql.decided()}"
                ),
                COLUMNS: lambda: as_columns(tables, old),
            },
            "compare": {
                BY_HAND: lambda: database.connection.raw_sql(sql.compared(plan.steps)).fetchall(),
                COLUMNS: lambda: count_steps(decide_all(tables, plan, []), plan.steps),
            },
        }
        _same_rows(database, ways["decide"], old)
        _same_counts(database, sql, plan, tables)
        rows = tables.cases.count().execute()
        return {"rows": int(rows), **{name: _in_turns(each, rounds) for name, each in ways.items()}}


def versions() -> tuple[Ruleset, Ruleset]:
    """Return the thirty rules, and the same with other values."""
    text = (ROOT / "bench/thirty.yaml").read_text("utf-8")
    other = text
    for here, there in IN_YAML.items():
        other = other.replace(here, there)
    return _read(text, "first"), _read(other, "second")


def _read(text: str, version: str) -> Ruleset:
    shipped = the_ruleset()
    ruleset, problems = read_ruleset(text.encode(), shipped.vocabulary, shipped.steps, "thirty.yaml", "thirty", version)
    if ruleset is None:
        raise RuntimeError(problems)
    return ruleset


@contextmanager
def _year(folder: Path, ruleset: Ruleset) -> Iterator[Tables]:
    synthesise(folder / "year", ruleset.vocabulary, referrals=REFERRALS, seed=SEED)
    with Workspace(threads=1, memory="4GB", parent=folder) as workspace:
        history = read_history(folder / "year", ruleset.vocabulary, workspace, folder / "refused.csv")
        kept = history.tables.database.keep("kept_cases", history.tables.cases)
        history.tables.database.connection.raw_sql("CREATE OR REPLACE VIEW cases AS FROM kept_cases")
        yield Tables(history.tables.database, kept, history.tables.events)


def as_columns(tables: Tables, ruleset: Ruleset) -> Any:  # noqa: ANN401 - a table
    """Decide every case, and keep the outcome of each rule."""
    staged = stage(tables, [ruleset])
    rules = {f"a{place}": outcome for place, outcome in enumerate(outcomes(ruleset, staged).values(), 1)}
    return tables.database.keep("as_columns", staged.table.select(ROW, **rules))


def _same_rows(database: Database, ways: Mapping[str, Timed], ruleset: Ruleset) -> None:
    """Decide once both ways. Raises RuntimeError when one row differs."""
    for name in (COLUMNS, BY_HAND):  # columns first: they number the working days for both
        ways[name]()
    for place, rule in enumerate(ruleset.rules, 1):
        other = f"h.a{place} IS DISTINCT FROM c.a{place} OR h.row IS NULL OR c.row IS NULL"
        query = f"SELECT count(*) FROM by_hand h FULL JOIN as_columns c ON h.row = c.row WHERE {other}"  # noqa: S608 - the same
        differ = database.connection.raw_sql(query).fetchall()[0][0]
        if differ:
            raise RuntimeError(f"{rule}: {differ} rows differ")


def _same_counts(database: Database, sql: Written, plan: Plan, tables: Tables) -> None:
    """Compare once both ways. Raises RuntimeError when one count differs."""
    counts: Counts = count_steps(decide_all(tables, plan, []), plan.steps)[None]
    found = database.connection.raw_sql(sql.compared(plan.steps)).fetchall()[0]
    for (name, _), by_hand in zip(_counted(plan.steps), found, strict=True):
        what, step = next((name[: -len(each) - 1], each) for each in plan.steps if name.endswith(f"_{each}"))
        mine = getattr(counts[step], what)
        ours = mine if isinstance(mine, int) else mine()
        if ours != by_hand:
            raise RuntimeError(f"{name}: {ours} in columns and {by_hand} by hand")


def _in_turns(
    ways: Mapping[str, Timed], rounds: int, clock: Callable[[], float] = time.process_time
) -> dict[str, float]:
    """Return the seconds of processor each takes, by the middle round: each has one thread, and the machine others."""
    taken: dict[str, list[float]] = {name: [] for name in ways}
    for _ in range(rounds):
        for name, way in ways.items():
            start = clock()
            way()
            taken[name].append(clock() - start)
    return {name: median(each) for name, each in taken.items()}


def _of_the_year(year: Mapping[str, Any]) -> Table:
    rows = []
    for what, words in (("decide", "thirty rules decided"), ("compare", "two versions compared")):
        for name, seconds in year[what].items():
            beside = year[what][BY_HAND] / seconds
            rows.append((words, name, f"{seconds:.2f}", f"{year['rows'] / seconds:,.0f}", f"{beside:.2f} times"))
    title = f"A made-up year of England, {year['rows']:,} referrals, on one core"
    return Table(title, ("what", "how", "seconds of processor", "referrals a second", "beside SQL by hand"), rows)


# --- the twelve rules, beside peers looped --------------------------------------------------------------------------


def of_twelve(folder: Path, rounds: int, seconds: float) -> dict[str, Any]:
    """Return how many of the cases of the twelve rules are decided a second, as columns and by each peer in a loop."""
    made = twelve.cases()
    path = folder / "cases.json"
    path.write_text(json.dumps(made), "utf-8")
    wanted = [twelve.by_hand(case) for case in made]
    ruleset = the_ruleset()
    with Workspace(threads=1, memory="4GB", parent=folder) as workspace:
        met = (
            as_columns(_as_tables(workspace.database, ruleset, made, 1), ruleset).order_by(ROW).to_pyarrow().to_pylist()
        )
        for row, want in zip(met, wanted, strict=True):
            if [rule for place, rule in enumerate(ruleset.rules, 1) if row[f"a{place}"]] != list(want):
                raise RuntimeError(f"case {row[ROW]} is answered otherwise in columns")
        many = _as_tables(workspace.database, ruleset, made, REPEATED)
        # By the clock on the wall, as the peers are: on a busy machine only that compares.
        taken = _in_turns({COLUMNS: lambda: as_columns(many, ruleset)}, rounds, time.perf_counter)[COLUMNS]
    peers = race([runner(name, peer, path) for name, peer in PEERS.items()], wanted, rounds, seconds)
    many_cases = len(made) * REPEATED
    return {"cases": many_cases, "rate": many_cases / taken, "seconds": taken, "peers": peers}


def _as_tables(database: Database, ruleset: Ruleset, made: Sequence[twelve.Case], times: int) -> Tables:
    """Return the cases as a history, each so many times, for the database to decide."""
    vocabulary = ruleset.vocabulary
    there = {listed(name): name == "referrals" for name in vocabulary.events}
    cases = [
        {ROW: row, AS_OF: twelve.AS_OF, **{column(name): value for name, value in case["facts"].items()}, **there}
        for row, case in enumerate(made)
    ]
    found: dict[str, list[Any]] = {name: [] for name in vocabulary.events} | {
        "referrals": [
            {ROW: row, AS_OF: twelve.AS_OF, **each, "date": date.fromisoformat(each["date"])}
            for row, case in enumerate(made)
            for each in case["referrals"]
        ]
    }
    events = {
        name: _repeated(database, name, rows, event_schema(vocabulary.events[name]), len(made), times)
        for name, rows in found.items()
    }
    return Tables(database, _repeated(database, "cases", cases, case_schema(vocabulary), len(made), times), events)


def _repeated(database: Database, name: str, rows: Any, schema: ibis.Schema, many: int, times: int) -> Any:  # noqa: ANN401 - a table
    table = database.load(f"one_{name}", pa.Table.from_pylist(rows, schema.to_pyarrow()).to_reader())
    turns = database.load("turns", pa.table({"turn": pa.array(range(times), pa.int64())}).to_reader())
    whole = table.cross_join(turns)
    return database.keep(name, whole.mutate(**{ROW: whole[ROW] + whole["turn"] * many}).drop("turn"))


def _of_the_twelve(found: Mapping[str, Any]) -> Table:
    rates = {COLUMNS: found["rate"], **{name: each["rate"] for name, each in found["peers"].items()}}
    rows = [
        (name, f"{rate:,.0f}", f"{1e6 / rate:,.1f}", f"{found['rate'] / rate:,.1f} times")
        for name, rate in sorted(rates.items(), key=lambda pair: -pair[1])
    ]
    title = f"Twelve rules over {found['cases']:,} cases, on one core"
    return Table(title, ("engine", "cases a second", "seconds a million", "columns beside it"), rows)
