"""`threshold serve`: the service over HTTP, until it is stopped."""

from __future__ import annotations

import gc
import os
import shlex
import signal
import socket
import sys
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Annotated

import typer
import uvicorn
from starlette.types import ASGIApp
from uvicorn.supervisors import Multiprocess

from service.commands.choosing import chosen
from service.commands.terminal import FINE, Mistaken, complain, say
from service.records.roles import Role
from service.settings import Settings
from service.telemetry import SHARED_NUMBERS, configure_logging

if TYPE_CHECKING:
    from service.records.keys import Keys

EXAMPLE = Path(__file__).parents[2] / "docs" / "examples" / "case.json"
A_DAY = timedelta(days=1)
DEMO = """\
This is demo mode: whoever uses this machine may do everything here without a key, and no other machine is answered
without one. It is for trying Threshold out, not for children's records. To leave it, set THRESHOLD_DEMO=no, and make
a key for each screen with `threshold key create`. A key for today, with every role:
"""
NO_KEY = """\
Nobody can ask anything yet: there is no key in use. To make the first one, on this machine:

    threshold key create --role admin --name "Whose key it is"

A triage screen needs --role triage. `threshold key create --help` says more.
"""
SHORT_EXAMPLE = '{"ruleset": "front-door", "children": [{"ref": "A"}]}'


def serve(
    port: Annotated[
        int | None, typer.Option(help="Port to listen on; 0 takes any free one", show_default="8000")
    ] = None,
    host: Annotated[str | None, typer.Option(help="Address to listen on", show_default="127.0.0.1")] = None,
) -> int:
    """Serve decisions over HTTP. Other choices are made by THRESHOLD_ settings in the environment."""
    settings = chosen(port=port, host=host)
    config = uvicorn.Config(
        "service.commands.serve:app_of_a_worker",
        factory=True,
        host=settings.host,
        port=settings.port,
        workers=settings.workers,
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=bool(settings.trusted_proxies),  # else whoever asks could say they are somewhere else
        forwarded_allow_ips=settings.trusted_proxies,
        timeout_graceful_shutdown=10,
        timeout_worker_healthcheck=60,  # a process on a busy machine takes its time to start, and is not to be killed
    )
    os.environ["THRESHOLD_HOST"] = settings.host  # whoever answers has to know whether others can reach it
    sock = _bound(config)
    try:
        _make_records_ready(settings)
    except Mistaken:
        sock.close()
        raise
    # When asked to stop, uvicorn finishes what it is answering and then asks again: that is a good end, not a crash.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(FINE))
    if settings.workers == 1:
        with suppress(KeyboardInterrupt):
            _Server(config).run(sockets=[sock])
    else:
        _announce(sock)
        with TemporaryDirectory(prefix="threshold-numbers-") as numbers:
            os.environ[SHARED_NUMBERS] = numbers
            Multiprocess(config, sockets=[sock]).run()
    return FINE


def app_of_a_worker() -> ASGIApp:
    """Return the service for one process that answers requests."""
    gc.disable()  # rubbish is not looked for while all that lasts is being made
    try:
        from service.web.app import create_app  # noqa: PLC0415 - slow to read in, and no other command needs it

        settings = chosen()
        configure_logging(settings.log_format)
        return create_app(settings)
    finally:
        gc.freeze()  # nor in it afterwards, again and again while requests are answered
        gc.enable()


class _Server(uvicorn.Server):
    """Says where it is listening once it is."""

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if self.started and sockets:
            _announce(sockets[0])


def _make_records_ready(settings: Settings) -> None:
    """Make the database of records, or bring it up to date, and say who will be answered. Raises Mistaken."""
    from service.records.errors import RecordsRefusal  # noqa: PLC0415 - slow to read in
    from service.records.keys import Keys  # noqa: PLC0415 - the same
    from service.records.ledger import Ledger  # noqa: PLC0415 - the same

    try:
        ledger = Ledger.open(settings.database)
        try:
            _say_who_is_answered(settings, Keys(ledger))
        finally:
            ledger.close()
    except RecordsRefusal as refusal:
        raise Mistaken(refusal.message, f"{refusal.help}. The setting is THRESHOLD_DATABASE") from None


def _say_who_is_answered(settings: Settings, keys: Keys) -> None:
    """Say what demo mode is, with a key for it; or, outside it, how to make the first key."""
    if settings.in_demo:
        _, text = keys.make("Demo key", Role, "threshold serve", datetime.now(UTC) + A_DAY)
        complain(DEMO)
        say(f"  {text}")  # not with the log
        sys.stdout.flush()
    elif not keys.any_in_use():
        complain(NO_KEY)


def _bound(config: uvicorn.Config) -> socket.socket:
    family = socket.AF_INET6 if ":" in config.host else socket.AF_INET
    # Said to be TCP, or asyncio lets the second part of an answer wait until the caller confirms the first: 40 ms.
    sock = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        sock.bind((config.host, config.port))
        sock.listen(
            config.backlog
        )  # from here on a caller waits for the service to start rather than being turned away
    except OSError as error:
        sock.close()
        raise Mistaken(
            f"Nothing can listen on {config.host} port {config.port}: {error.strerror}",
            "Stop what is listening there, or choose another: threshold serve --port 8080",
        ) from None
    return sock


def _announce(sock: socket.socket) -> None:
    host, port = sock.getsockname()[:2]
    here = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104 - every address here; one will do
    address = f"http://{f'[{here}]' if ':' in here else here}:{port}"
    case = f"@{shlex.quote(str(EXAMPLE))}" if EXAMPLE.exists() else f"'{SHORT_EXAMPLE}'"
    complain(
        f"\nThreshold is listening on {address}\n"
        f"  What it can do:   {address}/docs\n"
        "  A first decision, to paste into another terminal:\n\n"
        f"    curl {address}/v1/decisions -H 'Content-Type: application/json' -d {case}\n\n"
        "Ctrl-C stops it."
    )
