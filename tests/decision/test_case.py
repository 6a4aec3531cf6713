"""Reading a case: what is taken, and that whatever cannot be taken is refused, all at once and in plain words."""

from __future__ import annotations

import re
from copy import deepcopy
from datetime import date
from typing import Any

import pytest

from service.decision.case import CaseProblem, CaseRefused, read_case
from service.ruleset.help_pages import codes
from tests.decision.making import AS_OF, Json, body, child_of
from tests.faults.test_faults import BANNED
from tests.shipped import shipped


def problems(request: object) -> dict[str, CaseProblem]:
    """Return what is wrong with a request, by pointer, having checked how each problem is worded."""
    with pytest.raises(CaseRefused) as refused:
        read_case(request, shipped()[0], AS_OF)
    for problem in refused.value.problems:
        for text in (problem.message, problem.help):
            assert not BANNED.search(re.sub(r"`[^`]*`", "", text)), text
            assert not text.endswith(".")
        assert problem.code in codes()
    return {problem.pointer: problem for problem in refused.value.problems}


def codes_of(request: object) -> dict[str, str]:
    return {pointer: problem.code for pointer, problem in problems(request).items()}


# --- what is taken ------------------------------------------------------------------------------------------------


def test_a_case_is_read_into_values_for_each_child() -> None:
    household = {
        "contact": {"received_on": "2026-11-20", "source": "police"},
        "domestic_abuse": {"present": True, "weapon": False, "strangulation": None, "dash_score": 12},
    }
    case = read_case(body(household, {"harm": {"suspected": True}}, {}), shipped()[0], AS_OF)
    first, second = case.children
    assert (case.family, case.version, case.as_of, case.reference) == ("front-door", None, AS_OF, None)
    assert (first.ref, second.ref) == ("A", "B")
    assert second.values == {
        "contact.received_on": date(2026, 11, 20),
        "contact.source": "police",
        "domestic_abuse.present": True,
        "domestic_abuse.weapon": False,
        "domestic_abuse.dash_score": 12,
    }
    assert first.values == {**second.values, "harm.suspected": True}


def test_the_day_is_today_when_none_is_sent() -> None:
    request = body()
    del request["as_of"]
    assert read_case(request, shipped()[0], date(2026, 1, 2)).as_of == date(2026, 1, 2)


def test_a_childs_own_value_wins_over_the_households_unless_it_is_not_known() -> None:
    household = {"domestic_abuse": {"present": True, "weapon": True}}
    values = child_of(household, {"domestic_abuse": {"present": False, "weapon": None}}).values
    assert values["domestic_abuse.present"] is False
    assert values["domestic_abuse.weapon"] is True


def test_a_childs_own_list_wins_even_when_it_is_empty() -> None:
    household = {"moves": [{"date": "2026-01-01"}]}
    assert child_of(household, {"moves": []}).events["moves"] == ()
    assert len(child_of(household, {"moves": None}).events["moves"]) == 1


def test_a_list_that_is_absent_is_not_known_and_an_empty_one_is_none() -> None:
    assert "referrals" not in child_of({}).events
    assert "referrals" not in child_of({"referrals": None}).events
    assert child_of({"referrals": []}).events["referrals"] == ()


@pytest.mark.parametrize(("sent", "read"), [(3, 3), (3.0, 3), (0, 0), (24, 24)])
def test_a_whole_number_may_be_written_with_a_point(sent: float, read: int) -> None:
    value = child_of({"domestic_abuse": {"dash_score": sent}}).values["domestic_abuse.dash_score"]
    assert (value, type(value)) == (read, int)


def test_a_field_left_out_has_what_it_is_unless_said_and_a_null_one_is_not_known() -> None:
    events = child_of({"referrals": [{"date": "2026-01-01"}, {"date": "2026-01-02", "status": None}]}).events
    assert [event.values.get("status") for event in events["referrals"]] == ["active", None]


def test_spaces_in_a_text_do_not_make_it_another() -> None:
    events = child_of({"referrals": [{"incident": " CAD  81 "}]}).events["referrals"]
    assert events[0].values["incident"] == "CAD 81"


def test_groups_and_household_may_be_null() -> None:
    assert child_of({"contact": None, "domestic_abuse": {}}).values == {}
    request = body()
    request["household"] = None
    assert read_case(request, shipped()[0], AS_OF).children[0].values == {}


def test_a_ref_and_a_reference_are_kept_exactly() -> None:
    request = {**body(), "reference": " LCS-4711 "}
    request["children"][0]["ref"] = "Jo é"
    case = read_case(request, shipped()[0], AS_OF)
    assert (case.reference, case.children[0].ref) == (" LCS-4711 ", "Jo é")


# --- what is refused ----------------------------------------------------------------------------------------------


def change(path: str, value: Any) -> Json:
    """Return a sound request with one place in it changed."""
    request: Json = deepcopy(SOUND)
    *before, last = path.strip("/").split("/")
    place: Any = request
    for part in before:
        place = place[int(part)] if isinstance(place, list) else place.setdefault(part, {})
    place[int(last) if isinstance(place, list) else last] = value
    return request


SOUND = body({"contact": {"received_on": "2026-11-20"}, "referrals": [{"date": "2026-11-20"}]}, {})

DASH, RECEIVED = "/household/domestic_abuse/dash_score", "/household/contact/received_on"
PRESENT, SOURCE, BORN = (
    "/household/domestic_abuse/present",
    "/household/contact/source",
    "/children/0/child/date_of_birth",
)


def test_the_sound_request_is_sound() -> None:
    read_case(SOUND, shipped()[0], AS_OF)


@pytest.mark.parametrize(
    ("path", "value", "code"),
    [
        (PRESENT, "yes", "wrong-value"),
        (PRESENT, 1, "wrong-value"),
        (PRESENT, [], "wrong-value"),
        (DASH, True, "wrong-value"),
        (DASH, "3", "wrong-value"),
        (DASH, 3.5, "wrong-value"),
        (DASH, float("nan"), "wrong-value"),
        (DASH, float("inf"), "wrong-value"),
        (DASH, -1, "out-of-range"),
        (DASH, 25, "out-of-range"),
        (DASH, 10**30, "out-of-range"),
        (SOURCE, "the polis", "unknown-choice"),
        (SOURCE, 6, "wrong-value"),
        (RECEIVED, 20261120, "wrong-value"),
        (RECEIVED, "20 November 2026", "wrong-value"),
        (RECEIVED, "20261120", "wrong-value"),
        (RECEIVED, "2026-11-20T00:00", "wrong-value"),
        (RECEIVED, "2026-W01-1", "wrong-value"),
        (RECEIVED, "\u0662\u0660\u0662\u0666-11-20", "wrong-value"),
        (RECEIVED, "2026-02-30", "impossible-date"),
        (RECEIVED, "1899-12-31", "impossible-date"),
        (RECEIVED, "2101-01-01", "impossible-date"),
        (RECEIVED, "2026-11-24", "impossible-date"),  # after as_of
        (BORN, "2026-11-24", "impossible-date"),
        (BORN, "2000-11-23", "impossible-date"),  # 26 today
        ("/children/0/child/expected_delivery_on", "2027-09-14", "impossible-date"),
        ("/children/0/child/age", 3, "worked-out"),
        ("/children/0/child/weeks_pregnant", 3, "worked-out"),
        ("/household/child", {"disabled": True}, None),
        ("/household/contact", [], "wrong-value"),
        ("/household/contact", "police", "wrong-value"),
        ("/household/referrals", {}, "wrong-value"),
        ("/household/referrals/0", "CAD-81", "wrong-value"),
        ("/household/referrals/0/seriousness", "Minor", "unknown-choice"),
        ("/household/referrals/0/date", "2026-11-24", "impossible-date"),
        ("/household/referrals/0/serious", True, "unknown-field"),
        ("/household/referrals/0/incident", "", "blank"),
        ("/household/referrals/0/incident", " \u2003", "blank"),
        ("/household/referrals/0/incident", "x" * 1001, "text-too-long"),
        ("/household/referrals/0/incident", "a\nb", "hidden-character"),
        ("/household/referrals/0/incident", "a\x00", "hidden-character"),
        ("/household/referrals/0/incident", "a\ud800", "hidden-character"),
        ("/household/referrals/0/incident", 81, "wrong-value"),
        ("/household/referrals", [{}] * 1001, "too-many"),
        ("/household/core_groups", [], "wrong-place"),
        ("/household/domestic_abuse/wepon", True, "unknown-fact"),
        ("/household/domestic_abuze", {"present": True}, "unknown-group"),
        ("/household/domestic_abuse.present", True, "unknown-group"),
        ("/household/ref", "A", "unknown-group"),
        ("/household", [], "wrong-value"),
        ("/children/0", "A", "wrong-value"),
        ("/children/0/ref", "", "blank"),
        ("/children/0/ref", 1, "wrong-value"),
        ("/children/0/ref", "x" * 1001, "text-too-long"),
        ("/childern", [], "unknown-key"),
        ("/as_of", "2026-02-30", "impossible-date"),
        ("/as_of", 5, "wrong-value"),
        ("/reference", 5, "wrong-value"),
        ("/reference", "", "blank"),
        ("/version", 2026, "wrong-value"),
        ("/ruleset", 1, "wrong-value"),
    ],
)
def test_one_mistake_is_one_problem_at_its_place(path: str, value: Any, code: str | None) -> None:
    found = codes_of(change(path, value))
    assert found == ({path: code} if code else {f"{path}/disabled": "wrong-place"})


@pytest.mark.parametrize("day", ["2000-11-24", "2026-11-23"])
def test_the_first_and_last_possible_births_are_taken(day: str) -> None:
    read_case(change(BORN, day), shipped()[0], AS_OF)


def test_a_birth_42_weeks_ahead_is_taken() -> None:
    read_case(change("/children/0/child/expected_delivery_on", "2027-09-13"), shipped()[0], AS_OF)


@pytest.mark.parametrize(
    ("child", "pointer"),
    [
        ({"date_of_birth": "2026-01-01", "expected_delivery_on": "2027-01-01"}, "expected_delivery_on"),
        ({"date_of_birth": "2026-01-01", "unborn": True}, "unborn"),
        ({"expected_delivery_on": "2027-01-01", "unborn": False}, "unborn"),
    ],
)
def test_what_cannot_both_be_so_is_refused(child: Json, pointer: str) -> None:
    assert codes_of(body({}, {"child": child})) == {f"/children/0/child/{pointer}": "contradiction"}


def test_missing_parts_are_asked_for() -> None:
    assert codes_of({}) == {"": "missing"}
    with pytest.raises(CaseRefused) as refused:
        read_case({}, shipped()[0], AS_OF)
    assert [problem.message for problem in refused.value.problems] == [
        "A case needs a `ruleset`",
        "A case needs a list of `children`, with at least one child",
    ]
    assert codes_of({"ruleset": "x", "children": [{}]}) == {"/children/0": "missing"}
    assert codes_of({"ruleset": "x", "children": []}) == {"/children": "missing"}
    assert codes_of({"ruleset": "x", "children": {"ref": "A"}}) == {"/children": "wrong-value"}


@pytest.mark.parametrize("request_body", [None, [], "case", 3])
def test_a_case_is_a_group_of_named_values(request_body: object) -> None:
    assert codes_of(request_body) == {"": "wrong-value"}


def test_a_misspelt_part_is_not_also_said_to_be_missing() -> None:
    found = problems({"rulesett": "front-door", "childern": [{"ref": "A"}]})
    assert {pointer: problem.help for pointer, problem in found.items()} == {
        "/rulesett": "Did you mean `ruleset`?",
        "/childern": "Did you mean `children`?",
    }


def test_refs_are_told_apart() -> None:
    request = body({}, {"ref": "A"}, {"ref": "B"}, {"ref": "A"})
    assert codes_of(request) == {"/children/2/ref": "duplicate-ref"}


def test_there_are_at_most_thirty_children() -> None:
    thirty = [{"ref": str(at)} for at in range(30)]
    read_case({"ruleset": "x", "children": thirty}, shipped()[0], AS_OF)
    assert codes_of({"ruleset": "x", "children": [*thirty, {"ref": "30"}]}) == {"/children": "too-many"}


def test_everything_wrong_is_said_at_once_in_the_order_of_the_case() -> None:
    request = body({"domestic_abuse": {"present": 1, "weapn": True}}, {"harm": {"suspected": "no"}}, {"harmm": {}})
    assert list(codes_of(request)) == [
        "/household/domestic_abuse/present",
        "/household/domestic_abuse/weapn",
        "/children/0/harm/suspected",
        "/children/1/harmm",
    ]


def test_what_was_probably_meant_is_suggested() -> None:
    found = problems(
        body(
            {
                "domestic_abuse": {"wepon": True},
                "domestic_abuse.weapon": True,
                "referals": [],
                "contact": {"kind": "referal"},
            }
        )
    )
    assert [problem.help for problem in found.values()] == [
        "Did you mean `domestic_abuse.weapon`?",
        'Write it inside its group, like `"domestic_abuse": {"weapon": …}`',
        "Did you mean `referrals`?",
        "Did you mean `referral`?",
    ]


def test_no_problem_repeats_what_was_sent_about_a_child() -> None:
    name = "Zebedee"
    request = body(
        {"contact": {"source": name, "received_on": name}, "referrals": [{"incident": name + "\n"}]},
        {"ref": name, "harm": {"suspected": name}},
        {"ref": name},
    )
    assert all(name not in f"{each.message}{each.help}{each.pointer}" for each in problems(request).values())


def test_odd_names_are_pointed_at_in_a_form_that_can_be_shown() -> None:
    found = problems(body({"a/b~c": {}, "\ud800\n": {}, "x" * 5000: {}}))
    assert "/household/a~1b~0c" in found
    assert all(pointer.isprintable() and len(pointer) < 200 for pointer in found)
    assert all(problem.message.isprintable() and len(problem.message) < 200 for problem in found.values())


def test_a_thousand_unknown_names_are_all_refused() -> None:
    assert len(problems(body({f"group_{at}": {} for at in range(1000)}))) == 1000
