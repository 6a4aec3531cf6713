"""An impact study kept with a proposal: attached, shown to whoever approves, said to be old once the text changes."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from service.settings import Settings
from service.web.app import create_app
from service.web.jobs import Jobs
from service.web.person import DEMO_PEOPLE
from tests.web.conftest import NOON
from tests.web.test_home import signed_in

Json = dict[str, Any]
HTML = {"Accept": "text/html"}
TRIAGE, PAUL, PRIYA, OMAR = DEMO_PEOPLE[:4]


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    own = tmp_path_factory.mktemp("studies")
    app = create_app(Settings(database=str(own / "records.db"), jobs=own / "jobs"), clock=lambda: NOON)
    yield TestClient(app, raise_server_exceptions=False)
    app.state.room.close()


@pytest.fixture(scope="module")
def draft(desk: TestClient) -> Json:
    begun = desk.post("/v1/proposals", json={"family": "lcpc", "name": "four", "version": "2004-04-01"}).json()
    edit = {"seen": begun["digest"], "parameters": {"minor referral limit": "4"}}
    body: Json = desk.put(f"/v1/proposals/{begun['id']}", json=edit).json()
    return body


@pytest.fixture(scope="module")
def studied(desk: TestClient, draft: Json) -> str:
    """A study of the draft, done and offered on the page of the draft: the id of its job."""
    asked = desk.post("/v1/impact", json={"old": "lcpc:2004-04-01", "new": "lcpc:four", "referrals": 60})
    jobs: Jobs = desk.app.state.room.jobs  # type: ignore[attr-defined]
    job = jobs.wait(asked.json()["id"], None, 120)
    assert job.state == "done", job
    assert f'value="{job.id}"' in desk.get(f"/proposals/{draft['id']}", headers=HTML).text
    return job.id


@pytest.fixture(scope="module")
def attached(desk: TestClient, draft: Json, studied: str) -> Json:
    said = {"job": studied, "note": "A first look"}
    answer = desk.post(f"/v1/proposals/{draft['id']}/studies", json=said)
    assert answer.status_code == 201, answer.text
    body: Json = answer.json()
    return body


def test_a_study_is_kept_whole_with_what_it_is_of(desk: TestClient, draft: Json, attached: Json) -> None:
    (study,) = attached["studies"]
    assert (study["new"]["digest"], study["new"]["version"]) == (draft["digest"], "four")
    assert (study["old"]["version"], study["note"], study["made_up"]) == ("2004-04-01", "A first look", True)
    assert study["of_this_text"] is True
    assert study["doubts"] == ["Its history is made up, so nothing may be concluded from its figures"]
    assert attached["digest"] == draft["digest"]
    assert [each["act"] for each in attached["happened"]] == ["drafted", "edited", "attached"]

    taken = desk.get(f"/v1/proposals/{draft['id']}/studies/{study['id']}")
    names = zipfile.ZipFile(io.BytesIO(taken.content)).namelist()
    assert {"report.html", "consultation.html", "consultation.pdf", "contents.json"} <= {*names}


def test_it_outlives_the_job_it_came_from(desk: TestClient, draft: Json, attached: Json, studied: str) -> None:
    page = desk.get(f"/proposals/{draft['id']}", headers=HTML).text
    assert f'value="{studied}"' not in page  # it is there already
    where = f"/proposals/{draft['id']}/studies/{attached['studies'][0]['id']}"
    jobs: Jobs = desk.app.state.room.jobs  # type: ignore[attr-defined]
    folder = Path(jobs.folder(studied, None).file("report.html")).read_bytes()  # type: ignore[arg-type]
    report = desk.get(f"{where}/report.html", headers=HTML)
    assert report.content == folder
    assert "sandbox" in report.headers["content-security-policy"]
    assert desk.get(f"{where}/consultation.pdf", headers=HTML).content.startswith(b"%PDF-")
    assert desk.get(f"{where}/study.zip", headers=HTML).headers["content-disposition"].startswith("attachment")
    assert desk.get(f"{where}/../../etc/passwd", headers=HTML).status_code == 404
    assert desk.get(f"{where}/refused.csv", headers=HTML).status_code == 404


def test_whoever_approves_is_shown_it_and_told_when_it_is_of_an_older_text(
    desk: TestClient, draft: Json, attached: Json
) -> None:
    publication = desk.app.state.room.publication  # type: ignore[attr-defined]
    headline = attached["studies"][0]["headline"]
    proposed = publication.propose(draft["id"], draft["digest"], "Paul (x)", date(2027, 1, 1))
    seen = signed_in(desk, PRIYA).get(f"/proposals/{draft['id']}", headers=HTML).text
    assert headline.split(".")[0] in seen
    assert "Read the consultation pack" in seen
    assert "an older text" not in seen

    publication.edit(draft["id"], proposed.text.replace("value: 4", "value: 5"), proposed.version.digest, "Paul (x)")
    seen = signed_in(desk, PRIYA).get(f"/proposals/{draft['id']}", headers=HTML).text
    assert "It is of an older text of this version, which has been changed since." in seen
    (study,) = desk.get(f"/v1/proposals/{draft['id']}").json()["studies"]
    assert (study["of_this_text"], study["doubts"][0]) == (
        False, "It is of an older text of this version, which has been changed since"
    )  # fmt: skip


def test_who_may_attach_and_read(desk: TestClient, draft: Json, attached: Json, studied: str) -> None:
    path = f"/v1/proposals/{draft['id']}/studies"
    assert signed_in(desk, OMAR).post(path, json={"job": studied}).status_code == 403
    assert signed_in(desk, OMAR).get(f"{path}/{attached['studies'][0]['id']}").status_code == 200
    tess = signed_in(desk, TRIAGE)
    assert tess.get(f"{path}/{attached['studies'][0]['id']}").status_code == 403
    page = tess.get(f"/proposals/{draft['id']}", headers=HTML).text
    assert attached["studies"][0]["headline"].split(".")[0] in page
    assert "Read the report" not in page


def test_a_job_of_somebody_else_or_of_another_version_is_not_attached(
    desk: TestClient, draft: Json, studied: str
) -> None:
    other = desk.post("/v1/proposals", json={"family": "lcpc", "name": "other", "version": "proposed"}).json()
    path = f"/v1/proposals/{other['id']}/studies"
    refused = desk.post(path, json={"job": studied})
    assert (refused.status_code, refused.json()["code"]) == (422, "study-of-another")
    paul = signed_in(desk, PAUL)
    own = f"/v1/proposals/{draft['id']}/studies"
    assert (
        paul.post(own, json={"job": studied}, headers={"Sec-Fetch-Site": "same-origin"}).json()["code"] == "no-such-job"
    )
    assert desk.post(own, json={"job": "none"}).json()["code"] == "no-such-job"
    assert desk.post(own, json={}).json()["code"] == "proposal-has-mistakes"
    assert desk.get(f"{own}/none").json()["code"] == "no-such-study"
