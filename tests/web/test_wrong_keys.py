"""Keys that are not good, by the address they come from, asked of a real service over HTTP."""

from __future__ import annotations

import json
from collections.abc import Iterator
from http.client import HTTPConnection
from itertools import count
from pathlib import Path
from typing import Any
from urllib.parse import urlencode, urlsplit

import pytest

from service.commands.choosing import chosen
from service.commands.terminal import Mistaken
from service.records.keys import Keys
from service.records.ledger import Ledger
from service.records.roles import Role
from tests.web.conftest import Served, serving

GUESSES = (f"threshold_ffffffff_{number:043}" for number in count())
LIMIT = 4
MINUTE = 60


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("records") / "records.db"


@pytest.fixture(scope="module")
def guarded(database: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A service that believes a proxy at 127.0.0.9, and nobody else."""
    settings = {
        "THRESHOLD_DATABASE": str(database),
        "THRESHOLD_DEMO": "no",
        "THRESHOLD_WRONG_KEY_LIMIT": str(LIMIT),
        "THRESHOLD_TRUSTED_PROXIES": "10.0.0.0/8, 127.0.0.9",
    }
    with serving(tmp_path_factory.mktemp("log") / "log", **settings) as served:
        yield served


@pytest.fixture
def new_key(database: Path) -> Iterator[Any]:
    ledger = Ledger.open(str(database))
    yield lambda: Keys(ledger).make("Screen", [Role.TRIAGE], "tests")[1]
    ledger.close()


class Asking:
    """Asks from one address of this machine; behind a proxy, on behalf of another."""

    def __init__(self, served: Served, source: str, behalf: str = "") -> None:
        self.where, self.source, self.behalf = urlsplit(served.address), source, behalf

    def __call__(self, key: str, *, form: bool = False) -> tuple[int, dict[str, str], bytes]:
        at, port = str(self.where.hostname), self.where.port
        connection = HTTPConnection(at, port, timeout=60, source_address=(self.source, 0))
        headers = {"X-Forwarded-For": self.behalf} if self.behalf else {}
        if form:
            headers |= {"Content-Type": "application/x-www-form-urlencoded", "Accept": "text/html"}
            connection.request("POST", "/sign-in", urlencode({"key": key}), headers)
        else:
            connection.request("GET", "/v1/steps", headers={**headers, "Authorization": f"Bearer {key}"})
        response = connection.getresponse()
        answer = response.status, dict(response.headers), response.read()
        connection.close()
        return answer

    def until_refused(self, key: str = "", *, form: bool = False) -> tuple[list[int], dict[str, str], bytes]:
        """Show a key, or one guess after another, until it is no longer looked at.

        Return the statuses before that, and that answer.
        """
        statuses: list[int] = []
        while len(statuses) < 3 * LIMIT:
            status, headers, body = self(key or next(GUESSES), form=form)
            if status == 429:
                return statuses, headers, body
            statuses.append(status)
        pytest.fail(f"never refused: {statuses}")


def test_an_address_that_shows_many_is_no_longer_looked_at(guarded: Served, new_key: Any) -> None:
    here, elsewhere = Asking(guarded, "127.0.0.2"), Asking(guarded, "127.0.0.3")
    known, unknown = new_key(), new_key()
    assert here(known)[0] == 200

    statuses, headers, body = here.until_refused()

    assert statuses == [401] * LIMIT
    problem = json.loads(body)
    assert (problem["code"], problem["status"]) == ("too-many-wrong-keys", 429)
    assert 1 <= int(headers["retry-after"]) <= MINUTE
    assert problem["detail"] == (
        f"{LIMIT} keys that are not good came from this address within a minute. "
        f"Go on in {headers['retry-after']} seconds"
    )
    assert here(unknown)[0] == 429
    assert here("eyJhbGciOiJSUzI1NiJ9.e30.c2ln")[0] == 429, "a bearer pass"
    assert here(unknown, form=True)[0] == 429, "the sign-in page"
    assert here(known)[0] == 200, "a screen in use there goes on"
    assert elsewhere(unknown)[0] == 200
    assert elsewhere(next(GUESSES))[0] == 401


def test_the_same_key_over_and_over_stops_itself_and_nobody_else_there(guarded: Served, new_key: Any) -> None:
    here, old = Asking(guarded, "127.0.0.7"), next(GUESSES)

    statuses, headers, body = here.until_refused(old)

    assert statuses == [401] * LIMIT
    assert json.loads(body)["detail"] == (
        f"This was shown {LIMIT} times within a minute, and is not good. Go on in {headers['retry-after']} seconds"
    )
    assert here(new_key())[0] == 200
    assert here(next(GUESSES))[0] == 401


def test_the_sign_in_page_counts_too(guarded: Served) -> None:
    here = Asking(guarded, "127.0.0.4")
    statuses, _, page = here.until_refused(form=True)
    assert statuses == [401] * LIMIT
    assert "Too many keys that are not good came from this address" in page.decode()


def test_only_a_proxy_that_is_trusted_is_believed_on_where_a_request_comes_from(guarded: Served) -> None:
    first, second = (Asking(guarded, "127.0.0.9", each) for each in ("203.0.113.7", "203.0.113.8"))
    assert first.until_refused()[0] == [401] * LIMIT
    assert second(next(GUESSES))[0] == 401
    sixth, neighbour = (Asking(guarded, "127.0.0.9", each) for each in ("2001:db8::1", "2001:db8::ffff:2"))
    sixth.until_refused()
    assert neighbour(next(GUESSES))[0] == 429, "one network of IPv6 is one address"

    claims = [Asking(guarded, "127.0.0.5", f"198.51.100.{number}")(next(GUESSES))[0] for number in range(LIMIT + 1)]
    assert claims == [401] * LIMIT + [429], "what anybody else says of it is not believed"


def test_a_revoked_key_is_no_longer_known(guarded: Served, database: Path, new_key: Any) -> None:
    here, key = Asking(guarded, "127.0.0.6"), new_key()
    assert here(key)[0] == 200
    ledger = Ledger.open(str(database))
    Keys(ledger).revoke(key.split("_")[1], "tests")
    ledger.close()
    while here(key)[0] == 200:  # within seconds, in a service that knew it
        pass
    assert here.until_refused(key)[0] == [401] * (LIMIT - 1), "the first 401 was counted"


def test_a_proxy_is_named_by_its_address() -> None:
    with pytest.raises(Mistaken, match=r"`proxy\.example` in THRESHOLD_TRUSTED_PROXIES is no address"):
        chosen(trusted_proxies="10.0.0.1, proxy.example")
