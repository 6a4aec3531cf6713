"""Scenarios for what no scenario shows, written by the solver, decided by both engines, and run before they are given.

What no case can show is said to be so. What the solver had no time for, or what no sentence can say, is not settled.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date
from itertools import chain, count
from typing import Any

from service.assurance.aims import OUTCOMES, Aim, Sort, with_line
from service.assurance.bench import Bench
from service.assurance.coverage import Coverage, Looking
from service.assurance.examples import example, rule_sentence
from service.assurance.features import read_feature
from service.assurance.mutation import rules_using
from service.assurance.scenarios import plan, run
from service.assurance.solver.cases import Decided, Engines
from service.assurance.solver.formulas import Meaning, Sides
from service.assurance.solver.logic import Formula
from service.assurance.solver.search import Answer, Limits, Search
from service.assurance.survivors import finder
from service.ruleset.model import Outcome, Rule, Ruleset, Test
from service.ruleset.vocabulary import Strength


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A scenario ready to paste, with everything missing that it shows."""

    scenario: str
    shows: tuple[Aim, ...]


@dataclass
class Suggested:
    """What was suggested; what no case can show; and what could not be settled, with why."""

    ruleset: Ruleset
    scenarios: list[Suggestion] = field(default_factory=list)
    cannot: list[Aim] = field(default_factory=list)
    not_settled: list[tuple[Aim, str]] = field(default_factory=list)

    @property
    def feature(self) -> str:
        """Every suggested scenario, as the text of one feature; nothing when there is none."""
        if not self.scenarios:
            return ""
        named = f"{self.ruleset.family} {self.ruleset.version}"
        return "\n".join(
            [f"Feature: What no scenario showed of {named}\n", *(each.scenario for each in self.scenarios)]
        )

    def as_json(self) -> dict[str, Any]:
        """Return it as JSON."""
        told = [{"scenario": each.scenario, "shows": [aim.words for aim in each.shows]} for each in self.scenarios]
        left = [{"what": aim.words, "why": why} for aim, why in self.not_settled]
        return {"scenarios": told, "cannot": [aim.words for aim in self.cannot], "not_settled": left}


NOT_WRITTEN = "The case that was found cannot be written as a scenario that shows it"


def suggest(
    covered: Coverage,
    bench: Bench,
    as_of: date,
    limits: Limits | None = None,
    progress: Callable[[int, int], None] = lambda *_: None,
) -> Suggested:
    """Return scenarios for everything a coverage misses, as few as come of it, each of which holds."""
    ruleset, missing = covered.ruleset, covered.missing
    suggested = Suggested(ruleset)
    with_suggestions = set[Aim]()
    engines = Engines()
    try:
        writing = _Writing(ruleset, bench, as_of, Search([ruleset], as_of, engines, limits))
        for number, aim in enumerate(missing, start=1):
            if aim not in with_suggestions:
                writing.write(aim, suggested, missing)
                with_suggestions = {shown for each in suggested.scenarios for shown in each.shows}
            progress(number, len(missing))
    finally:
        engines.close()
    return suggested


class _Writing:
    """Writes scenarios for one ruleset."""

    def __init__(self, ruleset: Ruleset, bench: Bench, as_of: date, search: Search) -> None:
        self.ruleset, self.bench, self.as_of, self.search = ruleset, bench, as_of, search
        self.logic, self.meaning = search.logic, search.meaning(ruleset)
        self.looking = Looking(ruleset)
        self._find = finder(bench.library, ruleset)
        self._names: set[str] = set()

    def write(self, aim: Aim, suggested: Suggested, missing: list[Aim]) -> None:
        """Add a scenario that shows one thing, or say why there is none."""
        why = ""
        for rule in self._rules(aim):
            reply = self.search.ask(*self._holds(aim, rule), likely=True, show=(self.meaning,))
            if reply.answer is Answer.YES:
                found = self._written(aim, rule, reply.decided[0], missing)
                if found:
                    suggested.scenarios.append(found)
                    return
                why = NOT_WRITTEN
            elif reply.answer is Answer.NOT_SETTLED:
                why = why or reply.why
        if why:
            suggested.not_settled.append((aim, why))
        else:
            suggested.cannot.append(aim)

    def _rules(self, aim: Aim) -> list[Rule]:
        """Return the rule a scenario would speak of; of a definition, each that rests on it."""
        if aim.part.rule:
            return [aim.part.rule]
        using = rules_using(self.ruleset, aim.part.name)
        return [rule for rule in self.ruleset.rules.values() if rule.name in using]

    # --- what is to hold in the case --------------------------------------------------------------------------------

    def _holds(self, aim: Aim, rule: Rule) -> tuple[Formula, ...]:
        part, logic = aim.part, self.logic
        sides = self.meaning.condition(part.condition)
        if aim.sort in OUTCOMES:
            return (_so(sides, aim.sort, self.meaning),)
        if aim.line is None:
            return (sides.met, self._only_reason(rule))
        with_it, without = (self.meaning.condition(with_line(part.condition, aim.line, met=so)) for so in (True, False))
        decides = logic.opposite(logic.same(with_it.met, without.met))
        return (*self._line(aim, part.lines[aim.line]), decides)

    def _line(self, aim: Aim, line: Test) -> tuple[Formula, ...]:
        if aim.limit is None:
            return (_so(self.meaning.condition(line), aim.sort, self.meaning),)
        probes = (Test(line.subject, phrase) for phrase in aim.limit.probes(aim.sort, self.as_of))
        one_of = self.logic.some([self.meaning.condition(probe).met for probe in probes])
        self.search.take_in_days()
        return (one_of, *self.search.days.pinned(self.as_of))

    def _only_reason(self, rule: Rule) -> Formula:
        none_else = (
            self.logic.opposite(self.meaning.recommended(step, Strength.CONSIDER, besides=rule.name))
            for step in rule.recommend
        )
        return self.logic.some(list(none_else))

    # --- as a scenario that holds -----------------------------------------------------------------------------------

    def _written(self, aim: Aim, rule: Rule, decided: Decided, missing: list[Aim]) -> Suggestion | None:
        expected = [rule_sentence(rule.name, decided.outcomes()[rule.name]), *_because(aim, rule, decided)]
        text = example(decided, self._name(_title(aim, rule)), expected).scenario
        [scenario] = read_feature(f"Feature: Suggested\n{text}")
        planned = plan(scenario, self.bench.table)
        if planned.problem or not run(planned, self._find, self.bench.decide).passed:
            return None
        shown = set(self.looking.shown_by(planned))
        return Suggestion(text, tuple(each for each in missing if each in shown)) if aim in shown else None

    def _name(self, title: str) -> str:
        """Return a name that no other suggestion has: a rule may ask the same thing in two places."""
        name = next(name for name in chain([title], (f"{title}, {at}" for at in count(2))) if name not in self._names)
        self._names.add(name)
        return name


def _so(sides: Sides, sort: Sort, meaning: Meaning) -> Formula:
    """Return that a condition comes out as is wanted."""
    if sort in (Sort.MET, Sort.DECIDES_MET):
        return sides.met
    if sort in (Sort.NOT_MET, Sort.DECIDES_NOT_MET):
        return sides.unmet
    return meaning.logic.every((meaning.logic.opposite(sides.met), meaning.logic.opposite(sides.unmet)))


def _because(aim: Aim, rule: Rule, decided: Decided) -> Iterator[str]:
    """Yield the sentence that a step is recommended because of the rule alone, where that is what is to be shown."""
    if aim.sort is Sort.ONLY_REASON and decided.outcomes()[rule.name] == Outcome.MET:
        for each in decided.child["recommendations"]:
            if each["because"] == [rule.name]:
                yield f'"{each["title"]}" is recommended because of "{rule.name}"'
                return


def _title(aim: Aim, rule: Rule) -> str:
    """Return what is shown, without the marks that a gap would be read by."""
    about = "" if aim.part.rule else f"{rule.title}: "
    return f"{about}{aim.words}".replace("<", "").replace(">", "")
