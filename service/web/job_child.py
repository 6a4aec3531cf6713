"""The process that does one job: waits for its turn, does the work, says how far it is, and stops when it is asked to.

Started by `jobs.py` with the work on its standard input. Ends with everything it started when the job is cancelled,
and when the service that started it is gone.
"""

from __future__ import annotations

import fcntl
import os
import pickle
import select
import signal
import sys
import tempfile
import threading
import time
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any, NoReturn

from service.web.job_folder import SERVICE_STOPPED, START_AGAIN, Job, JobFolder, State, folders, now

LOOK_EVERY = 0.1  # seconds between looks at whether to stop
GRACE = 0.5  # seconds the work has to notice by itself that it was cancelled
WRITE_EVERY = 0.2  # seconds between two words about progress on disk
LENGTH = 8  # bytes that say how long the work is
OUR_FAULT = "Something went wrong on our side, so there is no result"
TELL = "Nothing you gave is to blame. Tell the people who run the service the number of this job"


class Stopped(BaseException):
    """Raised by `report` when the job was cancelled. Let it through; clear up in `finally` within half a second."""


class CannotDo(Exception):  # noqa: N818 - it tells somebody what to ask instead
    """Raised by work that cannot be done as asked: a sentence for the person who asked, and how to mend it."""

    def __init__(self, message: str, help_line: str = "") -> None:
        super().__init__(message)
        self.message, self.help = message, help_line


class Report:
    """What work is given: called with how much is done, from 0 to 1, and a sentence. Raises Stopped when cancelled.

    `files` is the folder for what people may take away; `room` one for everything else, removed at the end.
    """

    def __init__(self, folder: JobFolder, job: Job) -> None:
        self.files, self.room = folder.files, folder.room
        self._folder, self._job, self._written = folder, job, 0.0
        self._lock, self._over = threading.Lock(), False

    def __call__(self, done: float, saying: str) -> None:
        """Say how far the work is. Costs next to nothing, so call it often."""
        if self._folder.is_asked_to_stop:
            raise Stopped
        self._job = replace(self._job, done=round(min(max(done, 0.0), 1.0), 4), saying=saying)
        if time.monotonic() - self._written > WRITE_EVERY:
            with self._lock:
                if not self._over:
                    self._folder.write(self._job)
            self._written = time.monotonic()

    def end(self, state: State, problem: str = "", help_line: str = "") -> None:
        """Keep that the job has ended. Only the first end counts."""
        with self._lock:
            if not self._over:
                self._folder.clear_room()
                self._folder.end(self._job, state, problem, help_line)
            self._over = True

    def running(self) -> None:
        """Keep that its turn has come."""
        with self._lock:
            self._job = replace(self._job, state="running", saying="Starting", started_at=now())
            if not self._over:
                self._folder.write(self._job)


def main() -> None:
    """Do the job whose folder, and how many may run at once, are on the command line."""
    folder, at_once = JobFolder(Path(sys.argv[1])), int(sys.argv[2])
    pickled = _the_work()
    job = folder.read()
    if job is None:
        return
    tempfile.tempdir = os.environ["TMPDIR"] = str(folder.room)
    report = Report(folder, job)
    threading.Thread(target=_watch, args=(folder, report), daemon=True).start()
    turn = _wait_for_a_turn(folder, at_once)
    report.running()
    _do(pickled, folder, report)
    os.close(turn)
    _leave()


def _the_work() -> bytes:
    length = int.from_bytes(_exactly(LENGTH))
    return _exactly(length)


def _exactly(count: int) -> bytes:
    """Read so many bytes and no more: that the input ends later is how a service that is gone shows."""
    read = b""
    while len(read) < count:
        more = os.read(0, count - len(read))
        if not more:
            sys.exit()
        read += more
    return read


def _do(pickled: bytes, folder: JobFolder, report: Report) -> None:
    try:
        work, arguments = pickle.loads(pickled)  # noqa: S301 - from the service, through a pipe of its own
        result: Any = work(report, *arguments)
        folder.keep_result(result)
    except Stopped:
        report.end("stopped")
    except CannotDo as refused:
        report.end("failed", refused.message, refused.help)
    except Exception as error:  # noqa: BLE001 - the last catch: the person who asked is owed an end
        _log(error, folder)
        report.end("failed", OUR_FAULT, TELL)
    else:
        report.end("done")


def _log(error: Exception, folder: JobFolder) -> None:
    """Log where it went wrong, never its words, which may hold a fact about a child."""
    from service.telemetry import configure_logging, log, places  # noqa: PLC0415 - not needed when all goes well

    configure_logging("plain" if os.environ.get("THRESHOLD_LOG_FORMAT") == "plain" else "json")
    log.error("job-failed", job=folder.path.name, kind=type(error).__name__, at=places(error))


def _wait_for_a_turn(folder: JobFolder, at_once: int) -> int:
    """Return the lock of one of the places to run in, once it is free and nobody has waited longer."""
    places = folder.path.parent / "places"
    places.mkdir(exist_ok=True)
    while True:
        if not _somebody_waits_longer(folder):
            for number in range(at_once):
                place = os.open(places / f"{number}", os.O_RDWR | os.O_CREAT, 0o600)
                try:
                    fcntl.flock(place, fcntl.LOCK_EX | fcntl.LOCK_NB)
                except BlockingIOError:
                    os.close(place)
                else:
                    return place
        time.sleep(LOOK_EVERY)


def _somebody_waits_longer(folder: JobFolder) -> bool:
    older = (each for each in folders(folder.path.parent) if each.path.name < folder.path.name)
    return any(job is not None and job.state == "waiting" for job in (each.read() for each in older))


def _watch(folder: JobFolder, report: Report) -> None:
    """End the job when it is cancelled or the service is gone; until then look again and again."""
    while True:
        if select.select([0], [], [], LOOK_EVERY)[0] and not os.read(0, 1):
            report.end("failed", SERVICE_STOPPED, START_AGAIN)
            _leave()
        if folder.is_asked_to_stop:
            time.sleep(GRACE)  # the work may end by itself, and better
            report.end("stopped")
            _leave()


def _leave() -> NoReturn:
    """End at once, with every process this one started: it leads a group of its own."""
    with suppress(OSError):
        os.killpg(os.getpgrp(), signal.SIGKILL)
    os._exit(1)
