"""How a run of scenarios went: what passed, what did not and why, what could not be read. As JSON and as JUnit XML."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any
from xml.etree import ElementTree as ET

from service.assurance.features import FeatureProblem, Scenario
from service.assurance.scenarios import Failure, Result

Json = dict[str, Any]


class Outcome(StrEnum):
    """What came of one scenario. Only PASSED says that everything it expects was seen."""

    PASSED = "passed"
    FAILED = "failed"
    NOT_UNDERSTOOD = "not_understood"
    EXPECTS_NOTHING = "expects_nothing"
    NOT_RUN = "not_run"

    @property
    def words(self) -> str:
        """The outcome as people say it."""
        return self.value.replace("_", " ")


NOTHING_EXPECTED = "Nothing is expected here, so nothing was checked. End it with a Then"


@dataclass(frozen=True, slots=True)
class Played:
    """One scenario of a run: where it is written, what came of it, and everything that did not hold."""

    path: str
    feature: str
    name: str
    row: tuple[str, ...]
    line: int
    outcome: Outcome
    failures: tuple[Json, ...] = ()

    @property
    def title(self) -> str:
        """The name, with the values of the row if it is one of an outline."""
        return f"{self.name} [{' · '.join(self.row)}]" if self.row else self.name

    @property
    def key(self) -> tuple[str, str, tuple[str, ...]]:
        """What tells a scenario from the others of a run, but for rows that are the same."""
        return self.path, self.name, self.row

    def as_json(self) -> Json:
        """Return it as JSON."""
        where = {"path": self.path, "feature": self.feature, "name": self.name, "row": list(self.row)}
        return {**where, "line": self.line, "outcome": self.outcome.value, "failures": list(self.failures)}

    @classmethod
    def from_json(cls, told: Mapping[str, Any]) -> Played:
        """Return what `as_json` told."""
        row, outcome = tuple(told["row"]), Outcome(told["outcome"])
        return cls(told["path"], told["feature"], told["name"], row, told["line"], outcome, tuple(told["failures"]))


def played(result: Result, path: str) -> Played:
    """Return how a scenario went, in the words it leaves the process with."""
    scenario = result.scenario
    failures = tuple(_failure(each) for each in result.failures)
    if any(not failure.expected for failure in result.failures):
        outcome = Outcome.NOT_UNDERSTOOD
    elif failures:
        outcome = Outcome.FAILED
    elif not any(sentence.keyword == "then" for sentence in scenario.sentences):
        outcome = Outcome.EXPECTS_NOTHING
    else:
        outcome = Outcome.PASSED
    return Played(path, scenario.feature, scenario.name, scenario.row, scenario.line, outcome, failures)


def _failure(failure: Failure) -> Json:
    sentence = failure.sentence
    return {
        "line": sentence.line,
        "keyword": sentence.keyword,
        "sentence": sentence.text,
        "expected": failure.expected or None,
        "seen": failure.seen,
        "nearest": failure.nearest or None,
        "trace": list(failure.trace),
    }


def not_run(scenario: Scenario) -> Played:
    """Return a scenario that has not been run."""
    return Played(scenario.path, scenario.feature, scenario.name, scenario.row, scenario.line, Outcome.NOT_RUN)


@dataclass(frozen=True, slots=True)
class Unreadable:
    """A feature that cannot be read: which, the line, what is wrong and how to mend it. Nothing in it was run."""

    path: str
    line: int
    message: str
    help: str

    @classmethod
    def of(cls, problem: FeatureProblem, path: str) -> Unreadable:
        """Return a problem with the path of the file it is in."""
        return cls(path, problem.line, problem.message, problem.help)

    def as_json(self) -> Json:
        """Return it as JSON."""
        return {"path": self.path, "line": self.line, "message": self.message, "help": self.help}


@dataclass(frozen=True, slots=True)
class Run:
    """A whole run. `stopped` says why it did not come to its end, where it did not.

    `others` counts the scenarios left out because they are about other families than the version that was to decide.
    """

    ruleset: Mapping[str, str] | None
    scenarios: tuple[Played, ...]
    unreadable: tuple[Unreadable, ...] = ()
    stopped: str = ""
    others: int = 0

    @property
    def passed(self) -> bool:
        """Whether there was something to run, all of it was run, and all of it passed."""
        every = all(each.outcome is Outcome.PASSED for each in self.scenarios)
        return every and bool(self.scenarios) and not self.unreadable and not self.stopped

    def counts(self) -> dict[str, int]:
        """Return how many scenarios had each outcome."""
        counted = Counter(each.outcome for each in self.scenarios)
        return {outcome.value: counted[outcome] for outcome in Outcome}

    def of(self, *outcomes: Outcome) -> list[Played]:
        """Return the scenarios with one of these outcomes."""
        return [each for each in self.scenarios if each.outcome in outcomes]

    def as_json(self) -> Json:
        """Return the whole run as JSON."""
        return {
            "ruleset": dict(self.ruleset) if self.ruleset else None,
            "passed": self.passed,
            "counts": self.counts(),
            "scenarios": [each.as_json() for each in self.scenarios],
            "unreadable": [each.as_json() for each in self.unreadable],
            "stopped": self.stopped or None,
            "others": self.others,
        }

    @classmethod
    def from_json(cls, told: Mapping[str, Any]) -> Run:
        """Return what `as_json` told."""
        scenarios = tuple(Played.from_json(each) for each in told["scenarios"])
        unreadable = tuple(Unreadable(**each) for each in told["unreadable"])
        return cls(told["ruleset"], scenarios, unreadable, told["stopped"] or "", told["others"])


def failure_lines(failure: Mapping[str, Any]) -> Iterable[str]:
    """Yield one thing that did not hold, line by line, as people read it."""
    yield f"line {failure['line']}: {failure['keyword'].capitalize()} {failure['sentence']}"
    if failure["expected"]:
        yield f"  expected: {failure['expected']}"
        yield f"  seen:     {failure['seen']}"
    else:
        yield f"  {failure['seen']}"
    yield from (f"  {line}" for line in failure["trace"])


def words_of(each: Played) -> list[str]:
    """Return everything there is to say of a scenario that did not pass, line by line."""
    if each.outcome is Outcome.EXPECTS_NOTHING:
        return [NOTHING_EXPECTED]
    return [line for failure in each.failures for line in failure_lines(failure)]


def as_junit(run: Run) -> bytes:
    """Return the run as JUnit XML, a suite for each feature. What is not run or not understood is an error in it."""
    suites = ET.Element("testsuites")
    for path in dict.fromkeys(each.path for each in run.scenarios):
        cases = [each for each in run.scenarios if each.path == path]
        failed = sum(each.outcome is Outcome.FAILED for each in cases)
        errors = sum(each.outcome not in (Outcome.FAILED, Outcome.PASSED) for each in cases)
        said = {"name": cases[0].feature, "tests": str(len(cases)), "failures": str(failed), "errors": str(errors)}
        suite = ET.SubElement(suites, "testsuite", said)
        for each in cases:
            _case(suite, each)
    for problem in run.unreadable:
        suite = ET.SubElement(suites, "testsuite", {"name": problem.path, "tests": "1", "failures": "0", "errors": "1"})
        case = ET.SubElement(suite, "testcase", {"name": problem.path, "classname": problem.path})
        error = ET.SubElement(case, "error", {"message": f"line {problem.line}: {_clean(problem.message)}"})
        error.text = _clean(problem.help)
    return bytes(ET.tostring(suites, encoding="utf-8", xml_declaration=True))


def _case(suite: ET.Element, each: Played) -> None:
    names = {"name": _clean(each.title), "classname": _clean(each.feature), "file": each.path, "line": str(each.line)}
    case = ET.SubElement(suite, "testcase", names)
    if each.outcome is not Outcome.PASSED:
        kind = "failure" if each.outcome is Outcome.FAILED else "error"
        told = ET.SubElement(case, kind, {"message": each.outcome.words})
        told.text = _clean("\n".join(words_of(each)))


def _clean(text: str) -> str:
    """Return text without the characters that XML cannot carry."""
    return "".join(each if each in "\n\t" or each >= " " else "\ufffd" for each in text)
