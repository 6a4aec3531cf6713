"""The durable-rules engine, embedded narrowly: rules and whole numbers in, the names of what fired out.

durable-rules 2.0.28 is exact and fast inside a small set of rules and dangerous outside it. Everything here keeps
inside: its C module alone, with no host and no threads of its own; one lock; one fact at a time in one state, always
put away again; names made by `plan.py` and whole numbers, never text from a case. Every pass must also fire a rule
that always holds, so silence is never taken for an answer. Imports nothing of rulesets or cases, so that a child
process can run it alone.
"""

from __future__ import annotations

import ctypes
import re
import sys
import threading
import weakref
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass
from itertools import count
from typing import Any

import durable_rules_engine as durable

from service.decision.errors import CouldNotDecide

# Every fact is the only one of the only case in the engine; `on` is what guards each rule against its own messages.
STATE = "c"
GUARD = "on"
HEAD = f'{{"sid":"{STATE}","id":"f","{GUARD}":1'
ALWAYS = "done"
NAME_LENGTH = len(ALWAYS)

# Names with a meaning of their own inside the engine; no field may share a hash with one.
TAKEN = (
    *("sid", "id", "m", "all", "any", "pri", "count", "cap", "dist", "name", "$s", "$i", "$m", "$l", "$r"),
    *("$lt", "$lte", "$gt", "$gte", "$eq", "$neq", "$mt", "$imt", "$iall", "$iany", "$ex", "$nex", "$or", "$and"),
    *("$add", "$sub", "$mul", "$div", "$forward", "$time", "$timerName", "$baseTime", "$pulse", GUARD),
)

# Ends with the code the engine gives; nothing else it says is repeated.
CODE = re.compile(r"error code: (\d+)$")

_LOCK = threading.RLock()  # one decision at a time in this process; may be taken again by a finaliser within one
_NUMBERS = count(1)


@dataclass(frozen=True, slots=True)
class Shard:
    """Rules small enough to be one ruleset of the engine. `reads` are the names fired or counted before that it uses.

    A rule fires under the four letters that name what it establishes, with any others after them.
    """

    rules: str
    reads: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Tally:
    """How many of several names have fired, as a number later passes may compare."""

    name: str
    parts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Pass:
    """Shards fed side by side, then what is counted of everything fired so far."""

    shards: tuple[Shard, ...]
    tallies: tuple[Tally, ...]


@dataclass(frozen=True, slots=True)
class Program:
    """All that the engine is given of a ruleset. No two `opposites` can rightly both fire."""

    ruleset: str
    passes: tuple[Pass, ...]
    opposites: tuple[tuple[str, str], ...]

    def plain(self) -> dict[str, Any]:
        """Return the program as plain lists and texts, to be sent to another process."""
        return asdict(self)

    @classmethod
    def from_plain(cls, plain: dict[str, Any]) -> Program:
        """Return the program that `plain` was made of."""
        passes = tuple(
            Pass(
                tuple(Shard(shard["rules"], tuple(shard["reads"])) for shard in each["shards"]),
                tuple(Tally(tally["name"], tuple(tally["parts"])) for tally in each["tallies"]),
            )
            for each in plain["passes"]
        )
        return cls(plain["ruleset"], passes, tuple((so, not_so) for so, not_so in plain["opposites"]))


class Engine:
    """One program, held by the engine until `close`. Safe to share between threads; decisions go one at a time."""

    def __init__(self, program: Program) -> None:
        self.program = program
        self._handles: list[int] = []
        self._put_away = weakref.finalize(self, _free, self._handles)
        try:
            self._load(shard.rules for each in program.passes for shard in each.shards)
        except (durable.error, MemoryError) as error:
            raise _said_aloud(program.ruleset, error) from error

    def _load(self, rulesets: Iterable[str]) -> None:
        with _LOCK:
            for rules in rulesets:
                self._handles.append(durable.create_ruleset(f"threshold{next(_NUMBERS)}", rules))
                _warm(self._handles[-1])

    def run(self, bodies: Sequence[str]) -> set[str]:
        """Return the names that fired, given what is known for each shard in turn: HEAD and fields, not yet closed.

        Raises CouldNotDecide when the engine gives anything but a whole and sound answer.
        """
        fired: set[str] = set()
        with _LOCK:
            if not self._put_away.alive:
                raise CouldNotDecide(f"The ruleset `{self.program.ruleset}` has been put away, so nothing was decided")
            try:
                self._run(bodies, fired)
            except (durable.error, MemoryError) as error:
                raise _said_aloud(self.program.ruleset, error) from error
        for so, not_so in self.program.opposites:
            if so in fired and not_so in fired:
                raise CouldNotDecide("The inference engine contradicted itself, so nothing was decided")
        return fired

    def _run(self, bodies: Sequence[str], fired: set[str]) -> None:
        known: dict[str, str] = {}
        feed = zip(self._handles, bodies, strict=True)
        for each in self.program.passes:
            fresh: set[str] = set()
            for shard, (handle, body) in zip(each.shards, feed, strict=False):
                found = "".join([known[name] for name in shard.reads if name in known])
                _decide(handle, f"{body}{found}}}", fresh)
            fired |= fresh
            if each is self.program.passes[-1]:
                return
            known.update([(name, f',"{name}":1') for name in fresh])
            for tally in each.tallies:
                known[tally.name] = f',"{tally.name}":{sum(part in fired for part in tally.parts)}'

    def close(self) -> None:
        """Give back the memory; nothing can be decided afterwards."""
        self._put_away()


def _decide(handle: int, fact: str, fired: set[str]) -> None:
    """Feed one fact, take in every name that fires, and put the state away again whatever happens."""
    seen: set[str] = set()
    try:
        _fire(handle, fact, seen)
    finally:
        try:  # noqa: SIM105 - in every decision, and a context manager costs as much as putting away
            durable.delete_state(handle, STATE)
        except durable.error:
            pass  # there is none when the fact was not taken in
    seen.discard(ALWAYS)
    fired |= seen


def _fire(handle: int, fact: str, seen: set[str]) -> None:
    answer, state = durable.assert_fact(handle, fact)
    if answer:
        raise CouldNotDecide(f"The inference engine did not take in what is known (answer {answer})")
    told = durable.start_action_for_state(handle, state)
    message = told[1] if told else None
    while message is not None:
        seen.add(message[2 : 2 + NAME_LENGTH])
        message = durable.complete_and_start_action(handle, state)
    if ALWAYS not in seen:
        raise CouldNotDecide("The inference engine stopped before the end, so nothing was decided")


def _warm(handle: int) -> None:
    """Fire the rule that always holds. The engine can only put away a state in a place where something has fired once.

    So when even this does not fire, the state is left where it is: putting it away would end the process.
    """
    _fire(handle, HEAD + "}", set())
    durable.delete_state(handle, STATE)


def _free(handles: list[int]) -> None:
    with _LOCK:
        while handles:
            durable.delete_ruleset(handles.pop())


def _said_aloud(ruleset: str, error: Exception) -> CouldNotDecide:
    """Return what the engine reported as one plain sentence."""
    code = CODE.search(str(error))
    why = f"code {code[1]}" if code else "out of memory"
    return CouldNotDecide(f"The inference engine could not work through `{ruleset}` ({why}), so nothing was decided")


def _keep_freed_memory() -> None:
    """Ask the C library not to give memory back to the system after every decision, only to take it again.

    Each decision takes and frees about half a megabyte; given back and fetched each time, it costs five decisions.
    """
    trim_threshold, mmap_threshold = -1, -3
    if sys.platform == "linux":
        with suppress(OSError, AttributeError):
            library = ctypes.CDLL(None)
            library.mallopt(trim_threshold, 16 << 20)
            library.mallopt(mmap_threshold, 2 << 20)


_keep_freed_memory()
