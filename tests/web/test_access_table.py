"""Every address asked as everybody there is: what each needs is what it gets, and what docs/access.md says."""

from __future__ import annotations

import pytest

from service.records.roles import Role
from service.web.people import NEEDS
from tests.web.access_table import ASKING, DOCUMENT, Row, walked, written_again


@pytest.fixture(scope="module")
def rows() -> list[Row]:
    return walked()


def test_every_role_is_let_in_where_the_table_says_and_nowhere_else(rows: list[Row]) -> None:
    assert {name for name, _ in rows} == {*NEEDS}
    for name, cells in rows:
        need, answers = NEEDS[name], dict(zip((*ASKING, *Role), cells, strict=True))
        for role in Role:
            may = need.public or need.roles is None or role in need.roles
            assert answers[role].let_in == may, f"{name} as {role}"
            assert may or answers[role].status == 403, f"{name} as {role}"


def test_without_a_good_key_nobody_is_let_in_but_where_anybody_is(rows: list[Row]) -> None:
    for name, cells in rows:
        page = name.startswith("GET /") and not name.startswith("GET /v1/") and name != "GET /metrics"
        no_key, *others = cells[: len(ASKING)]
        if NEEDS[name].public:
            assert all(each.let_in for each in (no_key, *others)), name
        else:
            assert not any(each.let_in for each in (no_key, *others)), name
            assert no_key.status == (303 if page else 401), name
            assert [each.status for each in others] == [401] * 3, name


def test_what_those_let_in_are_answered_says_something(rows: list[Row]) -> None:
    """Each was told what it asked for, that it is not there, or what to mend in what was sent."""
    for name, cells in rows:
        let_in = {each.status for each in cells if each.let_in}
        assert let_in <= {200, 201, 204, 303, 307, 404, 422} or name == "GET /sign-in/back", f"{name}: {let_in}"


def test_the_table_in_the_document_is_true(rows: list[Row]) -> None:
    document = DOCUMENT.read_text("utf-8")
    assert written_again(document, rows) == document, "write it again: python -m tests.web.access_table"
