"""What is still worth asking about a child: whatever is not known and keeps a rule open, most protective first.

A question about a detail waits for the question that opens it. Until that is answered, the opening question stands in
its place, with all that the details could come to; once it is answered otherwise, the detail is not asked.

A question about a fact or a whole list is worded once for the same rules and steps, and shared by the answers it is in.
INVARIANT: nobody changes a question once it is worded. One that tells an event of a child's is never kept.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from operator import itemgetter
from typing import Any

from service.decision.case_facts import Event
from service.decision.explanation import Answers, RuleTrace, subjects_of
from service.decision.judging import UNDETERMINED
from service.decision.measures import Measured
from service.decision.nodes import Node, keep
from service.decision.values import Values
from service.ruleset.model import Block, Condition, DefinitionRef, Elapsed, Rule, Ruleset, Subject, Test
from service.ruleset.vocabulary import EventList, Fact, Kind, Strength, answered_so

Place = tuple[int | bool | str, ...]
Recommended = Mapping[str, Strength]
Ordered = tuple[Place, dict[str, Any]]  # a question after what it is sorted by
Worded = dict[tuple[tuple[str, ...], frozenset[tuple[str, Strength]]], Ordered]

STRENGTH_WORDS = {int(strength): strength.word for strength in Strength}


@dataclass(frozen=True, slots=True)
class Asked:
    """One thing to ask. `place` tells it from every other, and is its place in the vocabulary."""

    place: Place
    question: Mapping[str, Any] = field(compare=False)


class Questions:
    """Finds and orders the questions about one child, for one ruleset."""

    def __init__(self, ruleset: Ruleset) -> None:
        self._ruleset = ruleset
        self._ranks = {step.name: step.rank for step in ruleset.steps.by_name.values()}
        names = (*ruleset.vocabulary.facts, *ruleset.vocabulary.events)
        self._places = {name: place for place, name in enumerate(names)}
        self._facts = {fact.name: self._question(fact) for fact in ruleset.vocabulary.facts.values()}
        self._openers = {name: _all_behind(rule, ruleset) for name, rule in ruleset.rules.items()}
        self._kept: dict[str, dict[Answers, tuple[Asked, ...]]] = {name: {} for name in ruleset.rules}
        self._worded: dict[Place, Worded] = {(place,): {} for place in self._places.values()}

    def ask(
        self, undetermined: list[RuleTrace], values: Values, measured: Mapping[str, Measured], recommended: Recommended
    ) -> list[dict[str, Any]]:
        """Return the questions that undetermined rules hang on, with what each could come to."""
        hanging: dict[Place, list[str]] = {}
        asked: dict[Place, Asked] = {}
        for trace in undetermined:
            for each in self._asked_by(trace, values, measured):
                asked[each.place] = each
                hanging.setdefault(each.place, []).append(trace.rule.name)
        steps = frozenset(recommended.items())
        found = [self._ordered(asked[place], tuple(rules), steps) for place, rules in hanging.items()]
        return [question for _, question in sorted(found, key=itemgetter(0))]

    def _ordered(self, asked: Asked, rules: tuple[str, ...], recommended: frozenset[tuple[str, Strength]]) -> Ordered:
        """Return a question after its place, worded anew only when it has not been for these rules and steps."""
        worded = self._worded.get(asked.place)
        if worded is None:  # it tells an event
            return self._made(asked, rules, dict(recommended))
        made = worded.get((rules, recommended))
        if made is None:
            made = self._made(asked, rules, dict(recommended))
            keep(worded, (rules, recommended), made)
        return made

    def _made(self, asked: Asked, names: tuple[str, ...], recommended: Recommended) -> Ordered:
        """Return a question after its place: by the best it could add, then by how many rules hang on it."""
        rules = [self._ruleset.rules[name] for name in names]
        gains = sorted((self._ranks[step], -strength, step) for step, strength in _gains(rules, recommended).items())
        best = gains[0][:2] if gains else (len(self._ranks) + 1, 0)
        question = {
            **asked.question,
            "could_meet": list(names),
            "could_add": [{"step": step, "strength": STRENGTH_WORDS[-strength]} for _, strength, step in gains],
        }
        return (*best, -len(names), *asked.place), question

    def _asked_by(self, trace: RuleTrace, values: Values, measured: Mapping[str, Measured]) -> tuple[Asked, ...]:
        """Return what one rule hangs on, each thing once. The same answers leave the same things to ask."""
        kept = self._kept[trace.rule.name]
        answers: Answers | None = None
        if trace.answers is not None:
            answers = (*trace.answers, *map(values.get, self._openers[trace.rule.name]))
            made = kept.get(answers)  # looked up once: another thread may let all go at any time
            if made is not None:
                return made
        found = (asked for test in self._open_in(trace) for asked in self._asked(test, values, measured))
        distinct = tuple(dict.fromkeys(found))
        if answers is not None:
            keep(kept, answers, distinct)
        return distinct

    # --- where a rule is open ---

    def _open_in(self, trace: RuleTrace) -> Iterator[Test]:
        """Yield the undetermined lines of a rule that are reached through undetermined nodes alone, each once."""
        waiting: list[tuple[Condition, Node]] = [(trace.rule.when, trace.node["when"])]
        if trace.rule.unless is not None:
            waiting.append((trace.rule.unless, trace.node["unless"]))
        seen: set[int] = set()
        while waiting:
            condition, node = waiting.pop()
            if node["outcome"] != UNDETERMINED or id(node) in seen:
                continue
            seen.add(id(node))
            if isinstance(condition, Block):
                waiting += zip(condition.parts, node["parts"], strict=True)
            elif isinstance(condition.subject, DefinitionRef):
                waiting.append((self._ruleset.definitions[condition.subject.name].when, node["when"]))
            else:
                yield condition

    # --- what would settle a line ---

    def _asked(self, test: Test, values: Values, measured: Mapping[str, Measured]) -> Iterator[Asked]:
        subject = test.subject
        if isinstance(subject, Fact):
            yield from self._about_fact(subject, values)
        elif isinstance(subject, Elapsed):
            for end in (subject.start, subject.end):
                if end is not None and end.name not in values:
                    yield from self._about_fact(end, values)
        elif not isinstance(subject, DefinitionRef):
            yield from self._about_events(subject.events, values, measured[subject.name])

    def _about_fact(self, fact: Fact, values: Values) -> Iterator[Asked]:
        """Ask for a fact, or for the one it is worked out from, or first for whatever opens it."""
        yield from self._opened(
            fact, values, self._facts[fact.name if not fact.ask or fact.ask in values else fact.ask]
        )

    def _opened(self, about: Fact | EventList, values: Values, asked: Asked) -> Iterator[Asked]:
        """Yield a question that is open, else those that open it; nothing once one is answered otherwise."""
        waiting_for = []
        for name, answers in about.ask_only_when.items():
            if name not in values:
                waiting_for.append(self._ruleset.vocabulary.facts[name])
            elif not answered_so(values[name], answers):
                return
        if not waiting_for:
            yield asked
        for opener in waiting_for:
            yield from self._about_fact(opener, values)

    def _question(self, fact: Fact) -> Asked:
        return Asked((self._places[fact.name],), {"fact": fact.name, **_words(fact)})

    def _about_events(self, events: EventList, values: Values, measured: Measured) -> Iterator[Asked]:
        """Ask for the whole list when it is not known, else for what is missing of each possible event."""
        place = self._places[events.name]
        if measured.unlisted:
            question = {"fact": events.name, "ask": events.question, "help": events.help, "kind": "list"}
            yield from self._opened(events, values, Asked((place,), question))
        for event, fields in measured.doubts:
            for missing in fields:
                at = (place, *_event_place(events, event), list(events.fields).index(missing.name))
                about = {"fact": events.name, "event": event.content, "field": missing.name}
                yield Asked(at, {**about, **_words(missing)})


def _all_behind(rule: Rule, ruleset: Ruleset) -> tuple[str, ...]:
    """Return every fact that has to be answered before something that a rule rests on is asked."""
    facts = ruleset.vocabulary.facts
    subjects = subjects_of([rule.when, *([rule.unless] if rule.unless else [])], ruleset.definitions)
    found: set[str] = set()
    waiting = [name for each in _asked_about(subjects) for name in each.ask_only_when]
    while waiting:
        name = waiting.pop()
        if name not in found:
            found |= {name, *([facts[name].ask] if facts[name].ask else [])}
            waiting += facts[name].ask_only_when
    return tuple(sorted(found))


def _asked_about(subjects: Iterable[Subject]) -> Iterator[Fact | EventList]:
    for each in subjects:
        if isinstance(each, Fact):
            yield each
        elif isinstance(each, Elapsed):
            yield from filter(None, (each.start, each.end))
        elif not isinstance(each, DefinitionRef):
            yield each.events


def _gains(rules: list[Rule], recommended: Recommended) -> dict[str, Strength]:
    """Return the steps the rules would add to those recommended, or recommend more strongly."""
    gains: dict[str, Strength] = {}
    for rule in rules:
        for step, strength in rule.recommend.items():
            if strength > recommended.get(step, 0) and strength > gains.get(step, 0):
                gains[step] = strength
    return gains


def _words(fact: Fact) -> dict[str, Any]:
    words: dict[str, Any] = {"ask": fact.question, "help": fact.help, "kind": fact.kind.value}
    return words | {"choices": fact.choices} if fact.kind is Kind.CHOICE else words


def _event_place(events: EventList, event: Event) -> tuple[bool, str, str]:
    day = event.content.get(events.dated_by)
    return day is None, str(day), str(list(event.content.items()))
