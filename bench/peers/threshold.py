"""Threshold itself, measured as its peers are: what it infers, what it explains, and the whole decision."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from bench import twelve
from service.decision.case import read_case
from service.decision.decide import Decider
from service.decision.inference import Inference
from service.decision.isolated import IsolatedInference
from service.decision.measures import Measures, readings
from service.ruleset.model import Ruleset
from service.ruleset.read import read_ruleset
from service.ruleset.read_vocabulary import read_steps, read_vocabulary

ROOT = Path(__file__).parents[2]


def the_ruleset(text: bytes | None = None) -> Ruleset:
    """Return the twelve rules, or those of another text, read with the shipped vocabulary and steps."""
    vocabulary = read_vocabulary((ROOT / "rulesets/vocabulary.yaml").read_bytes())[0]
    steps = vocabulary and read_steps((ROOT / "rulesets/steps.yaml").read_bytes(), vocabulary)[0]
    if vocabulary is None or steps is None:
        raise RuntimeError("the shipped vocabulary and steps have mistakes")
    data = text or (ROOT / "bench/twelve.yaml").read_bytes()
    ruleset, problems = read_ruleset(data, vocabulary, steps, "twelve.yaml", "twelve", "twelve")
    if ruleset is None:
        raise RuntimeError(problems)
    return ruleset


def ready(cases: list[Any], way: str) -> tuple[Any, Any, list[Any]]:
    """Return how to decide a case, how to answer all, and the cases as they are sent.

    `way` is `inference`, `decision` or `sent`; with `+isolated` the engine runs in a process of its own.
    """
    what, _, isolated = way.partition("+")
    ruleset = the_ruleset()
    inference = (IsolatedInference if isolated else Inference)(ruleset)
    return _WAYS[what](ruleset, inference, [twelve.body(case) for case in cases])


def _inference(ruleset: Ruleset, inference: Inference, bodies: list[Any]) -> tuple[Any, Any, list[Any]]:
    """Count and infer, from cases already read: what durable-rules is asked to do, and nothing else."""
    measures = Measures(ruleset.measures)
    read = [read_case(body, ruleset.vocabulary, twelve.AS_OF) for body in bodies]

    def decide(case: Any) -> tuple[str, ...]:  # noqa: ANN401 - a case
        child = case.children[0]
        return inference.met(case.as_of, child.values, readings(measures.take(case.as_of, child.values, child.events)))

    return decide, lambda: [list(decide(case)) for case in read], read


def _decision(ruleset: Ruleset, inference: Inference, bodies: list[Any]) -> tuple[Any, Any, list[Any]]:
    """A case already read is decided by both engines, traced and advised on."""
    decider = Decider(ruleset, inference)
    read = [read_case(body, ruleset.vocabulary, twelve.AS_OF) for body in bodies]
    return decider.decide, lambda: [_met(decider.decide(case)) for case in read], read


def _sent(ruleset: Ruleset, inference: Inference, bodies: list[Any]) -> tuple[Any, Any, list[Any]]:
    """The case as it is sent is checked and read, decided by both engines, traced and advised on."""
    decider = Decider(ruleset, inference)

    def decide(body: Any) -> Any:  # noqa: ANN401 - a case as it is sent
        return decider.decide(read_case(body, ruleset.vocabulary, twelve.AS_OF))

    return decide, lambda: [_met(decide(body)) for body in bodies], bodies


def _met(answer: Any) -> list[str]:  # noqa: ANN401 - an answer
    return [rule["rule"] for rule in answer["children"][0]["trace"] if rule["outcome"] == "met"]


_WAYS: dict[str, Callable[[Ruleset, Inference, list[Any]], tuple[Any, Any, list[Any]]]] = {
    "inference": _inference,
    "decision": _decision,
    "sent": _sent,
}
