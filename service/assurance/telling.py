"""A case about one child in plain words, and as a scenario ready to paste. Turns the body of a decision into sentences.

The sentences of a scenario are those of `features/README.md`; running it decides the very same case.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from service.decision.born import BORN, DUE, UNBORN
from service.ruleset.model import Ruleset
from service.ruleset.vocabulary import EventList, Fact, Kind, Vocabulary
from service.ruleset.wording import age_words, date_words, either, value_words

Part = Mapping[str, Any]
BIRTH = (BORN, DUE, UNBORN)
MOST_TOLD = 12
QUOTE, STRAIGHT_QUOTE = "\N{LEFT DOUBLE QUOTATION MARK}{}\N{RIGHT DOUBLE QUOTATION MARK}", '"{}"'


def known_words(body: Part, vocabulary: Vocabulary) -> list[str]:
    """Return everything that is known in a case, as clauses; nothing for a case in which nothing is."""
    child, as_of = body["children"][0], date.fromisoformat(body["as_of"])
    facts = [fact_words(fact, value, as_of) for fact, value in _facts(body, vocabulary)]
    lists = [_list_words(events, said) for events, said in _lists(body, vocabulary)]
    born = child.get("child", {}).get("date_of_birth")
    return [*([_born_words(date.fromisoformat(born), as_of)] if born else []), *facts, *lists]


def _born_words(born: date, as_of: date) -> str:
    return f"the child was born on {date_words(born)} and is {age_words(born, as_of)} old"


def fact_words(fact: Fact, value: Any, as_of: date) -> str:  # noqa: ANN401 - any JSON value
    """Return one fact as a clause: `a weapon was used or threatened`, `the DASH score is 14 points`."""
    if fact.kind is Kind.YES_NO:
        return fact.yes if value else fact.no
    return f"{fact.label} is {_value(fact, value, as_of, QUOTE)}"


def _value(fact: Fact, value: Any, as_of: date, quotes: str) -> str:  # noqa: ANN401
    if fact.kind is Kind.DATE:
        return date_words(date.fromisoformat(value))
    return quotes.format(value) if fact.kind is Kind.TEXT else value_words(fact, value, as_of)


def _list_words(events: EventList, said: Sequence[Part]) -> str:
    if not said:
        return f"there are no {events.many}"
    are = f"there is 1 {events.one}" if len(said) == 1 else f"there are {len(said)} {events.many}"
    return f"{are} ({'; '.join(_event_words(events, event) for event in said)})"


def _event_words(events: EventList, event: Part) -> str:
    day = event.get(events.dated_by)
    parts = [date_words(date.fromisoformat(day)) if day else "on a day not known"]
    for name, fact in events.fields.items():
        value = event.get(name)
        if name == events.dated_by or name not in event:
            continue
        parts.append(f"{name.replace('_', ' ')} not known" if value is None else _said_of_event(fact, value))
    return ", ".join(parts)


def _said_of_event(fact: Fact, value: Any) -> str:  # noqa: ANN401
    if fact.kind is Kind.YES_NO:
        return fact.yes if value else fact.no
    if fact.kind is Kind.TEXT:
        return f"{fact.name.replace('_', ' ')} {QUOTE.format(value)}"
    return _value(fact, value, date.min, QUOTE)


def steps_words(strengths: Mapping[str, str], ruleset: Ruleset) -> str:
    """Return recommended steps with their strengths, highest first: `Section 47 enquiry (should)`."""
    steps = ruleset.steps.by_name
    return either([f"{steps[name].title} ({strengths[name]})" for name in steps if name in strengths], "and")


# --- as a scenario ------------------------------------------------------------------------------------------------


def scenario(title: str, body: Part, vocabulary: Vocabulary, expected: Sequence[str], note: str = "") -> str:
    """Return a scenario that decides the case and then expects each of the sentences given; a note is not run."""
    as_of = date.fromisoformat(body["as_of"])
    named = f"{body['ruleset']}:{body['version']}" if body.get("version") else body["ruleset"]
    given = [f"the ruleset {named}", f"today is {date_words(as_of)}", *given_child(body["children"][0])]
    for fact, value in _facts(body, vocabulary, besides=BIRTH):
        given.append(given_fact(fact, value, as_of))
    for events, said in _lists(body, vocabulary):
        given.append(_given_list(events, said))
    heading = [f"  Scenario: {title}", *([f"    # {note}"] if note else [])]
    lines = [*heading, *_block("Given", given), "    When the front door decides", *_block("Then", expected)]
    return "\n".join(lines) + "\n"


def _block(keyword: str, sentences: Sequence[str]) -> list[str]:
    return [f"    {keyword if at == 0 else 'And'} {sentence}" for at, sentence in enumerate(sentences)]


def given_child(child: Part) -> Iterator[str]:
    """Yield the sentences that name a child, and say when it was born or is due."""
    said = child.get("child") or {}
    ref = f'"{child["ref"]}"'
    if said.get("date_of_birth"):
        yield f"a child {ref} born on {date_words(date.fromisoformat(said['date_of_birth']))}"
    elif said.get("expected_delivery_on"):
        yield f"an unborn child {ref} due on {date_words(date.fromisoformat(said['expected_delivery_on']))}"
    else:
        yield f"an unborn child {ref}" if said.get("unborn") else f"a child {ref}"
    if said.get("unborn") is False:
        yield "child.unborn is no"


def given_fact(fact: Fact, value: Any, as_of: date) -> str:  # noqa: ANN401
    """Return the sentence that gives a fact that is known."""
    if fact.kind is Kind.YES_NO:
        return fact.yes if value else fact.no
    return f"{fact.label} is {_value(fact, value, as_of, STRAIGHT_QUOTE)}"


def _given_list(events: EventList, said: Sequence[Part]) -> str:
    return f"these {events.many}{list_table(events, said)}" if said else f"there are no {events.many}"


def list_table(events: EventList, said: Sequence[Part]) -> str:
    """Return events as the table under a sentence: a line for each, after one that names its columns."""
    columns = [name for name in events.fields if any(name in event for event in said)] or [events.dated_by]
    rows = [columns, *([_cell(events.fields[name], event, name) for name in columns] for event in said)]
    widths = [max(len(row[at]) for row in rows) for at in range(len(columns))]
    table = [
        "| " + " | ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) + " |" for row in rows
    ]
    return "".join(f"\n      {line}" for line in table)


def _cell(fact: Fact, event: Part, name: str) -> str:
    if name not in event:
        return ""
    value = event[name]
    words = "not known" if value is None else _value(fact, value, date.min, "{}")
    return words.replace("\\", "\\\\").replace("|", "\\|")


# --- what is in a case --------------------------------------------------------------------------------------------


def _facts(body: Part, vocabulary: Vocabulary, besides: Sequence[str] = (BORN,)) -> Iterator[tuple[Fact, Any]]:
    """Yield each fact that is known, in the order of the vocabulary."""
    parts = (body.get("household") or {}, body["children"][0])
    for fact in vocabulary.facts.values():
        said = [(part.get(fact.group) or {}).get(fact.short) for part in parts]
        known = [value for value in said if value is not None]
        if known and fact.name not in besides:
            yield fact, known[-1]


def _lists(body: Part, vocabulary: Vocabulary) -> Iterator[tuple[EventList, Sequence[Part]]]:
    for events in vocabulary.events.values():
        for part in (body["children"][0], body.get("household") or {}):
            if part.get(events.name) is not None:
                yield events, part[events.name]
                break


def nothing_else(clauses: Sequence[str], as_of: date) -> str:
    """Return what is known as a sentence that says that nothing else is."""
    if not clauses:
        return f"On {date_words(as_of)}, when nothing is known"
    left = len(clauses) - MOST_TOLD
    told = [*clauses[:MOST_TOLD], f"{left} more things are known"] if left > 1 else clauses
    return f"On {date_words(as_of)}, when all that is known is that {either(told, 'and')}"
