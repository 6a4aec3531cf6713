"""The `measures` of a ruleset, turned into counts of events, streaks of them, and days between dates."""

from __future__ import annotations

from service.ruleset.conditions import Names
from service.ruleset.fields import Fields, entries_of
from service.ruleset.model import Count, Elapsed, FieldTest, Length, Measure, Streak
from service.ruleset.problems import suggest
from service.ruleset.shapes import Shape
from service.ruleset.vocabulary import EventList, Fact, Kind
from service.ruleset.yaml_nodes import Entries, Entry, Words, spoken

_KINDS = ("count", "streak", "days from", "working days from")
_ALLOWED = {
    "count": ("count", "where", "within", "once per", "one"),
    "streak": ("streak", "where", "one"),
    "days from": ("days from", "to"),
    "working days from": ("working days from", "to"),
}


def read_measure(entry: Entry, names: Names) -> Measure | None:
    """Return one measure, or None when it cannot be read. Everything wrong is reported."""
    name = " ".join(entry.key.text.split())
    what = f"The measure `{name}`"
    kind = _kind_of(entry, names, what)
    if kind is None:
        return None
    required = (kind, "to") if kind.endswith("from") else (kind,)
    fields = Fields(entry.value, names.findings, what, _ALLOWED[kind], required)
    if kind.endswith("from"):
        return _elapsed(name, kind, fields, names)
    return _counted(name, kind, fields, names)


def _kind_of(entry: Entry, names: Names, what: str) -> str | None:
    """Return which of the four kinds a measure is, told by the line that only that kind has."""
    lines = entries_of(entry.value, names.findings, what)
    kinds = [kind for kind in _KINDS for line in lines if spoken(line.key.text) == kind]
    if kinds:
        return kinds[0]
    if isinstance(entry.value, Entries):
        help_line = "Start it with `count:`, `streak:`, `days from:` or `working days from:`"
        names.findings.error("not-a-measure", f"{what} does not say what to count or reckon", entry.key.span, help_line)
    return None


def _elapsed(name: str, kind: str, fields: Fields, names: Names) -> Elapsed | None:
    start, end = (_date(fields.words(line), names) for line in (kind, "to"))
    if start == "?" or end == "?":
        return None
    if start is None and end is None:
        message = f"`{name}` goes from today to today"
        names.findings.error("never-met", message, fields.span, "Name a date on at least one side")
    return Elapsed(name, _fact(start), _fact(end), kind.startswith("working"), fields.span)


def _fact(end: Fact | str | None) -> Fact | None:
    return end if isinstance(end, Fact) else None


def _date(words: Words | None, names: Names) -> Fact | str | None:
    """Return the date fact that is named, None for `today`, or "?" when it is not a date (reported)."""
    if words is None:
        return "?"
    if spoken(words.text) == "today":
        return None
    subject = names.subject(words)
    if isinstance(subject, Fact) and subject.kind is Kind.DATE:
        return subject
    if subject is not None:
        message = f"`{words.text}` is not a date"
        names.findings.error("wrong-value", message, words.span, "Name a fact that is a date, or `today`")
    return "?"


def _counted(name: str, kind: str, fields: Fields, names: Names) -> Count | Streak | None:
    events = _events(fields.words(kind), names)
    if events is None:
        return None
    where = _where(fields, events, names)
    one, many = _nouns(name, fields.text("one"), events)
    if kind == "streak":
        return Streak(name, events, where, one, many, fields.span)
    return Count(name, events, where, _within(fields, names), _once_per(fields, events, names), one, many, fields.span)


def _events(words: Words | None, names: Names) -> EventList | None:
    if words is None:
        return None
    lists = {spoken(name): events for name, events in names.vocabulary.events.items()}
    if spoken(words.text) in lists:
        return lists[spoken(words.text)]
    message = f"There is no list of events called `{words.text}`"
    names.findings.error("unknown-events", message, words.span, suggest(words.text, names.vocabulary.events))
    return None


def _where(fields: Fields, events: EventList, names: Names) -> tuple[FieldTest, ...]:
    node = fields.node("where")
    lines = entries_of(node, names.findings, "`where`") if node is not None else ()
    tests = []
    for line in lines:
        field = _field(line.key, events, names)
        if field is None:
            continue
        choices = field.choices if field.kind is Kind.CHOICE else None
        phrase = names.phrase(line.value, Shape(field.kind.value, line.key.text, choices, field.unit))
        if phrase is not None:
            tests.append(FieldTest(field, phrase))
    return tuple(tests)


def _field(words: Words, events: EventList, names: Names) -> Fact | None:
    fields = {spoken(name): field for name, field in events.fields.items()}
    if spoken(words.text) in fields:
        return fields[spoken(words.text)]
    message = f"The {events.many} have nothing called `{words.text}`"
    names.findings.error("unknown-field", message, words.span, suggest(words.text, events.fields))
    return None


def _within(fields: Fields, names: Names) -> Length | None:
    words = fields.words("within")
    length = names.length(words) if words else None
    if length is not None and words is not None and length.unit == "working days":
        message = "`within` cannot be in working days"
        names.findings.error("wrong-unit", message, words.span, "Use days, weeks, months or years")
    return length


def _once_per(fields: Fields, events: EventList, names: Names) -> Fact | None:
    words = fields.words("once per")
    return _field(words, events, names) if words else None


def _nouns(name: str, one: str, events: EventList) -> tuple[str, str]:
    """Return what one of the counted things is called, and several: `minor referral`, `minor referrals`."""
    if one:
        return one, name
    if name.endswith(events.many):
        return name[: -len(events.many)] + events.one, name
    return f"{events.one} in “{name}”", f"{events.many} in “{name}”"
