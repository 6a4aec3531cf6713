"""Every address asked as everybody there is: what each needs is what it gets, and what docs/access.md says."""

from __future__ import annotations

import pytest

from service.records.roles import Role
from service.web.people import NEEDS
from tests.web.access_table import ASKING, DOCUMENT, LET_IN, Row, walked, written_again


@pytest.fixture(scope="module")
def rows() -> list[Row]:
    return walked()


def test_every_role_is_let_in_where_the_table_says_and_nowhere_else(rows: list[Row]) -> None:
    assert {name for name, _ in rows} == {*NEEDS}
    for name, cells in rows:
        need, answers = NEEDS[name], dict(zip((*ASKING, *Role), cells, strict=True))
        for role in Role:
            may = need.public or need.roles is None or role in need.roles
            assert answers[role] == (LET_IN if may else "403"), f"{name} as {role}"


def test_without_a_good_key_nobody_is_let_in_but_where_anybody_is(rows: list[Row]) -> None:
    for name, cells in rows:
        page = name.startswith("GET /") and not name.startswith("GET /v1/") and name != "GET /metrics"
        no_key, *others = cells[: len(ASKING)]
        if NEEDS[name].public:
            assert {no_key, *others} == {LET_IN}, name
        else:
            assert no_key == ("303" if page else "401"), name
            assert others == ["401"] * 3, name


def test_the_table_in_the_document_is_true(rows: list[Row]) -> None:
    document = DOCUMENT.read_text("utf-8")
    assert written_again(document, rows) == document, "write it again: python -m tests.web.access_table"
