"""Every sentence a scenario may use, as a page people read, made from the table of steps."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from service.assurance.given_steps import CASE_STEPS, event_steps, fact_steps
from service.assurance.outcome_steps import ADVICE_STEPS, QUESTION_STEPS, RULE_STEPS
from service.assurance.steps import DECIDES
from service.assurance.wordings import Step
from service.ruleset.vocabulary import EventList, Fact, Kind, Vocabulary

BEGIN = "<!-- What follows is made from the vocabulary: `python -m tests.steps_page` writes it anew. -->"


def steps_page(vocabulary: Vocabulary) -> str:
    """Return the page, in Markdown."""
    return "\n".join([BEGIN, "", *_given(vocabulary), *_when(), *_then()])


def _given(vocabulary: Vocabulary) -> Iterator[str]:
    yield from ("## Given: the case", "", *_table(CASE_STEPS))
    for group, title in vocabulary.groups.items():
        facts = [fact for fact in vocabulary.facts.values() if fact.group == group and fact.may_be_sent]
        yield from (f"## Given: {title[:1].lower()}{title[1:]}", "", *_clauses(facts), *_values(facts))
    for events in vocabulary.events.values():
        yield from (f"## Given: {events.many}", "", *_table(event_steps(events)), *_columns(events))


def _clauses(facts: Iterable[Fact]) -> Iterator[str]:
    told = [fact for fact in facts if fact.kind is Kind.YES_NO]
    if told:
        yield from ("To say that it is not known: `it is not known whether`, and the first sentence.", "")
        yield from ("| Yes | No | Fact |", "| --- | --- | --- |")
        yield from (f"| {fact.yes} | {fact.no} | `{fact.name}` |" for fact in told)
        yield ""


def _values(facts: Iterable[Fact]) -> Iterator[str]:
    told = [fact for fact in facts if fact.kind is not Kind.YES_NO]
    if told:
        yield from ("| Say | Answers | Fact |", "| --- | --- | --- |")
        for fact in told:
            examples = [example for step in [*fact_steps(fact)][:-1] for example in step.examples]
            yield f"| {'<br>'.join(examples)} | {' · '.join(fact.choices.values())} | `{fact.name}` |"
        yield ""


def _columns(events: EventList) -> Iterator[str]:
    yield from ("The columns of the table:", "", "| Column | Or | What it holds |", "| --- | --- | --- |")
    for name, field in events.fields.items():
        holds = " · ".join(field.choices.values()) or {Kind.YES_NO: "yes or no", Kind.DATE: "a day"}.get(
            field.kind, "words"
        )
        usual = f"; {field.choices[field.unless_said]} unless said" if field.unless_said else ""
        yield f"| {name.replace('_', ' ')} | {field.label or field.yes} | {holds}{usual} |"
    yield ""


def _when() -> Iterator[str]:
    yield from (
        "## When",
        "",
        "| Say | What it does |",
        "| --- | --- |",
        _row(DECIDES, "Decides the case as it stands"),
        "",
    )


def _then() -> Iterator[str]:
    yield from ("## Then: rules", "", *_table(RULE_STEPS))
    yield from ("## Then: what is recommended", "", *_table(ADVICE_STEPS))
    yield from ("## Then: questions, near misses and refusals", "", *_table(QUESTION_STEPS))


def _table(steps: Iterable[Step]) -> Iterator[str]:
    yield from ("| Say | What it does |", "| --- | --- |")
    for step in steps:
        for example in step.examples:
            yield _row(example + (", with a table under it" if step.table else ""), step.says)
    yield ""


def _row(said: str, says: str) -> str:
    return f"| {said} | {says} |"
