"""A study written up: pages that need nothing else, paper, and every figure as CSV and JSON, none of them small."""

from __future__ import annotations

import csv
import json
import re
from datetime import UTC, datetime
from pathlib import Path

import pytest

from service.impact.report.files import as_csv, write_files
from service.impact.report.report import MADE_UP, Written
from service.impact.study.figures import HIDDEN, Column, FigureTable, Kind
from service.impact.study.published import Published
from service.impact.study.study import Study

MADE = datetime(2026, 11, 25, tzinfo=UTC)


@pytest.fixture(scope="module")
def written(study: Study) -> Written:
    return Written.of(Published(study), made_up=True)


@pytest.fixture(scope="module")
def out(written: Written, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("study")
    write_files(written, folder, MADE)
    return folder


@pytest.mark.parametrize("name", ["report", "consultation"])
def test_a_page_needs_nothing_else_and_every_chart_has_its_words(out: Path, name: str) -> None:
    page = (out / f"{name}.html").read_text("utf-8")

    assert "<script" not in page
    assert "@font-face" not in page
    assert re.findall(r'(?:src|href)="(?!#)([^"]+)"', page.replace("http://www.w3.org/", "")) == []
    assert page.count("<figure>") == page.count('role="img"') == page.count("<svg ") > 3
    assert all(says for says in re.findall(r'role="img" aria-label="([^"]*)"', page))
    ids = re.findall(r'\bid="([^"]+)"', page)
    assert len(ids) == len(set(ids))
    assert MADE_UP in page


def test_every_chart_of_the_report_stands_before_its_table(out: Path) -> None:
    page = (out / "report.html").read_text("utf-8")
    kinds = re.findall(r"<(figure|table)>", page)
    assert all(after == "table" for before, after in zip(kinds, [*kinds[1:], ""], strict=True) if before == "figure")


@pytest.mark.parametrize("name", ["report", "consultation"])
def test_the_paper_is_a_tagged_pdf_and_the_same_again(out: Path, written: Written, tmp_path: Path, name: str) -> None:
    paper = (out / f"{name}.pdf").read_bytes()
    assert paper.startswith(b"%PDF-")
    assert b"pdfuaid" in paper
    if name == "consultation":
        write_files(written, tmp_path, MADE)
        assert (tmp_path / f"{name}.pdf").read_bytes() == paper


def test_the_report_says_what_was_found_and_how_far_to_trust_it(out: Path, study: Study) -> None:
    page = (out / "report.html").read_text("utf-8")
    enquiry = study.overall["section_47_enquiry"]
    assert f"recommended for {enquiry.new():,} instead of {enquiry.old():,}" in page
    assert study.plan.new.digest in page
    for heading in ("Month by month", "Who it falls on", "Moving a threshold", "Looking back", "Small numbers"):
        assert f"<h2>{heading}</h2>" in page
    assert "A recommendation is not an enquiry" in page
    assert "for each of 3 teams" in page


def test_the_pack_sets_both_versions_side_by_side_with_evidence_and_questions(out: Path) -> None:
    page = (out / "consultation.html").read_text("utf-8")
    assert "Domestic abuse with a child under six months" in page
    assert "This version has no such threshold." in page
    assert "the child is under 6 months old" in page
    assert "LCPC issues (a)" in page
    assert page.index("The evidence") < page.index("What it would have done") < page.index("Questions for you")


def test_every_table_is_a_file_that_says_the_same_as_the_json(out: Path) -> None:
    tables = json.loads((out / "study.json").read_text("utf-8"))["tables"]
    assert {path.stem for path in (out / "figures").iterdir()} == {table["name"] for table in tables}
    for table in tables:
        with (out / "figures" / f"{table['name']}.csv").open(encoding="utf-8", newline="") as file:
            header, *rows = csv.reader(file)
        assert header == [column["name"] for column in table["columns"]]
        assert len(rows) == len(table["rows"])


def test_no_cell_of_a_file_can_be_taken_for_a_formula() -> None:
    columns = [Column("group", "Group", Kind.WORDS), Column("n", "N")]
    table = FigureTable("by-team", "By team", "", columns, [["=HYPERLINK(1)", 7], ["@x", HIDDEN], ["North", None]])
    assert as_csv(table).splitlines() == ["group,n", "'=HYPERLINK(1),7", "'@x,c", "North,"]
