"""A ruleset as JSON, for machines that read rules: the same parts, in the order of the file."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from pydantic import BaseModel, Field

from service.ruleset.model import (
    BlockKind,
    Citation,
    Condition,
    Count,
    DefinitionRef,
    Elapsed,
    Guarantee,
    InForce,
    Measure,
    NeverLowers,
    Rule,
    Ruleset,
    Streak,
    Test,
)
from service.ruleset.vocabulary import Fact, Strength
from service.ruleset.wording import clause, length_words


class DaysShape(BaseModel):
    """The days a version applies, both included; `to` is null until another version takes over."""

    start: date = Field(alias="from")
    to: date | None


class LineShape(BaseModel):
    """One line of a block: a fact, a measure or a definition, and what it must be."""

    fact: str | None = None
    measure: str | None = None
    definition: str | None = None
    expected: str
    says: str


class BlockShape(BaseModel):
    """Several conditions as one. `block` is all, any, none, or at least N of."""

    block: str
    parts: list[BlockShape | LineShape]


class CitationShape(BaseModel):
    """The paragraph something rests on."""

    document: str
    paragraph: str


class SourceShape(BaseModel):
    """A document that rules cite by name."""

    name: str
    title: str
    date: str
    url: str
    note: str


class ParameterShape(BaseModel):
    """A number or length that is written once."""

    name: str
    value: str
    title: str
    source: CitationShape | None


class MeasureShape(BaseModel):
    """A number counted or reckoned. `kind` is count, streak, days or working days."""

    name: str
    kind: str
    events: str | None = None
    where: dict[str, str] = {}
    within: str | None = None
    once_per: str | None = None
    start: str | None = None
    end: str | None = None


class DefinitionShape(BaseModel):
    """A condition with a name."""

    name: str
    when: BlockShape | LineShape


class RuleShape(BaseModel):
    """One threshold."""

    name: str
    title: str
    when: BlockShape | LineShape
    unless: BlockShape | LineShape | None
    recommend: dict[str, str]
    because: str
    source: CitationShape


class BelowShape(BaseModel):
    """What to do when no rule is met."""

    recommend: dict[str, str]
    guidance: str


class GuaranteeShape(BaseModel):
    """Something that has to hold for every case: `whenever` and `then`, or `never_lowers`."""

    name: str
    title: str
    whenever: BlockShape | LineShape | None = None
    then: dict[str, str] = {}
    never_lowers: list[str] = []


class RulesetShape(BaseModel):
    """One whole version of one family."""

    family: str
    version: str
    title: str
    digest: str
    in_force: DaysShape | None
    sources: list[SourceShape]
    parameters: list[ParameterShape]
    measures: list[MeasureShape]
    definitions: list[DefinitionShape]
    rules: list[RuleShape]
    below_threshold: BelowShape
    guarantees: list[GuaranteeShape]


def ruleset_shape(ruleset: Ruleset) -> RulesetShape:
    """Return the whole ruleset as JSON shapes."""
    return RulesetShape(
        family=ruleset.family,
        version=ruleset.version,
        title=ruleset.title,
        digest=ruleset.digest,
        in_force=days_shape(ruleset.in_force),
        sources=[
            SourceShape(name=each.name, title=each.title, date=each.date, url=each.url, note=each.note)
            for each in ruleset.sources.values()
        ],
        parameters=[
            ParameterShape(name=each.name, value=each.value, title=each.title, source=_citation(each.source))
            for each in ruleset.parameters.values()
        ],
        measures=[_measure(each) for each in ruleset.measures.values()],
        definitions=[
            DefinitionShape(name=each.name, when=_condition(each.when)) for each in ruleset.definitions.values()
        ],
        rules=[_rule(each) for each in ruleset.rules.values()],
        below_threshold=BelowShape(recommend=_words(ruleset.below.recommend), guidance=ruleset.below.guidance),
        guarantees=[_guarantee(each) for each in ruleset.guarantees.values()],
    )


def days_shape(days: InForce | None) -> DaysShape | None:
    """Return the days a version applies, or None for a proposal."""
    return DaysShape.model_validate({"from": days.start, "to": days.to}) if days else None


def _citation(citation: Citation | None) -> CitationShape | None:
    return CitationShape(document=citation.document, paragraph=citation.paragraph) if citation else None


def _words(recommend: Mapping[str, Strength]) -> dict[str, str]:
    return {step: strength.word for step, strength in recommend.items()}


def _condition(condition: Condition) -> BlockShape | LineShape:
    if isinstance(condition, Test):
        return _line(condition)
    kind = f"at least {condition.needed} of" if condition.kind is BlockKind.AT_LEAST else condition.kind.value
    return BlockShape(block=kind, parts=[_condition(part) for part in condition.parts])


def _line(test: Test) -> LineShape:
    kind = {Fact: "fact", DefinitionRef: "definition"}.get(type(test.subject), "measure")
    return LineShape(**{kind: test.subject.name}, expected=test.phrase.words, says=clause(test))


def _measure(measure: Measure) -> MeasureShape:
    if isinstance(measure, Elapsed):
        start, end = (fact.name if fact else "today" for fact in (measure.start, measure.end))
        kind = "working days" if measure.working else "days"
        return MeasureShape(name=measure.name, kind=kind, start=start, end=end)
    where = {test.field.short: test.phrase.words for test in measure.where}
    shape = MeasureShape(name=measure.name, kind="streak", events=measure.events.name, where=where)
    if isinstance(measure, Streak):
        return shape
    return shape.model_copy(update={"kind": "count", **_counting(measure)})


def _counting(count: Count) -> dict[str, str | None]:
    return {
        "within": length_words(count.within) if count.within else None,
        "once_per": count.once_per.short if count.once_per else None,
    }


def _rule(rule: Rule) -> RuleShape:
    return RuleShape(
        name=rule.name,
        title=rule.title,
        when=_condition(rule.when),
        unless=_condition(rule.unless) if rule.unless else None,
        recommend=_words(rule.recommend),
        because=rule.because,
        source=CitationShape(document=rule.source.document, paragraph=rule.source.paragraph),
    )


def _guarantee(guarantee: Guarantee) -> GuaranteeShape:
    if isinstance(guarantee, NeverLowers):
        facts = [fact.name for fact in guarantee.facts]
        return GuaranteeShape(name=guarantee.name, title=guarantee.title, never_lowers=facts)
    return GuaranteeShape(
        name=guarantee.name,
        title=guarantee.title,
        whenever=_condition(guarantee.whenever),
        then=_words(guarantee.then),
    )
