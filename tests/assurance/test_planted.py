"""No planted fault gets past everything: the table says so, and a few faults are planted again in every run."""

from __future__ import annotations

import random

from tests.assurance.planted import CAUGHT, FAULTS, FRONT_DOOR, MEANS, TABLE, UNREACHED, Row, caught, planted, read

LINES = [line for line in TABLE.read_text("utf-8").splitlines() if line.startswith("| ") and line[2].isdigit()]


def test_there_are_thirty_and_none_gets_past_everything():
    assert len(FAULTS) == len({planted(fault) for fault in FAULTS}) == len(LINES) == 30
    assert [line for line in LINES if CAUGHT not in line] == []
    for at, means in enumerate(MEANS):
        assert any(line.split(" | ")[3 + at].strip(" |") == CAUGHT for line in LINES), f"{means} catches nothing"


def test_each_is_in_a_ruleset_that_can_be_used_but_for_those_that_check_stops():
    for fault, line in zip(FAULTS, LINES, strict=True):
        assert fault.says in line, "write the table again: make planted"
        assert (read(fault.ruleset, planted(fault))[0] is None) is (UNREACHED in line)


def test_the_table_is_true_of_some_of_them():
    usable = [at for at, line in enumerate(LINES) if UNREACHED not in line]
    short = [at for at in usable if FAULTS[at].ruleset != FRONT_DOOR]
    for at in (*random.sample(short, 1), *random.sample(sorted({*usable} - {*short}), 1)):
        assert Row(at + 1, FAULTS[at], caught(FAULTS[at])).line() == LINES[at], "write the table again: make planted"
