"""The paths people take most, over real HTTP to a service started by `threshold serve`."""

from __future__ import annotations

import json
import os
import re
import signal
import socket
import time
from concurrent.futures import ThreadPoolExecutor
from http.client import HTTPConnection, HTTPResponse
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

from tests.web.conftest import Served, serving

Json = dict[str, Any]


def ask(served: Served, method: str, path: str, body: object = None, **headers: str) -> tuple[HTTPResponse, bytes]:
    where = urlsplit(served.address)
    connection = HTTPConnection(str(where.hostname), where.port, timeout=30)
    sent = None if body is None else body if isinstance(body, bytes) else json.dumps(body).encode()
    kind = {} if body is None else {"Content-Type": "application/json"}
    connection.request(method, path, sent, kind | {name.replace("_", "-"): text for name, text in headers.items()})
    response = connection.getresponse()
    content = response.read()
    connection.close()
    return response, content


def test_a_case_is_decided_found_and_replayed(served: Served, case: Json) -> None:
    made, answer = ask(served, "POST", "/v1/decisions", case)
    location = made.headers["Location"]
    found, again = ask(served, "GET", location)
    replayed, same = ask(served, "POST", f"{location}/replay")

    assert (made.status, found.status, replayed.status) == (201, 200, 200)
    assert json.loads(answer)["children"][0]["highest"]["step"] == "strategy_discussion"
    assert again == answer
    assert json.loads(same)["same"] is True


def test_many_at_once_all_get_the_same_answer(served: Served, case: Json) -> None:
    def preview(_: int) -> bytes:
        return ask(served, "POST", "/v1/decisions/preview", case)[1]

    with ThreadPoolExecutor(8) as senders:
        answers = set(senders.map(preview, range(40)))

    assert len(answers) == 1


def test_two_rulesets_at_once_do_not_mix(served: Served, case: Json) -> None:
    def family(name: str) -> str:
        answer = json.loads(ask(served, "POST", "/v1/decisions/preview", {**case, "ruleset": name})[1])
        assert answer["engines"]["agree"] is True
        return str(answer["ruleset"]["family"])

    names = ["front-door", "lcpc"] * 10
    with ThreadPoolExecutor(8) as senders:
        assert list(senders.map(family, names)) == names


def test_a_ruleset_is_its_file_byte_for_byte(served: Served) -> None:
    response, text = ask(served, "GET", "/v1/rulesets/lcpc/2004-04-01", Accept="application/yaml")

    with open("rulesets/lcpc/2004-04-01.yaml", "rb") as file:  # noqa: PTH123
        assert text == file.read()
    assert response.headers["Content-Type"] == "application/yaml"


def test_a_body_that_is_declared_too_long_is_refused_before_it_is_sent(served: Served) -> None:
    where = urlsplit(served.address)
    with socket.create_connection((str(where.hostname), where.port), timeout=30) as connection:
        connection.sendall(
            b"POST /v1/decisions HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
            b"Content-Length: 999999999999\r\n\r\n"
        )
        answer = connection.recv(65536)

    assert answer.startswith(b"HTTP/1.1 413 ")


def test_a_sender_who_leaves_half_way_harms_nobody(served: Served, case: Json) -> None:
    where = urlsplit(served.address)
    with socket.create_connection((str(where.hostname), where.port), timeout=30) as connection:
        connection.sendall(
            b"POST /v1/decisions HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
            b'Content-Length: 1000\r\n\r\n{"ruleset":'
        )

    assert ask(served, "POST", "/v1/decisions/preview", case)[0].status == 200


def test_headers_are_safe_and_name_no_software(served: Served) -> None:
    for path in ("/docs", "/v1/steps", "/nothing-here"):
        response, _ = ask(served, "GET", path)
        assert response.headers["X-Content-Type-Options"] == "nosniff"
        assert response.headers["Referrer-Policy"] == "no-referrer"
        assert response.headers["Cache-Control"] == "no-store"
        assert "default-src 'none'" in response.headers["Content-Security-Policy"]
        assert "Server" not in response.headers


def test_an_id_of_the_senders_own_is_used_only_when_it_cannot_be_a_reference(served: Served) -> None:
    own = "0b8f6c1e-8f0e-4f6e-9d53-3f2b7e0c9a11"

    assert ask(served, "GET", "/healthz", X_Request_ID=own)[0].headers["X-Request-ID"] == own
    given = ask(served, "GET", "/healthz", X_Request_ID="LCS-4711")[0].headers["X-Request-ID"]
    assert str(UUID(given)) == given


def test_no_fact_or_reference_is_ever_logged_or_counted(served: Served, case: Json) -> None:
    case["reference"] = "SECRET-REFERENCE"
    case["children"][0]["ref"] = "SECRET-CHILD"
    case["household"]["referrals"][0]["incident"] = "SECRET-INCIDENT"
    ask(served, "POST", "/v1/decisions", case)
    ask(served, "GET", "/v1/decisions?reference=SECRET-REFERENCE", X_Request_ID="SECRET-ID")
    ask(served, "GET", "/v1/decisions?SECRET-NAME=SECRET-VALUE")
    ask(served, "GET", "/SECRET-ADDRESS")
    case["children"][0]["child"]["SECRET-FACT"] = "SECRET-VALUE"
    last, _ = ask(served, "POST", "/v1/decisions", case)
    served.line_about(last.headers["X-Request-ID"])

    _, metrics = ask(served, "GET", "/metrics")

    assert "SECRET" not in served.log.read_text("utf-8").upper()
    assert b"SECRET" not in metrics.upper()
    assert not re.search("threshold_[0-9a-f]{8}_", served.log.read_text("utf-8"))  # the key of demo mode
    routes = {line["route"] for line in served.lines() if line["event"] == "request"}
    assert {"/v1/decisions", "none"} <= routes


def test_each_request_is_one_line_of_json(served: Served, case: Json) -> None:
    response, _ = ask(served, "POST", "/v1/decisions", case)

    line = served.line_about(response.headers["X-Request-ID"])

    assert (line["event"], line["method"], line["route"]) == ("request", "POST", "/v1/decisions")
    assert line["status"] == 201
    assert line["ms"] > 0


def test_the_numbers_of_several_processes_are_given_together_and_outlive_each(tmp_path: Path, case: Json) -> None:
    settings = {"THRESHOLD_WORKERS": "2", "THRESHOLD_DATABASE": str(tmp_path / "records.db")}
    with serving(tmp_path / "log", **settings) as served:
        for _ in range(3):
            ask(served, "POST", "/v1/decisions", case)
        first = served.processes()
        for each in first:
            os.kill(each, signal.SIGKILL)
        last = time.monotonic() + 60
        while set(served.processes()) & set(first) or len(served.processes()) < len(first):
            assert time.monotonic() < last, "no process was started in the place of those killed"
            time.sleep(0.05)
        ask(served, "POST", "/v1/decisions", case)
        metrics = ask(served, "GET", "/metrics")[1].decode()

    assert len(first) == 2
    assert 'threshold_decisions_total{family="front-door",version="2026-03-18"} 4.0' in metrics.splitlines()
