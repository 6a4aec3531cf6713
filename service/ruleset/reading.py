"""A whole ruleset read back in plain English, as Markdown. Turns the typed model into pages to print and read aloud.

Everything a ruleset says is there, in the order of the file, and nothing it does not say.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import date

from service.ruleset.model import (
    Block,
    BlockKind,
    Citation,
    Condition,
    Count,
    Elapsed,
    Guarantee,
    InForce,
    Measure,
    NeverLowers,
    Parameter,
    Rule,
    Ruleset,
    Source,
    Streak,
    Test,
)
from service.ruleset.problems import Findings
from service.ruleset.vocabulary import Strength
from service.ruleset.wording import clause, condition_lines, date_words, either, length_words, noun
from service.ruleset.yaml_nodes import Entries, Entry, Node, Words, read_nodes, spoken

_USED = re.compile(r"\{([^{}]*)\}")


def read_back(ruleset: Ruleset) -> str:
    """Return the whole ruleset in plain English, as Markdown."""
    sections = (
        _opening(ruleset),
        _parameters(ruleset),
        _measures(ruleset),
        _definitions(ruleset),
        _rules(ruleset),
        _below(ruleset),
        _guarantees(ruleset),
        _sources(ruleset),
    )
    return "\n".join(line for section in sections for line in section)


def in_force_words(days: InForce | None) -> str:
    """Return when a version applies, as a sentence."""
    if days is None:
        return "This is a proposal: it is used only when it is asked for by name."
    until = f" to {date_words(days.to)}, both days included" if days.to else ""
    return f"In force from {date_words(days.start)}{until}."


def citation_words(citation: Citation, sources: Mapping[str, Source]) -> str:
    """Return the document, its date and the paragraph something rests on."""
    source = sources.get(citation.document)
    paragraph = _flat(citation.paragraph)
    return ", ".join(filter(None, [source_words(source) if source else citation.document, paragraph]))


def source_words(source: Source) -> str:
    """Return a document's title and date."""
    return f"{_flat(source.title)} ({_written_date(source.date)})" if source.date else _flat(source.title)


def recommend_words(recommend: Mapping[str, Strength], ruleset: Ruleset) -> list[str]:
    """Return each step recommended by its title and its strength, the highest step first."""
    steps = ruleset.steps.by_name
    return [f"{_flat(steps[name].title)} — {recommend[name].word}" for name in steps if name in recommend]


def _opening(ruleset: Ruleset) -> Iterator[str]:
    yield f"# {_flat(ruleset.title)}"
    yield from ("", f"Ruleset `{ruleset.family}`, version `{ruleset.version}`. {in_force_words(ruleset.in_force)}", "")
    yield "Every child is decided on their own, with what is known of the household. A threshold is met, not met, or"
    yield "cannot be settled until more is known; what is not known is never taken as no. A person always decides."
    yield ""


def _parameters(ruleset: Ruleset) -> Iterator[str]:
    if ruleset.parameters:
        yield from ("## Numbers that can be changed in one place", "")
        yield from ("| Name | Now | What it is | Used in | Source |", "|---|---|---|---|---|")
        yield from (_parameter(each, ruleset) for each in ruleset.parameters.values())
        yield ""


def _parameter(parameter: Parameter, ruleset: Ruleset) -> str:
    used = ", ".join(_users(parameter.name, ruleset)) or "nothing"
    source = citation_words(parameter.source, ruleset.sources) if parameter.source else "none given"
    cells = (parameter.name, parameter.value, parameter.title, used, source)
    return "| " + " | ".join(_flat(cell).replace("|", "\\|") for cell in cells) + " |"


def _users(parameter: str, ruleset: Ruleset) -> Iterator[str]:
    """Name every part whose text uses a parameter, wherever in it, as a reader knows it."""
    titled = {**ruleset.rules, **ruleset.guarantees}
    top = read_nodes(ruleset.text, Findings())
    for part in top.entries if isinstance(top, Entries) else ():
        inside = part.value.entries if isinstance(part.value, Entries) else ()
        for entry in inside:
            if any(spoken(name) == spoken(parameter) for text in _texts(entry) for name in _USED.findall(text)):
                name = _flat(entry.key.text)
                yield _title(titled[name]) if name in titled else name


def _texts(node: Node | Entry) -> Iterator[str]:
    if isinstance(node, Words):
        yield node.text
    elif isinstance(node, Entry):
        yield node.key.text
        yield from _texts(node.value)
    else:
        for inner in node.entries if isinstance(node, Entries) else node.items:
            yield from _texts(inner)


def _measures(ruleset: Ruleset) -> Iterator[str]:
    if ruleset.measures:
        yield from ("## What is counted or reckoned", "")
        yield from (f"- **{_capital(each.name)}**: {measure_words(each)}." for each in ruleset.measures.values())
        yield ""


def measure_words(measure: Measure) -> str:
    """Return how a measure is counted or reckoned, as a clause."""
    if isinstance(measure, Elapsed):
        unit = "working days" if measure.working else "days"
        return f"{noun(measure).replace('the time', f'the number of {unit}', 1)}"
    where = either([clause(Test(line.field, line.phrase)) for line in measure.where], "and")
    matching = f" where {where}" if where else ""
    if isinstance(measure, Streak):
        return f"how many of the latest {measure.events.many}, without a break, are ones{matching or ' on record'}"
    return f"the number of {measure.events.many}{matching}{_window(measure)}"


def _window(count: Count) -> str:
    within = f", in the {length_words(count.within)} up to the day of the decision" if count.within else ", ever"
    return within + (f", counting each {_spaced(count.once_per.name)} once" if count.once_per else "")


def _definitions(ruleset: Ruleset) -> Iterator[str]:
    if ruleset.definitions:
        yield from ("## Words with a meaning of their own", "")
    for definition in ruleset.definitions.values():
        yield from _condition(f"**“{_capital(definition.name)}”** is so when", definition.when)


def _rules(ruleset: Ruleset) -> Iterator[str]:
    yield from ("## The thresholds", "")
    for number, rule in enumerate(ruleset.rules.values(), start=1):
        yield from _rule(number, rule, ruleset)


def _rule(number: int, rule: Rule, ruleset: Ruleset) -> Iterator[str]:
    yield from (f"### {number}. {_flat(rule.title)}", "")
    yield from _condition("When", rule.when)
    if rule.unless:
        yield from _condition("Unless", rule.unless)
    yield from ("Then recommend:", "", *_steps(rule.recommend, ruleset), "")
    yield from (_sentence(rule.because), "")
    yield from (f"Source: {citation_words(rule.source, ruleset.sources)}. Rule `{rule.name}`.", "")


def _condition(opening: str, condition: Condition) -> Iterator[str]:
    """Read a condition of one line as a sentence; a block as a nested list under its heading."""
    only = condition
    while isinstance(only, Block) and len(only.parts) == 1 and only.kind in (BlockKind.ALL, BlockKind.ANY):
        only = only.parts[0]
    first, *rest = condition_lines(only)
    yield from (f"{opening} {first.text}{':' if first.heading else '.'}", "")
    if rest:
        yield from (f"{'  ' * (line.depth - 1)}- {line.text}{':' * line.heading}" for line in rest)
        yield ""


def _steps(recommend: Mapping[str, Strength], ruleset: Ruleset) -> list[str]:
    return [f"- **{words}**" for words in recommend_words(recommend, ruleset)]


def _below(ruleset: Ruleset) -> Iterator[str]:
    yield from ("## When no threshold is met", "", _sentence(ruleset.below.guidance), "")
    if ruleset.below.recommend:
        yield from ("Recommend:", "", *_steps(ruleset.below.recommend, ruleset), "")


def _guarantees(ruleset: Ruleset) -> Iterator[str]:
    if ruleset.guarantees:
        yield from ("## What these rules promise", "")
    for guarantee in ruleset.guarantees.values():
        yield from (f"### {_title(guarantee)}", "")
        yield from _promised(guarantee, ruleset)


def _promised(guarantee: Guarantee, ruleset: Ruleset) -> Iterator[str]:
    if isinstance(guarantee, NeverLowers):
        yield from ("Learning any of these never lowers the response:", "")
        yield from (f"- {fact.yes or f'{fact.label} is higher'}" for fact in guarantee.facts)
        yield ""
    else:
        yield from _condition("Whenever", guarantee.whenever)
        which = "This" if len(guarantee.then) == 1 else "At least one of these"
        yield from (f"{which} is then recommended, at least so strongly, or a higher step is:", "")
        yield from (*_steps(guarantee.then, ruleset), "")


def _title(part: Rule | Guarantee) -> str:
    """Return the title, or the name made readable when it has no other."""
    return _capital(_spaced(part.name)) if part.title == part.name else _flat(part.title)


def _sources(ruleset: Ruleset) -> Iterator[str]:
    if ruleset.sources:
        yield from ("## Sources", "")
        yield from (f"- {'. '.join(_parts(source))}" for source in ruleset.sources.values())
        yield ""


def _parts(source: Source) -> Iterable[str]:
    return filter(None, (source_words(source), source.url, _flat(source.note).rstrip(".")))


def _written_date(text: str) -> str:
    """Return a full date in words; a year, or a year and month, as it was written."""
    try:
        return date_words(date.fromisoformat(text))
    except ValueError:
        return _flat(text)


def _spaced(name: str) -> str:
    return name.replace("_", " ").replace("-", " ")


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _sentence(text: str) -> str:
    """Return text of a ruleset as a paragraph that ends in a full stop."""
    flat = _flat(text)
    return flat if not flat or flat[-1] in ".!?" else f"{flat}."


def _flat(text: str) -> str:
    return " ".join(text.split())
