"""Versions in the records, named on the command line: drafted, proposed or published, and nothing written by it."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import text

from service.cli import run
from service.records.database import Database
from service.records.errors import RecordsRefusal
from service.records.kept_rulesets import KeptRulesets
from service.records.ledger import Ledger
from service.records.migrating import migrate, revisions
from service.records.publication import Publication
from service.records.read_only import versions_in
from service.records.seeding import seed
from service.ruleset.library import Library
from service.ruleset.read import read_ruleset
from tests.records.making import MORNING, library

ADA, GRACE = "Ada Lovelace (ada)", "Grace Hopper (grace)"
DAY = MORNING.date()
CASE = {
    "ruleset": "lcpc",
    "as_of": str(DAY),
    "household": {"referrals": [
        {"date": "2026-11-02", "concern": "domestic_abuse", "seriousness": "minor", "incident": each} for each in "ABC"
    ]},
    "children": [{"ref": "A"}],
}  # fmt: skip

Commands = Callable[..., tuple[int, str, str]]


@pytest.fixture
def published(where: str) -> str:
    """A database with a draft of the rules of 2004 in it, and a version of them that is in force from today."""
    ledger, files = Ledger.open(where, lambda: MORNING), library()
    kept = KeptRulesets(ledger)
    seed(ledger, kept, files)
    publication = Publication(ledger, kept, files)
    of_2004 = files.find("lcpc", "2004-04-01", DAY).text.decode()
    publication.start("lcpc", of_2004.replace("value: 3", "value: 2"), ADA, "sooner")
    begun = publication.start("lcpc", of_2004.replace("value: 3", "value: 4"), ADA, "slower")
    proposed = publication.propose(begun.version.id, begun.version.digest, ADA, DAY)
    publication.approve(proposed.version.id, proposed.version.digest, GRACE)
    ledger.close()
    return where


@pytest.fixture
def threshold(
    published: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Commands:
    monkeypatch.setenv("THRESHOLD_DATABASE", published)
    (tmp_path / "case.json").write_text(json.dumps(CASE), "utf-8")
    monkeypatch.chdir(tmp_path)

    def ran(*words: str) -> tuple[int, str, str]:
        capsys.readouterr()
        return run(words), *capsys.readouterr()

    return ran


def met(said: str) -> list[str]:
    return [each["rule"] for each in json.loads(said)["children"][0]["trace"] if each["outcome"] == "met"]


THIRD = "third-minor-domestic-abuse-referral"


def test_a_version_in_the_records_is_found_by_its_name_and_by_the_day(threshold: Commands) -> None:
    assert THIRD not in met(threshold("decide", "case.json", "--json")[1])
    assert THIRD in met(threshold("decide", "case.json", "--json", "--ruleset", "lcpc:sooner")[1])
    assert THIRD in met(threshold("decide", "case.json", "--json", "--ruleset", "lcpc:2004-04-01")[1])
    assert f"version `{DAY}`" in threshold("read", f"lcpc:{DAY}")[1]


SCENARIO = """Feature: Minor referrals
  Background:
    Given the ruleset lcpc:2004-04-01
    And today is 23 November 2026
  Scenario: One is not enough
    Given these referrals:
      | date       | concern        | seriousness |
      | 2026-11-02 | domestic_abuse | minor       |
    And a child "A"
    When the front door decides
    Then the rule "third-minor-domestic-abuse-referral" is not met
"""


@pytest.mark.parametrize("new_database", ["sqlite"], indirect=True)
def test_every_command_that_takes_a_version_takes_it(threshold: Commands, tmp_path: Path) -> None:
    feature = tmp_path / "minor.feature"
    feature.write_text(SCENARIO, "utf-8")
    for words in (
        ("prove", "lcpc:sooner", "--json"),
        ("compare", f"lcpc:{DAY}", "lcpc:sooner", "--json"),
        ("coverage", "lcpc:sooner", str(feature), "--json", "--seconds", "1"),
        ("mutate", "lcpc:sooner", str(feature), "--json"),
        ("scenarios", str(feature), "--ruleset", "lcpc:sooner", "--json"),
    ):
        code, out, err = threshold(*words)
        assert code in {0, 1}, err
        assert json.loads(out)
    assert threshold("scenarios", str(feature), "--ruleset", "lcpc:sooner")[0] == 0
    compared = json.loads(threshold("compare", f"lcpc:{DAY}", "lcpc:sooner", "--json")[1])
    assert compared["differences"]


def test_with_a_folder_named_its_files_alone_are_used(threshold: Commands) -> None:
    folder = str(Path(__file__).parents[2] / "rulesets")

    assert THIRD in met(threshold("decide", "case.json", "--json", "--rulesets", folder)[1])
    code, _, err = threshold("read", "lcpc:sooner", "--rulesets", folder)
    assert (code, "has no version called `sooner`" in err) == (1, True)


def rows(where: str) -> list[tuple[object, ...]]:
    database = Database.open(where)
    with database.reading.connect() as connection:
        found = [tuple(row) for row in connection.execute(text("SELECT sequence, id FROM ledger ORDER BY 1"))]
    database.close()
    return found


def test_nothing_is_written_by_looking(published: str) -> None:
    before = rows(published)

    found, differing = versions_in(published, library())

    assert rows(published) == before
    assert differing == []
    assert {"2004-04-01", str(DAY), "sooner", "proposed"} <= {*found.families["lcpc"]}


def test_files_that_no_service_has_recorded_yet_are_there_too(where: str) -> None:
    Ledger.open(where).close()  # tables, with nothing in them

    found, _ = versions_in(where, library())

    assert found.families == library().families


def test_where_there_is_no_database_yet_none_is_made(new_database: Callable[[], str], tmp_path: Path) -> None:
    found, _ = versions_in(str(tmp_path / "nothing" / "here.db"), library())

    assert found.families == library().families
    assert not (tmp_path / "nothing").exists()
    assert versions_in(new_database(), library())[0].families == library().families


def test_a_database_of_another_version_of_the_service_is_left_alone_and_said_so(where: str) -> None:
    database = Database.open(where)
    migrate(database, revisions()[-2].revision)
    database.close()

    with pytest.raises(RecordsRefusal, match="that of another version of the service"):
        versions_in(where, library())


def test_a_file_that_says_something_else_than_was_published_is_said_and_not_used(published: str) -> None:
    files = library()
    changed = files.find("lcpc", "2004-04-01", DAY).text.replace(b"value: 3", b"value: 5")
    found, differing = versions_in(published, _with(files, changed))

    assert differing[0].startswith("The file lcpc/2004-04-01.yaml is not what was published for its day")
    assert found.find("lcpc", "2004-04-01", DAY).text == files.find("lcpc", "2004-04-01", DAY).text


def _with(files: Library, text_of_2004: bytes) -> Library:
    read, _ = read_ruleset(text_of_2004, files.vocabulary, files.steps, "", "lcpc", "2004-04-01")
    assert read
    return replace(files, families={**files.families, "lcpc": {**files.families["lcpc"], "2004-04-01": read}})


def test_a_database_that_does_not_answer_is_said_with_how_to_do_without(
    threshold: Commands, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("THRESHOLD_DATABASE", "postgresql://nobody@127.0.0.1:1/none")

    code, _, err = threshold("read", "lcpc")

    assert code == 1
    assert "The database of records does not answer" in err
    assert "`--rulesets FOLDER` uses files alone" in err
