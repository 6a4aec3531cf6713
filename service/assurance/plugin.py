"""Runs scenarios as pytest-bdd tests. Every sentence is followed by the table of steps, none by a function of its own.

Use it as `pytest -p service.assurance.plugin`, or name it in the `pytest_plugins` of a test module that collects
feature files. `--ruleset` decides scenarios of the same family by another version, which may be a file.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from pytest_bdd import given, parsers, then, when

from service.assurance.bench import Bench
from service.assurance.features import Scenario
from service.assurance.scenarios import Stage, plan
from service.assurance.steps import Sentence

ANY_SENTENCE = parsers.re(r"(?s).+")


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add what a run of scenarios may choose."""
    group = parser.getgroup("threshold scenarios")
    group.addoption("--ruleset", help="Decide by this version instead: FAMILY:VERSION, or the path of a file")
    group.addoption("--rulesets", help="The folder of rulesets; the shipped one unless said")


@pytest.hookimpl(tryfirst=True)
def pytest_bdd_apply_tag(tag: str, function: Callable[..., object]) -> bool:  # noqa: ARG001 - pytest-bdd names them
    """Leave tags to their owners: they are not marks of pytest's."""
    return True


STAGE = pytest.StashKey[Stage]()
PLACE = pytest.StashKey[int]()


@pytest.fixture(scope="session")
def scenario_bench(request: pytest.FixtureRequest) -> Bench:
    """Return the rulesets and engines every scenario of the run is decided with."""
    folder = request.config.getoption("--rulesets", default=None)
    return Bench.set_up(Path(folder) if folder else None, request.config.getoption("--ruleset", default=None))


def pytest_bdd_before_scenario(request: pytest.FixtureRequest, feature: Any, scenario: Any) -> None:  # noqa: ANN401
    """Set the stage with the whole scenario, since the day it takes place may be said late."""
    sentences = tuple(Sentence(step.type, step.name, _table(step), step.line_number) for step in scenario.steps)
    told = Scenario(feature.name, scenario.name, scenario.line_number, sentences)
    bench: Bench = request.getfixturevalue("scenario_bench")
    request.node.stash[STAGE] = Stage(plan(told, bench.table), bench.find, bench.decide)
    request.node.stash[PLACE] = 0


def _table(step: Any) -> tuple[tuple[str, ...], ...]:  # noqa: ANN401 - pytest-bdd has no types
    return tuple(tuple(cell.value for cell in row.cells) for row in step.datatable.rows) if step.datatable else ()


@given(ANY_SENTENCE)
@when(ANY_SENTENCE)
@then(ANY_SENTENCE)
def _follow(request: pytest.FixtureRequest) -> None:
    at = request.node.stash[PLACE]
    request.node.stash[PLACE] = at + 1
    failures = request.node.stash[STAGE].follow(at)
    if failures:
        pytest.fail("\n".join(failure.text() for failure in failures), pytrace=False)
