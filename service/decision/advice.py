"""What one child's trace comes to: recommended steps, questions, near misses; and the whole decision in sentences."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from service.decision.explanation import RuleTraces
from service.decision.judging import MET, NOT_MET, UNDETERMINED
from service.decision.measures import Measured
from service.decision.near_misses import NearMisses
from service.decision.questions import Questions
from service.decision.recommendations import Recommendations, unite
from service.decision.values import Values
from service.ruleset.model import Ruleset

CAUTION = "Decision support: a qualified practitioner decides."

Advised = dict[str, Any]


class Advice:
    """The advice of one ruleset, ready for any child."""

    def __init__(self, ruleset: Ruleset) -> None:
        self._guidance = ruleset.below.guidance
        self._recommendations = Recommendations(ruleset)
        self._questions = Questions(ruleset)
        self._near_misses = NearMisses(ruleset)

    def advise(self, as_of: date, values: Values, measured: Mapping[str, Measured], traces: RuleTraces) -> Advised:
        """Return a child's part of the answer, but for the child's `ref` and the trace."""
        met = [trace.rule for trace in traces.of(MET)]
        steps = self._recommendations.of(met, values) if met else self._recommendations.below_threshold(values)
        advised: Advised = {"highest": _highest(steps) if met else None, "recommendations": steps}
        if not met:
            advised["guidance"] = self._guidance
        undetermined = traces.of(UNDETERMINED)
        recommended = unite(rule.recommend for rule in met) if undetermined else {}
        advised["questions"] = self._questions.ask(undetermined, values, measured, recommended)
        advised["near_misses"] = self._near_misses.find(traces.of(NOT_MET), as_of, values, measured)
        return advised


def _highest(steps: Sequence[Mapping[str, Any]]) -> dict[str, str] | None:
    return {"step": steps[0]["step"], "strength": steps[0]["strength"]} if steps else None


# --- in sentences -------------------------------------------------------------------------------------------------


def summary(children: Sequence[Mapping[str, Any]]) -> str:
    """Return the whole decision in plain sentences, child by child."""
    return " ".join(_child_sentences(child) for child in children)


def _child_sentences(child: Mapping[str, Any]) -> str:
    outcomes = [rule["outcome"] for rule in child["trace"]]
    sentences = [f"Child {child['ref']}: {_threshold_words(child, outcomes)}."]
    if child["highest"]:
        first = child["recommendations"][0]
        sentences.append(f"The highest step is “{first['title']}” ({first['strength']}).")
    if child["questions"]:
        sentences.append(_open_words(outcomes.count(UNDETERMINED), child["questions"][0]["ask"]))
    if not child["highest"]:
        sentences.append(child["guidance"])
    return " ".join(sentences)


def _threshold_words(child: Mapping[str, Any], outcomes: Sequence[str]) -> str:
    if not child["highest"]:
        return "no threshold met on what is known" if UNDETERMINED in outcomes else "no threshold met"
    met = outcomes.count(MET)
    return f"{met} of {len(outcomes)} rules {'is' if met == 1 else 'are'} met"


def _open_words(count: int, question: str) -> str:
    rules = "1 rule is" if count == 1 else f"{count} rules are"
    return f"{rules} undetermined; ask first: {question}"
