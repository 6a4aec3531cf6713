"""Callers of an HTTP service, any number of them, from one thread: as fast as it answers, or at a steady pace."""

from __future__ import annotations

import selectors
import socket
import time
from collections import deque
from collections.abc import Iterator, Sequence
from itertools import cycle
from statistics import median, quantiles

LARGEST = 1 << 20
FEWEST = 10  # answers in a turn; with less, nothing could be said of the middle and the slowest


def request(path: str, body: bytes) -> bytes:
    """Return one request as it goes over the wire."""
    kind = "Content-Type: application/json"
    head = (f"POST {path} HTTP/1.1", "Host: 127.0.0.1", kind, f"Content-Length: {len(body)}", "", "")
    return "\r\n".join(head).encode() + body


class Caller:
    """One connection, on which one request at a time is sent."""

    def __init__(self, port: int) -> None:
        self.socket = socket.create_connection(("127.0.0.1", port))
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.since = 0.0
        self._heard = bytearray()
        self._length = 0

    def send(self, message: bytes, since: float) -> None:
        """Send a request, whose time counts from `since`."""
        self.since = since
        self._heard.clear()
        self._length = 0
        self.socket.sendall(message)

    def hear(self) -> bool:
        """Take in what has come; return whether the answer is whole. Raises RuntimeError when it is a refusal."""
        more = self.socket.recv(LARGEST)
        if not more:
            raise RuntimeError("the service hung up")
        self._heard += more
        if not self._length:
            end = self._heard.find(b"\r\n\r\n")
            if end < 0:
                return False
            head = bytes(self._heard[:end]).lower()
            if not head.startswith((b"http/1.1 200", b"http/1.1 201")):
                raise RuntimeError(head.decode())
            self._length = end + 4 + int(head.partition(b"content-length:")[2].split(b"\r\n")[0])
        return len(self._heard) >= self._length

    @property
    def body(self) -> bytes:
        """The answer's body."""
        return bytes(self._heard[self._heard.find(b"\r\n\r\n") + 4 :])


class Callers:
    """So many callers of one service."""

    def __init__(self, port: int, count: int) -> None:
        self._callers = [Caller(port) for _ in range(count)]
        self._selector = selectors.DefaultSelector()
        for caller in self._callers:
            self._selector.register(caller.socket, selectors.EVENT_READ, caller)

    def close(self) -> None:
        """Hang up."""
        self._selector.close()
        for caller in self._callers:
            caller.socket.close()

    def hurry(self, messages: Sequence[bytes], seconds: float) -> dict[str, float]:
        """Return the rate when every caller asks again as soon as it is answered; however slow, a few answers of it."""
        turn = cycle(messages)
        started = time.perf_counter()
        for caller in self._callers:
            caller.send(next(turn), time.perf_counter())
        took: list[float] = []
        while (now := time.perf_counter()) < started + seconds or len(took) < FEWEST:
            for caller in self._answered(None):
                now = time.perf_counter()
                took.append(now - caller.since)
                caller.send(next(turn), now)
        self._finish()
        return {"rate": len(took) / (now - started), **_told(took)}

    def pace(self, messages: Sequence[bytes], rate: float, seconds: float) -> dict[str, float]:
        """Return how long answers take at a steady rate, counted from when each ought to have been asked for."""
        turn, idle = cycle(messages), deque(self._callers)
        started = time.perf_counter()
        due = [started + place / rate for place in range(int(rate * seconds))]
        took: list[float] = []
        asked = 0
        while len(took) < len(due):
            now = time.perf_counter()
            while asked < len(due) and due[asked] <= now and idle:
                idle.popleft().send(next(turn), due[asked])
                asked += 1
            wait = due[asked] - time.perf_counter() if asked < len(due) and idle else None
            for caller in self._answered(wait):
                took.append(time.perf_counter() - caller.since)
                idle.append(caller)
        return {"rate": rate, **_told(took)}

    def _answered(self, wait: float | None) -> Iterator[Caller]:
        for key, _ in self._selector.select(None if wait is None else max(wait, 0)):
            caller: Caller = key.data
            if caller.hear():
                yield caller

    def _finish(self) -> None:
        """Hear every answer that is still to come."""
        left = set(self._callers)
        while left:
            left -= set(self._answered(None))


def _told(took: Sequence[float]) -> dict[str, float]:
    return {"p50": median(took) * 1e3, "p99": quantiles(took, n=100)[98] * 1e3}
