"""The figures of one step that are published together, as sums of the same counts, so that none gives another away."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from service.impact.study.changes import LEVELS, StepCounts
from service.impact.study.suppress import Figure, Key, Sheet, hidden

ALL = "all"
# The columns of a row for a group or a stretch of time, and the pieces each is the sum of.
PIECES = {
    "old": {"both": 1, "no_longer": 1},
    "new": {"both": 1, "newly": 1},
    "newly": {"newly": 1},
    "no_longer": {"no_longer": 1},
}
Split = Mapping[str, StepCounts]  # counts of one step by group


class Sheets:
    """Decides what may be shown of each step, for one way of splitting the children after another."""

    def __init__(self, sizes: Mapping[str, Mapping[str, int]], smallest: int) -> None:
        self._sizes, self._smallest = sizes, smallest
        self.hidden_sizes = self._hidden_sizes()

    def hidden_of(self, overall: StepCounts, splits: Mapping[str, Split]) -> set[Key]:
        """Return the figures of a step that may not be shown: none at all of a group that is itself small."""
        small = {
            (name, group, column)
            for name, groups in splits.items()
            for group in groups
            for column in PIECES
            if self._sizes[name][group] < self._smallest
        }
        return hidden(self._sheet(overall, splits), self._smallest, small)

    def _hidden_sizes(self) -> set[Key]:
        """Return the groups whose size may not be shown. How many children there are in all is shown."""
        found: set[Key] = set()
        for name, groups in self._sizes.items():
            figures: dict[Key, Figure] = {
                (name, group, "n"): Figure(n, {(name, group, "n"): 1}) for group, n in groups.items()
            }
            together: dict[Key, int] = dict.fromkeys(figures, 1)
            found |= hidden(Sheet(figures, [together], [list(figures)]), self._smallest)
        return found

    def _sheet(self, overall: StepCounts, splits: Mapping[str, Split]) -> Sheet:
        figures = dict(_overall(overall))
        same: list[dict[Key, int]] = [{(ALL, "", f"{was}{now}"): 1 for was in LEVELS for now in LEVELS}]
        lines: list[list[Key]] = [_row(ALL, "")]
        lines += [[(ALL, "", side), *((ALL, "", f"{side}_{level}") for level in (1, 2, 3))] for side in ("old", "new")]
        for name, groups in splits.items():
            for group, counts in groups.items():
                figures |= _group(name, group, counts)
                lines.append(_row(name, group))
                if (name, group, "n") not in self.hidden_sizes:
                    same.append({(name, group, piece): 1 for piece in _CHOSEN})
            same += [_adds_up(name, groups, piece) for piece in _CHOSEN]
            lines += [[(ALL, "", column), *((name, group, column) for group in groups)] for column in PIECES]
        strengths = [f"{side}_{level}" for side in ("old", "new") for level in (1, 2, 3)]
        near = [[(ALL, "", name) for name in ("stronger", "weaker", *strengths)]]
        return Sheet(figures, same, lines, near)


def _row(table: str, group: str) -> list[Key]:
    return [(table, group, column) for column in ("newly", "no_longer", "new", "old")]


def _overall(counts: StepCounts) -> Iterator[tuple[Key, Figure]]:
    pairs = [(was, now) for was in LEVELS for now in LEVELS]
    chosen = {
        "old": [p for p in pairs if p[0]],
        "new": [p for p in pairs if p[1]],
        "newly": [p for p in pairs if p[1] and not p[0]],
        "no_longer": [p for p in pairs if p[0] and not p[1]],
        "stronger": [p for p in pairs if p[0] and p[1] > p[0]],
        "weaker": [p for p in pairs if p[1] and p[1] < p[0]],
        **{f"old_{level}": [p for p in pairs if p[0] == level] for level in (1, 2, 3)},
        **{f"new_{level}": [p for p in pairs if p[1] == level] for level in (1, 2, 3)},
    }
    for name, parts in chosen.items():
        value = sum(counts.moved[part] for part in parts)
        yield (ALL, "", name), Figure(value, {(ALL, "", f"{was}{now}"): 1 for was, now in parts})


def _group(name: str, group: str, counts: StepCounts) -> dict[Key, Figure]:
    values = {"old": counts.old(), "new": counts.new(), "newly": counts.newly(), "no_longer": counts.no_longer()}
    return {
        (name, group, column): Figure(values[column], {(name, group, piece): 1 for piece in pieces})
        for column, pieces in PIECES.items()
    }


_CHOSEN: Mapping[str, tuple[bool, bool]] = {
    "both": (True, True),
    "newly": (False, True),
    "no_longer": (True, False),
    "neither": (False, False),
}


def _adds_up(name: str, groups: Iterable[str], piece: str) -> dict[Key, int]:
    """Return that a piece of every group together is that piece of everyone."""
    found: dict[Key, int] = {
        (ALL, "", f"{was}{now}"): -1 for was in LEVELS for now in LEVELS if (was > 0, now > 0) == _CHOSEN[piece]
    }
    return found | {(name, group, piece): 1 for group in groups}
