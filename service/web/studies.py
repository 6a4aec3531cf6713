"""A study as it is asked for, by JSON or by a form: read strictly, and everything wrong said at once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from service.ruleset.library import NoRuleset
from service.ruleset.model import Ruleset
from service.ruleset.problems import suggest
from service.web.impact_work import Ask
from service.web.problems import Mistake, Refusal
from service.web.room import Room

MOST_MADE_UP = 1_000_000
MOST_LISTED, LONGEST = 12, 200
OVER = ("week", "month", "quarter", "year")
NUMBERS = {"referrals": (1, MOST_MADE_UP, 20_000), "teams": (0, 1000, 0), "smallest": (1, 100, 6)}
NAMES = ("old", "new", "history", "by", "over", "sweeps", *NUMBERS)

_LIST: dict[str, Any] = {"type": "array", "maxItems": MOST_LISTED, "items": {"type": "string", "maxLength": LONGEST}}
SHAPE: dict[str, Any] = {
    "type": "object",
    "required": ["old", "new"],
    "additionalProperties": False,
    "properties": {
        "old": {"type": "string", "description": "The version in use: FAMILY or FAMILY:VERSION"},
        "new": {"type": "string", "description": "The version proposed, named in the same way"},
        "history": {"type": ["string", "null"], "description": "A history that was uploaded; left out, one is made up"},
        "referrals": {"type": "integer", "minimum": 1, "maximum": MOST_MADE_UP, "description": "How many to make up"},
        "by": {**_LIST, "description": "What to split the figures by: age_band, source, ethnicity, sex or any fact"},
        "over": {"enum": list(OVER), "description": "The stretch of time"},
        "sweeps": {**_LIST, "description": "Thresholds to move, like `infant age=3..24 months`"},
        "teams": {"type": "integer", "minimum": 0, "maximum": 1000, "description": "How many share the enquiries"},
        "smallest": {"type": "integer", "minimum": 1, "maximum": 100, "description": "Smallest count that is shown"},
    },
}
EXAMPLE = {
    "old": "lcpc:2004-04-01",
    "new": "lcpc:proposed",
    "referrals": 5000,
    "by": ["age_band", "sex"],
    "sweeps": ["infant age=3..12 months by 3"],
}


def read_ask(said: object, room: Room) -> Ask:
    """Return the study that is asked for. Raises Refusal with everything that is wrong."""
    if not isinstance(said, Mapping):
        raise _refused([Mistake("", "wrong-value", "The body is a group of named values", "Start it with `{`")])
    reader = _Reading(said, room)
    ask = reader.ask()
    if reader.mistakes or ask is None:
        raise _refused(reader.mistakes)
    return ask


def _refused(mistakes: list[Mistake]) -> Refusal:
    detail = mistakes[0].message if len(mistakes) == 1 else f"{len(mistakes)} things have to be mended"
    return Refusal("study-has-mistakes", detail, mistakes)


class _Reading:
    """Reads one body, and notes what is wrong with it."""

    def __init__(self, said: Mapping[str, Any], room: Room) -> None:
        self.said, self.room = said, room
        self.mistakes: list[Mistake] = []

    def ask(self) -> Ask | None:
        for name in self.said:
            if name not in NAMES:
                self._wrong(name, f"`{name}` is not something a study is asked by", suggest(name, NAMES))
        old, new = self._version("old"), self._version("new")
        numbers = {name: self._number(name) for name in NUMBERS}
        by, sweeps, over = tuple(self._list("by")), tuple(self._list("sweeps")), self.said.get("over", "month")
        if over not in list(OVER):
            self._wrong(
                "over", "Figures are over a week, a month, a quarter or a year", f"Use one of {', '.join(OVER)}"
            )
        history = self._history()
        if self.mistakes or old is None or new is None:
            return None
        return Ask(old, new, history, numbers["referrals"], by, over, sweeps, numbers["teams"], numbers["smallest"])

    def _wrong(self, name: str, message: str, help_line: str = "") -> None:
        self.mistakes.append(Mistake(f"/{name}", "wrong-value", message, help_line))

    def _version(self, name: str) -> Ruleset | None:
        said = self.said.get(name)
        if not isinstance(said, str) or not said:
            self._wrong(name, f"`{name}` does not name a version", "Write it like `front-door` or `lcpc:2004-04-01`")
            return None
        family, _, version = said.partition(":")
        try:
            return self.room.library.find(family, version or None, self.room.today())
        except NoRuleset as absent:
            self._wrong(name, absent.message, absent.help)
            return None

    def _number(self, name: str) -> int:
        least, most, usual = NUMBERS[name]
        said = self.said.get(name, usual)
        if isinstance(said, bool) or not isinstance(said, int) or not least <= said <= most:
            self._wrong(name, f"`{name}` is a whole number from {least:,} to {most:,}")
            return usual
        return said

    def _list(self, name: str) -> Iterator[str]:
        said = self.said.get(name, [])
        if not isinstance(said, list) or len(said) > MOST_LISTED:
            self._wrong(name, f"`{name}` is a list of at most {MOST_LISTED}")
            return
        for each in said:
            if not isinstance(each, str) or not each.strip() or len(each) > LONGEST:
                self._wrong(name, f"`{name}` lists short texts")
                return
            yield each.strip()

    def _history(self) -> Any:  # noqa: ANN401 - a path, or none
        said = self.said.get("history")
        if said is None:
            return None
        try:
            return self.room.histories.folder(said if isinstance(said, str) else "")
        except Refusal as absent:
            self._wrong("history", absent.detail, "Upload it first, or leave it out to have one made up")
            return None
