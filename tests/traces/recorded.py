"""Answers as they were when a person last looked at them: the whole text for a few cases, and a mark for many more.

    python -m tests.traces.recorded

records them again, after a ruleset, the vocabulary or a sentence has been changed on purpose. Look at what `git diff`
shows before it is kept: every change there is a change in what somebody will be told.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from random import Random
from typing import Any

from service.decision.case import read_case
from service.decision.decide import Decider
from service.decision.inference import Inference
from service.ruleset.model import Ruleset
from tests.bodies import random_body
from tests.decision.making import AS_OF
from tests.shipped import RULESETS, shipped, sound

HERE = Path(__file__).parent
CASES = sorted(HERE.glob("*.case.json"))
MARKS = HERE / "marks.json"
MANY = 40
KNOWN = (0.02, 0.2, 0.5, 0.8, 1.0)


def every_construct() -> Ruleset:
    """Return the ruleset that uses every construct of the language."""
    return sound((HERE / "every-construct.yaml").read_text("utf-8"))


def answers(decider: Decider, bodies: list[Any]) -> list[str]:
    """Return the answer to each case, as text, laid out so that a person can read it."""
    return [laid_out(decider.decide(read_case(body, shipped()[0], AS_OF))) for body in bodies]


def laid_out(answer: Any) -> str:
    """Return an answer as text, its digest left out: every change to a ruleset's file changes it."""
    digest = answer["ruleset"]["digest"]
    return json.dumps(answer, indent=1, ensure_ascii=False).replace(digest, "sha256:…") + "\n"


def whole() -> Iterator[tuple[Path, str]]:
    """Yield the file of each recorded answer, and what the answer is now."""
    ruleset = every_construct()
    with Inference(ruleset) as inference:
        texts = answers(Decider(ruleset, inference), [json.loads(path.read_text("utf-8")) for path in CASES])
    for path, text in zip(CASES, texts, strict=True):
        yield path.with_name(path.name.replace(".case.", ".answer.")), text


def marks() -> dict[str, str]:
    """Return, for each shipped ruleset, one mark of its answers to many cases made up at random."""
    vocabulary = shipped()[0]
    bodies = [
        random_body(Random(seed), vocabulary, known=KNOWN[seed % len(KNOWN)], children=1 + seed % 3)
        for seed in range(MANY)
    ]
    found = {}
    for path in sorted(RULESETS.glob("*/*.yaml")):
        ruleset = sound(path.read_text("utf-8"))
        with Inference(ruleset) as inference:
            text = "".join(answers(Decider(ruleset, inference), bodies))
        found[f"{path.parent.name}/{path.name}"] = sha256(text.encode()).hexdigest()
    return found


def main() -> None:
    """Record everything again."""
    for path, text in whole():
        path.write_text(text, "utf-8")
    MARKS.write_text(json.dumps(marks(), indent=1) + "\n", "utf-8")


if __name__ == "__main__":
    main()
