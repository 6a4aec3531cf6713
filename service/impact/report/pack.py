"""The consultation pack: both versions side by side, the evidence, what the study found, and questions to answer."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from service.assurance.differences import Change, differences
from service.impact.report.blocks import Block, Bullets, Document, Heading, Pair, Paragraph, Table
from service.impact.report.pictures import Pictures
from service.impact.report.report import MADE_UP, Written, headline, named
from service.ruleset.model import Rule, Ruleset
from service.ruleset.reading import citation_words, in_force_words, recommend_words, source_words
from service.ruleset.wording import condition_lines, either

NOT_THERE = ("This version has no such threshold.",)


def pack(written: Written) -> Document:
    """Return the consultation pack of a study."""
    plan = written.published.plan
    return Document("Consultation", f"A proposed change of thresholds: {plan.new.title}", list(_blocks(written)))


def _blocks(written: Written) -> Iterator[Block]:
    plan = written.published.plan
    changes = [each for each in differences(plan.old, plan.new) if not each.in_words_only]
    if written.made_up:
        yield Paragraph(MADE_UP, "note")
    yield Paragraph(
        "This pack asks for your view on a change of the thresholds that decide when a step is recommended for a "
        f"child. "
        f"It compares {named(plan.old)} with {named(plan.new)}. "
        f"{in_force_words(plan.new.in_force) if plan.new.in_force else 'Nothing has been decided.'}",
        "lead",
    )
    yield Heading("What would change")
    if changes:
        yield Bullets([each.says for each in changes])
    else:
        yield Paragraph("The two versions read the same.")
    yield from _side_by_side(plan.old, plan.new, changes)
    yield from _evidence(plan.old, plan.new)
    yield Heading("What it would have done")
    yield Paragraph(" ".join(headline(written)))
    pictures = Pictures(written.published)
    yield from pictures.steps()
    yield from _tables(written, "steps", "workload")
    for name in written.published.study.by_group:
        yield from pictures.group(name)
    yield from pictures.caught()
    yield from _tables(written, "look-back")
    yield Paragraph("The whole study, with its cautions and how it was made, is in the report that goes with this.")
    yield Heading("Questions for you")
    yield Bullets(list(_questions(written)), numbered=True)


def _tables(written: Written, *names: str) -> Iterator[Block]:
    yield from (Table(table) for table in map(written.table, names) if table)


def _side_by_side(old: Ruleset, new: Ruleset, changes: list[Change]) -> Iterator[Block]:
    """Yield every threshold that reads differently, in plain English, before and after."""
    yield Heading("Both versions, side by side")
    yield Paragraph("Only the thresholds that read differently are shown. All others stay as they are.")
    for name, rule in _changed_rules(old, new, changes).items():
        before, after = (
            tuple(_reading(each.rules[name], each)) if name in each.rules else NOT_THERE for each in (old, new)
        )
        yield Pair(rule.title, before, after)
    others = [each for each in changes if each.kind != "rule" and each.parts]
    for change in others:
        was, now = ([line for part in change.parts for line in getattr(part, side)] for side in ("was", "now"))
        yield Pair(f"{change.kind.capitalize()}: {change.name}", was or ["Not there."], now or ["Not there."])


def _changed_rules(old: Ruleset, new: Ruleset, changes: list[Change]) -> Mapping[str, Rule]:
    named_in = {name for each in changes for name in ((each.name,) if each.kind == "rule" else each.rules)}
    every = {**old.rules, **new.rules}
    gone = {*old.rules} ^ {*new.rules}
    return {name: rule for name, rule in every.items() if name in named_in | gone}


def _reading(rule: Rule, ruleset: Ruleset) -> Iterator[str]:
    for opening, condition in (("When", rule.when), ("Unless", rule.unless)):
        if condition is not None:
            first, *rest = condition_lines(condition)
            yield f"{opening} {first.text}{':' if first.heading else '.'}"
            yield from (f"{'   ' * line.depth}• {line.text}{':' if line.heading else ''}" for line in rest)
    yield f"Then recommend: {'; '.join(recommend_words(rule.recommend, ruleset))}."
    yield rule.because
    yield f"Source: {citation_words(rule.source, ruleset.sources)}."


def _evidence(old: Ruleset, new: Ruleset) -> Iterator[Block]:
    """Yield what the changed thresholds rest on: each document, and what the ruleset quotes of it."""
    yield Heading("The evidence")
    added = [rule for name, rule in new.rules.items() if old.rules.get(name) != rule]
    if not added:
        yield Paragraph("No threshold of the new version rests on anything that the old one does not.")
    for rule in added:
        yield Paragraph(f"{rule.title}: {rule.because}", "quote")
        yield Paragraph(citation_words(rule.source, new.sources))
    for name in dict.fromkeys(rule.source.document for rule in added):
        source = new.sources.get(name)
        if source and (source.note or source.url):
            yield Paragraph(f"{source_words(source)}. {source.note} {source.url}".strip())


def _questions(written: Written) -> Iterator[str]:
    plan = written.published.plan
    yield "Do you agree that the thresholds should change in this way? If not, which one, and why?"
    yield "Is the evidence enough for the change? Do you know of evidence that speaks for it or against it?"
    if written.published.study.swept:
        moved = either([f"“{each.sweep.parameter}”" for each in written.published.study.swept], "and")
        yield f"Are the values of {moved} right? The report shows what others would do."
    yield "Could your service carry out the enquiries and assessments that would be recommended? What would you need?"
    if written.published.study.by_group:
        yield "Does the change fall on some children or families more than on others in a way that is not fair?"
    if written.table("not-known"):
        yield "Which of the facts that are often not known could your service ask about, or share, at the front door?"
    yield "What harm could the change do, and how would we notice it early?"
    yield f"When should {plan.new.title[:1].lower()}{plan.new.title[1:]} be looked at again, and by whom?"
