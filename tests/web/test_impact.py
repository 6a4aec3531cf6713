"""A study by the API and on pages: a history uploaded, a study followed, read, and taken away."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from service.impact.synthetic.synthesise import synthesise
from service.settings import Settings
from service.web.api.impact import artefact_of
from service.web.app import create_app
from service.web.jobs import Jobs
from tests.shipped import shipped

Json = dict[str, Any]
VERSIONS: Json = {"old": "lcpc:2004-04-01", "new": "lcpc:proposed"}
ASK: Json = {**VERSIONS, "by": ["age_band"]}


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    """A service with histories and jobs of its own."""
    room = tmp_path_factory.mktemp("service")
    settings = Settings(
        database=str(room / "records.db"), jobs=room / "jobs", histories=room / "histories", history_max=200_000
    )
    app = create_app(settings)
    yield TestClient(app, raise_server_exceptions=False)
    app.state.room.close()


@pytest.fixture(scope="module")
def few(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("few")
    synthesise(folder, shipped()[0], referrals=200, seed=5, as_csv=True)
    return folder


def _jobs(client: TestClient) -> Jobs:
    jobs: Jobs = client.app.state.room.jobs  # type: ignore[attr-defined]
    return jobs


@pytest.fixture(scope="module")
def studied(client: TestClient, few: Path) -> str:
    """A study of an uploaded history, done."""
    for path in few.glob("*.csv"):
        kept = client.put(f"/v1/impact/histories/last-year/{path.name}", content=path.read_bytes())
        assert kept.status_code == 200, kept.text
    asked = client.post("/v1/impact", json={**ASK, "history": "last-year", "sweeps": ["infant age=3..9 months by 3"]})
    assert asked.status_code == 202, asked.text
    job = _jobs(client).wait(asked.json()["id"], None, 120)
    assert job.state == "done", job
    return job.id


def test_a_study_of_an_uploaded_history_by_the_api(client: TestClient, studied: str) -> None:
    assert [each["name"] for each in client.get("/v1/impact/histories").json()["histories"]] == ["last-year"]
    whole = client.get(f"/v1/jobs/{studied}").json()
    assert whole["result"]["referrals"] == 200
    assert "Section 47 enquiry" in whole["result"]["headline"]
    files = {each["name"]: each["address"] for each in whole["files"]}
    assert {"report.html", "report.pdf", "consultation.pdf", "figures/steps.csv", "refused.csv"} <= set(files)
    assert client.get(files["report.pdf"]).content.startswith(b"%PDF-")


def test_a_finished_study_is_taken_away_whole_to_be_kept(client: TestClient, studied: str) -> None:
    given = client.get(f"/v1/impact/studies/{studied}/artefact")
    assert given.headers["content-type"] == "application/zip"
    kept = artefact_of(client.app.state.room, studied, None)  # type: ignore[attr-defined]
    assert given.content == kept.zipped
    assert kept.said["history"] == "last-year"
    assert kept.said["headline"] == client.get(f"/v1/jobs/{studied}").json()["result"]["headline"]


def test_a_study_that_is_not_done_cannot_be_kept(client: TestClient) -> None:
    id_ = client.post("/v1/impact", json={**ASK, "by": ["age_bnd"], "referrals": 20}).json()["id"]
    assert _jobs(client).wait(id_, None, 120).state == "failed"
    refused = client.get(f"/v1/impact/studies/{id_}/artefact")
    assert (refused.status_code, refused.json()["detail"]) == (422, "This is not a study that is done")


def test_a_study_as_a_page(client: TestClient, studied: str) -> None:
    page = client.get(f"/impact/studies/{studied}?at=sweep-infant-age:2")
    assert page.status_code == 200
    assert re.search(r'<option value="sweep-infant-age:2" selected>9 months</option>', page.text)
    assert page.text.count("<figure") == page.text.count("<img src=") > 2
    chart = re.findall(r'<img src="([^"]+)"', page.text)[0].replace("&amp;", "&")
    svg = client.get(chart)
    assert svg.headers["content-type"] == "image/svg+xml"
    assert "sandbox" in svg.headers["content-security-policy"]
    report = client.get(f"/impact/studies/{studied}/alone?name=report.html")
    assert "What was studied" in report.text
    assert client.get(f"/impact/studies/{studied}/alone?name=../job.html").status_code in (404, 422)
    assert "Done" in client.get("/impact").text


@pytest.mark.parametrize(
    ("change", "pointer"),
    [
        ({"old": "lcpc:2005"}, "/old"),
        ({"new": 7}, "/new"),
        ({"over": "day"}, "/over"),
        ({"history": "../../etc"}, "/history"),
        ({"referrals": 10**9}, "/referrals"),
        ({"by": "sex"}, "/by"),
        ({"sweeps": [""]}, "/sweeps"),
        ({"teems": 3}, "/teems"),
    ],
)
def test_what_is_wrong_with_a_study_is_said_at_its_place(client: TestClient, change: Json, pointer: str) -> None:
    refused = client.post("/v1/impact", json={**ASK, **change})
    assert refused.status_code == 422
    assert pointer in {each["pointer"] for each in refused.json()["errors"]}


def test_what_only_the_history_shows_is_said_by_the_job(client: TestClient) -> None:
    asked = client.post("/v1/impact", json={**ASK, "by": ["age_bnd"], "referrals": 20})
    job = _jobs(client).wait(asked.json()["id"], None, 120)
    assert (job.state, job.problem) == ("failed", "There is nothing called `age_bnd` to split the figures by")
    assert job.help == "Did you mean `age_band`?"


def test_a_study_can_be_cancelled(client: TestClient) -> None:
    asked = client.post("/v1/impact", json={**ASK, "referrals": 1_000_000})
    id_ = asked.json()["id"]
    assert client.delete(f"/v1/jobs/{id_}").json()["state"] == "stopped"
    assert not _jobs(client).folder(id_, None).room.exists()


@pytest.mark.parametrize(
    ("address", "content", "status"),
    [
        ("/v1/impact/histories/Last%20Year/cases.csv", b"child\n", 422),
        ("/v1/impact/histories/x/cases.xlsx", b"child\n", 422),
        ("/v1/impact/histories/x/..%2fcases.csv", b"child\n", 404),
        ("/v1/impact/histories/x/cases.csv", b"c" * 300_000, 413),
    ],
)
def test_a_file_that_cannot_be_kept_leaves_nothing(
    client: TestClient, address: str, content: bytes, status: int
) -> None:
    assert client.put(address, content=content).status_code == status
    assert "x" not in {each["name"] for each in client.get("/v1/impact/histories").json()["histories"]}


def test_a_history_by_a_form_used_and_removed(client: TestClient, few: Path) -> None:
    files = [("file", (path.name, path.read_bytes())) for path in few.glob("*.csv")]
    page = client.post("/impact/histories", data={"name": "by-form"}, files=files)
    assert page.status_code == 200
    assert "by-form" in page.text
    form = {**VERSIONS, "history": "by-form", "by": "sex", "over": "quarter"}
    followed = client.post("/impact", data=form, follow_redirects=False)
    assert followed.status_code == 303
    job = followed.headers["location"].rpartition("/")[2]
    assert _jobs(client).wait(job, None, 120).state == "done"
    assert "Quarter by quarter" in client.get(f"/jobs/{job}").text
    gone = client.post("/impact/histories", data={"remove": "by-form"}, files=[("file", ("", b""))])
    assert "by-form" not in gone.text
    assert client.delete("/v1/impact/histories/by-form").status_code == 404


def test_a_form_with_mistakes_comes_back_with_what_was_typed(client: TestClient) -> None:
    page = client.post("/impact", data={**VERSIONS, "teams": "many", "sweeps": "infant age=3"})
    assert page.status_code == 422
    assert "`teams`" not in page.text
    assert 'value="many"' in page.text
    assert "Error: What a change would do" in page.text
    nothing = client.post("/impact/histories", data={"name": "a"}, files=[("file", ("", b""))])
    assert "No file was chosen" in nothing.text
