"""A decision that was made, turned into a scenario: the same case, and what was answered as what is expected.

Nothing that names anybody is taken over: children are called A, B and so on, texts become made-up ones that differ
where they differed, and what is only monitored is left out. Dates stay as they are, since ages and clocks hang on them.
"""

from __future__ import annotations

import string
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from service.assurance.telling import BIRTH, given_child, given_fact, list_table
from service.ruleset.vocabulary import EventList, Fact, Kind, Vocabulary
from service.ruleset.wording import date_words

Json = Mapping[str, Any]
MONITORING = "monitoring"
NAMES = (*string.ascii_uppercase, *(f"A{letter}" for letter in string.ascii_uppercase))


@dataclass
class _Writing:
    """What has been written so far, and the made-up words for each text."""

    vocabulary: Vocabulary
    as_of: date
    made_up: dict[tuple[str, str], str] = field(default_factory=dict)

    def facts(self, part: Json, about: str) -> Iterator[str]:
        """Yield a sentence for every fact that was sent, what was sent as not known included."""
        for fact in self.vocabulary.facts.values():
            group = part.get(fact.group)
            if not isinstance(group, dict) or fact.group == MONITORING or fact.name in BIRTH or not fact.may_be_sent:
                continue
            if fact.short in group:
                yield self.said(fact, group[fact.short], about)

    def said(self, fact: Fact, value: Any, about: str) -> str:  # noqa: ANN401 - any JSON value
        """Return the sentence that gives one fact."""
        words = f"{fact.label} is not known" if fact.label else f"it is not known whether {fact.yes}"
        if value is not None:
            words = given_fact(fact, self.safe(fact, value), self.as_of)
        return f"{_for(about)}{words}"

    def safe(self, fact: Fact, value: Any) -> Any:  # noqa: ANN401 - the same
        """Return a value without a word that somebody typed: a made-up one that stands for it."""
        if fact.kind is not Kind.TEXT:
            return value
        known = sum(name == fact.short for name, _ in self.made_up)
        return self.made_up.setdefault((fact.short, value), f"{fact.short.replace('_', ' ')} {known + 1}")

    def lists(self, part: Json, about: str) -> Iterator[str]:
        """Yield a sentence, with its table, for every list of events that was sent."""
        for events in self.vocabulary.events.values():
            if events.name in part:
                yield f"{_for(about)}{self.listed(events, part[events.name])}"

    def listed(self, events: EventList, sent: Any) -> str:  # noqa: ANN401 - the same
        """Return the sentence that gives a list: whole, in part, or not known."""
        if sent is None:
            return f"it is not known whether there are {events.many}"
        if isinstance(sent, list):
            table = list_table(events, self._events(events, sent))
            return f"these {events.many}{table}" if sent else f"there are no {events.many}"
        day = sent.get("in_full_from")
        rest = f", all there were from {date_words(date.fromisoformat(day))} on" if day else " and perhaps others"
        return f"these {events.many}{rest}{list_table(events, self._events(events, sent['known']))}"

    def _events(self, events: EventList, sent: Sequence[Json]) -> list[Json]:
        return [
            {
                name: None if value is None else self.safe(events.fields[name], value)
                for name, value in event.items()
                if name in events.fields
            }
            for event in sent
        ]


def _for(about: str) -> str:
    return f'for child "{about}", ' if about else ""


def scenario_of(case: Json, answer: Json, vocabulary: Vocabulary, title: str) -> str:
    """Return a scenario of a decision, as the text of a feature. It names the version that decided."""
    as_of, ruleset = date.fromisoformat(answer["as_of"]), answer["ruleset"]
    writing = _Writing(vocabulary, as_of)
    names = {child["ref"]: NAMES[at] for at, child in enumerate(case["children"])}
    given = [f"the ruleset {ruleset['family']}:{ruleset['version']}", f"today is {date_words(as_of)}"]
    for child in case["children"]:
        given += given_child({**child, "ref": names[child["ref"]]})
    household = case.get("household") or {}
    given += [*writing.facts(household, ""), *writing.lists(household, "")]
    for child in case["children"]:
        given += [*writing.facts(child, names[child["ref"]]), *writing.lists(child, names[child["ref"]])]
    expected = [line for child in answer["children"] for line in _expected(child, names[child["ref"]])]
    lines = ["Feature: Decisions", "", f"  Scenario: {title}", *_said("Given", given)]
    return "\n".join([*lines, "    When the front door decides", *_said("Then", expected), ""])


def _expected(child: Json, name: str) -> Iterator[str]:
    met = [entry["rule"] for entry in child["trace"] if entry["outcome"] == "met"]
    about = f'for child "{name}", '
    if not met:
        yield f"{about}no threshold is met"
    elif len(met) == 1:
        yield f'{about}the only rule met is "{met[0]}"'
    else:
        first = ", ".join(f'"{rule}"' for rule in met[:-1])
        yield f'{about}the rules met are {first} and "{met[-1]}"'
    for each in child["recommendations"]:
        how = "offered below threshold" if each.get("below_threshold") else "recommended"
        yield f'{about}"{each["title"]}" is {how} as {each["strength"]}'


def _said(keyword: str, sentences: Sequence[str]) -> list[str]:
    return [f"    {keyword if at == 0 else 'And'} {sentence}" for at, sentence in enumerate(sentences)]
