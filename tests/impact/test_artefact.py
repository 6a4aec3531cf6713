"""A study that is kept is whole, stands on its own, and shows when it was altered."""

from __future__ import annotations

import io
import zipfile
from datetime import UTC, datetime
from pathlib import Path

import pytest

from service.impact.artefact import NotAStudy, keep_study, read_study
from service.impact.report.files import write_files
from service.impact.report.report import Written
from service.impact.study.published import Published
from service.impact.study.study import Study

MADE = datetime(2026, 11, 25, tzinfo=UTC)


@pytest.fixture(scope="module")
def out(study: Study, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("study")
    write_files(Written.of(Published(study), made_up=True, history="last-year"), folder, MADE)
    (folder / "refused.csv").write_text("file,line\ncases.csv,3\n")
    return folder


def test_a_kept_study_says_what_it_is_about_and_gives_back_every_file(out: Path, study: Study) -> None:
    kept = keep_study(out)
    again = read_study(kept.zipped)
    assert again == kept
    assert (kept.said["history"], kept.said["made_up"]) == ("last-year", True)
    assert kept.said["new"]["digest"] == study.plan.new.digest
    assert kept.said["asked"]["sweeps"] == list(study.plan.sweeps)
    assert {"report.html", "consultation.pdf", "study.json", "figures/steps.csv"} <= set(kept.names)
    assert "refused.csv" not in kept.names
    for name in kept.names:
        assert again.file(name) == (out / name).read_bytes()
    with pytest.raises(KeyError):
        kept.file("refused.csv")


def test_the_same_study_is_the_same_bytes(out: Path) -> None:
    assert keep_study(out).digest == keep_study(out).digest


def test_what_was_altered_or_cut_short_or_is_something_else_is_refused(out: Path, tmp_path: Path) -> None:
    zipped = keep_study(out).zipped
    with pytest.raises(NotAStudy, match=r"`figures/steps.csv` is not as it was"):
        read_study(_changed(zipped, "figures/steps.csv", b"step,old\n"))
    with pytest.raises(NotAStudy, match=r"`figures/more.csv` is not as it was"):
        read_study(_changed(zipped, "figures/more.csv", b"step,old\n"))
    for other in (b"", b"PK\x03\x04", zipped[:-400], zipped[400:], _changed(zipped, "contents.json", b"[]")):
        with pytest.raises(NotAStudy, match="not a study that was kept"):
            read_study(other)
    with pytest.raises(NotAStudy, match="no finished study"):
        keep_study(tmp_path)


def _changed(zipped: bytes, name: str, data: bytes) -> bytes:
    with zipfile.ZipFile(io.BytesIO(zipped)) as archive:
        files = {each: archive.read(each) for each in archive.namelist()}
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for each, content in {**files, name: data}.items():
            archive.writestr(each, content)
    return out.getvalue()
