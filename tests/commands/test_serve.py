"""How the service listens."""

from __future__ import annotations

import socket

import uvicorn

from service.commands.serve import _bound


def test_an_answer_is_not_held_back_until_its_first_part_is_confirmed() -> None:
    """Asyncio sends the parts of an answer without waiting only on a socket that says it is TCP."""
    bound = _bound(uvicorn.Config("x:y", host="127.0.0.1", port=0))
    try:
        assert bound.proto == socket.IPPROTO_TCP
    finally:
        bound.close()
