"""Logs hold what happened and where, and never the words of an exception, which may hold a fact about a child."""

from __future__ import annotations

import json
import subprocess
import sys

PROGRAM = """
import logging
from service.telemetry import configure_logging, log
configure_logging({form!r})
log.info("first", route="/v1/decisions")
logging.getLogger("some.library").info("GET /v1/decisions?reference=SECRET")
try:
    {{}}["SECRET"]
except KeyError:
    logging.getLogger("some.library").exception("it stopped")
"""


def logged(form: str) -> str:
    program = PROGRAM.format(form=form)
    run = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert run.stdout == ""
    return run.stderr


def test_each_event_is_a_line_of_json() -> None:
    first, stopped = map(json.loads, logged("json").splitlines())

    assert (first["event"], first["level"], first["route"]) == ("first", "info", "/v1/decisions")
    assert first["timestamp"].endswith("Z")
    assert (stopped["event"], stopped["level"], stopped["kind"]) == ("it stopped", "error", "KeyError")
    assert stopped["at"]


def test_or_plain_text() -> None:
    assert "first" in logged("plain").splitlines()[0]


def test_neither_form_repeats_what_a_library_knew() -> None:
    assert "SECRET" not in logged("json") + logged("plain")
