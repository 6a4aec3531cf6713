"""`compose.yaml`: its proxy, as it is written there, before two real services on one real PostgreSQL."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from http.client import HTTPConnection
from pathlib import Path
from types import MappingProxyType
from typing import Any
from urllib.parse import urlsplit

import pytest
import yaml

from service.settings import Settings
from tests.records.conftest import postgres as postgres  # noqa: PLC0414 - a fixture, used by its name
from tests.records.postgres import Postgres
from tests.web.conftest import ROOT, Served, serving

Json = dict[str, Any]
COMPOSE = yaml.safe_load((ROOT / "compose.yaml").read_text("utf-8"))
SERVICES = {name: each for name, each in COMPOSE["services"].items() if each["image"] == "threshold"}


def test_every_setting_it_makes_is_one() -> None:
    named = {name for each in SERVICES.values() for name in each["environment"]}
    known = {f"THRESHOLD_{name.upper()}" for name in Settings.model_fields}
    assert named
    assert named - known == set()


def test_nothing_but_the_proxy_can_be_reached_and_it_only_from_this_machine() -> None:
    ports = {name: each["ports"] for name, each in COMPOSE["services"].items() if "ports" in each}
    assert ports == {"proxy": ["127.0.0.1:8000:8000"]}


def test_the_services_may_do_nothing_they_need_not() -> None:
    for each in SERVICES.values():
        assert each["read_only"] is True
        assert each["cap_drop"] == ["ALL"]


@pytest.mark.skipif(not shutil.which("nginx"), reason="nginx is not on this machine")
def test_the_proxy_shares_out_to_both_and_goes_on_with_one(postgres: Postgres, tmp_path: Path, case: Json) -> None:
    settings = {"THRESHOLD_DATABASE": postgres.new_room(), "THRESHOLD_DEMO": "no"}
    with ExitStack() as stack:
        first, second = (stack.enter_context(serving(tmp_path / f"log-{each}", **settings)) for each in (1, 2))
        proxy = stack.enter_context(proxied([first, second], tmp_path))
        key = new_key(settings)
        without = decide(proxy, case, "")
        statuses = [decide(proxy, case, key) for _ in range(6)]
        shared = [decided(each, key) for each in (first, second)]
        hidden = ask(proxy, "GET", "/metrics", None, key)[0]
        stop(first)
        alone = [decide(proxy, case, key) for _ in range(6)]

    assert without == 401
    assert statuses == [201] * 6
    assert shared == [3, 3]
    assert hidden == 404
    assert alone == [201] * 6


@pytest.mark.skipif(not shutil.which("nginx"), reason="nginx is not on this machine")
def test_the_proxy_takes_only_so_much_from_one_address(served: Served, tmp_path: Path) -> None:
    less = {"rate=50r/s": "rate=1r/m", "burst=200": "burst=3"}
    with proxied([served, served], tmp_path, less) as proxy:
        statuses = [ask(proxy, "GET", "/readyz", source="127.0.0.2")[0] for _ in range(5)]
        refused, body = ask(proxy, "GET", "/readyz", source="127.0.0.2")
        elsewhere = ask(proxy, "GET", "/readyz", source="127.0.0.3")[0]

    assert statuses == [200] * 4 + [429]
    assert refused == 429
    assert json.loads(body)["code"] == "too-many-requests"
    assert elsewhere == 200


@contextmanager
def proxied(services: list[Served], folder: Path, instead: Mapping[str, str] = MappingProxyType({})) -> Iterator[str]:
    """Run nginx with the file that is written in compose.yaml, on a free port, and return its address.

    `instead` has something else stand in it for what is written there.
    """
    written = str(COMPOSE["configs"]["proxy"]["content"]).replace("$$", "$")
    for there, here in instead.items():
        assert there in written
        written = written.replace(there, here)
    for name, served in zip(SERVICES, services, strict=True):
        written = written.replace(f"{name}:8000", urlsplit(served.address).netloc)
    with start(written, folder) as (process, address):
        yield address
        process.terminate()


@contextmanager
def start(written: str, folder: Path) -> Iterator[tuple[subprocess.Popen[bytes], str]]:
    """Start nginx, on another port where somebody else was quicker to take the one that was free."""
    configured = folder / "nginx.conf"
    for _ in range(5):
        port = free_port()
        listens = written.replace("listen 8000", f"listen {port}")
        configured.write_text(f"daemon off; pid {folder}/nginx.pid;\n" + listens)
        address = f"http://127.0.0.1:{port}"
        with subprocess.Popen(["nginx", "-c", configured], stderr=subprocess.DEVNULL) as process:
            while process.poll() is None:
                if ask(address, "GET", "/healthz")[0] == 200:
                    yield process, address
                    return
                time.sleep(0.05)
    pytest.fail("nginx does not start")


def stop(served: Served) -> None:
    """Stop a service, and wait until nothing listens where it did."""
    os.kill(served.process, signal.SIGTERM)
    while ask(served.address, "GET", "/healthz")[0]:
        time.sleep(0.05)


def new_key(settings: dict[str, str]) -> str:
    """Return a key for a triage screen, made as compose.yaml says."""
    command = [str(Path(sys.executable).parent / "threshold"), "key", "create", "--role", "triage", "--name", "Screen"]
    made = subprocess.run(command, env={**os.environ, **settings}, capture_output=True, text=True, check=True)
    return str(made.stdout).strip()


def free_port() -> int:
    with socket.socket() as any_port:
        any_port.bind(("127.0.0.1", 0))
        return int(any_port.getsockname()[1])


def ask(
    address: str, method: str, path: str, body: object = None, key: str = "", source: str = "127.0.0.1"
) -> tuple[int, bytes]:
    """Return the status and the answer; 0 where nothing answers."""
    connection = HTTPConnection(urlsplit(address).netloc, timeout=60, source_address=(source, 0))
    try:
        sent = json.dumps(body) if body else None
        headers = {"Content-Type": "application/json"} if body else {}
        connection.request(method, path, sent, {**headers, "Authorization": f"Bearer {key}"} if key else headers)
        response = connection.getresponse()
        return response.status, response.read()
    except OSError:
        return 0, b""
    finally:
        connection.close()


def decide(address: str, case: Json, key: str) -> int:
    return ask(address, "POST", "/v1/decisions", case, key)[0]


def decided(served: Served, key: str) -> int:
    metrics = ask(served.address, "GET", "/metrics", None, key)[1].decode()
    found = re.search(r"^threshold_decisions_total\{.*\} (\d+)", metrics, re.MULTILINE)
    return int(found[1]) if found else 0
