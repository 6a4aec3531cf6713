"""A ruleset, turned into passes of small rules that the inference engine can work through exactly.

Definitions chain by strata: a pass fires those whose parts are settled, definitely so and definitely not as two rules
each, and what fired joins what is known for the next pass; rules come last. What would be too much for one rule of the
engine is taken out as a rule of its own that fires in an earlier pass, and what would be too much for one ruleset of
the engine is spread over several. The engine keeps at most 64 matches waiting and 252 fields in a fact;
INVARIANT: no shard can ever have more matches waiting than its `paths`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from service.decision.clauses import Clause, Compare, Either, Every, Leaf, Settled, Slot, Unsettled, leaves
from service.decision.definitely import Definitely
from service.decision.engine import ALWAYS, GUARD, TAKEN, Pass, Program, Shard, Tally
from service.decision.errors import CouldNotDecide
from service.decision.names import Names
from service.decision.pieces import Kind, Piece, comparison, packed
from service.ruleset.model import Ruleset

# What one shard may hold: rules beside the one that always fires, ways to be true at once, comparisons, and fields.
SHARD_RULES, SHARD_PATHS, SHARD_TESTS, SHARD_FIELDS = 19, 48, 320, 200


@dataclass(frozen=True, slots=True)
class Plan:
    """A ruleset made ready. `slots` and `names` say what numbers the engine is given and under what names.

    `uses` lists, shard by shard, the places in `slots` of the numbers it reads. `rules` gives each rule of the
    ruleset by the name it fires under; those names sort in the order of the ruleset file.
    """

    program: Program
    slots: tuple[Slot, ...]
    names: tuple[str, ...]
    uses: tuple[tuple[int, ...], ...]
    rules: dict[str, str]
    words: dict[str, dict[str, int]]


def plan(ruleset: Ruleset) -> Plan:
    """Return the ruleset made ready for the engine. Raises CouldNotDecide when it is more than the engine can take."""
    try:
        return _Planner(ruleset).plan()
    except RecursionError:
        message = f"The conditions of `{_named(ruleset)}` are nested too deeply to be worked through"
        raise CouldNotDecide(message) from None


class _Planner:
    """Works through one ruleset: definitions in the order of their use, then rules."""

    def __init__(self, ruleset: Ruleset) -> None:
        self.ruleset = ruleset
        self.definitely = Definitely()
        self.names = Names(TAKEN)
        self.slots: dict[Slot, str] = {}
        self.settled: dict[Settled, str] = {}
        self.flags: dict[tuple[str, ...], str] = {}
        self.tallies: dict[tuple[str, ...], str] = {}
        self.known_from: dict[str, int] = {}
        self.rules_at: defaultdict[int, list[tuple[str, Piece]]] = defaultdict(list)

    def plan(self) -> Plan:
        """Return the whole plan. Rules come in the last pass, whatever they need."""
        clauses = {rule.name: self.definitely.rule(rule) for rule in self.ruleset.rules.values()}
        for needed, clause in self._needed(clauses.values()):
            self.settled[needed] = self._establish(self._alternatives(clause))
        pieces = {self.names.new("r"): self._alternatives(clause) for clause in clauses.values()}
        last = max((piece.level for each in pieces.values() for piece in each), default=0)
        for target, each in pieces.items():
            self.rules_at[last].extend((f"{target}{place}", piece) for place, piece in enumerate(each))
        shards = [list(_shards(self.rules_at[level])) for level in range(last + 1)]
        passes = tuple(self._pass(level, each) for level, each in enumerate(shards))
        return Plan(
            Program(_named(self.ruleset), passes, self._opposites()),
            tuple(self.slots),
            tuple(self.slots.values()),
            tuple(self._uses(shard) for each in shards for shard in each),
            dict(zip(pieces, clauses, strict=True)),
            dict(self.definitely.words),
        )

    def _needed(self, clauses: Iterable[Clause]) -> list[tuple[Settled, Clause]]:
        """Return each side of a definition that something asks for, after those it asks for itself."""
        wanted = {side for clause in clauses for side in _sides(clause)}
        needed = []
        for definition in list(self.ruleset.definitions.values())[::-1]:
            for side in _both_sides(definition.name):
                if side in wanted:
                    clause = self.definitely.settled(definition.when, met=side.met)
                    needed.append((side, clause))
                    wanted.update(_sides(clause))
        return needed[::-1]

    # --- clauses into pieces --------------------------------------------------------------------------------------

    def _alternatives(self, clause: Clause) -> list[Piece]:
        """Return pieces that each establish the clause on their own, and fit one rule of the engine each."""
        if not isinstance(clause, Either):
            return [self._piece(clause)]
        return packed("$or", [self._piece(part) for part in clause.parts]) if clause.parts else []

    def _piece(self, clause: Clause) -> Piece:
        if not isinstance(clause, Every | Either):
            return self._leaf(clause)
        kind: Kind = "$and" if isinstance(clause, Every) else "$or"
        packs = packed(kind, [self._piece(part) for part in clause.parts])
        while len(packs) > 1:
            packs = packed(kind, [self._flagged(pack) for pack in packs])
        return packs[0]

    def _leaf(self, leaf: Leaf) -> Piece:
        if isinstance(leaf, Compare):
            return comparison(self._slot(leaf.slot), leaf.how, leaf.limit)
        if isinstance(leaf, Settled):
            return self._has_fired(self._side(leaf))
        if isinstance(leaf, Unsettled):
            return self._counted(tuple(self._side(side) for side in _both_sides(leaf.name)), "$eq", 0)
        flags = tuple(self._flag(self._alternatives(part)) for part in leaf.parts)
        return self._counted(flags, "$gte", leaf.needed)

    def _side(self, side: Settled) -> str:
        if side not in self.settled:
            raise CouldNotDecide(f"The definition `{side.name}` is used before it is given")
        return self.settled[side]

    def _slot(self, slot: Slot) -> str:
        if slot not in self.slots:
            self.slots[slot] = self.names.new("s")
        return self.slots[slot]

    # --- what earlier passes establish ----------------------------------------------------------------------------

    def _flagged(self, piece: Piece) -> Piece:
        return self._has_fired(self._flag([piece])) if piece.kind else piece

    def _flag(self, pieces: Sequence[Piece]) -> str:
        """Return the name that fires when any of the pieces holds, the same for the same pieces."""
        key = tuple(piece.text() for piece in pieces)
        if key not in self.flags:
            self.flags[key] = self._establish(pieces)
        return self.flags[key]

    def _establish(self, pieces: Sequence[Piece]) -> str:
        name = self.names.new("f")
        for place, piece in enumerate(pieces):
            self.rules_at[piece.level].append((f"{name}{place}", piece))
        self.known_from[name] = 1 + max((piece.level for piece in pieces), default=-1)
        return name

    def _has_fired(self, flag: str) -> Piece:
        return comparison(flag, "$eq", 1, self.known_from[flag])

    def _counted(self, flags: tuple[str, ...], how: str, limit: int) -> Piece:
        if flags not in self.tallies:
            self.tallies[flags] = self.names.new("t")
        level = max(self.known_from[flag] for flag in flags)
        return comparison(self.tallies[flags], how, limit, level)

    # --- passes ---------------------------------------------------------------------------------------------------

    def _pass(self, level: int, shards: Iterable[Sequence[tuple[str, Piece]]]) -> Pass:
        tallies = [
            Tally(name, flags)
            for flags, name in self.tallies.items()
            if max(self.known_from[flag] for flag in flags) == level + 1
        ]
        return Pass(tuple(self._shard(rules) for rules in shards), tuple(tallies))

    def _shard(self, rules: Sequence[tuple[str, Piece]]) -> Shard:
        given = frozenset(self.slots.values())
        written = [_rule(name, piece.parts if piece.kind == "$and" else (piece,)) for name, piece in rules]
        return Shard(f"{{{','.join([*written, _rule(ALWAYS, ())])}}}", tuple(sorted(_fields(rules) - given)))

    def _uses(self, rules: Sequence[tuple[str, Piece]]) -> tuple[int, ...]:
        fields = _fields(rules)
        return tuple(place for place, name in enumerate(self.slots.values()) if name in fields)

    def _opposites(self) -> tuple[tuple[str, str], ...]:
        both = ((side, Settled(side.name, not side.met)) for side in self.settled if side.met)
        return tuple((self.settled[so], self.settled[not_so]) for so, not_so in both if not_so in self.settled)


def _named(ruleset: Ruleset) -> str:
    return f"{ruleset.family}:{ruleset.version}"


def _sides(clause: Clause) -> Iterator[Settled]:
    """Return the sides of definitions that the clause asks for."""
    for leaf in leaves(clause):
        if isinstance(leaf, Settled):
            yield leaf
        elif isinstance(leaf, Unsettled):
            yield from _both_sides(leaf.name)


def _both_sides(definition: str) -> tuple[Settled, Settled]:
    return Settled(definition, met=True), Settled(definition, met=False)


def _rule(name: str, parts: Sequence[Piece]) -> str:
    """Return one rule of the engine. The guard keeps it from matching what the engine says to itself."""
    conditions = ",".join([f'{{"{GUARD}":1}}', *(part.text() for part in parts)])
    return f'"{name}":{{"all":[{{"m":{{"$and":[{conditions}]}}}}]}}'


def _fields(rules: Iterable[tuple[str, Piece]]) -> frozenset[str]:
    return frozenset().union(*(piece.fields for _, piece in rules))


def _shards(rules: Iterable[tuple[str, Piece]]) -> Iterator[list[tuple[str, Piece]]]:
    """Spread the rules, in order, over as few shards as can hold them."""
    held: list[tuple[str, Piece]] = []
    for rule in rules:
        if held and not _hold([*held, rule]):
            yield held
            held = []
        held.append(rule)
    if held:
        yield held


def _hold(rules: Sequence[tuple[str, Piece]]) -> bool:
    paths, tests = sum(piece.paths for _, piece in rules), sum(piece.tests for _, piece in rules)
    within = len(rules) <= SHARD_RULES and len(_fields(rules)) <= SHARD_FIELDS
    return within and paths <= SHARD_PATHS and tests <= SHARD_TESTS
