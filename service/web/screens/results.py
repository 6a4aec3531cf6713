"""How a run of scenarios went, as a page shows it, and as a page of its own to keep."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from service.assurance.results import Outcome, Played, Run, words_of
from service.web.screens.frame import render

TAGS = {
    Outcome.PASSED: "green",
    Outcome.FAILED: "red",
    Outcome.NOT_UNDERSTOOD: "yellow",
    Outcome.EXPECTS_NOTHING: "yellow",
    Outcome.NOT_RUN: "grey",
}


@dataclass(frozen=True, slots=True)
class Shown:
    """One scenario with everything there is to say of it."""

    scenario: Played
    colour: str
    lines: Sequence[str]


@dataclass(frozen=True, slots=True)
class FeatureShown:
    """One feature with its scenarios, those that did not pass first."""

    name: str
    path: str
    left: Sequence[Shown]
    passed: Sequence[Shown]


def shown(run: Run) -> list[FeatureShown]:
    """Return a run by feature, in its order."""
    features = []
    for path in dict.fromkeys(each.path for each in run.scenarios):
        those = [Shown(each, TAGS[each.outcome], words_of(each)) for each in run.scenarios if each.path == path]
        passed = [each for each in those if each.scenario.outcome is Outcome.PASSED]
        left = [each for each in those if each.scenario.outcome is not Outcome.PASSED]
        features.append(FeatureShown(those[0].scenario.feature, path, left, passed))
    return features


def as_page(run: Run) -> str:
    """Return a run as one HTML file that needs nothing else."""
    return render("scenarios_report.html", {"run": run, "features": shown(run), "outcomes": list(Outcome)})
