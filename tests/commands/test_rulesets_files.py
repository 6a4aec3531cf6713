"""`threshold rulesets`: versions listed, written out as they are, and taken in as drafts."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from service.cli import run
from service.ruleset.exact_change import change_parameter
from service.settings import SHIPPED_RULESETS

FRONT_DOOR = SHIPPED_RULESETS / "front-door" / "2026-03-18.yaml"


@pytest.fixture(autouse=True)
def own_records(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("THRESHOLD_DATABASE", str(tmp_path / "records.db"))


def listed(capsys: pytest.CaptureFixture[str]) -> dict[str, str]:
    capsys.readouterr()
    assert run(["rulesets", "list", "--json"]) == 0
    return {f"{each['family']}:{each['version']}": each["state"] for each in json.loads(capsys.readouterr().out)}


def test_what_is_exported_is_the_file_byte_for_byte(tmp_path: Path) -> None:
    out = tmp_path / "out"

    assert run(["rulesets", "export", str(out)]) == 0

    for family, version in (("front-door", "2026-03-18"), ("lcpc", "2004-04-01")):
        name = f"{family}/{version}.yaml"
        assert (out / name).read_bytes() == (SHIPPED_RULESETS / name).read_bytes()
    assert run(["rulesets", "export", str(out)]) == 0
    (out / "lcpc" / "2004-04-01.yaml").write_text("another\n")
    (out / "front-door" / "2026-03-18.yaml").unlink()
    assert run(["rulesets", "export", str(out)]) == 1
    assert not (out / "front-door" / "2026-03-18.yaml").exists()


def test_a_file_is_imported_as_a_draft_once(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "infant-age.yaml"
    file.write_bytes(change_parameter(FRONT_DOOR.read_bytes(), "infant age", "12 months"))

    assert run(["rulesets", "import", str(file), "--name", "infant-age"]) == 0
    assert run(["rulesets", "import", str(file)]) == 0

    assert listed(capsys) == {
        "front-door:2026-03-18": "in force", "front-door:infant-age": "draft", "lcpc:2004-04-01": "in force",
    }  # fmt: skip
    assert run(["rulesets", "export", str(tmp_path / "out"), "--drafts"]) == 0
    assert (tmp_path / "out/front-door/infant-age.yaml").read_bytes() == file.read_bytes()


def test_a_file_with_a_mistake_is_not_imported(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "typo.yaml"
    file.write_bytes(FRONT_DOOR.read_bytes().replace(b"\nrules:", b"\nruels:", 1))

    assert run(["rulesets", "import", str(file)]) == 1

    assert "`threshold check" in capsys.readouterr().err
    assert "front-door:typo" not in listed(capsys)
