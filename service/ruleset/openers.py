"""Which answers open a question, and which leave one with nothing to say: read from the vocabulary, and checked.

`ask only when` is about asking alone. It never settles a rule, so no engine knows of it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from service.ruleset.fields import Fields, list_of_words
from service.ruleset.problems import Findings, Span, suggest
from service.ruleset.vocabulary import EventList, Fact, Kind, Openers, Scope
from service.ruleset.yaml_nodes import Entries, Entry, spoken

OPENS, NOTHING = "ask only when", "does not apply when"
OPENED = (OPENS, NOTHING)
_YES_NO = ("yes", "no")


def read_openers(fields: Fields, name: str) -> Openers:
    """Return facts with the answers that count, from lines of `fact: answer` or `fact: [one, or, another]`."""
    node = fields.node(name)
    if node is None:
        return {}
    if not isinstance(node, Entries):
        message = f"`{name}` is written as `{{fact: answer}}`"
        fields.findings.error("not-lines", message, node.span, "Write it like `{domestic_abuse.present: yes}`")
        return {}
    return {entry.key.text: _answers(entry, fields.findings) for entry in node.entries}


def _answers(entry: Entry, findings: Findings) -> tuple[str, ...]:
    return tuple(words.text for words in list_of_words(entry.value, findings, f"`{entry.key.text}`"))


def check_openers(
    entries: Iterable[Entry], facts: Mapping[str, Fact], events: Mapping[str, EventList], findings: Findings
) -> None:
    """Report what cannot open a question, or cannot leave one with nothing to say, where it is written."""
    for entry in entries:
        opened = facts.get(entry.key.text) or events[entry.key.text]
        for name in OPENED:
            for line in _lines_of(entry, name):
                _check(line, name, opened, facts, findings)
    for name, fact in facts.items():
        _check_circle(name, fact, facts, entries, findings)


def _lines_of(entry: Entry, name: str) -> tuple[Entry, ...]:
    lines = entry.value.entries if isinstance(entry.value, Entries) else ()
    found = (each.value for each in lines if spoken(each.key.text) == name)
    return tuple(line for value in found if isinstance(value, Entries) for line in value.entries)


def _check(line: Entry, name: str, opened: Fact | EventList, facts: Mapping[str, Fact], findings: Findings) -> None:
    other, span = facts.get(line.key.text), line.key.span
    if other is None:
        message = f"There is no fact called `{line.key.text}`"
        findings.error("unknown-fact", message, span, suggest(line.key.text, facts))
    elif why := _why_not(other, name, opened):
        findings.error("cannot-open", f"`{other.name}` cannot say when `{opened.name}` is asked: {why}", span, _MEND)
    else:
        _check_answers(line, other, findings)


_MEND = "Name a fact about the same child or the household that is answered by yes, by no or from a list"


def _why_not(other: Fact, name: str, opened: Fact | EventList) -> str:
    """Return why a fact cannot open a question or close it, in words; nothing when it can."""
    if other.kind not in (Kind.YES_NO, Kind.CHOICE):
        return f"it is answered by a {other.kind.value}"
    if other.monitoring:
        return "it is there for monitoring alone"
    if other.scope is Scope.CHILD and opened.scope is Scope.HOUSEHOLD:
        return "it may be answered differently for each child"
    if name == NOTHING and other.derived_from:
        return "it is worked out from another fact"
    return "it would wait for itself" if other.name == opened.name else ""


def _check_answers(line: Entry, other: Fact, findings: Findings) -> None:
    allowed = tuple(other.choices) or _YES_NO
    for words in list_of_words(line.value, Findings(), ""):
        if words.text not in allowed:
            message = f"`{words.text}` is not one of the answers to `{other.name}`"
            findings.error("unknown-choice", message, words.span, suggest(words.text, allowed))


def _check_circle(
    name: str, fact: Fact, facts: Mapping[str, Fact], entries: Iterable[Entry], findings: Findings
) -> None:
    """Report a question that waits, by way of others, for its own answer. Each circle once, at its first fact."""
    waits_for = _all_behind(fact, facts)
    behind = list(facts)
    if name in waits_for and name not in fact.ask_only_when and name == min(waits_for, key=behind.index):
        span = next((entry.key.span for entry in entries if entry.key.text == name), Span(1, 1, 1, 1))
        message = f"`{name}` is asked only when others are answered, and those wait for `{name}`"
        findings.error(
            "cannot-open", message, span, "Take out one of the lines, so that one of them can be asked first"
        )


def _all_behind(fact: Fact, facts: Mapping[str, Fact]) -> set[str]:
    """Return every fact that has to be answered, one after another, before this one is asked."""
    found: set[str] = set()
    waiting = list(fact.ask_only_when)
    while waiting:
        name = waiting.pop()
        if name in facts and name not in found:
            found.add(name)
            waiting += facts[name].ask_only_when
    return found
