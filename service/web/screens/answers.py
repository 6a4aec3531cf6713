"""A filled-in form, turned into the case that the API takes, and what is wrong with the case back into the form.

The screens judge nothing themselves: the case goes where the API's cases go, and comes back with the same sentences.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from service.ruleset.vocabulary import EventList, Fact, Kind, Vocabulary
from service.web.problems import Mistake
from service.web.screens.form import Form
from service.web.screens.sections import CHILDREN, HOUSEHOLD, Section, all_sections, child_name
from service.web.screens.typed import Slip, read_answer, read_day

RULES, AS_OF, REFERENCE = "rules", "as_of", "reference"
NONE, SOME = "none", "some"
REGISTER, KEEP = "register", "register/record"
NOT_IN_REGISTER = "The register has nothing under this reference. Check it, or choose to keep this case in the register"
_NAMES = {
    "`as_of`, ": "",
    "`as_of`": "the day of the decision",
    "`reference`": "the case reference",
    "`ref`": "the name of the child",
}
_HELP = {Kind.NUMBER: "Write it in digits, like 3"}
_ROW = re.compile(r"^(.*)/(\d+)(/.*)?$")


@dataclass(frozen=True, slots=True)
class ToMend:
    """One thing to mend, at its place in the form."""

    place: str
    message: str

    @property
    def id(self) -> str:
        """The id of the field on the page."""
        return field_id(self.place)


@dataclass(slots=True)
class Answers:
    """The case in a form, what could not be taken from it, and the row of the form that each event came from."""

    case: dict[str, Any]
    slips: list[ToMend] = field(default_factory=list)
    rows: dict[str, str] = field(default_factory=dict)


def field_id(place: str) -> str:
    """Return the id of the field at a place in the form."""
    return place.replace("/", "-")


def read_answers(form: Form, vocabulary: Vocabulary) -> Answers:
    """Return the case that the form holds, without what cannot be taken from it."""
    return _Reader(form, vocabulary).answers()


def rows_of(events: EventList, place: str, form: Form) -> Iterator[tuple[int, dict[str, Any], list[ToMend]]]:
    """Yield each row of a list that was filled in: its number, the event as JSON, and what could not be taken."""
    for row in range(form.count(place)):
        event, slips = _row(events, f"{place}/{row}", form)
        usual = {name: each.unless_said for name, each in events.fields.items() if each.unless_said}
        if slips or any(value is not None and value != usual.get(name) for name, value in event.items()):
            yield row, event, slips


class _Reader:
    """Reads one form, noting what cannot be taken."""

    def __init__(self, form: Form, vocabulary: Vocabulary) -> None:
        self.form, self.vocabulary = form, vocabulary
        family, _, version = form.one(RULES).partition(":")
        self.found = Answers({"ruleset": family} | ({"version": version} if version else {}))

    def answers(self) -> Answers:
        case = self.found.case
        case |= {REFERENCE: self.form.one(REFERENCE)} if self.form.one(REFERENCE) else {}
        self._day()
        case |= {HOUSEHOLD: {}, CHILDREN: [{"ref": child_name(self.form, at)} for at in self._children()]}
        case |= self._register()
        for section in all_sections(self.vocabulary, self.form):
            self._section(section, _inside(case, section.base))
        return self.found

    def _register(self) -> dict[str, Any]:
        """Return which references of the register to fill the case in from, where any is given."""
        household = self.form.one(f"{REGISTER}/{HOUSEHOLD}")
        given = {child_name(self.form, at): self.form.one(f"{CHILDREN}/{at}/{REGISTER}") for at in self._children()}
        children = {name: reference for name, reference in given.items() if reference}
        if not household and not children:
            return {}
        kept = self.form.one(KEEP) == "yes"
        return {REGISTER: {"household": household or None, "children": children, "record": kept}}

    def _children(self) -> range:
        return range(self.form.count(CHILDREN))

    def _day(self) -> None:
        try:
            day = read_day("the day of the decision", AS_OF, self.form)
        except Slip as slip:
            self._slip(AS_OF, slip)
        else:
            self.found.case |= {AS_OF: day} if day else {}

    def _section(self, section: Section, into: dict[str, Any]) -> None:
        for fact in section.facts:
            try:
                answer = read_answer(fact, section.place(fact), self.form)
            except Slip as slip:
                self._slip(section.place(fact), slip)
            else:
                if answer is not None and answer.value is not None:
                    into.setdefault(fact.group, {})[fact.short] = answer.value
        for events in section.events:
            self._events(events, f"{section.base}/{events.name}", into)

    def _events(self, events: EventList, place: str, into: dict[str, Any]) -> None:
        listed: list[dict[str, Any]] = []
        for row, event, slips in rows_of(events, place, self.form):
            self.found.rows[f"{place}/{len(listed)}"] = f"{place}/{row}"
            listed.append(event)
            self.found.slips += slips
        said = self.form.one(place)
        if said == NONE and listed:
            self._slip(place, Slip(f"You said there have been no {events.many}, and listed {len(listed)}"))
        elif said == SOME and not listed:
            self._slip(place, Slip(f"List at least one {events.one}, or choose “Not known yet”"))
        elif said == NONE or listed:
            into[events.name] = listed

    def _slip(self, place: str, slip: Slip) -> None:
        self.found.slips.append(ToMend(place, str(slip)))


def _inside(case: dict[str, Any], base: str) -> dict[str, Any]:
    kind, _, at = base.partition("/")
    inside: dict[str, Any] = case[kind][int(at)] if at else case[kind]
    return inside


def _row(events: EventList, place: str, form: Form) -> tuple[dict[str, Any], list[ToMend]]:
    event: dict[str, Any] = {}
    slips = []
    for name, each in events.fields.items():
        try:
            answer = read_answer(each, f"{place}/{name}", form)
        except Slip as slip:
            slips.append(ToMend(f"{place}/{name}", str(slip)))
        else:
            event |= {} if answer is None else {name: answer.value}
    return event, slips


# --- what the reading of the case found ---------------------------------------------------------------------------


def to_mend(mistakes: Iterable[Mistake], answers: Answers, vocabulary: Vocabulary) -> list[ToMend]:
    """Return mistakes in a case as things to mend in its form, in the words of the questions."""
    return [
        ToMend(_place(each.pointer, answers), _in_words(each, _fact_at(each.pointer, vocabulary))) for each in mistakes
    ]


def in_page_order(found: Iterable[ToMend], form: Form, vocabulary: Vocabulary) -> list[ToMend]:
    """Return what has to be mended as a reader meets it going down the pages, saying which child it is about."""
    places = [place for section in all_sections(vocabulary, form) for place in section.places]
    several = form.count(CHILDREN) > 1
    named = [_of_child(each, form) if several else each for each in found]
    return sorted(named, key=lambda each: (_first_above(each.place, places), _numbers(each.place)))


def _of_child(each: ToMend, form: Form) -> ToMend:
    kind, _, rest = each.place.partition("/")
    number = rest.partition("/")[0]
    if kind != CHILDREN or not number.isdigit():
        return each
    return ToMend(each.place, f"Child {child_name(form, int(number))}: {each.message}")


def _first_above(place: str, places: Sequence[str]) -> int:
    return next((at for at, each in enumerate(places) if place == each or place.startswith(f"{each}/")), -1)


def _numbers(place: str) -> list[int]:
    return [int(part) for part in place.split("/") if part.isdigit()]


def without(case: Any, pointer: str) -> None:  # noqa: ANN401 - any JSON
    """Take what a JSON pointer points at out of a case."""
    *path, last = pointer.split("/")[1:]
    for step in path:
        case = case[int(step)] if isinstance(case, list) else case.get(step, {})
    if isinstance(case, dict):
        case.pop(last, None)


def _place(pointer: str, answers: Answers) -> str:
    place = pointer.removeprefix("/")
    if place in ("ruleset", "version"):
        return RULES
    if place.startswith(f"{REGISTER}/{CHILDREN}/"):
        refs = [each["ref"] for each in answers.case[CHILDREN]]
        ref = place.removeprefix(f"{REGISTER}/{CHILDREN}/").replace("~1", "/").replace("~0", "~")
        return f"{CHILDREN}/{refs.index(ref)}/{REGISTER}" if ref in refs else f"{REGISTER}/{HOUSEHOLD}"
    row = _ROW.match(place)
    if row and f"{row[1]}/{row[2]}" in answers.rows:
        return answers.rows[f"{row[1]}/{row[2]}"] + (row[3] or "")
    return place


def _fact_at(pointer: str, vocabulary: Vocabulary) -> Fact | None:
    *_, above, last = ["", "", *pointer.split("/")]
    fact = vocabulary.facts.get(f"{above}.{last}")
    if fact is None and above.isdigit():
        events = vocabulary.events.get(pointer.split("/")[-3])
        fact = events.fields.get(last) if events else None
    return fact


def _in_words(mistake: Mistake, fact: Fact | None) -> str:
    message, help_line = mistake.message, mistake.help
    if mistake.code == "no-such-reference":
        return NOT_IN_REGISTER
    if fact:
        message = message.replace(f"`{fact.name}`", fact.label or f"“{fact.question}”")
        help_line = _HELP.get(fact.kind, help_line) if mistake.code == "wrong-value" else help_line
    for name, words in _NAMES.items():
        message = message.replace(name, words)
    return ". ".join(filter(None, [f"{message[:1].upper()}{message[1:]}", help_line]))
