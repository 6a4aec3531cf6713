"""What people are told stays what it was, letter for letter, until somebody means to change it."""

from __future__ import annotations

import json

import pytest

from tests.traces.recorded import CASES, MARKS, marks, whole

SAY = "Answers have changed. If that is meant: python -m tests.traces.recorded, and look at what git diff shows"


@pytest.mark.parametrize("place", range(len(CASES)), ids=[path.name for path in CASES])
def test_an_answer_is_what_was_recorded(place: int) -> None:
    path, text = list(whole())[place]
    assert path.read_text("utf-8") == text, SAY


def test_the_answers_of_the_shipped_rulesets_are_what_was_recorded() -> None:
    assert marks() == json.loads(MARKS.read_text("utf-8")), SAY
