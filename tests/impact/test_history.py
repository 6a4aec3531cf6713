"""A made-up history is read with every row accounted for, and two versions are compared over it."""

from pathlib import Path

from service.impact.history.history import read_history
from service.impact.history.workspace import Workspace
from service.impact.study.changes import count_steps
from service.impact.study.decided import decide_all
from service.impact.study.plan import Plan
from service.impact.synthetic.synthesise import synthesise
from tests.impact.conftest import REFERRALS
from tests.shipped import RULESETS, shipped, sound


def test_the_same_seed_makes_the_same_history(made_up: Path, tmp_path: Path) -> None:
    synthesise(tmp_path, shipped()[0], referrals=REFERRALS, seed=7, as_csv=True)
    files = sorted(path.name for path in made_up.iterdir())
    assert files == sorted(path.name for path in tmp_path.iterdir())
    assert all((made_up / name).read_bytes() == (tmp_path / name).read_bytes() for name in files)
    synthesise(tmp_path / "other", shipped()[0], referrals=REFERRALS, seed=8, as_csv=True)
    assert (made_up / "cases.csv").read_bytes() != (tmp_path / "other" / "cases.csv").read_bytes()


def test_what_the_2004_proposals_would_add_and_that_they_take_nothing_away(made_up: Path, tmp_path: Path) -> None:
    old, new = (sound((RULESETS / "lcpc" / name).read_text()) for name in ("2004-04-01.yaml", "proposed.yaml"))
    with Workspace() as workspace:
        history = read_history(made_up, shipped()[0], workspace, tmp_path / "refused.csv")
        plan = Plan(old, new)
        enquiry = count_steps(decide_all(history.tables, plan, []), plan.steps)[None]["section_47_enquiry"]
    assert enquiry.total() == history.cases
    assert enquiry.newly() > 0
    assert enquiry.no_longer() == enquiry.weaker() == 0
    assert enquiry.new() == enquiry.old() + enquiry.newly()


def test_a_row_that_cannot_be_so_is_refused_by_its_line_and_the_rest_is_studied(tmp_path: Path) -> None:
    folder = tmp_path / "history"
    folder.mkdir()
    (folder / "cases.csv").write_text(
        "household,child,as_of,child.date_of_birth,harm.suspected\n"
        "h1,a,2026-03-01,2020-01-01,yes\n"
        "h1,b,2026-03-01,2020-02-30,yes\n"
        "h2,c,2026-03-01,2027-01-01,no\n"
        "h3,d,2026-03-01,,\n"
    )
    refused = tmp_path / "refused.csv"
    with Workspace() as workspace:
        history = read_history(folder, shipped()[0], workspace, refused)
        assert history.cases == 2
    lines = refused.read_text().splitlines()[1:]
    assert [line.split(",")[1] for line in lines] == ["3", "4"]
