"""The words everybody is shown, said by conditions a policy lead would write over the shipped vocabulary."""

from datetime import date
from pathlib import Path
from textwrap import dedent, indent

import pytest

from service.ruleset.library import Library
from service.ruleset.model import Block, Length, Ruleset, Test
from service.ruleset.read import read_ruleset
from service.ruleset.reading import citation_words, in_force_words, read_back
from service.ruleset.wording import age_words, clause, condition_lines, doubt, either, length_words, value_words

RULESETS = Path("rulesets")
HEAD = """\
ruleset: front-door
title: Words
sources:
  lcpc-2004: {title: Report on themes, date: 2004, url: "https://example.org/report"}
parameters:
  infant age: {value: 6 months, title: Age of an infant, source: lcpc-2004 LCPC issues (a)}
  looking back: {value: 12 months, title: How far back}
measures:
  minor domestic abuse referrals:
    count: referrals
    where: {concern: domestic_abuse, seriousness: minor, status: [active, withdrawn]}
    within: "{looking back}"
    once per: incident
  moves: {count: moves, one: move}
  moves in the last year: {count: moves, one: move in the last year, within: 1 year}
  recent moves: {count: moves, within: 1 year}
  core groups missed in a row: {streak: core_groups, where: {held: no}, one: core group missed}
  core groups missed: {streak: core_groups, where: {held: no}, one: core group missed}
  days to referral: {days from: injury.seen_on, to: contact.received_on}
  working days since: {working days from: transfer.moved_in_on, to: today}
definitions:
  serious domestic abuse incident: {domestic_abuse.weapon: yes}
"""
TAIL = """\
below threshold:
  recommend: {early_help: consider}
  guidance: Talk to the family about early help
"""


@pytest.fixture(scope="module")
def library() -> Library:
    return Library.load(RULESETS)


def read(library: Library, when: str, more: str = "") -> Ruleset:
    rule = f"""\
rules:
  a-rule:
    title: A rule
    when:
{indent(dedent(when), "      ")}
{indent(dedent(more), "    ")}
    recommend: {{strategy_discussion: should, section_47_enquiry: must}}
    because: The procedures say so
    source: {{document: lcpc-2004, paragraph: LCPC issues (a)}}
"""
    ruleset, problems = read_ruleset((HEAD + rule + TAIL).encode(), library.vocabulary, library.steps)
    assert ruleset, problems
    return ruleset


def only_test(library: Library, line: str) -> Test:
    when = read(library, line).rules["a-rule"].when
    assert isinstance(when, Block)
    [test] = when.parts
    assert isinstance(test, Test)
    return test


LAST_YEAR = "minor domestic abuse referrals in the last 12 months"
SEEN_TO_RECEIVED = "the time from the date a professional first saw the injury to the date the contact was received"


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("domestic_abuse.present: yes", "domestic abuse is present"),
        ("harm.suspected: no", "there is no reasonable cause to suspect significant harm"),
        ("plan.status: child_in_need", "the plan the child is on is a Child in Need plan"),
        (
            "plan.status: [child_protection, child_in_need]",
            "the plan the child is on is a Child in Need plan or a child protection plan",
        ),
        ("domestic_abuse.dash_score: at least 14", "the DASH score is at least 14 points"),
        ("domestic_abuse.dash_score: fewer than 14", "the DASH score is less than 14 points"),
        ("domestic_abuse.dash_score: 1", "the DASH score is 1 point"),
        ("domestic_abuse.dash_score: between 2 and 4", "the DASH score is between 2 and 4 points"),
        ("child.age: under {infant age}", "the child is under 6 months old"),
        ("child.age: between 10 years and 17 years", "the child is between 10 years and 17 years old"),
        ("contact.received_on: in the last 14 days", "the date the contact was received is in the last 14 days"),
        (
            "contact.received_on: more than 10 working days ago",
            "the date the contact was received is more than 10 working days ago",
        ),
        ("contact.received_on: before 2026-03-01", "the date the contact was received is before 1 March 2026"),
        ("contact.received_on: on 2026-03-01", "the date the contact was received is 1 March 2026"),
        (
            "contact.received_on: between 2026-03-01 and 2026-04-02",
            "the date the contact was received is between 1 March 2026 and 2 April 2026",
        ),
        ("domestic_abuse.dash_score: known", "the DASH score is known"),
        ("domestic_abuse.dash_score: not known", "the DASH score is not known"),
        ("child.age: not known", "the child's age is not known"),
        ("domestic_abuse.present: known", "it is known whether domestic abuse is present"),
        ("domestic_abuse.present: not known", "it is not known whether domestic abuse is present"),
        ("minor domestic abuse referrals: at least 3", f"there are at least 3 {LAST_YEAR}"),
        ("minor domestic abuse referrals: 0", f"there are no {LAST_YEAR}"),
        (
            "minor domestic abuse referrals: at least 1",
            "there is at least 1 minor domestic abuse referral in the last 12 months",
        ),
        ("minor domestic abuse referrals: known", f"it is known how many {LAST_YEAR} there are"),
        ("moves: more than 1", "there is more than 1 move"),
        ("moves in the last year: at least 2", "there are at least 2 moves in the last year"),
        ("recent moves: at least 2", "there are at least 2 recent moves in the last year"),
        ("core groups missed in a row: at least 2", "there are at least 2 core groups missed in a row"),
        ("core groups missed: at least 2", "there are at least 2 core groups missed in a row"),
        ("days to referral: more than 1", f"{SEEN_TO_RECEIVED} is more than 1 day"),
        ("days to referral: at least 2 weeks", f"{SEEN_TO_RECEIVED} is at least 2 weeks"),
        (
            "working days since: more than 10",
            "the time from the date the child moved into this area to today is more than 10 working days",
        ),
        ("serious domestic abuse incident: yes", "“serious domestic abuse incident” is so"),
        ("serious domestic abuse incident: no", "“serious domestic abuse incident” is not so"),
        ("serious domestic abuse incident: known", "it is known whether “serious domestic abuse incident” is so"),
    ],
)
def test_a_condition_is_an_english_clause(library: Library, line: str, said: str) -> None:
    assert clause(only_test(library, line)) == said


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("domestic_abuse.present: no", "it is not known whether domestic abuse is present"),
        ("domestic_abuse.dash_score: at least 14", "the DASH score is not known"),
        ("child.age: under 6 months", "the child's age is not known"),
        ("plan.status: looked_after", "the plan the child is on is not known"),
        ("minor domestic abuse referrals: at least 3", f"it is not known whether there are at least 3 {LAST_YEAR}"),
        ("days to referral: more than 1", f"{SEEN_TO_RECEIVED} is not known"),
        ("serious domestic abuse incident: no", "it is not known whether “serious domestic abuse incident” is so"),
    ],
)
def test_a_doubt_says_what_is_missing(library: Library, line: str, said: str) -> None:
    assert doubt(only_test(library, line)) == said


AS_OF = date(2026, 11, 23)


@pytest.mark.parametrize(
    ("born", "as_of", "said"),
    [
        (date(2026, 11, 23), AS_OF, "0 days"),
        (date(2026, 11, 22), AS_OF, "1 day"),
        (date(2026, 10, 24), AS_OF, "30 days"),
        (date(2026, 10, 23), AS_OF, "4 weeks"),
        (date(2026, 9, 24), AS_OF, "8 weeks"),
        (date(2026, 9, 23), AS_OF, "2 months"),
        (date(2024, 11, 24), AS_OF, "23 months"),
        (date(2024, 11, 23), AS_OF, "2 years"),
        (date(2009, 11, 24), AS_OF, "16 years"),
        (date(2026, 8, 31), date(2027, 2, 27), "5 months"),
        (date(2026, 8, 31), date(2027, 2, 28), "6 months"),
    ],
)
def test_an_age_is_said_as_people_say_it(born: date, as_of: date, said: str) -> None:
    assert age_words(born, as_of) == said


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("child.age", date(2026, 7, 13), "4 months"),
        ("contact.received_on", date(2026, 11, 3), "3 November 2026"),
        ("domestic_abuse.present", True, "yes"),
        ("domestic_abuse.present", False, "no"),
        ("domestic_abuse.dash_score", 14, "14 points"),
        ("plan.status", "child_in_need", "a Child in Need plan"),
        ("plan.status", None, "not known"),
    ],
)
def test_a_value_is_said_in_words(library: Library, name: str, value: int | str | date | None, said: str) -> None:
    assert value_words(library.vocabulary.facts[name], value, AS_OF) == said


def test_text_is_quoted(library: Library) -> None:
    incident = library.vocabulary.events["referrals"].fields["incident"]
    assert value_words(incident, "CAD-81", AS_OF) == "“CAD-81”"


def test_one_of_a_thing_is_in_the_singular() -> None:
    assert length_words(Length(1, "years")) == "1 year"
    assert length_words(Length(6, "months")) == "6 months"
    assert [either(["a"]), either(["a", "b"]), either([])] == ["a", "a or b", ""]


NESTED = """\
all:
  domestic_abuse.present: yes
at least 2 of:
  - domestic_abuse.weapon: yes
  - child.unborn: yes
  - any:
      domestic_abuse.injury: yes
      none: {domestic_abuse.stalking: yes}
"""


def test_blocks_are_read_back_with_their_parts_one_step_in(library: Library) -> None:
    lines = condition_lines(read(library, NESTED).rules["a-rule"].when)
    facts = library.vocabulary.facts
    assert [(line.depth, line.text, line.heading) for line in lines] == [
        (0, "all of these", True),
        (1, "all of these", True),
        (2, facts["domestic_abuse.present"].yes, False),
        (1, "at least 2 of these", True),
        (2, facts["domestic_abuse.weapon"].yes, False),
        (2, facts["child.unborn"].yes, False),
        (2, "at least one of these", True),
        (3, facts["domestic_abuse.injury"].yes, False),
        (3, "none of these", True),
        (4, facts["domestic_abuse.stalking"].yes, False),
    ]


# --- the whole ruleset read back ----------------------------------------------------------------------------------

EVERYTHING = """\
minor domestic abuse referrals: at least 3
child.age: under {infant age}
serious domestic abuse incident: yes
moves: 0
core groups missed: 2
core groups missed in a row: 2
days to referral: 2
working days since: 2
"""


@pytest.fixture(scope="module")
def page(library: Library) -> str:
    return read_back(read(library, EVERYTHING, "unless: {plan.status: looked_after}"))


@pytest.mark.parametrize(
    "said",
    [
        "# Words",
        "This is a proposal: it is used only when it is asked for by name.",
        "| infant age | 6 months | Age of an infant | A rule | Report on themes (2004), LCPC issues (a) |",
        "| looking back | 12 months | How far back | minor domestic abuse referrals | none given |",
        "in the 12 months up to the day of the decision, counting each incident once.",
        "- **Days to referral**: the number of days from the date a professional first saw the injury",
        "- **Working days since**: the number of working days from the date the child moved into this area to today.",
        "**“Serious domestic abuse incident”** is so when a weapon was used",
        "### 1. A rule",
        "When all of these:",
        "- the child is under 6 months old",
        "Unless the plan the child is on is ",
        "- **Strategy discussion — should**\n- **Section 47 enquiry — must**",
        "The procedures say so.",
        "Source: Report on themes (2004), LCPC issues (a). Rule `a-rule`.",
        "## When no threshold is met\n\nTalk to the family about early help.",
        "- Report on themes (2004). https://example.org/report",
    ],
)
def test_the_whole_ruleset_is_read_back(page: str, said: str) -> None:
    assert said in page


def test_guarantees_are_read_back(library: Library) -> None:
    guarantees = """\
guarantees:
  never-left:
    title: Infants are never left
    whenever: {child.unborn: yes}
    then: {section_47_enquiry: consider}
  more-harm-never-less:
    never lowers: [domestic_abuse.weapon, domestic_abuse.dash_score]
"""
    text = (read(library, EVERYTHING).text.decode() + guarantees).encode()
    ruleset, problems = read_ruleset(text, library.vocabulary, library.steps)
    assert ruleset, problems
    page = read_back(ruleset)
    assert "### Infants are never left\n\nWhenever the child is not yet born." in page
    assert (
        "This is then recommended, at least so strongly, or a higher step is:\n\n- **Section 47 enquiry — con" in page
    )
    assert "### More harm never less\n\nLearning any of these never lowers the response:" in page
    assert f"- {library.vocabulary.facts['domestic_abuse.weapon'].yes}\n- the DASH score is higher" in page


def test_a_title_cannot_break_out_of_its_line(library: Library) -> None:
    text = read(library, EVERYTHING).text.replace(b"title: Age of an infant", b'title: "Age | of\\n\\n# an infant"')
    ruleset, problems = read_ruleset(text, library.vocabulary, library.steps)
    assert ruleset, problems
    assert r"| Age \| of # an infant |" in read_back(ruleset)


def test_every_shipped_ruleset_is_read_back_whole(library: Library) -> None:
    shipped = [each for versions in library.families.values() for each in versions.values()]
    assert shipped
    for ruleset in shipped:
        page = read_back(ruleset)
        assert all(f"Rule `{name}`." in page for name in ruleset.rules)
        assert all(citation_words(rule.source, ruleset.sources) in page for rule in ruleset.rules.values())
        assert in_force_words(ruleset.in_force) in page
        assert "{" not in page
