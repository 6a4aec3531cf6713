"""A whole study from start to end: a history read, counted, and written up in files, saying how far it is all along."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from service.impact.history.history import History, read_history
from service.impact.history.mapping import TableMapping
from service.impact.history.workspace import Workspace
from service.impact.study.plan import CannotStudy, Plan
from service.impact.study.published import Published
from service.impact.study.study import Study, make_study
from service.impact.synthetic.synthesise import MADE_UP
from service.ruleset.vocabulary import Vocabulary

_MEMORY = re.compile(r"(\d{1,6}(?:\.\d)?) ?(MB|GB)")
Tick = Callable[[str, float], None]
USUAL_MEMORY = "2GB"
# How much of the whole each part takes, so that progress is even.
READ, COUNTED = 0.35, 0.8


@dataclass(frozen=True, slots=True)
class Order:
    """What to study and where: the plan, the history's folder, and the folder for what is written.

    `named` is what the history is called, the name of its folder when left out. `memory` bounds what the database
    holds, like `2GB`; what does not fit is spilled to a folder under `parent`, which is removed at the end.
    """

    plan: Plan
    history: Path
    out: Path
    memory: str = USUAL_MEMORY
    threads: int = 0
    parent: Path | None = None
    mapping: Mapping[str, TableMapping] | None = field(default=None)
    named: str = ""


def memory_words(said: str) -> str:
    """Return an amount of memory as the database takes it. Raises CannotStudy.

    >>> memory_words("2 gb"), memory_words("512MB")
    ('2GB', '512MB')
    """
    found = _MEMORY.fullmatch(said.strip().upper())
    if not found or float(found[1]) <= 0:
        raise CannotStudy(f"`{said}` is not an amount of memory", "Write it like `2GB` or `512MB`")
    return f"{found[1]}{found[2]}"


def run(order: Order, tick: Tick = lambda _say, _done: None) -> dict[str, Any]:
    """Make a study and write it up; return what is in `study.json`.

    Raises NoHistory and CannotStudy. Whatever `tick` raises stops it, and removes what it worked with.
    """
    from service.impact.report.files import write_files  # noqa: PLC0415 - charts and paper are slow to read in
    from service.impact.report.report import Written  # noqa: PLC0415 - the same

    with studied(order, tick) as study:
        made_up = (order.history / MADE_UP).exists()
        written = Written.of(Published(study), made_up=made_up, history=order.named or order.history.name)
        made = datetime.now(UTC)
        return write_files(written, order.out, made, lambda say, done: tick(say, COUNTED + done * (1 - COUNTED)))


@contextmanager
def studied(order: Order, tick: Tick = lambda _say, _done: None) -> Iterator[Study]:
    """Have a study made and at hand, for its cases to be looked at; the folder it works in is removed at the end."""
    order.out.mkdir(parents=True, exist_ok=True)
    with Workspace(memory=order.memory, threads=order.threads, parent=order.parent) as workspace:
        history = _read(order, order.plan.new.vocabulary, workspace, tick)
        yield make_study(order.plan, history, lambda say, done: tick(say, READ + done * (COUNTED - READ)))


def _read(order: Order, vocabulary: Vocabulary, workspace: Workspace, tick: Tick) -> History:
    blocks = 0

    def reading(table: str) -> None:
        nonlocal blocks
        blocks += 1
        tick(f"Reading {table.replace('_', ' ')}", READ * blocks / (blocks + 10))

    refused = order.out / "refused.csv"
    return read_history(order.history, vocabulary, workspace, refused, mapping=order.mapping, tick=reading)
