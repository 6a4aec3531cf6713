"""What people write for a value, and the value it stands for: `14`, `yes`, `a Child in Need plan`, `5 days ago`."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import Final

from service.assurance.draft import NotUnderstood, Value
from service.assurance.moments import WAYS_TO_SAY_A_DAY, read_moment
from service.ruleset.problems import suggest
from service.ruleset.vocabulary import Fact, Kind

NOT_KNOWN: Final = "not known"


def read_value(fact: Fact, words: str, today: date) -> Value:
    """Return the value the words give to a fact, or None for `not known`. Raises NotUnderstood, naming the fact."""
    words = words.strip()
    if words.casefold() == NOT_KNOWN:
        return None
    return _READERS[fact.kind](fact, words, today)


def _yes_no(fact: Fact, words: str, _today: date) -> Value:
    answers = {"yes": True, "no": False}
    if words.casefold() not in answers:
        raise NotUnderstood(
            f"`{title(fact)}` is yes or no, and this says `{words}`", "Write `yes`, `no` or `not known`"
        )
    return answers[words.casefold()]


def _number(fact: Fact, words: str, _today: date) -> Value:
    found = re.fullmatch(r"(-?\d{1,9})(?: (.+))?", words)
    if not found or (found[2] and found[2].rstrip("s") != fact.unit.rstrip("s")):
        unit = f" {fact.unit}" if fact.unit else ""
        raise NotUnderstood(
            f"`{title(fact)}` is a number, and this says `{words}`", f"Write it in digits, like `3{unit}`"
        )
    return int(found[1])


def _date(fact: Fact, words: str, today: date) -> Value:
    day = read_moment(words, today)
    if day is None:
        raise NotUnderstood(f"`{title(fact)}` is a date, and this says `{words}`", f"Write it like {WAYS_TO_SAY_A_DAY}")
    return day.isoformat()


def _choice(fact: Fact, words: str, _today: date) -> Value:
    for name, said in fact.choices.items():
        if _loose(words) in {_loose(name), _loose(said)}:
            return name
    message = f"`{words}` is not one of the answers to `{title(fact)}`"
    raise NotUnderstood(
        message, suggest(words, fact.choices.values()) or f"Use one of: {_ticked(fact.choices.values())}"
    )


def _text(_fact: Fact, words: str, _today: date) -> Value:
    return words.strip('"')


_READERS: Final[Mapping[Kind, Callable[[Fact, str, date], Value]]] = {
    Kind.YES_NO: _yes_no,
    Kind.NUMBER: _number,
    Kind.DATE: _date,
    Kind.CHOICE: _choice,
    Kind.TEXT: _text,
}


def title(fact: Fact) -> str:
    """Return what people call a fact: its label, or the clause that says it is so."""
    return fact.label or fact.yes


def _loose(words: str) -> str:
    words = " ".join(words.casefold().replace("_", " ").split())
    return re.sub(r"^(an?|the) ", "", words)


def _ticked(words: Iterable[str]) -> str:
    return ", ".join(f"`{word}`" for word in words)
