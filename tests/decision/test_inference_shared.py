"""Many ask one child at once, and it may be slow or stuck: everybody gets their own answer or none at all."""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor, wait
from pathlib import Path
from typing import Any

import pytest

from service.decision.errors import CouldNotDecide
from service.decision.inference import Inference
from service.decision.isolated import EngineProcess
from tests.decision.written import TODAY, a_ruleset, any_of, is_yes

pytestmark = pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="processes are stopped by signals")

CALLERS, TURNS = 6, 150
LONG = 30.0  # far longer than anything here is to take, so that a test fails rather than never ends


@pytest.fixture
def patient() -> Iterator[EngineProcess]:
    with EngineProcess(time_limit=LONG) as process:
        yield process


def ruleset_of(name: str, inputs: int = 2) -> Callable[[EngineProcess], Inference]:
    facts = [f"{name}.f{place}" for place in range(inputs)]
    return lambda process: process.load(a_ruleset({f"{name}-rule": any_of(*is_yes(*facts))}))


def test_each_of_many_callers_at_once_gets_the_answer_to_their_own_question(patient: EngineProcess) -> None:
    names = [f"caller{place}" for place in range(CALLERS)]
    inferences = {name: ruleset_of(name)(patient) for name in names}
    together = threading.Barrier(CALLERS)

    def ask(name: str) -> list[tuple[str, ...]]:
        together.wait()
        return [
            inferences[name].met(TODAY, {f"{name}.f0": turn % 2 == 0, f"{name}.f1": False}, {}) for turn in range(TURNS)
        ]

    with ThreadPoolExecutor(CALLERS) as pool:
        asked = {name: pool.submit(ask, name) for name in names}
        let_go_if_stuck(patient, asked.values())
    for name, answers in asked.items():
        assert answers.result() == [(f"{name}-rule",), ()] * (TURNS // 2)


def test_a_slow_answer_is_waited_for_as_long_as_it_may_take(patient: EngineProcess) -> None:
    inference = ruleset_of("slow")(patient)
    assert patient.pid is not None
    os.kill(patient.pid, signal.SIGSTOP)
    waking = threading.Timer(0.3, os.kill, (patient.pid, signal.SIGCONT))
    waking.start()
    assert inference.met(TODAY, {"slow.f0": True}, {}) == ("slow-rule",)
    waking.join()


@pytest.mark.parametrize("stuck_over", ["an answer", "a question"])
def test_a_stuck_child_is_not_waited_for_any_longer(stuck_over: str) -> None:
    """A question longer than a pipe holds is stuck on its way to the child; a short one on its way back."""
    inputs = {"an answer": 2, "a question": 4000}[stuck_over]
    with EngineProcess(time_limit=0.3) as process, ThreadPoolExecutor(1) as pool:
        inference = ruleset_of("stuck")(process)
        assert process.pid is not None
        os.kill(process.pid, signal.SIGSTOP)
        if stuck_over == "an answer":
            asked: Future[Any] = pool.submit(inference.met, TODAY, {"stuck.f0": True}, {})
        else:
            asked = pool.submit(ruleset_of("long", inputs), process)
        assert let_go_if_stuck(process, [asked]), "it is still waiting for a child that does nothing"
        with pytest.raises(CouldNotDecide, match="took too long"):
            asked.result()


def let_go_if_stuck(process: EngineProcess, asked: Iterable[Future[Any]]) -> bool:
    """Return whether all has been answered or refused; or else end the child, so that nobody waits for it for ever."""
    stuck = wait([*asked], LONG).not_done
    if stuck and process.pid is not None:
        os.kill(process.pid, signal.SIGKILL)
    return not stuck
