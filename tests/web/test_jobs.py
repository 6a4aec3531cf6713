"""Long work in a process of its own: it says how far it is, really stops, and never takes the service with it."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from service.settings import Settings
from service.web.app import create_app
from service.web.job_folder import SERVICE_STOPPED
from service.web.jobs import Job, Jobs
from service.web.person import DEMO
from service.web.problems import Refusal
from tests.web.long_work import add_up, break_down, go_on, never_report, not_json, refuse


@pytest.fixture
def new_jobs(tmp_path: Path) -> Iterator[Callable[..., Jobs]]:
    """Makes the jobs of one service; all that are made look at the same folder."""
    made: list[Jobs] = []

    def new_jobs(**settings: Any) -> Jobs:
        made.append(Jobs(tmp_path / "jobs", **settings))
        return made[-1]

    yield new_jobs
    for jobs in made:
        jobs.close()


def until(jobs: Jobs, job: Job, fits: Callable[[Job], bool]) -> Job:
    """Wait until a job stands as it should."""
    while not fits(now := jobs.get(job.id, None)):
        time.sleep(0.02)
        assert not now.has_ended, now
    return now


def is_running(pid: int) -> bool:
    """Return whether there is such a process, and it is more than the memory of one."""
    try:
        return Path(f"/proc/{pid}/stat").read_text("utf-8").rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


def test_work_is_done_elsewhere_and_its_result_and_files_are_kept(new_jobs: Callable[..., Jobs]) -> None:
    jobs = new_jobs()

    job = jobs.start("sum", (add_up, 2, 3), "Ada", title="Add up", page="/sums/{id}")
    ended = jobs.wait(job.id, "Ada")

    assert (job.state, job.page) == ("waiting", f"/sums/{job.id}")
    assert (ended.state, ended.done, ended.kind, ended.title, ended.who) == ("done", 1.0, "sum", "Add up", "Ada")
    folder = jobs.folder(job.id, "Ada")
    assert folder.result == {"sum": 5}
    assert folder.names() == ["sums/sum.csv"]
    assert (folder.file("sums/sum.csv") or Path()).read_text("utf-8") == "sum\n5\n"
    assert folder.file("../state.json") is None
    assert not folder.room.exists()


def test_a_person_sees_their_own_jobs_only(new_jobs: Callable[..., Jobs]) -> None:
    jobs = new_jobs()
    first, second = (jobs.start("sum", (add_up, 2, 3), who) for who in ("Ada", "Grace"))

    assert [job.id for job in jobs.list("Ada")] == [first.id]
    assert [job.id for job in jobs.list(None)] == [second.id, first.id]
    for look in (jobs.get, jobs.folder, jobs.cancel):
        with pytest.raises(Refusal, match="no-such-job"):
            look(first.id, "Grace")
    for id_ in ("../jobs", "0" * 36, ""):
        with pytest.raises(Refusal, match="no-such-job"):
            jobs.get(id_, None)


def test_cancelled_work_may_clear_up_and_is_over_within_a_moment(new_jobs: Callable[..., Jobs]) -> None:
    jobs, elsewhere = new_jobs(), new_jobs()
    job = jobs.start("go on", go_on, "Ada")
    running = until(jobs, job, lambda now: now.done > 0)

    stopped = elsewhere.cancel(job.id, "Ada")

    assert (running.state, running.done) == ("running", 0.25)
    assert stopped.state == "stopped"
    assert jobs.folder(job.id, "Ada").names() == ["cleared up"]
    assert elsewhere.cancel(job.id, "Ada") == stopped


def test_work_that_never_looks_is_ended_with_all_it_started(new_jobs: Callable[..., Jobs]) -> None:
    jobs = new_jobs()
    job = jobs.start("never", never_report, "Ada")
    pids = jobs.folder(job.id, "Ada").path / "files" / "pids"
    until(jobs, job, lambda _: pids.exists() and pids.read_text("utf-8").count(" ") == 1)
    started = [int(pid) for pid in pids.read_text("utf-8").split()]

    stopped = jobs.cancel(job.id, "Ada")
    jobs.close()

    assert stopped.state == "stopped"
    assert len(started) == 2
    assert not any(is_running(pid) for pid in started)


def test_what_cannot_be_done_is_said_and_a_fault_of_ours_says_nothing_of_a_child(
    new_jobs: Callable[..., Jobs], capfd: pytest.CaptureFixture[str]
) -> None:
    jobs = new_jobs()
    refused, broken, odd = (
        jobs.wait(jobs.start("x", work, "Ada").id, "Ada") for work in (refuse, break_down, not_json)
    )

    assert (refused.state, refused.problem, refused.help) == (
        "failed",
        "There is no history to study",
        "Choose one first",
    )
    assert broken.state == odd.state == "failed"
    assert "on our side" in broken.problem
    log = capfd.readouterr().err
    assert broken.id in log
    assert "break_down" in log
    assert "Riley" not in log


def test_so_many_run_so_many_wait_in_order_and_no_more_are_taken(new_jobs: Callable[..., Jobs]) -> None:
    jobs = new_jobs(at_once=1, waiting=2)
    first, second, third = (jobs.start("go on", go_on, "Ada") for _ in range(3))
    until(jobs, first, lambda now: now.done > 0)

    with pytest.raises(Refusal, match="too-many-jobs"):
        new_jobs(at_once=1, waiting=2).start("go on", go_on, "Grace")
    assert {jobs.get(job.id, "Ada").state for job in (second, third)} == {"waiting"}
    jobs.cancel(first.id, "Ada")
    until(jobs, second, lambda now: now.done > 0)
    assert jobs.cancel(third.id, "Ada").state == "stopped"
    assert jobs.get(second.id, "Ada").state == "running"


def test_a_job_whose_service_or_process_is_gone_has_failed(new_jobs: Callable[..., Jobs]) -> None:
    jobs, elsewhere = new_jobs(), new_jobs()
    orphan, killed = (jobs.start("go on", go_on, "Ada") for _ in range(2))
    running = [until(jobs, job, lambda now: now.done > 0) for job in (orphan, killed)]

    os.kill(int(running[1].saying.rpartition(" ")[2]), signal.SIGKILL)
    ended = elsewhere.wait(killed.id, "Ada")
    jobs.close()

    assert (ended.state, ended.problem) == ("failed", SERVICE_STOPPED)
    assert elsewhere.get(orphan.id, "Ada").problem == SERVICE_STOPPED


def test_results_are_kept_for_the_time_that_is_set(new_jobs: Callable[..., Jobs]) -> None:
    jobs = new_jobs(kept=timedelta(days=7))
    old = jobs.wait(jobs.start("sum", (add_up, 1, 1), "Ada").id, "Ada")

    for days, kept in ((6, True), (8, False)):
        later = new_jobs(kept=timedelta(days=7), clock=lambda days=days: datetime.now(UTC) + timedelta(days=days))
        later.wait(later.start("sum", (add_up, 1, 1), "Ada").id, "Ada")
        assert (old.id in {job.id for job in jobs.list("Ada")}) is kept


@pytest.fixture
def served(tmp_path: Path) -> Iterator[TestClient]:
    """A service with jobs of its own."""
    settings = Settings(database=str(tmp_path / "records.db"), jobs=tmp_path / "jobs")
    app = create_app(settings)
    yield TestClient(app, raise_server_exceptions=False)
    app.state.room.close()


def test_a_job_by_the_api(served: TestClient) -> None:
    jobs: Jobs = served.app.state.room.jobs  # type: ignore[attr-defined]
    done = jobs.wait(jobs.start("sum", (add_up, 2, 3), DEMO.id).id, None)
    on = jobs.start("go on", go_on, DEMO.id)

    assert [job["id"] for job in served.get("/v1/jobs").json()["jobs"]] == [on.id, done.id]
    whole = served.get(f"/v1/jobs/{done.id}").json()
    assert (whole["state"], whole["result"], whole["problem"]) == ("done", {"sum": 5}, None)
    assert [file["bytes"] for file in whole["files"]] == [6]
    assert served.get(whole["files"][0]["address"]).text == "sum\n5\n"
    assert served.get(f"/v1/jobs/{done.id}/file?name=../job.json").json()["code"] == "no-such-file"
    assert served.delete(f"/v1/jobs/{on.id}").json()["state"] == "stopped"
    assert served.delete(f"/v1/jobs/{'0' * 36}").json()["code"] == "no-such-job"


def test_a_job_as_a_page_without_scripts(served: TestClient) -> None:
    jobs: Jobs = served.app.state.room.jobs  # type: ignore[attr-defined]
    on = jobs.start("go on", go_on, DEMO.id, title="Go on and on")
    until(jobs, on, lambda now: now.done > 0)

    running = served.get(f"/jobs/{on.id}").text
    assert '<progress class="app-job__bar"' in running
    assert 'value="0.25"' in running
    assert 'http-equiv="refresh"' in running
    stopped = served.post(
        f"/jobs/{on.id}/cancel", content="", headers={"Content-Type": "application/x-www-form-urlencoded"}
    )
    assert "This was cancelled" in stopped.text
    assert "refresh" not in stopped.text
    assert "Go on and on" in served.get("/jobs").text
    done = jobs.wait(jobs.start("sum", (add_up, 2, 3), DEMO.id, page="/rulesets").id, None)
    assert served.get(f"/jobs/{done.id}", follow_redirects=False).headers["location"] == "/rulesets"
