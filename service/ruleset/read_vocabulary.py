"""vocabulary.yaml and steps.yaml, turned into the facts, event lists and steps that rulesets may name."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TypeVar

from service.ruleset.fields import Fields, entries_of
from service.ruleset.openers import NOTHING, OPENED, OPENS, check_openers, read_openers
from service.ruleset.problems import Enough, Findings, Problem, Span, suggest
from service.ruleset.shapes import NotUnderstood
from service.ruleset.time_phrases import read_length
from service.ruleset.vocabulary import Due, EventList, Fact, Kind, Scope, Step, Steps, Vocabulary
from service.ruleset.yaml_nodes import Entry, Node, Words, read_nodes

_FACT_LINES = (
    "about", "kind", "yes", "no", "label", "question", "help", "choices", "unit", "least", "most", "past", "census",
    "monitoring", "derived from", "may be sent", "ask", "not with", "does not apply when", "ask only when",
    "unless said",
)  # fmt: skip
_FIELD_LINES = tuple(name for name in _FACT_LINES if name not in OPENED)
_NAME = re.compile(r"[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)?")


def read_vocabulary(data: bytes, path: str = "vocabulary.yaml") -> tuple[Vocabulary | None, list[Problem]]:
    """Return the vocabulary in the bytes, or None and the problems that stop it from being used."""
    findings = Findings(path)
    try:
        vocabulary = _vocabulary(read_nodes(data, findings), findings, data)
    except Enough:
        vocabulary = None
    return (None if findings.stopped else vocabulary), findings.problems


def _vocabulary(root: Node | None, findings: Findings, data: bytes) -> Vocabulary | None:
    if root is None:
        return None
    fields = Fields(root, findings, "The vocabulary", ("groups", "facts", "events"), ("groups", "facts", "events"))
    groups = {e.key.text: e.value.text for e in _lines(fields, "groups") if isinstance(e.value, Words)}
    facts = {e.key.text: _fact(e, findings) for e in _lines(fields, "facts")}
    events = {e.key.text: _event_list(e, findings) for e in _lines(fields, "events")}
    for entry in _lines(fields, "facts"):
        _check_names(entry, facts, groups, findings)
    check_openers((*_lines(fields, "facts"), *_lines(fields, "events")), facts, events, findings)
    return Vocabulary(facts, events, groups, data)


def _lines(fields: Fields, name: str) -> tuple[Entry, ...]:
    node = fields.node(name)
    return entries_of(node, fields.findings, f"`{name}`")


def _check_names(entry: Entry, facts: dict[str, Fact], groups: dict[str, str], findings: Findings) -> None:
    """Report a fact whose group is not titled, or that refers to a fact which is not there."""
    fact = facts[entry.key.text]
    if fact.group not in groups:
        message = f"`{fact.name}` belongs to a group that has no title"
        findings.error("unknown-group", message, entry.key.span, f"Add `{fact.group}: …` under `groups`")
    for other in (*fact.derived_from, *fact.not_with, *((fact.ask,) if fact.ask else ())):
        if other not in facts:
            findings.error("unknown-fact", f"There is no fact called `{other}`", entry.key.span, suggest(other, facts))


def _fact(entry: Entry, findings: Findings, *, of_event: bool = False) -> Fact:
    """Return one fact. A field of an event has no `about`: it belongs to its list."""
    name = entry.key.text
    required = ("kind", "question") if of_event else ("about", "kind", "question", "help")
    lines = _FIELD_LINES if of_event else _FACT_LINES
    fields = Fields(entry.value, findings, f"The fact `{name}`", lines, required)
    if not _NAME.fullmatch(name) or (not of_event and "." not in name):
        message = f"`{name}` is not written as `group.fact`"
        findings.error("fact-name", message, entry.key.span, "Use small letters, digits and underscores")
    kind = _named(fields, "kind", Kind, Kind.TEXT)
    fact = _fact_words(name, kind, fields)
    if fields.text("kind") == kind.value:
        _check_fact(fact, fields)
    return fact


def _fact_words(name: str, kind: Kind, fields: Fields) -> Fact:
    scope = _named(fields, "about", Scope, Scope.HOUSEHOLD)
    return Fact(
        name=name,
        scope=scope,
        kind=kind,
        label=fields.text("label"),
        question=fields.text("question"),
        help=fields.text("help"),
        yes=fields.text("yes"),
        no=fields.text("no"),
        choices=_choices(fields),
        unit=fields.text("unit"),
        least=fields.number("least", 0),
        most=fields.number("most", 1_000_000),
        past=fields.yes("past"),
        census=tuple(words.text for words in fields.texts("census")),
        monitoring=fields.yes("monitoring"),
        derived_from=tuple(words.text for words in fields.texts("derived from")),
        may_be_sent=fields.yes("may be sent", default=True),
        ask=fields.text("ask"),
        not_with=tuple(words.text for words in fields.texts("not with")),
        not_when=read_openers(fields, NOTHING),
        ask_only_when=read_openers(fields, OPENS),
        unless_said=fields.text("unless said"),
    )


def _choices(fields: Fields) -> dict[str, str]:
    node = fields.node("choices")
    lines = entries_of(node, fields.findings, "`choices`") if node is not None else ()
    return {e.key.text: e.value.text for e in lines if isinstance(e.value, Words)}


def _check_fact(fact: Fact, fields: Fields) -> None:
    needed = ("yes", "no") if fact.kind is Kind.YES_NO else ("label",)
    for name in needed:
        if name not in fields:
            fields.findings.error(
                "missing-key", f"The fact `{fact.name}` needs a `{name}` line", fields.span, f"Add `{name}: …`"
            )
    if (fact.kind is Kind.CHOICE) != bool(fact.choices):
        message = f"The fact `{fact.name}` needs `choices` if, and only if, its kind is `choice`"
        fields.findings.error("choices", message, fields.place("kind"), "Write each as `name: title`")
    if fact.unless_said and fact.unless_said not in fact.choices:
        message = f"`{fact.unless_said}` is not one of the choices of `{fact.name}`"
        fields.findings.error(
            "unknown-choice", message, fields.place("unless said"), suggest(fact.unless_said, fact.choices)
        )
    if fact.least > fact.most:
        fields.findings.error(
            "empty-range", f"Nothing lies between {fact.least} and {fact.most}", fields.place("least"), "Swap them"
        )


_Named = TypeVar("_Named", Kind, Scope)


def _named(fields: Fields, name: str, names: type[_Named], default: _Named) -> _Named:
    words = fields.words(name)
    if words is None:
        return default
    try:
        return names(words.text)
    except ValueError:
        allowed = [member.value for member in names]
        message = f"`{name}` cannot be `{words.text}`"
        fields.findings.error("wrong-value", message, words.span, suggest(words.text, allowed))
        return default


def _event_list(entry: Entry, findings: Findings) -> EventList:
    needed = ("about", "one", "many", "question", "help", "dated by", "fields")
    fields = Fields(entry.value, findings, f"The event list `{entry.key.text}`", (*needed, OPENS), needed)
    scope = _named(fields, "about", Scope, Scope.HOUSEHOLD)
    inner = {e.key.text: replace(_fact(e, findings, of_event=True), scope=scope) for e in _lines(fields, "fields")}
    dated_by = fields.text("dated by")
    if dated_by not in inner or inner[dated_by].kind is not Kind.DATE:
        message = f"`{dated_by}` is not a date of `{entry.key.text}`"
        findings.error("dated-by", message, fields.place("dated by"), suggest(dated_by, inner))
    return EventList(
        entry.key.text,
        scope,
        fields.text("one"),
        fields.text("many"),
        fields.text("question"),
        fields.text("help"),
        dated_by,
        inner,
        read_openers(fields, OPENS),
    )


# --- steps --------------------------------------------------------------------------------------------------------


def read_steps(data: bytes, vocabulary: Vocabulary, path: str = "steps.yaml") -> tuple[Steps | None, list[Problem]]:
    """Return the steps in the bytes, highest rank first, or None and the problems that stop them from being used."""
    findings = Findings(path)
    steps: dict[str, Step] = {}
    try:
        root = read_nodes(data, findings)
        if root is not None:
            fields = Fields(root, findings, "The list of steps", ("steps",), ("steps",))
            for entry in _lines(fields, "steps"):
                steps[entry.key.text] = _step(entry, vocabulary, findings)
            _check_ranks(steps, fields.span, findings)
    except Enough:
        pass
    ordered = dict(sorted(steps.items(), key=lambda item: item[1].rank))
    return (None if findings.stopped else Steps(ordered, data)), findings.problems


def _check_ranks(steps: dict[str, Step], span: Span, findings: Findings) -> None:
    seen: dict[int, str] = {}
    for step in steps.values():
        earlier = seen.setdefault(step.rank, step.name)
        if earlier != step.name:
            message = f"`{step.name}` and `{earlier}` have the same rank, {step.rank}"
            findings.error("same-rank", message, span, "Give each step a rank of its own; 1 is the highest")


def _step(entry: Entry, vocabulary: Vocabulary, findings: Findings) -> Step:
    lines = ("title", "rank", "owner", "due", "basis", "guidance", "sentence")
    needed = ("title", "rank", "owner", "basis", "guidance", "sentence")
    fields = Fields(entry.value, findings, f"The step `{entry.key.text}`", lines, needed)
    return Step(
        name=entry.key.text,
        title=fields.text("title"),
        rank=fields.number("rank", 0),
        owner=fields.text("owner"),
        due=_due(fields, vocabulary),
        basis=fields.text("basis"),
        guidance=fields.text("guidance"),
        sentence=fields.text("sentence"),
    )


_SAME_DAY = re.compile(r"the same day(?: as (?P<fact>\S+))?")
_WITHIN = re.compile(r"within (?P<length>\d+ (?:working )?[a-z]+)(?: of (?P<fact>\S+))?")
_BEFORE = re.compile(r"at least (?P<length>\d+ (?:working )?[a-z]+) before (?P<fact>\S+)")
RECEIVED = "contact.received_on"


def _due(fields: Fields, vocabulary: Vocabulary) -> Due | None:
    """Return when the step is due, such as `within 15 working days of FACT` or `at least 10 weeks before FACT`."""
    if "due" not in fields:
        return None
    said = fields.text("due")
    if found := _SAME_DAY.fullmatch(said):
        due = Due(0, "days", found["fact"] or RECEIVED, said)
    elif found := _WITHIN.fullmatch(said) or _BEFORE.fullmatch(said):
        due = _counted_due(found, said, fields)
    else:
        _not_due(fields, f"`{said}` does not say when a step is due", "")
        return None
    fact = vocabulary.facts.get(due.after)
    if fact is None or fact.kind is not Kind.DATE:
        dates = [name for name, other in vocabulary.facts.items() if other.kind is Kind.DATE]
        _not_due(fields, f"`{due.after}` is not a date in the vocabulary", suggest(due.after, dates))
    return due


def _counted_due(found: re.Match[str], said: str, fields: Fields) -> Due:
    try:
        length = read_length(found["length"])
    except NotUnderstood as error:
        fields.findings.error(error.code, error.message, fields.place("due"), error.help)
        return Due(0, "days", RECEIVED, said)
    sign = -1 if said.startswith("at least") else 1
    return Due(sign * length.count, length.unit, found["fact"] or RECEIVED, said)


def _not_due(fields: Fields, message: str, help_line: str) -> None:
    example = "Write it like `the same day` or `within 15 working days of contact.received_on`"
    fields.findings.error("wrong-due", message, fields.place("due"), help_line or example)
