"""One kind of refusal."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of refusal. `help` is Markdown."""

    status: int
    title: str
    help: str
