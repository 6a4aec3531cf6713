"""Whatever becomes of the child process with the engine in it, it costs the request it was on and nothing else."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from service.decision.child import ROOT
from service.decision.engine import ALWAYS, HEAD, Pass, Program, Shard
from service.decision.engine_child import ASK, LOAD
from service.decision.errors import CouldNotDecide, Late
from service.decision.isolated import EngineProcess, IsolatedInference
from service.ruleset.model import Ruleset
from tests.decision.written import TODAY, a_ruleset, all_of, any_of, is_yes

pytestmark = pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="processes are looked up in /proc")

LOST = r"The inference engine (stopped|took too long) over `front-door:made`, so nothing was decided"


@pytest.fixture
def process() -> Iterator[EngineProcess]:
    with EngineProcess(time_limit=4) as process:
        yield process


def a_program(*conditions: str) -> Program:
    """Return a program of rules as the engine reads them, without the care that `plan.py` takes."""
    rules = [f'"r{place:03}0":{{"all":[{{"m":{condition}}}]}}' for place, condition in enumerate(conditions)]
    always = f'"{ALWAYS}":{{"all":[{{"m":{{"on":1}}}}]}}'
    return Program("front-door:made", (Pass((Shard("{" + ",".join([*rules, always]) + "}", ()),), ()),), ())


def both(*names: str) -> Ruleset:
    return a_ruleset({"any": any_of(*is_yes(*names)), "all": all_of(*is_yes(*names))})


def pid_of(process: EngineProcess) -> int:
    assert process.pid is not None
    return process.pid


def is_running(pid: int) -> bool:
    """Whether there is such a process, and it is not only waiting to be cleared away."""
    try:
        return re.search(r"^State:\s+[^ZX]", Path(f"/proc/{pid}/status").read_text("ascii"), re.MULTILINE) is not None
    except FileNotFoundError:
        return False


def soon(what: Callable[[], bool]) -> bool:
    for _ in range(200):
        if what():
            return True
        time.sleep(0.05)
    return False


# --- one child for many rulesets ----------------------------------------------------------------------------------


def test_one_child_serves_many_rulesets(process: EngineProcess) -> None:
    first, second = process.load(both("a.b", "a.c")), IsolatedInference(both("a.c", "a.d"), process)
    assert first.met(TODAY, {"a.b": True}, {}) == ("any",)
    assert second.met(TODAY, {"a.c": True, "a.d": True}, {}) == ("any", "all")
    first.close()
    assert second.met(TODAY, {"a.b": True}, {}) == ()
    with pytest.raises(CouldNotDecide, match="`front-door:made` is no longer with the engine"):
        first.met(TODAY, {"a.b": True}, {})


def test_a_ruleset_may_have_a_child_of_its_own_which_ends_with_it() -> None:
    with IsolatedInference(both("a.b", "a.c")) as inference:
        assert inference.met(TODAY, {"a.b": True, "a.c": True}, {}) == ("any", "all")
        assert inference.name == "durable-rules 2.0.28"
        pid = child_of(os.getpid())
    assert not is_running(pid)


def test_a_closed_process_decides_nothing(process: EngineProcess) -> None:
    inference = process.load(both("a.b"))
    pid = pid_of(process)
    process.close()
    process.close()
    assert not is_running(pid)
    with pytest.raises(CouldNotDecide, match="nothing was decided"):
        inference.met(TODAY, {}, {})
    with pytest.raises(CouldNotDecide, match="has been closed"):
        process.load(both("a.b"))
    inference.close()


def test_the_child_is_told_nothing_of_the_environment_it_does_not_need(
    process: EngineProcess, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://threshold:secret@db/threshold")
    process.load(both("a.b"))
    environment = Path(f"/proc/{pid_of(process)}/environ").read_bytes()
    assert b"PYTHONPATH" in environment
    assert b"secret" not in environment


# --- when the engine crashes --------------------------------------------------------------------------------------

DIVIDES = '{"$and":[{"on":1},{"s000":{"$div":{"$l":{"$m":"s000"},"$r":0}}}]}'


def test_a_crash_costs_the_request_it_was_on(process: EngineProcess) -> None:
    sound = process.load(both("a.b"))
    crashing = process.hold(a_program(DIVIDES))
    first = process.pid
    for _ in range(2):
        with pytest.raises(CouldNotDecide, match=LOST):
            crashing.run([HEAD + ',"s000":4'])
        assert sound.met(TODAY, {"a.b": True}, {}) == ("any", "all")
        assert crashing.run([HEAD]) == set()
    assert process.pid != first


TOO_DEEP = ['{"a":' + "[" * 1_000_000]
TOO_MANY = [f'{{"a{place}":1}}' for place in range(600)]


@pytest.mark.parametrize("conditions", [TOO_DEEP, TOO_MANY], ids=["crashes", "never comes back"])
def test_rules_that_are_the_end_of_the_child_are_refused_by_name(process: EngineProcess, conditions: list[str]) -> None:
    sound = process.load(both("a.b"))
    with pytest.raises(CouldNotDecide, match=LOST):
        process.hold(a_program(*conditions))
    assert sound.met(TODAY, {"a.b": True}, {}) == ("any", "all")


def test_what_the_engine_reports_in_the_child_is_said_here(process: EngineProcess) -> None:
    held = process.hold(a_program(*(f'{{"$gt":{{"s000":{limit}}}}}' for limit in range(80))))
    with pytest.raises(CouldNotDecide, match=r"could not work through `front-door:made` \(code 303\)"):
        held.run([HEAD + ',"s000":79'])
    assert len(held.run([HEAD + ',"s000":20'])) == 20


def test_a_child_that_dies_idle_is_replaced_unnoticed(process: EngineProcess) -> None:
    inference = process.load(both("a.b"))
    pid = pid_of(process)
    os.kill(pid, signal.SIGKILL)
    assert soon(lambda: not is_running(pid))
    assert inference.met(TODAY, {"a.b": True}, {}) == ("any", "all")


def test_a_child_that_hangs_is_given_up_and_replaced() -> None:
    with EngineProcess(time_limit=0.3) as process, process.load(both("a.b")) as inference:
        pid = pid_of(process)
        os.kill(pid, signal.SIGSTOP)
        with pytest.raises(CouldNotDecide, match=LOST):
            inference.met(TODAY, {"a.b": True}, {})
        assert not is_running(pid)
        assert inference.met(TODAY, {"a.b": True}, {}) == ("any", "all")


def test_in_a_hurry_nobody_waits_and_a_late_answer_is_never_taken_for_anothers(process: EngineProcess) -> None:
    first, second = process.load(both("a.b")), process.load(both("a.c"))
    with process.hurried(), suppress(Late):  # on a busy machine even this may be late
        assert first.met(TODAY, {"a.b": True}, {}) == ("any", "all")
    os.kill(pid_of(process), signal.SIGSTOP)
    with process.hurried():
        for _ in range(2):
            with pytest.raises(Late):
                first.met(TODAY, {"a.b": True}, {})
    os.kill(pid := pid_of(process), signal.SIGCONT)
    assert second.met(TODAY, {}, {}) == ()
    assert process.pid == pid


def test_in_a_hurry_a_child_that_is_gone_or_never_answers_costs_nobody_else_anything() -> None:
    for stop in (signal.SIGKILL, signal.SIGSTOP):
        with EngineProcess(time_limit=0.5) as process, process.load(both("a.b")) as inference:
            os.kill(pid := pid_of(process), stop)
            with process.hurried(), pytest.raises(Late):
                inference.met(TODAY, {"a.b": True}, {})
            assert inference.met(TODAY, {"a.b": True}, {}) == ("any", "all")
            assert not is_running(pid)


def test_under_load_each_kill_costs_at_most_one_request(process: EngineProcess) -> None:
    inferences = [process.load(both(f"a.b{place}", "a.c")) for place in range(4)]
    kills, going = 6, threading.Event()
    answers: list[tuple[str, ...] | None] = []

    def decide(which: int) -> None:
        while not going.is_set():
            values = {f"a.b{which % 4}": True}
            try:
                answers.append(inferences[which % 4].met(TODAY, values, {}))
            except CouldNotDecide:
                answers.append(None)

    threads = [threading.Thread(target=decide, args=(which,)) for which in range(8)]
    for thread in threads:
        thread.start()
    for _ in range(kills):
        reached = len(answers) + 200
        assert soon(lambda reached=reached: len(answers) >= reached)  # type: ignore[misc]
        os.kill(pid_of(process), signal.SIGKILL)
    reached = len(answers) + 200
    assert soon(lambda: len(answers) >= reached)
    going.set()
    for thread in threads:
        thread.join()
    assert set(answers) <= {("any",), None}
    assert answers.count(None) <= kills
    assert len(answers) >= 200 * (kills + 1)


# --- when this process ends, or is copied -------------------------------------------------------------------------

PARENT = """
import os, sys
from service.decision.isolated import EngineProcess
from tests.decision.written import a_ruleset, all_of, is_yes
process = EngineProcess()
process.load(a_ruleset({"rule": all_of(*is_yes("a.b"))}))
print(process.pid, flush=True)
sys.stdin.read()
"""


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGTERM])
def test_no_child_is_left_behind(how: signal.Signals) -> None:
    command = [sys.executable, "-c", PARENT]
    with subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as parent:
        assert parent.stdout is not None
        pid = int(parent.stdout.readline())
        assert is_running(pid)
        parent.send_signal(how)
    assert soon(lambda: not is_running(pid))


def test_a_child_at_work_when_its_parent_goes_ends_too() -> None:
    command = [sys.executable, "-P", "-m", "service.decision.engine_child", "1"]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
    with subprocess.Popen(command, cwd=ROOT, env={"PYTHONPATH": str(ROOT)}, **pipes) as child:  # type: ignore[call-overload]
        body = json.dumps(a_program(*TOO_MANY).plain()).encode()
        child.stdin.write(ASK.pack(len(body), LOAD, 1) + body)
        child.stdin.close()
        assert child.wait(20) == -signal.SIGALRM


@pytest.mark.filterwarnings("ignore:This process .* is multi-threaded:DeprecationWarning")
def test_a_copy_of_this_process_never_shares_the_child(process: EngineProcess) -> None:
    inference = process.load(both("a.b"))
    here = pid_of(process)
    copy = os.fork()
    if copy == 0:
        met = inference.met(TODAY, {"a.b": True}, {})
        os._exit(0 if met == ("any", "all") and process.pid != here else 1)
    assert os.waitpid(copy, 0)[1] == 0
    assert process.pid == here
    assert inference.met(TODAY, {"a.b": True}, {}) == ("any", "all")


def child_of(pid: int) -> int:
    listed = Path(f"/proc/{pid}/task/{pid}/children").read_text("ascii").split()
    engines = [each for each in listed if b"engine_child" in Path(f"/proc/{each}/cmdline").read_bytes()]
    return int(engines[-1])
