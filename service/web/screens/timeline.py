"""The versions of a family in time: drawn as bars from their first day to their last, and listed in a table."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from service.records.current_library import Snapshot
from service.records.states import STATES, State, state_of
from service.records.versions import KeptVersion
from service.web.api.ruleset_lists import VersionListed, list_rulesets

WIDTH, ROW, LEFT, RIGHT = 720, 34, 10, 710
AHEAD = timedelta(days=120)
MOST_YEARS_MARKED = 12


@dataclass(frozen=True, slots=True)
class Version:
    """One version as the table lists it. `proposal` is the id of its record; one with mistakes cannot be read."""

    version: str
    title: str
    state: State
    starts: date | None
    ends: date | None
    rules: int | None
    proposal: str | None
    by: Sequence[str]

    @property
    def css(self) -> str:
        """The end of the names of its classes."""
        return self.state.replace(" ", "-")


@dataclass(frozen=True, slots=True)
class Bar:
    """One version as it is drawn. Places count from the top left."""

    version: Version
    x: float
    y: int
    width: float


@dataclass(frozen=True, slots=True)
class Timeline:
    """One family: its versions, the latest first, and those with a day as bars. `today` is where today is drawn."""

    family: str
    title: str
    versions: Sequence[Version]
    bars: Sequence[Bar]
    today: float
    years: Sequence[tuple[int, float]]
    mistakes: Sequence[str]

    @property
    def height(self) -> int:
        """How high the drawing is."""
        return ROW * len(self.bars) + 30

    @property
    def says(self) -> str:
        """What the drawing shows, for those who hear it."""
        told = [f"{bar.version.version} is {bar.version.state}" for bar in self.bars]
        return f"Versions of {self.family} in time: {'; '.join(told)}. The table says the same."


def timelines(current: Snapshot, today: date) -> list[Timeline]:
    """Return the timeline of every family."""
    return [
        _timeline(each.family, each.versions, each.with_mistakes, current, today)
        for each in list_rulesets(current, today).rulesets
    ]


def _timeline(
    family: str, listed: Iterable[VersionListed], mistaken: Iterable[str], current: Snapshot, today: date
) -> Timeline:
    kept = current.versions.get(family, {})
    versions = [_readable(each, kept.get(each.version)) for each in listed]
    versions += [_mistaken(kept[name], kept.values(), today) for name in mistaken if name in kept]
    versions.sort(key=lambda each: (STATES.index(each.state), -(each.starts or date.min).toordinal()))
    titles = [each.title for each in versions if each.state == "in force"] or [each.title for each in versions]
    bars, now, years = _drawn([each for each in versions if each.starts], today)
    only_files = [name for name in mistaken if name not in kept]
    return Timeline(family, next(filter(None, titles), family), versions, bars, now, years, only_files)


def _readable(listed: VersionListed, kept: KeptVersion | None) -> Version:
    starts = kept.starts if kept else None
    days = listed.in_force
    ends = (kept.ends if kept else None) or (days.to if days else None)
    by = kept.authors if kept else ()
    return Version(
        listed.version, listed.title, listed.state, starts, ends, listed.rules, kept.id if kept else None, by
    )


def _mistaken(kept: KeptVersion, family: Iterable[KeptVersion], today: date) -> Version:
    """Return a version that cannot be read: a draft in the middle of being written, as a rule."""
    state = state_of(kept, family, today)
    return Version(kept.version, "", state, kept.starts, kept.ends, None, kept.id, kept.authors)


def _drawn(versions: list[Version], today: date) -> tuple[list[Bar], float, list[tuple[int, float]]]:
    """Return the bars, the earliest first, and where today and the beginnings of years are."""
    versions = sorted(versions, key=lambda each: each.starts or today)
    days = [each.starts for each in versions if each.starts]
    first, last = min([*days, today]) - timedelta(days=30), max([*days, today]) + AHEAD

    def at(day: date) -> float:
        share = (min(max(day, first), last) - first) / (last - first)
        return round(LEFT + share * (RIGHT - LEFT), 1)

    bars = []
    for place, each in enumerate(versions):
        start = each.starts or today
        until = _until(each, versions, last)
        bars.append(Bar(each, at(start), place * ROW + 6, max(4.0, round(at(until) - at(start), 1))))
    years = list(range(first.year + 1, last.year + 1))
    step = -(-len(years) // MOST_YEARS_MARKED) or 1
    return bars, at(today), [(year, at(date(year, 1, 1))) for year in years[::step]]


def _until(version: Version, versions: Iterable[Version], last: date) -> date:
    """Return the day a bar ends: the version's own last day, or that on which the next one takes over."""
    if version.ends:
        return version.ends
    taken_over = [
        each.starts
        for each in versions
        if each.starts and version.starts and each.starts > version.starts and each.state not in ("proposed", "draft")
    ]
    return min([*taken_over, last])
