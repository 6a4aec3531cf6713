"""What became of recommendations, as bars with their numbers beside them; and whether the ledger is whole."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query, Request
from fastapi.responses import Response
from starlette.concurrency import run_in_threadpool

from service.records.ledger import Head
from service.records.outcome_report import outcome_report
from service.records.verification import Verification, verify
from service.web.people import Asks
from service.web.room import Here
from service.web.screens.decisions import STANDING_WORDS, rule_titles
from service.web.screens.failures import ScreenRoute
from service.web.screens.form import read_form
from service.web.screens.frame import page

PERIODS = {"30": "the last 30 days", "90": "the last 90 days", "365": "the last year"}
MOST_CHECKED_HERE = 20_000
WIDE = 100

router = APIRouter(prefix="/decisions", include_in_schema=False, route_class=ScreenRoute)


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a bar: where it begins and how wide it is, in hundredths."""

    standing: str
    start: float
    width: float


@dataclass(frozen=True, slots=True)
class Row:
    """One rule or step with how the children stand who came under it."""

    title: str
    link: str
    counts: Mapping[str, int]

    @property
    def all(self) -> int:
        """How many children there are."""
        return sum(self.counts.values())

    @property
    def parts(self) -> Iterator[Part]:
        """The parts of its bar."""
        start = 0.0
        for standing, count in self.counts.items():
            width = WIDE * count / max(self.all, 1)
            if count:
                yield Part(standing, round(start, 2), round(width, 2))
            start += width


@router.get("/overrides")
def overrides(
    request: Request, room: Here, days: Annotated[Literal["30", "90", "365"], Query(description="How far back")] = "90"
) -> Response:
    """Return how often each rule and step was accepted, gone above or gone below."""
    end = room.today()
    report = outcome_report(room.ledger, end - timedelta(days=int(days)), end)
    titles = rule_titles(room)
    rules = [
        _row(titles.get(each["ruleset"], {}).get(each["rule"], each["rule"]), f"rule={each['rule']}", each)
        for each in report["rules"]
    ]
    return page(
        request,
        "overrides.html",
        title="What became of recommendations",
        report=report,
        days=days,
        periods=PERIODS,
        standings=STANDING_WORDS,
        whole=_row("Every child", "", report["children"]),
        tables=[("Rules", _most_gone_below_first(rules)), ("Steps", _steps(room, report["steps"]))],
    )


@router.get("/ledger")
def ledger(request: Request, room: Here) -> Response:
    """Return where the ledger ends, which is enough to tell later whether it was rewritten."""
    return page(
        request, "ledger.html", title="The ledger", head=room.ledger.head(), checked=None, most=MOST_CHECKED_HERE
    )


@router.post("/ledger")
async def check(request: Request, room: Here, _: Asks) -> Response:
    """Walk the whole ledger, where it is short enough to be walked while somebody waits."""
    await read_form(request, room)
    head = await run_in_threadpool(room.ledger.head)
    short = head.sequence <= MOST_CHECKED_HERE
    checked = await run_in_threadpool(verify, room.ledger.database.reading) if short else None
    return _ledger(request, head, checked)


def _ledger(request: Request, head: Head, checked: Verification | None) -> Response:
    return page(request, "ledger.html", title="The ledger", head=head, checked=checked, most=MOST_CHECKED_HERE)


def _row(title: str, link: str, counted: Mapping[str, Any]) -> Row:
    return Row(title, link, {name: counted[name] for name in STANDING_WORDS})


def _steps(room: Here, counted: Sequence[Mapping[str, Any]]) -> list[Row]:
    steps = room.library.steps.by_name
    return [
        _row(
            f"{steps[each['step']].title if each['step'] in steps else each['step']} ({each['strength']})",
            f"step={each['step']}",
            each,
        )
        for each in counted
    ]


def _most_gone_below_first(rows: Sequence[Row]) -> list[Row]:
    """Return the rules in the order in which they are worth looking at: those people go below most often first."""
    return sorted(rows, key=lambda row: (-row.counts["down"], -row.counts["up"], -row.all, row.title))
