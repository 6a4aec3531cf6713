"""One kind of sentence a scenario may use: a wording with gaps, turned into a pattern that says what fills them."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final, Literal

from service.assurance.draft import Draft
from service.assurance.expectations import Check, Refuses

Keyword = Literal["given", "when", "then"]
Table = tuple[tuple[str, ...], ...]

GAPS: Final = {
    "child": r'"(?P<child>[^"]{1,64})"',
    "rule": r'"(?P<rule>[^"]+)"',
    "rules": r'(?P<rules>"[^"]+"(?:(?:, and |, | and )"[^"]+")*)',
    "step": r'"(?P<step>[^"]+)"',
    "paragraph": r'"(?P<paragraph>[^"]+)"',
    "document": r'"(?P<document>[^"]+)"',
    "question": r'"(?P<question>.+)"',
    "says": r'"(?P<says>.+)"',
    "strength": r"(?P<strength>consider|should|must)",
    "outcome": r"(?P<outcome>not met|met|undetermined)",
    "number": r"(?P<number>\d{1,3})",
    "is": r"(?:is|was|are|were)",
}


STRAIGHT: Final = {0x201C: '"', 0x201D: '"', 0x2018: "'", 0x2019: "'"}  # curly quotation marks and apostrophes


@dataclass(frozen=True, slots=True)
class Told:
    """One sentence of a scenario, once recognised: what filled its gaps, the table under it, and the child it is about.

    `about` is empty when the sentence names no child, and EVERY when it says `for every child`.
    """

    gaps: dict[str, str]
    table: Table = ()
    about: str = ""


Act = Callable[[Draft, Told], Check | Refuses | None]


@dataclass(frozen=True, slots=True)
class Step:
    """A wording, what it does, and sentences that show it. `act` changes the draft, or answers what to check."""

    keyword: Keyword
    wording: str
    says: str
    act: Act = field(compare=False)
    examples: tuple[str, ...] = ()
    table: bool = False
    pattern: re.Pattern[str] = field(init=False, compare=False, repr=False)

    def __post_init__(self) -> None:
        """Make the pattern once."""
        object.__setattr__(self, "pattern", wording_pattern(self.wording))


def wording_pattern(wording: str) -> re.Pattern[str]:
    """Return the pattern of a wording. A `{gap}` takes what GAPS says, else any words.

    >>> wording_pattern('a child {child} aged {age}').fullmatch('a child "A" aged 4 months').groupdict()
    {'child': 'A', 'age': '4 months'}
    """
    parts = re.split(r"\{(\w+)\}", wording)
    pieces = [re.escape(part) if n % 2 == 0 else GAPS.get(part, f"(?P<{part}>.+)") for n, part in enumerate(parts)]
    return re.compile("".join(pieces), re.IGNORECASE)


def tidy(text: str) -> str:
    """Return a sentence with its spaces, quotation marks and last stop written one way."""
    return " ".join(text.translate(STRAIGHT).split()).rstrip(":").removesuffix(".").strip()
