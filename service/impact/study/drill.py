"""The cases behind a figure, without a name, each with what both versions say of it, by the live engines, and why.

A case is called by a pseudonym that is new for every study. Nothing of equality monitoring is shown, and references in
events are replaced, so that what is shown says no more of a child than the rules asked.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from hashlib import blake2b
from typing import Any

from ibis.expr import types as ir

from service.decision.case import read_case
from service.decision.decide import Decider
from service.decision.inference import Inference
from service.impact.history.rows import A_FILE
from service.impact.layout import AS_OF, NO_DAY, ROW, column, in_full_from, listed
from service.impact.study.decided import PERIOD, Decided
from service.impact.study.plan import CannotStudy, Plan
from service.impact.study.study import Study
from service.ruleset.model import Ruleset
from service.ruleset.problems import suggest
from service.ruleset.vocabulary import Vocabulary

CHANGES = ("newly", "no_longer", "stronger", "weaker", "old", "new", "open_old", "open_new")
MOST_CASES = 200

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Asked:
    """Which figure's cases to show: a step and how its answer changed, and, for a smaller figure, a group or a time."""

    step: str
    change: str
    group: Mapping[str, str]
    period: int | None = None
    most: int = 20


@dataclass(frozen=True, slots=True)
class CaseBehind:
    """One case: what it is called here, where its row is, its facts as the rules saw them, and both answers whole."""

    pseudonym: str
    place: int
    line: int
    as_of: date
    facts: Json
    old: Json
    new: Json

    def as_json(self, file: str | None = None) -> Json:
        """Return the case as JSON; with the line it is on, for those who hold the file, when the file is named."""
        where = {"file": file, "line": self.line} if file else {}
        return {
            "case": self.pseudonym,
            **where,
            "as_of": self.as_of.isoformat(),
            "facts": self.facts,
            "before": self.old,
            "after": self.new,
        }


def cases_behind(study: Study, asked: Asked) -> list[CaseBehind]:
    """Return some of the cases behind a figure. Raises CannotStudy when there is no such figure."""
    chosen = _chosen(study.decided, study.plan, asked)
    limit = max(1, min(asked.most, MOST_CASES))
    rows = [row[ROW] for row in study.decided.database.rows(chosen.select(ROW).order_by(ROW).limit(limit))]
    return _Behind(study).cases(rows)


def every_case(study: Study) -> list[CaseBehind]:
    """Return every case of a history. For small ones: each is decided by the live engines."""
    rows = [row[ROW] for row in study.decided.database.rows(study.decided.table.select(ROW).order_by(ROW))]
    return _Behind(study).cases(rows)


def _chosen(decided: Decided, plan: Plan, asked: Asked) -> ir.Table:
    if asked.step not in plan.steps:
        raise CannotStudy(f"Neither version recommends a step called `{asked.step}`", suggest(asked.step, plan.steps))
    if asked.change not in CHANGES:
        raise CannotStudy(f"There is no change called `{asked.change}`", suggest(asked.change, CHANGES))
    table: Any = decided.table
    old, new = (table[side.steps[asked.step]] for side in decided.sides)
    open_old, open_new = (table[s.could[asked.step]] > table[s.steps[asked.step]] for s in decided.sides)
    held = {
        "newly": (old == 0) & (new > 0),
        "no_longer": (old > 0) & (new == 0),
        "stronger": (old > 0) & (new > old),
        "weaker": (new > 0) & (new < old),
        "old": old > 0,
        "new": new > 0,
        "open_old": open_old,
        "open_new": open_new,
    }[asked.change]
    for name, group in asked.group.items():
        if name not in decided.group_columns:
            raise CannotStudy(f"The study is not split by `{name}`", suggest(name, decided.group_columns))
        held = held & (table[decided.group_columns[name]] == group)
    if asked.period is not None:
        held = held & (table[PERIOD] == asked.period)
    return table.filter(held)


class _Behind:
    """Turns rows of a history back into cases, and has both versions decide them."""

    def __init__(self, study: Study) -> None:
        self._study, self._tables = study, study.history.tables
        self._vocabulary: Vocabulary = study.plan.old.vocabulary
        self._deciders = [self._decider(each) for each in (study.plan.old, study.plan.new)]
        self._key = secrets.token_bytes(16)

    def _decider(self, ruleset: Ruleset) -> Decider:
        return Decider(ruleset, Inference(ruleset))

    def cases(self, rows: Sequence[int]) -> list[CaseBehind]:
        """Return each case of these rows."""
        if not rows:
            return []
        database = self._tables.database
        found = database.rows(self._tables.cases.filter(self._tables.cases[ROW].isin(rows)).order_by(ROW))
        events = {name: self._events(name, rows) for name in self._vocabulary.events}
        return [self._case(row, {name: of.get(row[ROW], []) for name, of in events.items()}) for row in found]

    def _events(self, name: str, rows: Sequence[int]) -> dict[int, list[Json]]:
        table = self._tables.events[name]
        found: dict[int, list[Json]] = {}
        for event in self._tables.database.rows(table.filter(table[ROW].isin(rows))):
            fields = {field: _plain(event[column(field)]) for field in self._vocabulary.events[name].fields}
            found.setdefault(event[ROW], []).append(fields)
        return found

    def _case(self, row: Json, events: Mapping[str, list[Json]]) -> CaseBehind:
        pseudonym = blake2b(str(row[ROW]).encode(), digest_size=5, key=self._key).hexdigest().upper()
        child = self._child(row, events)
        body = {"ruleset": "studied", "as_of": row[AS_OF].isoformat(), "children": [{"ref": pseudonym, **child}]}
        case = read_case(body, self._vocabulary, row[AS_OF])
        answers = [decider.decide(case)["children"][0] for decider in self._deciders]
        masks = _masks(events)
        place, line = divmod(row[ROW], A_FILE)
        facts, old, new = (_masked(each, masks) for each in (child, *answers))
        return CaseBehind(pseudonym, place, line, row[AS_OF], facts, old, new)

    def _child(self, row: Json, events: Mapping[str, list[Json]]) -> Json:
        child: Json = {}
        for fact in self._vocabulary.facts.values():
            value = row.get(column(fact.name)) if fact.may_be_sent and not fact.monitoring else None
            if value is not None:
                child.setdefault(fact.group, {})[fact.short] = _plain(value)
        return child | {
            name: _as_sent(found, row.get(in_full_from(name))) for name, found in events.items() if row[listed(name)]
        }


def _as_sent(found: list[Json], since: date | None) -> Any:  # noqa: ANN401 - a list, or one known only in part
    """Return a list of events as a case sends it."""
    if since is None:
        return found
    return {"known": found, "in_full_from": None if since == NO_DAY else since.isoformat()}


def _plain(value: Any) -> Any:  # noqa: ANN401 - a cell of a database, as JSON has it
    return value.isoformat() if isinstance(value, date) else value


def _masks(events: Mapping[str, list[Json]]) -> dict[str, str]:
    """Return what to show in place of each reference in the events: the same for the same reference."""
    found: dict[str, str] = {}
    for event in (event for listed_events in events.values() for event in listed_events):
        for field in ("incident", "from_area", "to_area"):
            if event.get(field):
                found.setdefault(event[field], f"{field.replace('_', ' ')} {len(found) + 1}")
    return found


def _masked(value: Any, masks: Mapping[str, str]) -> Any:  # noqa: ANN401 - any JSON
    if isinstance(value, dict):
        return {name: _masked(each, masks) for name, each in value.items()}
    if isinstance(value, list | tuple):
        return [_masked(each, masks) for each in value]
    return masks.get(value, value) if isinstance(value, str) else value


__all__ = ["CHANGES", "Asked", "CaseBehind", "cases_behind", "every_case"]
