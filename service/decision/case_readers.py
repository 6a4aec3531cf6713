"""How each fact and each field of an event is read, prepared once for a vocabulary and used by every case.

Only what may be sent in a place has a reader there. Whatever has none is refused by `case_facts.py`, which says why.
"""

from __future__ import annotations

from collections.abc import Mapping

from service.decision.case_values import Reader, reader_of
from service.ruleset.vocabulary import EventList, Fact, Kind, Scope, Vocabulary

MOST_KEPT = 16

# Each fact of a group by its short name: its whole name and its reader.
GroupReaders = Mapping[str, tuple[str, Reader]]


class EventReader:
    """How the fields of one list of events are read, and in what order they are told."""

    def __init__(self, events: EventList) -> None:
        self.readers = {name: reader_of(field) for name, field in events.fields.items()}
        self.unless_said = [(name, field.unless_said) for name, field in events.fields.items() if field.unless_said]
        self.dates = [name for name, field in events.fields.items() if field.kind is Kind.DATE]
        self.dated_by = events.dated_by


class CaseReaders:
    """Every reader of one vocabulary. `silent` are the facts that what is known of others may leave with no answer."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self.vocabulary = vocabulary
        self.groups = {scope: _groups(vocabulary, scope) for scope in Scope}
        self.events = {name: EventReader(events) for name, events in vocabulary.events.items()}
        self.silent = {fact.name: fact for fact in vocabulary.facts.values() if fact.not_with or fact.not_when}


def _groups(vocabulary: Vocabulary, scope: Scope) -> dict[str, GroupReaders]:
    """Return what may be sent of a household or of a child: a child may have the household's facts as its own."""
    return {
        group: {fact.short: (fact.name, reader_of(fact)) for fact in _of_group(vocabulary, group, scope)}
        for group in vocabulary.groups
    }


def _of_group(vocabulary: Vocabulary, group: str, scope: Scope) -> list[Fact]:
    facts = (fact for fact in vocabulary.facts.values() if fact.group == group and fact.may_be_sent)
    return [fact for fact in facts if scope is Scope.CHILD or fact.scope is Scope.HOUSEHOLD]


_KEPT: dict[int, CaseReaders] = {}


def case_readers(vocabulary: Vocabulary) -> CaseReaders:
    """Return the readers of a vocabulary, made when they are first asked for.

    They are kept by the vocabulary's identity, with the vocabulary itself, so that no other can ever have it.
    """
    readers = _KEPT.get(id(vocabulary))
    if readers is None:
        if len(_KEPT) >= MOST_KEPT:
            _KEPT.clear()
        readers = _KEPT[id(vocabulary)] = CaseReaders(vocabulary)
    return readers
