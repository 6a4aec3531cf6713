"""Runs scenarios as pytest-bdd tests. Every sentence is followed by the table of steps, none by a function of its own.

Use it as `pytest -p service.assurance.plugin`, or name it in the `pytest_plugins` of a test module that collects
feature files. `--ruleset` decides scenarios of the same family by another version, which may be a file. A plugin
registered as RECORDER is told how each scenario went.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from pytest_bdd import given, parsers, then, when

from service.assurance.bench import Bench
from service.assurance.features import Scenario
from service.assurance.recorder import RECORDER, Recorder
from service.assurance.scenarios import Failure, Result, Stage, plan
from service.assurance.steps import Sentence
from service.decision.errors import CouldNotDecide, EnginesDisagree

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


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Take off what a tag of some examples would mean to pytest: no scenario is left out because of its tags."""
    for item in items:
        item.own_markers = [mark for mark in item.own_markers if mark.name == "parametrize" or not _is_scenario(item)]


def _is_scenario(item: pytest.Item) -> bool:
    return "_pytest_bdd_example" in getattr(item, "fixturenames", ())


STAGE = pytest.StashKey[Stage]()
PLACE = pytest.StashKey[int]()
FAILURES = pytest.StashKey[list[Failure]]()


@pytest.fixture(scope="session")
def scenario_bench(request: pytest.FixtureRequest) -> Bench:
    """Return the rulesets and engines every scenario of the run is decided with."""
    recorder: Recorder | None = request.config.pluginmanager.get_plugin(RECORDER)
    if recorder is not None:
        return recorder.bench
    folder = request.config.getoption("--rulesets", default=None)
    return Bench.set_up(Path(folder) if folder else None, request.config.getoption("--ruleset", default=None))


def pytest_bdd_before_scenario(request: pytest.FixtureRequest, feature: Any, scenario: Any) -> None:  # noqa: ANN401
    """Set the stage with the whole scenario, since the day it takes place may be said late."""
    sentences = tuple(Sentence(step.type, step.name, _table(step), step.line_number) for step in scenario.steps)
    row = tuple(request.getfixturevalue("_pytest_bdd_example").values())
    told = Scenario(feature.name, scenario.name, scenario.line_number, sentences, row, path=feature.filename)
    bench: Bench = request.getfixturevalue("scenario_bench")
    request.node.stash[STAGE] = Stage(plan(told, bench.table), bench.find, bench.decide)
    request.node.stash[PLACE] = 0
    request.node.stash[FAILURES] = []


def pytest_bdd_after_scenario(request: pytest.FixtureRequest) -> None:
    """Tell the recorder, if there is one, how the scenario went."""
    recorder: Recorder | None = request.config.pluginmanager.get_plugin(RECORDER)
    if recorder is not None:
        stage = request.node.stash[STAGE]
        recorder.ended(Result(stage.planned.scenario, tuple(request.node.stash[FAILURES]), tuple(stage.answers)))


def _table(step: Any) -> tuple[tuple[str, ...], ...]:  # noqa: ANN401 - pytest-bdd has no types
    return tuple(tuple(cell.value for cell in row.cells) for row in step.datatable.rows) if step.datatable else ()


@given(ANY_SENTENCE)
@when(ANY_SENTENCE)
@then(ANY_SENTENCE)
def _follow(request: pytest.FixtureRequest) -> None:
    """Follow the next sentence. What does not hold is told at the end, with everything else that does not."""
    stash = request.node.stash
    at, stage, failures = stash[PLACE], stash[STAGE], stash[FAILURES]
    stash[PLACE] = at + 1
    found = _followed(stage, at)
    failures += found
    is_last = at + 1 == len(stage.planned.scenario.sentences)
    if failures and (is_last or (found and not found[0].goes_on)):
        pytest.fail("\n".join(failure.text() for failure in failures), pytrace=False)


def _followed(stage: Stage, at: int) -> list[Failure]:
    try:
        return stage.follow(at)
    except (EnginesDisagree, CouldNotDecide) as stopped:
        return [Failure(stage.planned.scenario.sentences[at], "", f"{stopped}. This is a fault of the service")]
