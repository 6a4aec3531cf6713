"""The inference engine in a process of its own: programs and whole numbers in, names out, until the parent goes away.

Started by `child.py`, and spoken to over its standard input and output. Anything that takes far too long ends this
process, whatever the engine is doing, so that none is left behind when the parent is gone too.
"""

from __future__ import annotations

import json
import os
import signal
import struct
import sys
from collections.abc import Callable

from service.decision.engine import Engine, Program
from service.decision.errors import CouldNotDecide

# What goes to the child: how long the rest is, what is asked, and of which program. What comes back: length and kind.
ASK, ANSWER = struct.Struct(">IBI"), struct.Struct(">IB")
LOAD, DECIDE, FORGET = 1, 2, 3
DONE, COULD_NOT = 1, 2


def main() -> None:
    """Answer until there is no one left to ask. The one argument is how many seconds anything may take."""
    asked, answered = os.dup(0), os.dup(1)
    os.dup2(2, 1)  # whatever the engine might print must not be taken for an answer
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    limit, engines = int(sys.argv[1]), _Engines()
    _write(answered, ANSWER.pack(0, DONE))
    while (head := _read(asked, ASK.size)) is not None:
        length, what, number = ASK.unpack(head)
        body = _read(asked, length)
        if body is None:
            return
        signal.alarm(limit)
        kind, answer = engines.answer(what, number, body)
        signal.alarm(0)
        _write(answered, ANSWER.pack(len(answer), kind) + answer)


class _Engines:
    """Every program loaded, by its number."""

    def __init__(self) -> None:
        self._held: dict[int, Engine] = {}
        self._ways: dict[int, Callable[[int, bytes], bytes]] = {
            LOAD: self._load,
            DECIDE: self._decide,
            FORGET: self._forget,
        }

    def answer(self, what: int, number: int, body: bytes) -> tuple[int, bytes]:
        """Return the answer, or the sentence that says why there is none."""
        try:
            return DONE, self._ways[what](number, body)
        except CouldNotDecide as error:
            return COULD_NOT, str(error).encode()

    def _load(self, number: int, body: bytes) -> bytes:
        self._held[number] = Engine(Program.from_plain(json.loads(body)))
        return b""

    def _decide(self, number: int, body: bytes) -> bytes:
        return "\n".join(self._held[number].run(body.decode().splitlines())).encode()

    def _forget(self, number: int, _: bytes) -> bytes:
        self._held.pop(number).close()
        return b""


def _read(source: int, length: int) -> bytes | None:
    """Return exactly so many bytes, or None when the parent has gone."""
    found = b""
    while len(found) < length:
        more = os.read(source, length - len(found))
        if not more:
            return None
        found += more
    return found


def _write(target: int, message: bytes) -> None:
    while message:
        message = message[os.write(target, message) :]


if __name__ == "__main__":
    main()
