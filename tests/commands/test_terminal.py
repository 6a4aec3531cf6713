"""What is shown on a real terminal: progress that fits, sentences broken between words, and Ctrl-C without a fuss."""

from __future__ import annotations

import fcntl
import os
import pty
import re
import signal
import struct
import subprocess
import sys
import termios
import threading
from collections.abc import Callable
from pathlib import Path

import psutil  # type: ignore[import-untyped]
import pytest

from service.__main__ import main
from service.commands.terminal import STOPPED
from tests.commands.conftest import ROOT

BIN = Path(sys.executable).parent
ESCAPES = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]")


def _listen_to_ctrl_c() -> None:
    """Undo what a shell does to whatever it runs in the background: it has it take no notice of Ctrl-C."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


class OnTerminal:
    """A command that runs on a terminal of its own, so many columns wide, and all it has written so far."""

    def __init__(self, columns: int, *words: str) -> None:
        self._ours, theirs = pty.openpty()
        fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 40, columns, 0, 0))
        environment = {**os.environ, "TERM": "xterm-256color", "THRESHOLD_DATABASE": "none.db"}
        environment.pop("COLUMNS", None)
        self.process = subprocess.Popen(
            [str(BIN / "threshold"), *words], stdin=theirs, stdout=theirs, stderr=theirs,
            cwd=ROOT, env=environment, start_new_session=True,
            preexec_fn=_listen_to_ctrl_c,  # noqa: PLW1509 - no other thread of the test takes a lock at that moment
        )  # fmt: skip
        os.close(theirs)
        self.written = ""
        self._changed = threading.Condition()
        self._reader = threading.Thread(target=self._read)
        self._reader.start()

    def _read(self) -> None:
        while True:
            try:
                found = os.read(self._ours, 65536)
            except OSError:  # the other end is closed
                found = b""
            with self._changed:
                self.written += found.decode("utf-8", "replace")
                self._changed.notify_all()
            if not found:
                return

    @property
    def lines(self) -> list[str]:
        """The lines that were written, without what moves the cursor or changes a colour."""
        return [line.rstrip() for line in re.split(r"[\r\n]+", ESCAPES.sub("", self.written)) if line.strip()]

    def wait_for(self, seen: Callable[[str], bool]) -> None:
        with self._changed:
            assert self._changed.wait_for(lambda: seen(ESCAPES.sub("", self.written)), 120), self.written

    def ended(self) -> int:
        code = self.process.wait(120)
        self._reader.join()
        os.close(self._ours)
        return code


def test_sentences_are_broken_between_words_and_set_in() -> None:
    ran = OnTerminal(40, "prove", "lcpc:2004-04-01")

    assert ran.ended() == 0
    told = [line for line in ran.lines if " of " not in line or "proven" in line]
    assert all(len(line) <= 40 for line in told)
    first = next(
        at for at, line in enumerate(told) if line.startswith("  proven for every case: Reasonable cause"[:30])
    )
    assert told[first + 1].startswith("  ")
    whole = " ".join(" ".join(told).split())
    assert "proven for every case: Reasonable cause to suspect significant harm always leads to enquiries" in whole


@pytest.mark.parametrize("columns", [40, 120])
def test_progress_fits_and_is_gone_in_the_end(columns: int) -> None:
    ran = OnTerminal(columns, "scenarios", "features/below-threshold.feature")

    assert ran.ended() == 0
    bars = [line for line in ran.lines if line.startswith("Running scenarios")]
    assert bars
    assert all(len(line) <= columns for line in bars)
    assert any("100%" in line for line in bars)
    assert ran.lines[-1].endswith("passed")
    assert "\x1b[2K" in ran.written.rpartition("100%")[2]


def test_ctrl_c_stops_a_run_and_all_it_started_and_says_so() -> None:
    ran = OnTerminal(80, "scenarios")
    ran.wait_for(lambda written: "Running scenarios" in written)
    started = psutil.Process(ran.process.pid).children(recursive=True)
    os.kill(ran.process.pid, signal.SIGINT)

    assert ran.ended() == 130
    assert ran.lines[-1] == "Stopped before it was done"
    assert "Traceback" not in ran.written
    _, alive = psutil.wait_procs(started, 10)
    assert alive == []


def test_ctrl_c_while_it_is_read_in_is_no_fault(monkeypatch: pytest.MonkeyPatch) -> None:
    class Stopped:
        def find_spec(self, name: str, *_: object) -> None:
            if name == "service.cli":
                raise KeyboardInterrupt

    monkeypatch.delitem(sys.modules, "service.cli", raising=False)
    monkeypatch.setattr(sys, "meta_path", [Stopped(), *sys.meta_path])

    with pytest.raises(SystemExit) as ended:
        main()
    assert ended.value.code == STOPPED


def test_off_a_terminal_there_is_no_progress_and_every_line_is_whole(tmp_path: Path) -> None:
    command = [str(BIN / "threshold"), "prove", "lcpc:2004-04-01"]
    environment = {**os.environ, "THRESHOLD_DATABASE": str(tmp_path / "none.db")}
    ran = subprocess.run(command, capture_output=True, text=True, check=True, env=environment)

    assert ran.stderr == ""
    assert "\x1b" not in ran.stdout
    assert any(
        "Reasonable cause to suspect significant harm always leads to enquiries" in line
        for line in ran.stdout.splitlines()
    )
