"""Runs scenarios as pytest-bdd tests. Every sentence is followed by the table of steps, none by a function of its own.

Use it as `pytest -p service.assurance.plugin`, or name it in the `pytest_plugins` of a test module that collects
feature files. `--ruleset` decides scenarios of the same family by another version, which may be a file.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from pytest_bdd import given, parsers, then, when

from service.assurance.bench import Bench
from service.assurance.draft import NotUnderstood
from service.assurance.scenarios import Answers, Failure, failures_of, not_followed
from service.assurance.steps import Decide, Sentence, Telling
from service.ruleset.model import Ruleset

if TYPE_CHECKING:
    from pytest_bdd.parser import Scenario as BddScenario

ANY_SENTENCE = parsers.re(r"(?s).+")


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add what a run of scenarios may choose."""
    group = parser.getgroup("threshold scenarios")
    group.addoption("--ruleset", help="Decide by this version instead: FAMILY:VERSION, or the path of a file")
    group.addoption("--rulesets", help="The folder of rulesets; the shipped one unless said")


def pytest_bdd_apply_tag(tag: str, function: Callable[..., object]) -> bool:  # noqa: ARG001 - pytest-bdd names them
    """Leave tags to their owners: they are not marks of pytest's."""
    return True


class Stage:
    """One scenario under way: its sentences, and the latest answer."""

    def __init__(self, bench: Bench, sentences: tuple[Sentence, ...]) -> None:
        """Begin before the first sentence."""
        self._bench = bench
        self._telling = Telling(bench.table, sentences)
        self._left = iter(sentences)
        self._ruleset: Ruleset | None = None
        self._answers: Answers = {}

    def follow(self) -> list[Failure]:
        """Follow the next sentence, and return what did not hold."""
        sentence = next(self._left)
        try:
            act = self._telling.tell(sentence)
            if isinstance(act, Decide):
                self._ruleset = self._bench.find(act.ruleset, act.day)
                self._answers = self._bench.decide(self._ruleset, act.case)
            elif act and self._ruleset:
                return list(failures_of(sentence, act, self._answers, self._ruleset))
        except NotUnderstood as error:
            return [not_followed(sentence, error)]
        return []


STAGE = pytest.StashKey[Stage]()


@pytest.fixture(scope="session")
def bench(request: pytest.FixtureRequest) -> Bench:
    """Return the rulesets and engines every scenario of the run is decided with."""
    folder = request.config.getoption("--rulesets", default=None)
    return Bench.shipped(folder and Path(folder), request.config.getoption("--ruleset", default=None))


def pytest_bdd_before_scenario(request: pytest.FixtureRequest, scenario: BddScenario) -> None:
    """Set the stage with the whole scenario, since the day it takes place may be said late."""
    sentences = tuple(Sentence(step.type, step.name, _table(step), step.line_number) for step in scenario.steps)
    request.node.stash[STAGE] = Stage(request.getfixturevalue("bench"), sentences)


def _table(step: Any) -> tuple[tuple[str, ...], ...]:  # noqa: ANN401 - pytest-bdd has no types
    return tuple(tuple(cell.value for cell in row.cells) for row in step.datatable.rows) if step.datatable else ()


@given(ANY_SENTENCE)
@when(ANY_SENTENCE)
@then(ANY_SENTENCE)
def _follow(request: pytest.FixtureRequest) -> None:
    failures = request.node.stash[STAGE].follow()
    if failures:
        pytest.fail("\n".join(failure.text() for failure in failures), pytrace=False)
