"""Which version answers on which day, and what a folder of rulesets is held to."""

import os
import shutil
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.ruleset.in_force import RECORD, first_day
from service.ruleset.library import Library, NoRuleset, record
from service.ruleset.model import InForce, Ruleset
from service.ruleset.problems import Severity
from service.ruleset.read import read_ruleset
from service.ruleset.yaml_nodes import LARGEST_FILE

SHIPPED = Path("rulesets")
BODY = """\
ruleset: {family}
title: A small ruleset
{in_force}
sources:
  lcpc-2004: {{title: Report on themes}}
rules:
  domestic-abuse:
    title: Domestic abuse
    when: {{domestic_abuse.present: {answer}}}
    recommend: {{section_47_enquiry: consider}}
    because: The procedures say so
    source: {{document: lcpc-2004, paragraph: "1"}}
below threshold:
  recommend: {{early_help: consider}}
  guidance: Talk to the family about early help
"""

Write = Callable[..., Path]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    rulesets = tmp_path / "rulesets"
    rulesets.mkdir()
    for name in ("vocabulary.yaml", "steps.yaml"):
        shutil.copy(SHIPPED / name, rulesets / name)
    return rulesets


@pytest.fixture
def write(folder: Path) -> Write:
    def write_version(family: str, version: str, start: str = "", to: str = "", *, answer: str = "yes") -> Path:
        days = f"from: {start}" + (f", to: {to}" if to else "")
        path = folder / family / f"{version}.yaml"
        path.parent.mkdir(exist_ok=True)
        in_force = f"in force: {{{days}}}" if start else ""
        path.write_text(BODY.format(family=family, in_force=in_force, answer=answer), "utf-8")
        return path

    return write_version


def codes(library: Library, severity: Severity = Severity.ERROR) -> list[tuple[str, str]]:
    """Every problem's file and code, leaving out that nothing is recorded yet."""
    return [
        (Path(problem.path).name, problem.code)
        for problem in library.problems
        if problem.severity is severity and problem.code != "not-recorded"
    ]


def answer_to(library: Library, family: str | None, version: str | None, as_of: date) -> str:
    """The version found, or the code and sentence of why there is none."""
    try:
        return library.find(family, version, as_of).version
    except NoRuleset as error:
        return f"{error.code}: {error.message} [{error.help}]"


# --- which version ------------------------------------------------------------------------------------------------


@pytest.fixture
def three(folder: Path, write: Write) -> Library:
    write("front-door", "2026-03-18", "2026-03-18")
    write("front-door", "2027-01-01", "2027-01-01", "2027-06-30")
    write("front-door", "stricter")
    write("lcpc", "proposed")
    return Library.load(folder)


@pytest.mark.parametrize(
    ("as_of", "version"),
    [
        (date(2026, 3, 18), "2026-03-18"),
        (date(2026, 12, 31), "2026-03-18"),
        (date(2027, 1, 1), "2027-01-01"),
        (date(2027, 6, 30), "2027-01-01"),
    ],
)
def test_the_version_in_force_on_the_day_answers(three: Library, as_of: date, version: str) -> None:
    assert three.sound
    assert three.find("front-door", None, as_of).version == version


def test_a_named_version_answers_for_any_day(three: Library) -> None:
    for day in (date(1999, 1, 1), date(2026, 11, 23), date(2090, 1, 1)):
        assert three.find("front-door", "2027-01-01", day).version == "2027-01-01"
        assert three.find("front-door", "stricter", day).in_force is None


NONE_ON = "no-ruleset-in-force: The ruleset front-door has no version in force on"
NAME_IT = "[Name the version to use it for a day outside its dates]"
ONLY_PROPOSALS = "no-ruleset-in-force: The ruleset lcpc has only proposals, so none is in force on 23 November 2026"
NO_STRICT = "unknown-version: The ruleset front-door has no version called `strict`"
NOW = date(2026, 11, 23)


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        (("front-door", None, date(2024, 3, 1)), f"{NONE_ON} 1 March 2024. The earliest is 18 March 2026 {NAME_IT}"),
        (
            ("front-door", None, date(2027, 7, 1)),
            f"{NONE_ON} 1 July 2027. The latest, 2027-01-01, was in force to 30 June 2027 {NAME_IT}",
        ),
        (("lcpc", None, NOW), f"{ONLY_PROPOSALS} [Name one of: `proposed`]"),
        (
            ("front-dor", None, NOW),
            "unknown-ruleset: There is no ruleset called `front-dor` [Did you mean `front-door`?]",
        ),
        (
            ("social-care", None, NOW),
            "unknown-ruleset: There is no ruleset called `social-care` [Use one of: `front-door`, `lcpc`]",
        ),
        (("front-door", "strict", NOW), f"{NO_STRICT} [Did you mean `stricter`?]"),
        (
            ("lcpc", "1", NOW),
            "unknown-version: The ruleset lcpc has no version called `1` [Name one of: `proposed`]",
        ),
        (
            (None, None, NOW),
            "which-ruleset: It does not say which ruleset to use [Name one of: `front-door`, `lcpc`]",
        ),
    ],
)
def test_what_cannot_be_found_is_said_with_a_way_on(
    three: Library, asked: tuple[str | None, str | None, date], said: str
) -> None:
    assert answer_to(three, *asked) == said


def test_the_only_family_need_not_be_named(folder: Path, write: Write) -> None:
    write("lcpc", "2004-04-01", "2004-04-01")
    assert Library.load(folder).find(None, None, date(2026, 1, 1)).version == "2004-04-01"


DAYS = st.dates(date(2020, 1, 1), date(2030, 1, 1))


@pytest.fixture(scope="module")
def small() -> Ruleset:
    shared = Library.load(SHIPPED)
    text = BODY.format(family="front-door", in_force="", answer="yes").encode()
    ruleset, _ = read_ruleset(text, shared.vocabulary, shared.steps)
    assert ruleset
    return ruleset


@given(starts=st.sets(DAYS, min_size=1, max_size=4), as_of=DAYS)
def test_every_day_has_the_latest_version_that_has_started(small: Ruleset, starts: set[date], as_of: date) -> None:
    versions = {str(day): replace(small, version=str(day), in_force=InForce(day)) for day in starts}
    library = Library(small.vocabulary, small.steps, {"front-door": versions})
    started = [start for start in starts if start <= as_of]
    if started:
        assert library.find("front-door", None, as_of).version == str(max(started))
    else:
        with pytest.raises(NoRuleset):
            library.find("front-door", None, as_of)


# --- mistakes -----------------------------------------------------------------------------------------------------


def test_a_version_with_a_mistake_is_never_used_nor_quietly_replaced_by_an_older_one(
    folder: Path, write: Write
) -> None:
    write("front-door", "2026-03-18", "2026-03-18")
    write("front-door", "2027-01-01", "2027-01-01", answer="perhaps")
    library = Library.load(folder)
    assert codes(library) == [("2027-01-01.yaml", "wrong-value")]
    assert answer_to(library, "front-door", None, date(2026, 12, 31)) == "2026-03-18"
    mistaken = (
        "ruleset-has-mistakes: The ruleset front-door has mistakes in its version 2027-01-01, so it cannot be used "
        "[Run `threshold check` to see them]"
    )
    assert answer_to(library, "front-door", None, date(2027, 1, 1)) == mistaken
    assert answer_to(library, "front-door", "2027-01-01", date(2027, 1, 1)) == mistaken


def test_a_proposal_with_a_mistake_stands_in_nobodys_way(folder: Path, write: Write) -> None:
    write("front-door", "2026-03-18", "2026-03-18")
    write("front-door", "stricter", answer="perhaps")
    assert answer_to(Library.load(folder), "front-door", None, date(2026, 12, 31)) == "2026-03-18"


def test_the_first_day_of_a_file_that_cannot_be_read_is_told_from_its_name_or_its_text() -> None:
    assert first_day("2026-03-18", None) == date(2026, 3, 18)
    assert first_day("spring", b"ruleset: x\nin force: {from: 2026-03-18}\nrules: [") == date(2026, 3, 18)
    assert first_day("spring", b"ruleset: x\nIn force:\n  from: 2026-03-18\n") == date(2026, 3, 18)
    assert first_day("spring", b"ruleset: x\n") is None


def test_two_versions_in_force_on_one_day_are_both_named(folder: Path, write: Write) -> None:
    write("front-door", "2026-03-18", "2026-03-18", "2027-01-01")
    write("front-door", "2027-01-01", "2027-01-01")
    [problem] = [each for each in Library.load(folder).problems if each.code == "two-in-force"]
    assert Path(problem.path).name == "2026-03-18.yaml"
    assert problem.span.line == 3
    assert problem.message == (
        "This version is in force to 1 January 2027, but `2027-01-01.yaml` takes over on 1 January 2027"
    )
    assert problem.help == "Leave `to` out, or write `to: 2026-12-31`"


def test_two_versions_from_the_same_day_are_never_chosen_between(folder: Path, write: Write) -> None:
    write("front-door", "2026-03-18", "2026-03-18")
    write("front-door", "spring", "2026-03-18")
    library = Library.load(folder)
    assert codes(library) == [("spring.yaml", "two-in-force")]
    assert answer_to(library, "front-door", None, date(2026, 12, 31)).startswith("ruleset-has-mistakes")


@pytest.mark.parametrize(
    ("version", "start", "severity"),
    [
        ("2026-03-18", "2026-03-19", Severity.ERROR),
        ("spring", "2026-03-18", Severity.WARNING),
        ("2026-03-18", "", Severity.WARNING),
    ],
)
def test_a_name_and_a_date_that_differ_are_noticed(
    folder: Path, write: Write, version: str, start: str, severity: Severity
) -> None:
    write("front-door", version, start)
    assert codes(Library.load(folder), severity) == [(f"{version}.yaml", "name-and-date-differ")]


# --- the record of digests ----------------------------------------------------------------------------------------


def test_recording_is_done_once_and_only_for_versions_in_force(folder: Path, write: Write) -> None:
    write("front-door", "2026-03-18", "2026-03-18")
    write("front-door", "stricter")
    before = [problem.code for problem in Library.load(folder).problems]
    assert before == ["not-recorded"]
    assert record(folder) == ["front-door/2026-03-18.yaml"]
    assert record(folder) == []
    assert Library.load(folder).problems == ()


def test_a_record_is_added_to_and_never_rewritten(folder: Path, write: Write) -> None:
    write("front-door", "2026-03-18", "2026-03-18")
    record(folder)
    first = (folder / RECORD).read_text()
    write("front-door", "2027-01-01", "2027-01-01")
    assert record(folder) == ["front-door/2027-01-01.yaml"]
    assert (folder / RECORD).read_text().startswith(first)


def test_nothing_is_recorded_while_any_file_has_an_error(folder: Path, write: Write) -> None:
    write("front-door", "2026-03-18", "2026-03-18")
    write("front-door", "stricter", answer="perhaps")
    assert record(folder) == []
    assert not (folder / RECORD).exists()


@pytest.mark.skipif(os.geteuid() == 0, reason="every file can be opened by this user")
def test_a_file_that_may_not_be_opened_is_said_to_be_so(folder: Path, write: Write) -> None:
    write("front-door", "2026-03-18", "2026-03-18").chmod(0)
    assert codes(Library.load(folder)) == [("2026-03-18.yaml", "cannot-be-read")]


def test_a_version_in_force_that_changes_by_one_space_is_refused(folder: Path, write: Write) -> None:
    path = write("front-door", "2026-03-18", "2026-03-18")
    record(folder)
    path.write_bytes(path.read_bytes() + b" ")
    library = Library.load(folder)
    assert codes(library) == [("2026-03-18.yaml", "changed-in-force")]
    assert answer_to(library, "front-door", None, date(2026, 12, 31)).startswith("ruleset-has-mistakes")
    assert record(folder) == []


def test_a_version_in_force_that_is_taken_away_is_missed(folder: Path, write: Write) -> None:
    write("front-door", "2026-03-18", "2026-03-18")
    later = write("front-door", "2027-01-01", "2027-01-01")
    record(folder)
    later.unlink()
    library = Library.load(folder)
    assert codes(library) == [(RECORD, "gone-from-in-force")]
    assert answer_to(library, "front-door", None, date(2027, 1, 1)).startswith("ruleset-has-mistakes")
    assert answer_to(library, "front-door", None, date(2026, 12, 31)) == "2026-03-18"


def test_a_line_that_is_not_a_record_is_pointed_at(folder: Path, write: Write) -> None:
    write("front-door", "2026-03-18", "2026-03-18")
    record(folder)
    with (folder / RECORD).open("a") as file:
        file.write("front-door/2026-03-18.yaml = sha256\n")
    [problem] = Library.load(folder).problems
    assert (problem.code, problem.span.line) == ("record-line", 4)


# --- what is on the disk ------------------------------------------------------------------------------------------


def test_a_link_to_a_file_outside_the_folder_is_not_followed(folder: Path, write: Write) -> None:
    path = write("front-door", "2026-03-18", "2026-03-18")
    outside = folder.parent / "outside.yaml"
    path.rename(outside)
    path.symlink_to(outside)
    library = Library.load(folder)
    assert codes(library) == [("2026-03-18.yaml", "outside-folder")]
    assert not library.families


def test_a_link_to_a_whole_folder_outside_is_not_followed(folder: Path, write: Write) -> None:
    write("front-door", "2026-03-18", "2026-03-18")
    (folder / "front-door").rename(folder.parent / "elsewhere")
    (folder / "front-door").symlink_to(folder.parent / "elsewhere")
    assert codes(Library.load(folder)) == [("2026-03-18.yaml", "outside-folder")]


def test_what_is_not_an_ordinary_file_is_not_opened(folder: Path) -> None:
    (folder / "front-door").mkdir()
    os.mkfifo(folder / "front-door" / "2026-03-18.yaml")
    assert codes(Library.load(folder)) == [("2026-03-18.yaml", "cannot-be-read")]


def test_a_file_too_large_to_read_is_said_to_be(folder: Path, write: Write) -> None:
    path = write("front-door", "2026-03-18", "2026-03-18")
    path.write_bytes(b"#" * (LARGEST_FILE * 2))
    assert codes(Library.load(folder)) == [("2026-03-18.yaml", "too-large")]


def test_a_file_with_another_ending_is_not_passed_over_in_silence(folder: Path, write: Write) -> None:
    path = write("front-door", "2026-03-18", "2026-03-18")
    path.rename(path.with_suffix(".yml"))
    assert codes(Library.load(folder)) == [("2026-03-18.yml", "wrong-ending")]


@pytest.mark.parametrize("name", ["vocabulary.yaml", "steps.yaml"])
def test_without_the_shared_files_no_ruleset_is_read(folder: Path, write: Write, name: str) -> None:
    write("front-door", "2026-03-18", "2026-03-18")
    (folder / name).unlink()
    library = Library.load(folder)
    assert codes(library) == [(name, "missing-file")]
    assert not library.sound
    assert not library.families


def test_a_folder_that_is_not_there_is_said_to_be_missing(tmp_path: Path) -> None:
    assert codes(Library.load(tmp_path / "nowhere")) == [("nowhere", "missing-file")]


def test_the_same_folder_always_reads_alike(folder: Path, write: Write) -> None:
    write("front-door", "2026-03-18", "2026-03-18", answer="perhaps")
    write("lcpc", "2026-03-19", "2026-03-18")
    assert Library.load(folder) == Library.load(folder)


def test_a_broken_vocabulary_is_reported_once_and_not_rule_by_rule(folder: Path, write: Write) -> None:
    write("front-door", "2026-03-18", "2026-03-18")
    (folder / "vocabulary.yaml").write_text("groups: [")
    assert [name for name, _ in codes(Library.load(folder))] == ["vocabulary.yaml"]


def test_the_shipped_rulesets_are_sound_and_on_record() -> None:
    library = Library.load(SHIPPED)
    assert library.families
    assert [problem for problem in library.problems if problem.severity is Severity.ERROR] == []
    assert [problem for problem in library.problems if problem.code == "not-recorded"] == []


def test_a_later_start_is_never_needed_for_a_day_before_it(folder: Path, write: Write) -> None:
    write("front-door", "2026-03-18", "2026-03-18")
    day_before = date(2026, 3, 18) - timedelta(days=1)
    assert answer_to(Library.load(folder), "front-door", None, day_before).startswith("no-ruleset-in-force")
