"""Where every request comes in and every answer goes out: an id, safe headers, one line of log, and the last catch.

Outermost of all, so that nothing inside can end without an answer, and no words of an exception, which may hold a
fact about a child, ever reach the log or the sender.
"""

from __future__ import annotations

import re
from contextlib import suppress
from time import perf_counter
from uuid import uuid4

import structlog
from starlette.datastructures import Headers
from starlette.requests import ClientDisconnect, Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from service.telemetry import Metrics, log, places
from service.web.problems import Refusal
from service.web.screens.failures import answer_to

METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
NOT_FOUND = "none"
# Only a UUID is taken from the sender: any other text might be the reference of a case, and would be logged.
OWN_ID = re.compile(r"[0-9a-f]{8}-?([0-9a-f]{4}-?){3}[0-9a-f]{12}", re.IGNORECASE)
SAFE_HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    ),
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}
# Said only where the public address is https: the browser then never asks this host without encryption, for a year.
ENCRYPTED_ONLY = {"Strict-Transport-Security": "max-age=31536000"}


class Frontier:
    """Wraps the whole service."""

    def __init__(self, app: ASGIApp, metrics: Metrics, *, encrypted: bool = False) -> None:
        self.app = app
        self.metrics = metrics
        said = {**SAFE_HEADERS, **(ENCRYPTED_ONLY if encrypted else {})}
        self.headers = [(name.lower().encode(), value.encode()) for name, value in said.items()]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] == "http":
            await _Passage(self, scope).through(receive, send)
        else:
            await self.app(scope, receive, send)


class _Passage:
    """One request on its way through."""

    def __init__(self, frontier: Frontier, scope: Scope) -> None:
        sent = Headers(scope=scope).get("x-request-id", "")
        self.frontier = frontier
        self.scope = scope
        self.id = sent.lower() if OWN_ID.fullmatch(sent) else str(uuid4())
        self.status = 0
        scope.setdefault("state", {})["id"] = self.id

    async def through(self, receive: Receive, send: Send) -> None:
        started = perf_counter()
        with structlog.contextvars.bound_contextvars(request_id=self.id):
            try:
                await self._inside(receive, send)
            finally:
                self._note(perf_counter() - started)

    async def _inside(self, receive: Receive, send: Send) -> None:
        async def send_safely(message: Message) -> None:
            if message["type"] == "http.response.start":
                self.status = message["status"]
                sent = message.get("headers", ())
                there = {name for name, _ in sent}
                safe = (pair for pair in self.frontier.headers if pair[0] not in there)
                message["headers"] = [*sent, (b"x-request-id", self.id.encode()), *safe]
            await send(message)

        try:
            await self.frontier.app(self.scope, receive, send_safely)
        except ClientDisconnect:
            log.info("sender-left")
        except Exception as error:  # noqa: BLE001 - the last catch: the sender is owed an answer whatever happened
            log.error("our-fault", kind=type(error).__name__, at=places(error))
            if not self.status:
                with suppress(OSError):
                    await answer_to(Request(self.scope), Refusal("our-fault"))(self.scope, receive, send_safely)

    def _note(self, seconds: float) -> None:
        method = self.scope["method"] if self.scope["method"] in METHODS else "other"
        route = getattr(self.scope.get("route"), "path", NOT_FOUND)
        self.frontier.metrics.answered(method, route, self.status, seconds)
        refused = self.scope["state"].get("refused")
        if refused:
            self.frontier.metrics.refused(refused)
        log.info(
            "request", method=method, route=route, status=self.status, refused=refused, ms=round(seconds * 1000, 1)
        )
