"""What the scenarios of a version show of its rules: by which scenario each thing is shown, and what none shows.

A scenario shows a rule only when it holds and says what comes of that rule, by its name; that a rule happens to come
out so in it is not enough. A definition is shown by what is said of a rule that rests on it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Any

from service.assurance.aims import OUTCOMES, Aim, Limit, Part, Sort, aims_of, parts_of
from service.assurance.draft import NotDecided, NotUnderstood
from service.assurance.expectations import EVERY, Expectation, RuleIs, RulesMet, rule_name
from service.assurance.expected_advice import Asks, RecommendsBecause, RuleRecommends
from service.assurance.explainer import Explained, Explainer
from service.assurance.features import Scenario
from service.assurance.mutation import rules_using
from service.assurance.scenarios import Plan
from service.assurance.steps import Decide
from service.assurance.survivors import Scenarios
from service.decision.judging import MET, NOT_MET, UNDETERMINED, combine
from service.decision.values import Interval
from service.ruleset.model import Block, BlockKind, Citation, Condition, Count, Elapsed, Rule, Ruleset, Streak, Test

Said = Mapping[str, set[str]]
Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Row:
    """One part in the table: whether each thing is shown, and of how many conditions and limits all is shown.

    None where no case can show it, or there is nothing to show: a definition recommends no step.
    """

    whole: Mapping[Sort, bool | None]
    conditions: tuple[int, int]
    limits: tuple[int, int]

    @property
    def complete(self) -> bool:
        """Whether nothing is missing."""
        return False not in self.whole.values() and all(done == of for done, of in (self.conditions, self.limits))

    def as_json(self) -> Json:
        """Return the row as JSON, with null where no case can show it."""
        whole = {sort.value: shown for sort, shown in self.whole.items()}
        return {**whole, "conditions": list(self.conditions), "limits": list(self.limits), "complete": self.complete}

    def cells(self) -> list[str]:
        """Return the row in words."""
        said = ["" if each is None else "yes" if each else "no" for each in self.whole.values()]
        return [*said, *(f"{done} of {of}" if of else "" for done, of in (self.conditions, self.limits))]


@dataclass(frozen=True, slots=True)
class Coverage:
    """For each aim of each part, the first scenario that shows it, or None."""

    ruleset: Ruleset
    scenarios: int
    shown: Mapping[Aim, Scenario | None]

    @property
    def missing(self) -> list[Aim]:
        """What no scenario shows, in the order of the file."""
        return [aim for aim, scenario in self.shown.items() if scenario is None]

    def of(self, part: Part) -> dict[Aim, Scenario | None]:
        """Return what is shown of one part."""
        return {aim: scenario for aim, scenario in self.shown.items() if aim.part is part}

    @property
    def parts(self) -> list[Part]:
        """Every rule and definition, in order."""
        return list({aim.part.kind + aim.part.name: aim.part for aim in self.shown}.values())

    def row(self, part: Part, cannot: Collection[Aim] = ()) -> Row:
        """Return one part as a row of the table. What no case can show is not waited for."""
        shown = {aim: scenario for aim, scenario in self.of(part).items() if aim not in cannot}
        own = {aim.sort: scenario is not None for aim, scenario in shown.items() if aim.line is None}
        sides: dict[tuple[int | None, Limit | None], list[bool]] = defaultdict(list)
        for aim, scenario in shown.items():
            if aim.line is not None:
                sides[aim.line, aim.limit].append(scenario is not None)
        conditions = [all(those) for (_, limit), those in sides.items() if limit is None]
        limits = [all(those) for (_, limit), those in sides.items() if limit is not None]
        whole = {sort: own.get(sort) for sort in (*OUTCOMES, Sort.ONLY_REASON)}
        return Row(whole, *((sum(each), len(each)) for each in (conditions, limits)))

    def as_json(self) -> Json:
        """Return the whole table as JSON."""
        named = {"family": self.ruleset.family, "version": self.ruleset.version, "digest": self.ruleset.digest}
        return {
            "ruleset": named,
            "scenarios": self.scenarios,
            "wanted": len(self.shown),
            "shown": len(self.shown) - len(self.missing),
            "parts": [self._part_json(part) for part in self.parts],
            "missing": [aim.words for aim in self.missing],
        }

    def _part_json(self, part: Part) -> Json:
        shown = self.of(part)
        own = {aim.sort.value: _where(scenario) for aim, scenario in shown.items() if aim.line is None}
        lines = []
        for at in range(len(part.lines)):
            told: Json = {"says": part.line_words(at)}
            about = {aim: _where(scenario) for aim, scenario in shown.items() if aim.line == at}
            told |= {aim.sort.value: where for aim, where in about.items() if aim.limit is None}
            limits: dict[Limit, Json] = defaultdict(dict)
            for aim, where in about.items():
                if aim.limit is not None:
                    limits[aim.limit][aim.sort.value] = where
            told["limits"] = [{"limit": limit.words, **sides} for limit, sides in limits.items()]
            lines.append(told)
        return {"kind": part.kind, "name": part.name, "title": part.title, **own, "conditions": lines}


def _where(scenario: Scenario | None) -> Json | None:
    return {"path": scenario.path, "line": scenario.line, "name": scenario.title} if scenario else None


def coverage(
    scenarios: Scenarios, ruleset: Ruleset, progress: Callable[[int, int], None] = lambda *_: None
) -> Coverage:
    """Return what the scenarios show of a version. Those that do not hold show nothing."""
    looking = Looking(ruleset)
    shown: dict[Aim, Scenario | None] = dict.fromkeys(looking.aims)
    holding = [each for each, result in zip(scenarios.plans, scenarios.results(), strict=True) if result.passed]
    for number, planned in enumerate(holding, start=1):
        for aim in looking.shown_by(planned):
            shown[aim] = shown[aim] or planned.scenario
        progress(number, len(holding))
    return Coverage(ruleset, len(scenarios.plans), shown)


class Looking:
    """Looks at what one scenario shows of a ruleset."""

    def __init__(self, ruleset: Ruleset) -> None:
        """Make a rule of every line of every part, so that the explanation says how each comes out."""
        self.ruleset = ruleset
        self.parts = parts_of(ruleset)
        self.aims = [aim for part in self.parts for aim in aims_of(part)]
        self._using = {part.name: rules_using(ruleset, part.name) for part in self.parts if part.rule is None}
        probes: dict[str, Rule] = {}
        self._probes: dict[str, list[str]] = {}
        for part in self.parts:
            names = [f"{part.kind} {part.name} {at}" for at in range(len(part.lines))]
            self._probes[part.kind + part.name] = names
            probes |= {name: _probe(name, test) for name, test in zip(names, part.lines, strict=True)}
        self._explainer = Explainer(replace(ruleset, rules={**ruleset.rules, **probes}))

    def shown_by(self, planned: Plan) -> Iterator[Aim]:
        """Yield what a scenario shows, some of it more than once. The scenario is taken to hold."""
        for act, checks in _decided(planned):
            with suppress(NotDecided):  # a case that is refused shows nothing of any rule
                for child in self._explainer.explain(act.case):
                    outcomes = child.outcomes()
                    said = self._said(checks, child.child.ref, outcomes)
                    if said:
                        yield from self._shown(child, outcomes, said)

    def _shown(self, child: Explained, outcomes: Mapping[str, str], said: Said) -> Iterator[Aim]:
        for part in self.parts:
            spoken_of = part.name in said if part.rule else bool(self._using[part.name] & said.keys())
            if not spoken_of:
                continue
            lines = [outcomes[name] for name in self._probes[part.kind + part.name]]
            for aim in aims_of(part):
                if self._shows(aim, child, lines, outcomes, said):
                    yield aim

    def _shows(self, aim: Aim, child: Explained, lines: Sequence[str], outcomes: Mapping[str, str], said: Said) -> bool:
        part = aim.part
        if aim.sort in OUTCOMES:
            whole = outcome_of(part.condition, lines)
            return whole == aim.sort and (part.rule is None or aim.sort.value in said[part.name])
        if aim.line is None:
            return outcomes[part.name] == MET and bool(_alone(part.name, outcomes, self.ruleset))
        if not decides(part, aim.line, lines):
            return False
        if aim.limit is None:
            return lines[aim.line] == (MET if aim.sort is Sort.DECIDES_MET else NOT_MET)
        value = _value(part.lines[aim.line], child)
        return value is not None and aim.limit.shows(aim.sort, value, child.case.as_of)

    def _said(self, checks: Iterable[Expectation], ref: str, outcomes: Mapping[str, str]) -> Said:
        """Return, of each rule that something is said of, the outcome it is said to have."""
        said: dict[str, set[str]] = defaultdict(set)
        for expectation in checks:
            if expectation.child in ("", EVERY, ref):
                for rule, outcome in self._says(expectation.check, outcomes):
                    said[rule].add(outcome)
        return said

    def _says(self, check: object, outcomes: Mapping[str, str]) -> Iterator[tuple[str, str]]:
        named: Sequence[str] = ()
        outcome = MET
        if isinstance(check, RuleIs):
            named, outcome = (check.rule,), check.outcome
        elif isinstance(check, RulesMet):
            named = check.rules
            yield from ((rule, NOT_MET) for rule in self.ruleset.rules if outcomes[rule] == NOT_MET)
        elif isinstance(check, RuleRecommends):
            named = (check.rule,)
        elif isinstance(check, RecommendsBecause):
            named = check.rules
        elif isinstance(check, Asks) and check.could_meet:
            named, outcome = (check.could_meet,), UNDETERMINED
        for each in named:
            try:
                yield rule_name(each, self.ruleset), outcome
            except NotUnderstood:
                continue


def _probe(name: str, test: Test) -> Rule:
    return Rule(name, name, Block(BlockKind.ALL, (test,)), None, {}, "", Citation("", ""))


def _decided(planned: Plan) -> Iterator[tuple[Decide, list[Expectation]]]:
    """Yield each time the case is decided, with what is expected of that answer."""
    latest: Decide | None = None
    checks: list[Expectation] = []
    for act in planned.acts:
        if isinstance(act, Decide):
            if latest:
                yield latest, checks
            latest, checks = act, []
        elif isinstance(act, Expectation):
            checks.append(act)
    if latest:
        yield latest, checks


def outcome_of(condition: Condition, lines: Sequence[str]) -> str:
    """Return the outcome of a condition from those of its lines, in order."""
    return _outcome(condition, iter(lines))


def _outcome(condition: Condition, lines: Iterator[str]) -> str:
    if isinstance(condition, Test):
        return next(lines)
    return combine(condition.kind, condition.needed, [_outcome(part, lines) for part in condition.parts])


def decides(part: Part, at: int, lines: Sequence[str]) -> bool:
    """Return whether a line alone decides that the part is met or is not."""
    either = [[*lines[:at], outcome, *lines[at + 1 :]] for outcome in (MET, NOT_MET)]
    with_it, without = (outcome_of(part.condition, each) == MET for each in either)
    return with_it is not without


def _alone(name: str, outcomes: Mapping[str, str], ruleset: Ruleset) -> list[str]:
    """Return the steps that a rule recommends and no other met rule does."""
    others = [rule for rule in ruleset.rules.values() if rule.name != name and outcomes[rule.name] == MET]
    return [step for step in ruleset.rules[name].recommend if not any(step in other.recommend for other in others)]


def _value(test: Test, child: Explained) -> object:
    """Return what is known of what a line asks about; None where it is not one number or day."""
    subject = test.subject
    if isinstance(subject, Count | Streak | Elapsed):
        reading = child.measured[subject.name].reading
        return reading.low if isinstance(reading, Interval) and reading.known else None
    value = child.child.values.get(subject.name)
    return value if isinstance(value, int) or hasattr(value, "year") else None
