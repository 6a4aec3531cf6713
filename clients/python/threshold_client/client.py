"""Asks the service over HTTP. Every operation is a method; the types are those of the service's own description.

Follows no redirect, because the key would go along; waits no longer than it was told to; sends nothing twice by itself.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import TracebackType
from typing import Any, Self

import httpx2

from threshold_client.operations import Operations, Sent
from threshold_client.refusals import Refused, Unanswered

PROBLEM = "application/problem+json"


class Threshold(Operations):
    """The service at an address, asked with a key. One may be shared between threads.

    A case is sent as it stands: a fact that is left out or None is not known, False is no. Operations raise Refused
    when the service says why not, and Unanswered when nothing that can be relied on came back.
    """

    def __init__(
        self,
        address: str,
        key: str | None = None,
        *,
        timeout: float = 30,
        transport: httpx2.BaseTransport | None = None,
    ) -> None:
        """Ask the service at `address`, such as `https://threshold.example`, waiting at most `timeout` seconds at once.

        `transport` is how requests travel, for a proxy or a certificate of one's own.
        """
        self._timeout = timeout
        self._http = httpx2.Client(
            base_url=address,
            headers={"Authorization": f"Bearer {key}"} if key else {},
            timeout=timeout,
            follow_redirects=False,
            transport=transport,
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        """Give back the connections. Nothing can be asked afterwards."""
        self._http.close()

    def _json(self, method: str, path: str, sent: Sent) -> Any:  # noqa: ANN401 - the operation says which shape it is
        response = self._answered(method, path, sent)
        try:
            return response.json()
        except ValueError:
            raise Unanswered("What came back is not the JSON this operation answers with") from None

    def _text(self, method: str, path: str, sent: Sent) -> str:
        return self._answered(method, path, sent).text

    def _bytes(self, method: str, path: str, sent: Sent) -> bytes:
        return self._answered(method, path, sent).content

    def _nothing(self, method: str, path: str, sent: Sent) -> None:
        self._answered(method, path, sent)

    def _answered(self, method: str, path: str, sent: Sent) -> httpx2.Response:
        """Return a response that is an answer of this service, of the kind asked for. Raises Refused or Unanswered."""
        response = self._response(method, path, sent)
        if response.is_redirect:
            raise Unanswered(
                "The address answers with a redirect, which is not followed, because the key would go along. "
                "Give the address it leads to"
            )
        kind = response.headers.get("Content-Type", "").partition(";")[0]
        if kind == PROBLEM:
            raise Refused(response.json(), _seconds(response.headers))
        if not response.is_success or kind != sent.accept:
            raise Unanswered(
                f"Something else than Threshold answered, with status {response.status_code}. "
                "Look at the address, and at what stands between here and there"
            )
        return response

    def _response(self, method: str, path: str, sent: Sent) -> httpx2.Response:
        try:
            return self._http.request(
                method,
                path,
                params={name: value for name, value in sent.query.items() if value is not None},
                headers={"accept": sent.accept or "*/*", **{name: each for name, each in sent.headers.items() if each}},
                json=sent.json,
                content=sent.content,
            )
        except httpx2.TimeoutException as error:
            raise Unanswered(f"No answer came within {self._timeout:g} seconds") from error
        except httpx2.TransportError as error:
            raise Unanswered("The service could not be reached, or the connection to it broke off") from error


def _seconds(headers: Mapping[str, str]) -> float | None:
    said = headers.get("Retry-After", "")
    return float(said) if said.isdecimal() else None
