"""The folder of one job: what it was asked to do, how far it is, what came of it. Several processes read and write it.

    ID/job.json      what it is and whose: written once
    ID/state.json    how it stands: written whole each time, by whoever runs it
    ID/result.json   what it returned
    ID/files/        what it wrote for people to take away
    ID/stop          there as soon as somebody cancels it
    ID/alive         locked for as long as its process lives, however that ends

Standard library only: a job that waits its turn should weigh next to nothing.
"""

from __future__ import annotations

import fcntl
import json
import os
import shutil
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Literal

State = Literal["waiting", "running", "done", "stopped", "failed"]
ENDED = frozenset({"done", "stopped", "failed"})
BEING_MADE = "new-"
SERVICE_STOPPED = "The service was stopped while this ran"
START_AGAIN = "Start it again"


@dataclass(frozen=True, slots=True)
class Job:
    """One piece of long work. `done` is from 0 to 1 and `saying` a sentence about how far it is.

    `who` owns it. `page` is the address of the page that shows what came of it, or nothing. `problem` and `help` say
    why it failed and how to mend that.
    """

    id: str
    kind: str
    title: str
    who: str
    page: str
    asked_at: str
    state: State = "waiting"
    done: float = 0.0
    saying: str = "Waiting for its turn"
    started_at: str = ""
    ended_at: str = ""
    problem: str = ""
    help: str = ""

    @property
    def has_ended(self) -> bool:
        """Whether nothing more will come of it."""
        return self.state in ENDED


WHAT = ("id", "kind", "title", "who", "page", "asked_at")


class JobFolder:
    """One job on disk. What it says of the job is how it stood a moment ago."""

    def __init__(self, path: Path) -> None:
        self.path, self.files, self.room = path, path / "files", path / "room"

    # --- made and removed -----------------------------------------------------------------------------------------

    @classmethod
    def make(cls, folder: Path, job: Job) -> tuple[JobFolder, int]:
        """Return the folder of a new job, and the open file whose lock says that it is alive.

        Nobody sees the folder before it is whole and locked.
        """
        hidden = folder / f"{BEING_MADE}{job.id}"
        hidden.mkdir(mode=0o700)
        for inside in ("files", "room"):
            (hidden / inside).mkdir()
        new = cls(hidden)
        new._write("job.json", {name: getattr(job, name) for name in WHAT})
        new.write(job)
        alive = os.open(hidden / "alive", os.O_RDWR | os.O_CREAT, 0o600)
        fcntl.flock(alive, fcntl.LOCK_EX)
        hidden.rename(folder / job.id)
        return cls(folder / job.id), alive

    def remove(self) -> None:
        """Remove everything of the job."""
        shutil.rmtree(self.path, ignore_errors=True)

    def clear_room(self) -> None:
        """Remove what the work kept for itself while it ran."""
        shutil.rmtree(self.room, ignore_errors=True)

    # --- how it stands --------------------------------------------------------------------------------------------

    def read(self) -> Job | None:
        """Return the job as it stands, or None when there is none here. A job whose process is gone has failed."""
        job = self._read()
        if job is None or job.has_ended or self._is_alive():
            return job
        job = self._read()  # it may have ended of its own accord since
        if job is None or job.has_ended:
            return job
        self.clear_room()
        return self.end(job, "failed", SERVICE_STOPPED, START_AGAIN)

    def write(self, job: Job) -> None:
        """Keep how the job stands."""
        self._write("state.json", {name: value for name, value in asdict(job).items() if name not in WHAT})

    def end(self, job: Job, state: State, problem: str = "", help_line: str = "") -> Job:
        """Keep that the job has ended, and return it."""
        saying = {"done": "Done", "stopped": "Stopped"}.get(state, problem)
        ended = replace(job, state=state, saying=saying, ended_at=now(), problem=problem, help=help_line)
        if state == "done":
            ended = replace(ended, done=1.0)
        self.write(ended)
        return ended

    def _read(self) -> Job | None:
        try:
            return Job(**{**self._json("job.json"), **self._json("state.json")})
        except (OSError, ValueError, TypeError):
            return None

    def _is_alive(self) -> bool:
        try:
            with (self.path / "alive").open("rb") as alive:
                fcntl.flock(alive, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
        except OSError:
            return False
        return False

    # --- cancelled ------------------------------------------------------------------------------------------------

    def ask_to_stop(self) -> None:
        """Ask whoever runs the job to stop it."""
        with suppress(OSError):
            (self.path / "stop").touch(0o600)

    @property
    def is_asked_to_stop(self) -> bool:
        """Whether somebody has cancelled it, or its folder is gone."""
        return (self.path / "stop").exists() or not self.path.exists()

    # --- what came of it ------------------------------------------------------------------------------------------

    @property
    def result(self) -> Any:  # noqa: ANN401 - any JSON
        """What the work returned, or None."""
        try:
            return json.loads((self.path / "result.json").read_text("utf-8"))
        except (OSError, ValueError):
            return None

    def keep_result(self, result: Any) -> None:  # noqa: ANN401 - any JSON
        """Keep what the work returned."""
        self._write("result.json", result)

    def names(self) -> list[str]:
        """Return the names of the files it wrote, with the folders they are in, in order."""
        found = (path for path in self.files.rglob("*") if path.is_file() and not path.is_symlink())
        return sorted(path.relative_to(self.files).as_posix() for path in found)

    def file(self, name: str) -> Path | None:
        """Return one of its files, or None when there is none of that name."""
        return self.files / name if name in self.names() else None

    # --- on disk --------------------------------------------------------------------------------------------------

    def _json(self, name: str) -> Mapping[str, Any]:
        found: Mapping[str, Any] = json.loads((self.path / name).read_text("utf-8"))
        return found

    def _write(self, name: str, value: Any) -> None:  # noqa: ANN401 - any JSON
        """Write a file whole: a reader sees what was there before, or what is there now."""
        part = self.path / f"{name}.{os.getpid()}"
        with suppress(FileNotFoundError):  # the job was removed
            part.write_text(json.dumps(value, ensure_ascii=False, allow_nan=False), "utf-8")
            part.replace(self.path / name)


def folders(folder: Path) -> Iterator[JobFolder]:
    """Yield the folder of every job, oldest first."""
    with suppress(FileNotFoundError):
        for path in sorted(folder.iterdir()):
            if not path.name.startswith(BEING_MADE) and (path / "job.json").exists():
                yield JobFolder(path)


def now() -> str:
    """Return the moment, in UTC."""
    return datetime.now(UTC).isoformat(timespec="milliseconds")
