"""What a triage form asks, and where each answer goes: made from the vocabulary, so that a new fact is asked at once.

Only the groups a person chose are asked, and a few that are always worth asking. What is not asked does not count,
even if it was answered before the group was taken out.
"""

from __future__ import annotations

from collections.abc import Container, Iterator, Sequence
from dataclasses import dataclass

from service.ruleset.vocabulary import EventList, Fact, Scope, Vocabulary
from service.web.screens.form import Form

HOUSEHOLD, CHILDREN, CONCERNS = "household", "children", "concerns"
CONTACT = "contact"
BORN = ("child.date_of_birth", "child.expected_delivery_on")
FIRST = ("harm",)  # asked before anything else: what the most protective steps hang on
ALWAYS = (*FIRST, "child")


@dataclass(frozen=True, slots=True)
class Section:
    """Facts and event lists of one group about one household or child. `base` is where their answers go."""

    group: str
    title: str
    base: str
    facts: Sequence[Fact] = ()
    events: Sequence[EventList] = ()

    @property
    def places(self) -> list[str]:
        """Where in the form its answers go, in the order of the page."""
        return [*(self.place(fact) for fact in self.facts), *(f"{self.base}/{each.name}" for each in self.events)]

    def place(self, fact: Fact) -> str:
        """Return where in the form the answer to a fact goes."""
        return f"{self.base}/{fact.group}/{fact.short}"


@dataclass(frozen=True, slots=True)
class Concern:
    """A group or a list of events that a person may choose to be asked about."""

    name: str
    title: str
    hint: str


def concerns(vocabulary: Vocabulary) -> list[Concern]:
    """Return the groups that may be chosen."""
    return [
        Concern(name, title, _monitored(vocabulary, name))
        for name, title in vocabulary.groups.items()
        if name not in (CONTACT, *ALWAYS) and _facts(vocabulary, name)
    ]


def histories(vocabulary: Vocabulary) -> list[Concern]:
    """Return the lists of events that may be chosen."""
    return [
        Concern(each.name, f"{each.many[:1].upper()}{each.many[1:]}", each.question)
        for each in vocabulary.events.values()
    ]


def chosen(form: Form) -> set[str]:
    """Return the groups and lists that are asked about."""
    return {*form.all(CONCERNS), *ALWAYS}


def first_sections(vocabulary: Vocabulary, form: Form) -> list[Section]:
    """Return what is asked to begin with: the contact, and when each child was or will be born."""
    contact = Section(CONTACT, vocabulary.groups.get(CONTACT, ""), HOUSEHOLD, _facts(vocabulary, CONTACT))
    born = [vocabulary.facts[name] for name in BORN if name in vocabulary.facts]
    children = [Section("child", "", f"{CHILDREN}/{at}", born) for at in range(form.count(CHILDREN))]
    return [contact, *children]


def household_sections(vocabulary: Vocabulary, form: Form) -> list[Section]:
    """Return what is asked about the household."""
    return list(_chosen_sections(vocabulary, form, Scope.HOUSEHOLD, HOUSEHOLD))


def child_sections(vocabulary: Vocabulary, form: Form, child: int, *, first: bool) -> list[Section]:
    """Return what is asked about one child first, or else after that; nothing that follows from the birth."""
    base = f"{CHILDREN}/{child}"
    known = {name for name in BORN if _answered(form, f"{base}/{name.replace('.', '/')}")}
    settled = {each.name for each in vocabulary.facts.values() if not known.isdisjoint(each.derived_from)}
    found = _chosen_sections(vocabulary, form, Scope.CHILD, base, {*BORN, *settled})
    return [section for section in found if (section.group in FIRST) is first]


def all_sections(vocabulary: Vocabulary, form: Form) -> list[Section]:
    """Return everything that is asked, in the order of the pages: what counts as the case."""
    first, rest = (
        [each for child in range(form.count(CHILDREN)) for each in child_sections(vocabulary, form, child, first=first)]
        for first in (True, False)
    )
    return [*first_sections(vocabulary, form), *first, *household_sections(vocabulary, form), *rest]


def child_name(form: Form, child: int) -> str:
    """Return what a child is called: as typed, or else by a letter that no other child is called by."""
    typed = form.one(f"{CHILDREN}/{child}/ref")
    return typed or _spare_letter(form, child)


def _spare_letter(form: Form, child: int) -> str:
    taken = {form.one(f"{CHILDREN}/{at}/ref") for at in range(form.count(CHILDREN)) if at != child}
    letters = [chr(ord("A") + at) for at in range(26)]
    spare = [letter for letter in letters[child:] + letters if letter not in taken]
    return spare[0] if spare else str(child + 1)


def _chosen_sections(
    vocabulary: Vocabulary, form: Form, scope: Scope, base: str, left_out: Container[str] = ()
) -> Iterator[Section]:
    wanted = chosen(form) - {CONTACT}
    for group, title in vocabulary.groups.items():
        facts = [each for each in _facts(vocabulary, group) if each.scope is scope and each.name not in left_out]
        if group in wanted and facts:
            yield Section(group, title, base, facts)
    for events in vocabulary.events.values():
        if events.name in wanted and events.scope is scope:
            yield Section(events.name, f"{events.many[:1].upper()}{events.many[1:]}", base, (), [events])


def _facts(vocabulary: Vocabulary, group: str) -> list[Fact]:
    return [fact for fact in vocabulary.facts.values() if fact.group == group and fact.may_be_sent]


def _answered(form: Form, place: str) -> bool:
    return any(form.one(f"{place}/{part}") for part in ("day", "month", "year"))


def _monitored(vocabulary: Vocabulary, group: str) -> str:
    return "Never used by any rule" if all(fact.monitoring for fact in _facts(vocabulary, group)) else ""
