"""A council's own extract, read by the mapping the documentation shows."""

from __future__ import annotations

from pathlib import Path

from service.impact.history.history import read_history
from service.impact.history.mapping import read_mapping
from service.impact.history.workspace import Workspace
from service.impact.layout import column
from tests.shipped import shipped

ROOT = Path(__file__).parents[2]
EXTRACT = """\
FamilyID,LAchildID,CINreferralDate,ReferralSource,PersonBirthDate,ExpectedPersonBirthDate,Ethnicity,Sex,Team,\
S47ActualStartDate,DateOfInitialCPC,AssessmentFactors,CategoryOfAbuse
F1,C1,01/05/2025,6,2020-02-03,,WBRI,F,North,2025-05-03,,"3A, 4B",NEG
F1,C2,01/05/2025,6,,2025-09-09,WBRI,U,North,,,,NEG
F2,C3,02/05/2025,99,2019-01-01,,ABAN,M,South,,,,PHY
"""


def test_the_example_mapping_reads_an_extract_in_the_style_of_the_census(tmp_path: Path) -> None:
    (tmp_path / "cin-referrals.csv").write_text(EXTRACT, "utf-8")
    vocabulary = shipped()[0]
    mapping, problems = read_mapping((ROOT / "docs/examples/cin-mapping.yaml").read_bytes(), vocabulary)
    assert problems == []
    with Workspace(threads=1) as workspace:
        history = read_history(tmp_path, vocabulary, workspace, tmp_path / "refused.csv", mapping=mapping)
        first, second = history.tables.database.rows(history.tables.cases.order_by("row"))
        referrals = history.tables.database.rows(history.tables.events["referrals"])

    assert first[column("contact.source")] == "police"
    assert str(first[column("child.date_of_birth")]) == "2020-02-03"
    assert first[column("monitoring.sex")] == "female"
    assert first["by__team"] == "North"
    assert str(first["later__section_47_on"]) == "2025-05-03"
    assert first[column("domestic_abuse.present")] is True
    assert second[column("domestic_abuse.present")] is None
    assert str(second[column("child.expected_delivery_on")]) == "2025-09-09"
    assert {row[column("concern")] for row in referrals} == {"neglect"}
    refused = (tmp_path / "refused.csv").read_text("utf-8")
    assert "cin-referrals.csv,4,contact.source,unmapped-code" in refused
