"""Runs scenarios in a process of their own, within limits, and ends it whatever happens.

Gherkin may come from anybody. Nothing of it is read in the process of whoever asks: it goes to a child (`inside.py`)
whose memory and time are bound, whose environment is bare, and whose folder is empty and taken away afterwards.
"""

from __future__ import annotations

import json
import os
import pickle
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Timer
from typing import IO, Any, Final

from service.assurance.features import Most
from service.assurance.results import Outcome, Played, Run, Unreadable
from service.ruleset.library import Library
from service.ruleset.model import Ruleset

MEMORY: Final = 1_500_000_000
LONGEST_LINE: Final = 10_000_000
CPU_BESIDES: Final = 10
CHILD: Final = (sys.executable, "-I", "-c", "from service.assurance.inside import main; main()")
ENVIRONMENT: Final = {"PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1", "LANG": "C.UTF-8", "TZ": "Europe/London"}

# Told how many scenarios have been run, and how many there are.
Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Allowed:
    """What a run may take: seconds on the clock, bytes of memory, and how much of a text is taken. None: no limit."""

    seconds: float | None = 60.0
    memory: int | None = MEMORY
    most: Most | None = field(default_factory=Most)


FREELY: Final = Allowed(None, None, None)


@dataclass(frozen=True, slots=True)
class Task:
    """What to run: feature files, or a text; with which rulesets, and perhaps one in place of all of its family.

    `memory` in bytes and `cpu` in seconds bind the process; `most` says how much of a text is taken.
    """

    library: Library
    instead: Ruleset | None = None
    files: tuple[str, ...] = ()
    text: str | None = None
    most: Most | None = None
    memory: int | None = None
    cpu: int | None = None


def run_files(
    files: list[Path],
    library: Library,
    instead: Ruleset | None = None,
    allowed: Allowed = FREELY,
    progress: Progress = lambda *_: None,
) -> Run:
    """Return how the scenarios of feature files go; without limits unless said, as they are one's own."""
    return _run(Task(library, instead, tuple(str(file.resolve()) for file in files)), allowed, progress)


def run_text(
    text: str,
    library: Library,
    instead: Ruleset | None = None,
    allowed: Allowed | None = None,
    progress: Progress = lambda *_: None,
) -> Run:
    """Return how the scenarios in a text go, within what is allowed."""
    return _run(Task(library, instead, text=text), allowed or Allowed(), progress)


def _run(task: Task, allowed: Allowed, progress: Progress) -> Run:
    cpu = None if allowed.seconds is None else int(allowed.seconds) + CPU_BESIDES
    bound = Task(task.library, task.instead, task.files, task.text, allowed.most, allowed.memory, cpu)
    heard = Heard(progress)
    with TemporaryDirectory(prefix="threshold-scenarios-") as folder, _child(folder) as child:
        in_time = _hear(child, bound, heard, allowed.seconds)
    said = task.instead
    named = {"family": said.family, "version": said.version, "digest": said.digest} if said else None
    stopped = heard.stopped(allowed, in_time=in_time)
    return Run(named, tuple(heard.scenarios), tuple(heard.unreadable), stopped, heard.others)


@contextmanager
def _child(folder: str) -> Iterator[subprocess.Popen[bytes]]:
    """Start the child in a session of its own, and end all of it on the way out."""
    child = subprocess.Popen(  # noqa: S603 - our own program, with nothing of the text on its command line
        CHILD,
        cwd=folder,
        env=ENVIRONMENT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        yield child
    finally:
        _end(child)
        for pipe in (child.stdin, child.stdout):
            with suppress(OSError):
                _open(pipe).close()
        child.wait()


def _end(child: subprocess.Popen[bytes]) -> None:
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(child.pid, signal.SIGKILL)


def _hear(child: subprocess.Popen[bytes], task: Task, heard: Heard, seconds: float | None) -> bool:
    """Give the child its task and take in every line it says. Return whether it came to its end in the time allowed."""
    timed_out: list[bool] = []

    def stop() -> None:
        timed_out.append(True)
        _end(child)

    timer = Timer(seconds, stop) if seconds is not None else None
    if timer:
        timer.daemon = True
        timer.start()
    try:
        with suppress(OSError):
            pickle.dump(task, _open(child.stdin))
            _open(child.stdin).flush()
        while line := _open(child.stdout).readline(LONGEST_LINE):
            heard.take(line)
    finally:
        if timer:
            timer.cancel()
    return not timed_out


def _open(pipe: IO[bytes] | None) -> IO[bytes]:
    assert pipe is not None  # noqa: S101 - both were asked for
    return pipe


class Heard:
    """What the child has said so far."""

    def __init__(self, progress: Progress) -> None:
        self.scenarios: list[Played] = []
        self.unreadable: list[Unreadable] = []
        self.total = self.others = 0
        self.ended = False
        self._progress = progress

    def take(self, line: bytes) -> None:
        """Take in one line. A line cut short by the end of the child says nothing."""
        try:
            said: Mapping[str, Any] = json.loads(line)
        except ValueError:
            return
        if "scenario" in said:
            self.scenarios.append(Played.from_json(said["scenario"]))
            self._progress(len(self.scenarios), self.total)
        elif "unreadable" in said:
            self.unreadable.append(Unreadable(**said["unreadable"]))
        elif "total" in said:
            self.total, self.others = said["total"], said["others"]
            self._progress(0, self.total)
        self.ended = self.ended or "end" in said

    def stopped(self, allowed: Allowed, *, in_time: bool) -> str:
        """Return why the run did not come to its end, or left scenarios out; nothing when all were run."""
        run = sum(each.outcome is not Outcome.NOT_RUN for each in self.scenarios)
        if self.ended and run == len(self.scenarios):
            return ""
        so_far = f"after {run} of {self.total} scenarios" if self.total else "while they were read"
        if not in_time:
            return f"The time allowed, {allowed.seconds:g} seconds, ran out {so_far}"
        return f"The run ended {so_far}: it may have needed more memory or time than it is allowed"
