"""What a run of scenarios takes and answers, as JSON."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

from pydantic import BaseModel

from service.assurance.wordings import Step
from service.web.problems import Mistake, Refusal

Keyword = Literal["given", "when", "then"]
LONGEST_NAME = 200

RUN: dict[str, Any] = {
    "type": "object",
    "required": ["gherkin"],
    "additionalProperties": False,
    "properties": {
        "gherkin": {"type": "string", "minLength": 1, "description": "The text of one feature"},
        "ruleset": {
            "type": "string",
            "minLength": 1,
            "maxLength": LONGEST_NAME,
            "description": "FAMILY or FAMILY:VERSION to decide by, in place of what scenarios of that family name",
        },
        "yaml": {
            "type": "string",
            "minLength": 1,
            "description": "The text of a ruleset to decide by, instead of one that is named",
        },
    },
}

RUN_EXAMPLE: dict[str, Any] = {
    "gherkin": "Feature: Infants\n"
    "  Scenario: Domestic abuse with a baby of four months\n"
    "    Given the ruleset front-door\n"
    "    And today is 23 November 2026\n"
    '    And a child "A" aged 4 months\n'
    "    And domestic abuse is present\n"
    "    When the front door decides\n"
    '    Then the rule "infant-domestic-abuse" is met\n',
    "ruleset": "front-door:2026-03-18",
}


@dataclass(frozen=True, slots=True)
class Asked:
    """What to run, and by which version; by those the scenarios name where neither is said."""

    gherkin: str
    ruleset: str = ""
    yaml: str = ""


def read_run(body: Any) -> Asked:  # noqa: ANN401 - JSON is anything until it is read
    """Return what was asked for. Raises Refusal with everything that has to be mended."""
    if not isinstance(body, dict):
        raise _refused([_mistake("", "wrong-shape", "The body is not names and values", "Send `gherkin` and its text")])
    mistakes = [
        _mistake(f"/{name}", "unknown-name", f"There is nothing called `{name}` here", "Use gherkin, ruleset and yaml")
        for name in body
        if name not in RUN["properties"]
    ]
    for name in RUN["properties"]:
        value = body.get(name)
        if name in body and not (isinstance(value, str) and value.strip()):
            mistakes.append(
                _mistake(f"/{name}", "not-words", f"`{name}` is not words", "Send it as text, or leave it out")
            )
    if "gherkin" not in body:
        mistakes.append(_mistake("/gherkin", "missing", "There is no `gherkin`", "Send the text of a feature"))
    if "ruleset" in body and "yaml" in body:
        mistakes.append(_mistake("/yaml", "two-rulesets", "Both `ruleset` and `yaml` are there", "Send one of them"))
    if len(str(body.get("ruleset", ""))) > LONGEST_NAME:
        mistakes.append(_mistake("/ruleset", "text-too-long", "This name is too long", "Name one of `/v1/rulesets`"))
    if mistakes:
        raise _refused(mistakes)
    return Asked(body["gherkin"], body.get("ruleset", ""), body.get("yaml", ""))


def _mistake(pointer: str, code: str, message: str, help_line: str) -> Mistake:
    return Mistake(pointer, code, message, help_line)


def _refused(mistakes: list[Mistake]) -> Refusal:
    detail = mistakes[0].message if len(mistakes) == 1 else f"{len(mistakes)} things have to be mended"
    return Refusal("run-has-mistakes", detail, mistakes[:100])


class FailureShape(BaseModel):
    """A sentence that did not hold; with `expected` null, one that could not be followed, with the `nearest` known."""

    line: int
    keyword: Keyword
    sentence: str
    expected: str | None
    seen: str
    nearest: str | None
    trace: list[str]


class ScenarioShape(BaseModel):
    """How one scenario went; `row` has the values of a row of an outline."""

    path: str
    feature: str
    name: str
    row: list[str]
    line: int
    outcome: Literal["passed", "failed", "not_understood", "expects_nothing", "not_run"]
    failures: list[FailureShape]


class UnreadableShape(BaseModel):
    """A feature that cannot be read, and so was not run."""

    path: str
    line: int
    message: str
    help: str


class VersionShape(BaseModel):
    """The version that decided in place of what scenarios name."""

    family: str
    version: str
    digest: str


class RunShape(BaseModel):
    """A whole run. `passed` is true only when there was something to run, all of it was run, and all of it held.

    `others` counts scenarios left out because they are about another family than the version that was to decide.
    """

    ruleset: VersionShape | None
    passed: bool
    counts: dict[str, int]
    scenarios: list[ScenarioShape]
    unreadable: list[UnreadableShape]
    stopped: str | None
    others: int


class Sentence(BaseModel):
    """One kind of sentence: its wording with gaps, sentences that show it, what it does, whether a table follows."""

    keyword: Keyword
    wording: str
    examples: list[str]
    says: str
    table: bool

    @classmethod
    def of(cls, step: Step) -> Sentence:
        """Return a step as JSON."""
        examples = list(step.examples)
        return cls(keyword=step.keyword, wording=step.wording, examples=examples, says=step.says, table=step.table)


class StepsListed(BaseModel):
    """Sentences, those that follow Given first."""

    steps: list[Sentence]
