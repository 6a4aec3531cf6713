"""Tells another system that something was found, by a signed request that holds no fact: only ids and a reference.

The signature is an HMAC-SHA256, with the secret both sides share, over the time of sending, a full stop and the body.
"""

from __future__ import annotations

import hashlib
import hmac
import http.client
import ssl
from dataclasses import dataclass, field
from datetime import datetime
from http import HTTPStatus
from urllib.parse import urlsplit

import orjson

from service.records.watch import Finding
from service.settings import Settings
from service.telemetry import log

SECONDS = 10.0
SIGNATURE, TIME, ID = "Threshold-Signature", "Threshold-Timestamp", "Threshold-Notice"


@dataclass(frozen=True, slots=True)
class Webhook:
    """Where notices go, and the secret they are signed with."""

    address: str
    secret: bytes = field(repr=False)

    @classmethod
    def of(cls, settings: Settings) -> Webhook | None:
        """Return what the settings name; None when they name none."""
        if not settings.webhook_address:
            return None
        return cls(settings.webhook_address, settings.webhook_secret.get_secret_value().encode())

    def post(self, finding: Finding, now: datetime) -> bool:
        """Send a notice once, following nowhere else, and return whether it was received: any answer of 2xx."""
        body = notice(finding)
        at = urlsplit(self.address)
        try:
            connection = self._connection(at.scheme, at.hostname or "", at.port)
            try:
                path = f"{at.path or '/'}{f'?{at.query}' if at.query else ''}"
                connection.request("POST", path, body, self.headers(finding.id, body, now))
                status = connection.getresponse().status
            finally:
                connection.close()
        except (OSError, http.client.HTTPException) as error:
            log.warning("notice-not-received", finding=finding.id, why=type(error).__name__)
            return False
        received = HTTPStatus.OK <= status < HTTPStatus.MULTIPLE_CHOICES
        if not received:
            log.warning("notice-not-received", finding=finding.id, why=status)
        return received

    def headers(self, id_: str, body: bytes, now: datetime) -> dict[str, str]:
        """Return what goes with a notice."""
        seconds = str(int(now.timestamp()))
        return {
            "Content-Type": "application/json",
            "User-Agent": "Threshold",
            ID: id_,
            TIME: seconds,
            SIGNATURE: f"v1={signature(self.secret, seconds, body)}",
        }

    @staticmethod
    def _connection(scheme: str, host: str, port: int | None) -> http.client.HTTPConnection:
        if scheme == "https":
            context = ssl.create_default_context()
            return http.client.HTTPSConnection(host, port, timeout=SECONDS, context=context)
        return http.client.HTTPConnection(host, port, timeout=SECONDS)


def notice(finding: Finding) -> bytes:
    """Return the body of a notice. The same finding always has the same."""
    return orjson.dumps(
        {
            "id": finding.id,
            "type": "watch.finding",
            "found_at": finding.found_at,
            "finding": f"/v1/watch/{finding.id}",
            "decision": f"/v1/decisions/{finding.found.decision}",
            "household": finding.found.household and f"/v1/register/{finding.found.household}",
        }
    )


def signature(secret: bytes, seconds: str, body: bytes) -> str:
    """Return the signature of a notice.

    >>> signature(b"secret", "1763900000", b"{}")[:16]
    '94f79e5eac6928ea'
    """
    return hmac.new(secret, seconds.encode() + b"." + body, hashlib.sha256).hexdigest()
