"""Lists of events known only in part: what is counted is surely there, and there may be more."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.decision.case import CaseRefused, read_case
from service.decision.values import Interval
from tests.decision.making import AS_OF, Json, body, line, measure
from tests.shipped import shipped

WITHIN = "count: referrals\nwhere: {concern: domestic_abuse}\nwithin: 12 months\n"
EVER = "count: referrals\nwhere: {concern: domestic_abuse}\n"
ONCE = "count: referrals\nwithin: 12 months\nonce per: incident\n"
STREAK = "streak: core_groups\nwhere: {held: no}\n"


def part(*events: Json, since: str | None = None) -> Json:
    return {"known": list(events), "in_full_from": since}


def referral(day: str, **more: Any) -> Json:
    return {"date": day, "concern": "domestic_abuse", **more}


def group(day: str, *, held: bool) -> Json:
    return {"due_on": day, "held": held}


@pytest.mark.parametrize(
    ("written", "since", "high"),
    [
        (WITHIN, None, None),
        (WITHIN, "2025-11-24", None),  # the day before it is still within the twelve months
        (WITHIN, "2025-11-23", 1),
        (EVER, "1990-01-01", None),
        (ONCE, None, None),
        (ONCE, "2020-01-01", 1),
    ],
)
def test_a_count_has_no_upper_end_where_others_may_be_within_its_window(
    written: str, since: str | None, high: int | None
) -> None:
    found = measure(written, {"referrals": part(referral("2026-11-01", incident="1"), since=since)})
    assert found.reading == Interval(1, high)
    assert found.unlisted is (high is None)


def test_enough_known_ones_meet_a_rule_and_too_few_never_say_no() -> None:
    extra = "measures:\n  m:\n    count: referrals\n    within: 12 months\n"
    two = [referral("2026-11-01"), referral("2026-10-01")]
    met = line("m: at least 2", {"referrals": part(*two)}, extra=extra)
    few = line("m: at least 3", {"referrals": part(*two)}, extra=extra)
    full = line("m: at least 3", {"referrals": part(*two, since="2025-01-01")}, extra=extra)
    assert [each["outcome"] for each in (met, few, full)] == ["met", "undetermined", "not_met"]
    assert few["seen"] == {"definite": 2, "possible": None}
    assert few["says"].endswith("are counted, and there may be others; at least 3 are needed")


@pytest.mark.parametrize(
    ("since", "reading"),
    [
        (None, Interval(0, None)),  # any one not known may have been held since
        ("2026-11-10", Interval(1, None)),
        ("2026-09-01", Interval(2, None)),
        ("2026-08-01", Interval(2, 2)),  # the one that was held ends the run, and all since are known
    ],
)
def test_a_run_is_sure_only_back_to_where_all_are_known(since: str | None, reading: Interval) -> None:
    events = [group("2026-11-15", held=False), group("2026-10-01", held=False), group("2026-08-20", held=True)]
    assert measure(STREAK, child={"core_groups": part(*events, since=since)}).reading == reading


@given(
    st.lists(st.dates(date(2025, 6, 1), date(2026, 11, 23)), max_size=6),
    st.lists(st.dates(date(2025, 6, 1), date(2026, 11, 23)), max_size=4),
    st.sampled_from([WITHIN, EVER, ONCE]),
    st.none() | st.dates(date(2025, 1, 1), date(2026, 11, 23)),
)
def test_whatever_else_comes_to_light_is_within_the_interval(
    known: list[date], more: list[date], written: str, since: date | None
) -> None:
    told = [referral(day.isoformat(), incident=f"k{at}") for at, day in enumerate(known)]
    later = [
        referral(day.isoformat(), incident=f"m{at}") for at, day in enumerate(more) if since is None or day < since
    ]
    partly = measure(written, {"referrals": part(*told, since=since.isoformat() if since else None)}).reading
    fully = measure(written, {"referrals": [*told, *later]}).reading
    assert isinstance(partly, Interval)
    assert isinstance(fully, Interval)
    assert fully.high is not None
    assert partly.low <= fully.low
    assert partly.high is None or fully.high <= partly.high


@given(
    st.lists(st.tuples(st.dates(date(2026, 6, 1), date(2026, 11, 23)), st.booleans()), max_size=6),
    st.lists(st.tuples(st.dates(date(2026, 6, 1), date(2026, 11, 23)), st.booleans()), max_size=4),
    st.none() | st.dates(date(2026, 5, 1), date(2026, 11, 23)),
)
def test_whatever_else_comes_to_light_a_run_stays_within_its_interval(
    known: list[tuple[date, bool]], more: list[tuple[date, bool]], since: date | None
) -> None:
    told = [group(day.isoformat(), held=held) for day, held in known]
    later = [group(day.isoformat(), held=held) for day, held in more if since is None or day < since]
    partly = measure(STREAK, child={"core_groups": part(*told, since=since.isoformat() if since else None)}).reading
    fully = measure(STREAK, child={"core_groups": [*told, *later]}).reading
    assert isinstance(partly, Interval)
    assert isinstance(fully, Interval)
    assert fully.high is not None
    assert partly.low <= fully.low
    assert partly.high is None or fully.high <= partly.high


@pytest.mark.parametrize(
    ("sent", "pointer", "code"),
    [
        ({"known": [], "since": "2026-01-01"}, "/household/referrals/since", "unknown-key"),
        ({"in_full_from": None}, "/household/referrals", "wrong-value"),
        ({"known": None}, "/household/referrals", "wrong-value"),
        ({"known": {"known": []}}, "/household/referrals", "wrong-value"),
        ({"known": [], "in_full_from": "soon"}, "/household/referrals/in_full_from", "wrong-value"),
        ({"known": [{"severity": "minor"}]}, "/household/referrals/known/0/severity", "unknown-field"),
    ],
)
def test_what_cannot_be_understood_of_it_is_refused(sent: Json, pointer: str, code: str) -> None:
    with pytest.raises(CaseRefused) as refused:
        read_case(body({"referrals": sent}, {}, as_of=AS_OF.isoformat()), shipped()[0], AS_OF)
    assert [(each.pointer, each.code) for each in refused.value.problems] == [(pointer, code)]
