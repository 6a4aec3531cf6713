"""What a policy lead writes becomes the typed model; every mistake in a file is named in one reading, in file order."""

from datetime import date

import pytest

from service.ruleset.model import (
    Block,
    BlockKind,
    Count,
    DefinitionRef,
    Elapsed,
    Is,
    Length,
    NeverLowers,
    NumberRange,
    Promise,
    Streak,
    Test,
)
from service.ruleset.problems import Severity
from service.ruleset.vocabulary import Fact, Strength
from tests.shipped import BELOW, HEAD, reading, sound, with_rule

FULL = (
    HEAD
    + """\
in force: {from: 2026-03-18, to: 2027-03-17}
parameters:
  limit: {value: 3, title: How many, source: doc 2}
  window: {value: 12 months, title: How far back}
measures:
  minor domestic abuse referrals:
    count: referrals
    where: {concern: domestic abuse, seriousness: minor, status: [withdrawn, active]}
    within: "{window}"
    once per: incident
  days to referral: {days from: injury.seen_on, to: contact.received_on}
  working days since the move: {working days from: transfer.moved_in_on, to: today}
  core groups missed in a row: {streak: core_groups, where: {held: no}}
definitions:
  grave:
    any: {domestic_abuse.strangulation: yes, worse: yes}
  worse: {domestic_abuse.weapon: yes}
rules:
  one-rule:
    title: One rule
    when:
      - minor domestic abuse referrals: at least {limit}
      - Grave: yes
      - at least 2 of:
          days to referral: more than 1
          working days since the move: more than 10
          core groups missed in a row: at least 2
        none: [{plan.status: none}]
    unless: {harm.immediate_danger: yes}
    recommend: {early_help: consider, strategy_discussion: must}
    because: A reason.
    source: {document: doc, paragraph: "1.1"}
guarantees:
  safe: {title: Safe, whenever: {harm.suspected: yes}, then: {section_47_enquiry: consider}}
  monotone: {never lowers: [domestic_abuse.weapon, domestic_abuse.dash_score]}
"""
    + BELOW
)


def test_the_whole_language_is_read() -> None:
    ruleset = sound(FULL)
    assert (ruleset.family, ruleset.version) == ("front-door", "2026-03-18")
    assert ruleset.in_force is not None
    assert ruleset.in_force.to == date(2027, 3, 17)
    assert list(ruleset.definitions) == ["worse", "grave"]  # each after those it uses
    rule = ruleset.rules["one-rule"]
    assert rule.recommend == {"strategy_discussion": Strength.MUST, "early_help": Strength.CONSIDER}
    assert (rule.source.document, rule.source.paragraph) == ("doc", "1.1")
    assert isinstance(rule.unless, Block)
    assert ruleset.below.recommend == {"early_help": Strength.CONSIDER}


def test_measures_are_read() -> None:
    measures = sound(FULL).measures
    count = measures["minor domestic abuse referrals"]
    assert isinstance(count, Count)
    assert count.within == Length(12, "months")
    assert count.once_per is not None
    assert count.once_per.name == "incident"
    assert [(test.field.name, test.phrase.words) for test in count.where] == [
        ("concern", "domestic_abuse"),
        ("seriousness", "minor"),
        ("status", "[active, withdrawn]"),
    ]
    assert count.one == "minor domestic abuse referral"
    elapsed = measures["working days since the move"]
    assert isinstance(elapsed, Elapsed)
    assert elapsed.working
    assert elapsed.end is None
    assert isinstance(measures["core groups missed in a row"], Streak)


def test_conditions_are_read() -> None:
    when = sound(FULL).rules["one-rule"].when
    assert isinstance(when, Block)
    counted, defined, mixed = when.parts
    assert isinstance(counted, Test)
    assert counted.phrase == NumberRange(3, None, "at least 3", ("limit",))
    assert isinstance(defined, Test)
    assert defined.subject == DefinitionRef("grave")
    assert isinstance(mixed, Block)
    assert mixed.kind is BlockKind.ALL
    at_least, none = mixed.parts
    assert isinstance(at_least, Block)
    assert (at_least.kind, at_least.needed, len(at_least.parts)) == (BlockKind.AT_LEAST, 2, 3)
    assert isinstance(none, Block)
    assert none.kind is BlockKind.NONE


def test_guarantees_are_read() -> None:
    guarantees = sound(FULL).guarantees
    safe, monotone = guarantees["safe"], guarantees["monotone"]
    assert isinstance(safe, Promise)
    assert safe.then == {"section_47_enquiry": Strength.CONSIDER}
    assert isinstance(monotone, NeverLowers)
    assert [fact.name for fact in monotone.facts] == ["domestic_abuse.weapon", "domestic_abuse.dash_score"]


def test_one_fact_twice_in_a_block_is_refused_and_allowed_in_a_list() -> None:
    _, problems = reading(with_rule("domestic_abuse.present: yes\ndomestic abuse.present: no"))
    assert [p.code for p in problems] == ["duplicate-key"]
    ruleset = sound(with_rule("any:\n  - child.age: under 1 month\n  - child.age: over 16 years"))
    block = ruleset.rules["one-rule"].when
    assert isinstance(block, Block)
    assert isinstance(block.parts[0], Block)
    assert len(block.parts[0].parts) == 2


def test_names_are_read_forgivingly() -> None:
    ruleset = sound(with_rule("Domestic Abuse . Present: YES"))
    block = ruleset.rules["one-rule"].when
    assert isinstance(block, Block)
    test = block.parts[0]
    assert isinstance(test, Test)
    assert isinstance(test.subject, Fact)
    assert test.subject.name == "domestic_abuse.present"
    assert test.phrase == Is(value=True, words="yes")


def test_every_mistake_is_reported_in_one_reading_in_file_order() -> None:
    text = with_rule(
        "child.agee: under 6 months\nmonitoring.ethnicity: x\ndomestic_abuse.dash_score: at least five\nsome count: 3"
    ).replace("strategy_discussion: should", "strategy_discusion: shuld")
    ruleset, problems = reading(text)
    assert ruleset is None
    assert [(p.code, p.span.line) for p in problems] == [
        ("unknown-fact", 9),
        ("monitoring-fact", 10),
        ("wrong-value", 11),
        ("unknown-fact", 12),
        ("unknown-step", 13),
        ("unknown-strength", 13),
    ]
    assert problems[0].help == "Did you mean `child.age`?"


def test_a_misspelt_line_is_one_mistake_not_two() -> None:
    _, problems = reading(with_rule("harm.suspected: yes").replace("    because:", "    becuase:"))
    assert [(p.code, p.help) for p in problems] == [("unknown-key", "Did you mean `because`?")]


def test_an_unquoted_parameter_at_the_start_says_to_quote_it() -> None:
    extra = "parameters:\n  limit: {value: at least 3, title: x}\n"
    _, problems = reading(with_rule("engagement.missed_visits: {limit}", extra=extra))
    assert [p.code for p in problems if p.severity is Severity.ERROR] == ["unquoted-parameter"]
    assert '`"{limit}"`' in problems[-1].help


@pytest.mark.parametrize("name", ["ruleset", "title", "sources", "rules", "below threshold"])
def test_a_missing_part_is_named(name: str) -> None:
    lines = with_rule("harm.suspected: yes").splitlines(keepends=True)
    start = next(i for i, line in enumerate(lines) if line.startswith(f"{name}:"))
    end = next((i for i in range(start + 1, len(lines)) if not lines[i].startswith(" ")), len(lines))
    _, problems = reading("".join(lines[:start] + lines[end:]))
    assert f"A ruleset needs a `{name}` line" in [p.message for p in problems]


def test_the_same_words_give_the_same_digest_and_any_change_another() -> None:
    text = with_rule("harm.suspected: yes")
    assert sound(text).digest == sound(text).digest
    assert sound(text).digest != sound(text + "# a comment\n").digest
