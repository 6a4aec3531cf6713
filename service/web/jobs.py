"""Long work, done in a process of its own: started, watched, cancelled, and what came of it.

How to use it, from any endpoint or page:

    from service.web.jobs import CannotDo, Report

    def count_everything(report: Report, family: str) -> dict[str, int]:   # module-level: it has to be picklable
        for place, each in enumerate(everything):
            report(place / len(everything), f"Counting {each}")            # raises when the job was cancelled
        (report.files / "counts.csv").write_text(...)                      # for people to take away
        return {"counted": 4711}                                           # any JSON

    job = room.jobs.start("count", (count_everything, family), asks.id, title="Count everything", page="/counts/{id}")

and send the person to `/jobs/{job.id}`: it shows how far the job is, refreshes itself with and without scripts, has a
button that cancels, and moves on to `page` once the job is done. `templates/job_parts.html` has the same as a macro.

- Keep the function in a file that imports little (`Report` and `CannotDo` come from `job_child` too): its process reads
  that file in before it starts.
- `jobs.get(id, who)`, `jobs.list(who)`, `jobs.cancel(id, who)`, `jobs.folder(id, who)` for the result and the files. A
  person, `asks.id`, sees their own jobs; for others' there is "no such job". `who` None sees all.
- A job is waiting, running, done, stopped or failed. Work that cannot be done as asked raises
  `CannotDo(message, help)`; both are shown as they are. Any other exception is our fault, and its words go nowhere.
- Cancelling tells the work at its next `report`, and after half a second ends its process and all it started.
- What a job needs on the way belongs in `report.room`, which is the folder of `tempfile` too and is removed at the end.
- Jobs live in the folder of the setting `THRESHOLD_JOBS`, so that all processes of the service, also on several
  machines that share it, see and cancel each other's. They never outlive the process that started them: after a restart
  they are failed, "the service was stopped while this ran".
- How many run at once, how many wait and how long what came of them is kept: the other `THRESHOLD_JOBS_` settings.
"""

from __future__ import annotations

import os
import pickle
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from service.records.identity import new_id
from service.web.job_child import LENGTH, CannotDo, Report, Stopped
from service.web.job_folder import Job, JobFolder, folders
from service.web.problems import Refusal

START = "from service.web.job_child import main; main()"
ROOT = Path(__file__).parents[2]
Work = Callable[..., Any]  # called as work(report, *arguments); a module-level function
PATIENCE = 2.0  # seconds a cancelled job is waited for
LOOK_EVERY = 0.05

__all__ = ["CannotDo", "Job", "JobFolder", "Jobs", "Report", "Stopped", "Work"]


class Jobs:
    """The jobs of one service. Safe to use from several threads and processes; close it when the service stops."""

    def __init__(
        self,
        folder: Path,
        *,
        at_once: int = 2,
        waiting: int = 20,
        kept: timedelta = timedelta(days=7),
        clock: Callable[[], datetime] | None = None,
    ) -> None:
        self._folder, self._at_once, self._waiting, self._kept = folder.absolute(), at_once, waiting, kept
        self._clock = clock or (lambda: datetime.now(UTC))
        self._children: dict[str, subprocess.Popen[bytes]] = {}
        self._lock = threading.Lock()

    def start(self, kind: str, work: Work | tuple[Any, ...], who: str, *, title: str = "", page: str = "") -> Job:
        """Start a job and return it, waiting for its turn. `work` is a function, or one with its arguments after it.

        `{id}` in `page` becomes the job's. Raises Refusal when too many are waiting already.
        """
        call = work if isinstance(work, tuple) else (work,)
        pickled = pickle.dumps((call[0], call[1:]))
        with self._lock:
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            self._reap()
            self._sweep()
            under_way = sum(not job.has_ended for job in self._all())
            if under_way >= self._at_once + self._waiting:
                detail = f"{under_way} pieces of long work are running or waiting already, so this one was not started"
                raise Refusal("too-many-jobs", detail, headers={"Retry-After": "60"})
            moment = datetime.now(UTC)
            id_ = new_id(moment)
            asked_at = moment.isoformat(timespec="milliseconds")
            job = Job(id_, kind, title or kind.capitalize(), who, page.replace("{id}", id_), asked_at)
            self._spawn(job, pickled)
        return job

    def get(self, id: str, who: str | None) -> Job:  # noqa: A002 - the word the answer uses
        """Return a job as it stands. Raises Refusal when this person has none with this id."""
        job = JobFolder(self._folder / id).read() if _is_id(id) else None
        if job is None or who not in (None, job.who):
            raise Refusal("no-such-job")
        return job

    def folder(self, id: str, who: str | None) -> JobFolder:  # noqa: A002
        """Return the folder of a job, with its result and its files. Raises Refusal like `get`."""
        return JobFolder(self._folder / self.get(id, who).id)

    def list(self, who: str | None, kind: str | None = None) -> Sequence[Job]:
        """Return a person's jobs, newest first; of one kind when it is named."""
        found = [job for job in self._all() if who in (None, job.who) and kind in (None, job.kind)]
        return found[::-1]

    def cancel(self, id: str, who: str | None) -> Job:  # noqa: A002
        """Stop a job and return it, stopped; one that has ended is returned as it is. Raises Refusal like `get`."""
        job = self.get(id, who)
        if not job.has_ended:
            JobFolder(self._folder / id).ask_to_stop()
        until = time.monotonic() + PATIENCE
        while not job.has_ended and time.monotonic() < until:
            time.sleep(LOOK_EVERY)
            job = self.get(id, who)
        return job

    def wait(self, id: str, who: str | None, seconds: float = 60.0) -> Job:  # noqa: A002
        """Return a job once it has ended, or as it stands after so many seconds. Raises Refusal like `get`."""
        until = time.monotonic() + seconds
        while not (job := self.get(id, who)).has_ended and time.monotonic() < until:
            time.sleep(LOOK_EVERY)
        return job

    def close(self) -> None:
        """Stop every job this process started: each keeps that the service was stopped while it ran."""
        with self._lock:
            for child in self._children.values():
                _hang_up(child)
            for child in self._children.values():
                try:
                    child.wait(PATIENCE)
                except subprocess.TimeoutExpired:
                    child.kill()
                    child.wait()
            for id_ in self._children:
                JobFolder(self._folder / id_).read()
            self._children.clear()

    # --- with the lock held ---------------------------------------------------------------------------------------

    def _spawn(self, job: Job, pickled: bytes) -> None:
        folder, alive = JobFolder.make(self._folder, job)
        command = [sys.executable, "-P", "-c", START, str(folder.path), str(self._at_once)]
        try:
            child = subprocess.Popen(  # noqa: S603 - this project's own module, and nothing from outside
                command,
                stdin=subprocess.PIPE,
                env={**os.environ, "PYTHONPATH": str(ROOT)},
                pass_fds=[alive],
                start_new_session=True,
            )
        except OSError:
            folder.remove()
            raise
        finally:
            os.close(alive)
        self._children[job.id] = child
        if child.stdin:
            with suppress(BrokenPipeError):  # it ended at once, and will be seen to have
                child.stdin.write(len(pickled).to_bytes(LENGTH) + pickled)
                child.stdin.flush()

    def _reap(self) -> None:
        """Let go of the processes that have ended."""
        for id_, child in list(self._children.items()):
            if child.poll() is not None:
                _hang_up(child)
                del self._children[id_]

    def _sweep(self) -> None:
        """Remove what has been kept for long enough."""
        before = self._clock() - self._kept
        for folder in folders(self._folder):
            job = folder.read()
            if job is not None and job.has_ended and datetime.fromisoformat(job.ended_at) < before:
                folder.remove()

    def _all(self) -> Sequence[Job]:
        return [job for job in (folder.read() for folder in folders(self._folder)) if job is not None]


def _hang_up(child: subprocess.Popen[bytes]) -> None:
    if child.stdin:
        with suppress(OSError):
            child.stdin.close()


def _is_id(text: str) -> bool:
    return len(text) == 36 and all(character in "0123456789abcdef-" for character in text)  # noqa: PLR2004 - a UUID
