"""Questions as a page shows them: the words, what was typed, and what has to be mended, ready for a template."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from service.ruleset.vocabulary import EventList, Fact, Kind, Scope
from service.web.screens.answers import NONE, SOME, ToMend, field_id, rows_of
from service.web.screens.form import MOST_ROWS, Form
from service.web.screens.sections import BORN, HOUSEHOLD, Section
from service.web.screens.typed import PARTS

NOT_KNOWN = "Not known yet"
MOST_RADIOS, SHORT_WORDS = 5, 24
_QUOTED = re.compile(r"`([^`]*)`")

Mends = Mapping[str, Sequence[str]]


@dataclass(frozen=True, slots=True)
class Option:
    """One answer that can be picked."""

    value: str
    words: str
    picked: bool


@dataclass(frozen=True, slots=True)
class Question:
    """One question. `shape` is how it is answered: radios, select, date, number or text."""

    place: str
    shape: str
    ask: str
    help: str
    typed: Mapping[str, str]
    options: Sequence[Option] = ()
    unit: str = ""
    mend: str = ""
    about: str = ""
    opened_by: str = ""

    @property
    def id(self) -> str:
        """The id of its first field."""
        return field_id(self.place)

    @property
    def short(self) -> bool:
        """Whether its answers are short enough to stand in one row."""
        return sum(len(option.words) for option in self.options) < SHORT_WORDS

    @property
    def names(self) -> list[str]:
        """The names that its fields post under."""
        return [f"{self.place}/{part}" for part in PARTS] if self.shape == "date" else [self.place]


@dataclass(frozen=True, slots=True)
class Row:
    """One event of a list. `number` is its place in the form."""

    number: int
    questions: Sequence[Question]


@dataclass(frozen=True, slots=True)
class Listing:
    """A list of events: whether there are any, and those typed so far. `after` is the row that adding would make."""

    place: str
    events: EventList
    known: Question
    rows: Sequence[Row]

    @property
    def names(self) -> list[str]:
        """The names that its fields post under."""
        inner = [name for row in self.rows for each in row.questions for name in each.names]
        return [*self.known.names, f"{self.place}/count", *inner]

    @property
    def after(self) -> int:
        """The number of the row that would be added."""
        return len(self.rows)

    @property
    def full(self) -> bool:
        """Whether no more rows can be added."""
        return len(self.rows) >= MOST_ROWS


@dataclass(frozen=True, slots=True)
class Asked:
    """A section as a page shows it."""

    section: Section
    questions: Sequence[Question]
    listings: Sequence[Listing]

    @property
    def names(self) -> Iterator[str]:
        """The names that its fields post under."""
        for one in self.questions:
            yield from one.names
        for listed in self.listings:
            yield from listed.names


def mends_by_place(to_mend: Sequence[ToMend]) -> dict[str, list[str]]:
    """Return what has to be mended at each place."""
    found: dict[str, list[str]] = {}
    for each in to_mend:
        found.setdefault(each.place, []).append(each.message)
    return found


def asked(section: Section, form: Form, mends: Mends, scopes: Mapping[str, Scope]) -> Asked:
    """Return a section with what was typed in it. `scopes` says of each fact whom it is about."""
    return Asked(
        section,
        [
            replace(question(fact, section.place(fact), form, mends), opened_by=opened_by(fact, section, scopes))
            for fact in section.facts
        ],
        [listing(events, f"{section.base}/{events.name}", form, mends) for events in section.events],
    )


def opened_by(fact: Fact, section: Section, scopes: Mapping[str, Scope]) -> str:
    """Return the places whose answers open a question, with those answers, for a script: `place=yes|no place=...`."""
    return " ".join(
        f"{_place_of(name, section, scopes)}={'|'.join(answers)}"
        for name, answers in fact.ask_only_when.items()
        if name not in BORN
    )


def _place_of(name: str, section: Section, scopes: Mapping[str, Scope]) -> str:
    base = HOUSEHOLD if scopes[name] is Scope.HOUSEHOLD else section.base
    return f"{base}/{name.replace('.', '/')}"


def question(fact: Fact, place: str, form: Form, mends: Mends, about: str = "") -> Question:
    """Return one question with what was typed. `about` says whom it is about where the page does not."""
    shape, options = _answerable(fact, _said(fact, place, form))
    parts = [f"{place}/{part}" for part in PARTS] if shape == "date" else [place]
    typed = {part.rpartition("/")[2] if shape == "date" else "": _first(form, part) for part in parts}
    mend = ". ".join(mends.get(place, ()))
    return Question(place, shape, fact.question, named_help(fact), typed, options, fact.unit, mend, about)


def listing(events: EventList, place: str, form: Form, mends: Mends) -> Listing:
    """Return a list of events with what was typed: one empty row when there is none yet."""
    said = form.one(place)
    filled = any(True for _ in rows_of(events, place, form))
    options = [
        Option(SOME, "There are some, listed here", said == SOME or (filled and said != NONE)),
        Option(NONE, "There have been none", said == NONE),
        Option("", NOT_KNOWN, said not in (SOME, NONE) and not filled),
    ]
    mend = ". ".join(mends.get(place, ()))
    known = Question(place, "radios", events.question, events.help, {"": said}, options, mend=mend)
    rows = [_row(events, f"{place}/{row}", row, form, mends) for row in range(max(form.count(place), 1))]
    return Listing(place, events, known, rows)


def _row(events: EventList, place: str, row: int, form: Form, mends: Mends) -> Row:
    fields = events.fields.values()
    return Row(row, [question(each, f"{place}/{each.name}", form, mends) for each in fields])


def named_help(fact: Fact) -> str:
    """Return the help of a fact with its answers named as the page names them."""
    return _QUOTED.sub(lambda found: f"“{fact.choices.get(found[1], found[1])}”", fact.help)


def _said(fact: Fact, place: str, form: Form) -> str:
    return form.one(place) if place in form.said else fact.unless_said


def _answerable(fact: Fact, said: str) -> tuple[str, list[Option]]:
    """Return how a fact is answered, and the answers to pick from."""
    if fact.kind is Kind.YES_NO:
        return "radios", _options({"yes": "Yes", "no": "No"}, said)
    if fact.kind is Kind.CHOICE:
        words = {value: f"{each[:1].upper()}{each[1:]}" for value, each in fact.choices.items()}
        return "radios" if len(words) < MOST_RADIOS else "select", _options(words, said)
    return {Kind.DATE: "date", Kind.NUMBER: "number"}.get(fact.kind, "text"), []


def _options(words: Mapping[str, str], said: str) -> list[Option]:
    """Return every answer, and that it is not known yet, which is so until another is picked."""
    listed = [Option(value, each, value == said) for value, each in words.items()]
    return [*listed, Option("", NOT_KNOWN, said not in words)]


def _first(form: Form, name: str) -> str:
    return form.said[name][-1] if form.said.get(name) else ""
