"""What a scenario expects of one child's recommendations, questions and near misses."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from service.assurance.expectations import Answer, Unmet, listed, outcomes, plain, rule_name, spoken, step_name
from service.ruleset.model import Ruleset
from service.ruleset.wording import date_words, either

MOST_SHOWN = 3


# --- recommendations ----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Recommends:
    """A step is recommended so strongly; with no strength, not at all. `below` asks about below threshold."""

    step: str
    strength: str = ""
    below: bool = False

    def unmet(self, answer: Answer, ruleset: Ruleset) -> Unmet | None:
        """Return what is recommended instead."""
        step = step_name(self.step, ruleset)
        seen = strengths(answer, below=self.below).get(step, "")
        if seen == self.strength:
            return None
        expected = _recommended(step, self.strength, ruleset)
        return Unmet(expected, _advice(answer, ruleset), recommenders(step, answer, ruleset))


@dataclass(frozen=True, slots=True)
class RecommendsExactly:
    """These steps are recommended, each so strongly, and no other."""

    steps: tuple[tuple[str, str], ...]

    def unmet(self, answer: Answer, ruleset: Ruleset) -> Unmet | None:
        """Return what is recommended instead."""
        wanted = {step_name(step, ruleset): strength for step, strength in self.steps}
        seen = strengths(answer, below=False)
        if seen == wanted:
            return None
        rules = {rule for step, _ in seen.items() ^ wanted.items() for rule in recommenders(step, answer, ruleset)}
        return Unmet(_steps(wanted, ruleset), _advice(answer, ruleset), tuple(sorted(rules)))


@dataclass(frozen=True, slots=True)
class RecommendsBecause:
    """A step is recommended because of these rules, and of no other."""

    step: str
    rules: tuple[str, ...]

    def unmet(self, answer: Answer, ruleset: Ruleset) -> Unmet | None:
        """Return the rules that recommend it instead."""
        step = step_name(self.step, ruleset)
        wanted = {rule_name(rule, ruleset) for rule in self.rules}
        seen = {rule for each in answer["recommendations"] if each["step"] == step for rule in each["because"]}
        if seen == wanted:
            return None
        return Unmet(f"{_title(step, ruleset)} because of {listed(wanted)}", listed(seen), tuple(sorted(seen ^ wanted)))


@dataclass(frozen=True, slots=True)
class RuleRecommends:
    """A rule is met, and by itself recommends a step so strongly, whatever other rules say of that step."""

    rule: str
    step: str
    strength: str

    def unmet(self, answer: Answer, ruleset: Ruleset) -> Unmet | None:
        """Return what the rule recommends instead, or its outcome when it is not met."""
        rule, step = rule_name(self.rule, ruleset), step_name(self.step, ruleset)
        expected = f"`{rule}` recommends {_recommended(step, self.strength, ruleset)}"
        if outcomes(answer)[rule] != "met":
            return Unmet(expected, spoken(outcomes(answer)[rule]), (rule,))
        recommend = {name: strength.word for name, strength in ruleset.rules[rule].recommend.items()}
        return None if recommend.get(step) == self.strength else Unmet(expected, _steps(recommend, ruleset))


@dataclass(frozen=True, slots=True)
class Highest:
    """The highest-ranked step recommended; none when empty."""

    step: str

    def unmet(self, answer: Answer, ruleset: Ruleset) -> Unmet | None:
        """Return the highest step seen instead."""
        wanted = step_name(self.step, ruleset) if self.step else ""
        seen = (answer["highest"] or {"step": ""})["step"]
        if seen == wanted:
            return None
        return Unmet(
            f"highest step: {_title(wanted, ruleset)}",
            _title(seen, ruleset),
            recommenders(wanted or seen, answer, ruleset),
        )


@dataclass(frozen=True, slots=True)
class IsDue:
    """A recommended step is due on a day; on none when the day is None."""

    step: str
    day: date | None

    def unmet(self, answer: Answer, ruleset: Ruleset) -> Unmet | None:
        """Return the day it is due instead."""
        step = step_name(self.step, ruleset)
        found = [each for each in answer["recommendations"] if each["step"] == step]
        expected = f"{_title(step, ruleset)} is due on {_day(self.day)}"
        if not found:
            return Unmet(expected, _advice(answer, ruleset), recommenders(step, answer, ruleset))
        said = (found[0]["due"] or {}).get("on")
        seen = date.fromisoformat(said) if said else None
        return None if seen == self.day else Unmet(expected, _day(seen))


def strengths(answer: Answer, *, below: bool) -> dict[str, str]:
    """Return how strongly each step is recommended, by rules or (`below`) because no rule is met."""
    given = [each for each in answer["recommendations"] if bool(each.get("below_threshold")) is below]
    return {each["step"]: each["strength"] for each in given}


def recommenders(step: str, answer: Answer, ruleset: Ruleset) -> tuple[str, ...]:
    """Return the rules to look at for a step: those met that recommend it, else the first few that could."""
    can = [name for name, rule in ruleset.rules.items() if step in rule.recommend]
    met = [name for name in can if outcomes(answer).get(name) == "met"]
    return tuple(met or can[:MOST_SHOWN])


# --- questions and near misses ------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Asks:
    """A question is asked (or not): the first one, any of them, or the one that could meet a rule."""

    question: str
    asked: bool = True
    first: bool = False
    could_meet: str = ""

    def unmet(self, answer: Answer, ruleset: Ruleset) -> Unmet | None:
        """Return the questions asked instead."""
        questions = answer["questions"][:1] if self.first else answer["questions"]
        rule = rule_name(self.could_meet, ruleset) if self.could_meet else ""
        found = [each for each in questions if self._is(each, ruleset) and (not rule or rule in each["could_meet"])]
        if bool(found) is self.asked:
            return None
        seen = [each["ask"] for each in answer["questions"]]
        return Unmet(self._expected(rule), f"asked: {' / '.join(seen) or 'nothing'}", (rule,) if rule else ())

    def _is(self, question: Answer, ruleset: Ruleset) -> bool:
        fact = ruleset.vocabulary.facts.get(question["fact"])
        names = {question["ask"], question["fact"], fact.label if fact else ""}
        return plain(self.question) in {plain(name) for name in names}

    def _expected(self, rule: str) -> str:
        first = " first" if self.first else ""
        settles = f", which could meet `{rule}`" if rule else ""
        return f"{'asked' if self.asked else 'not asked'}{first}: {self.question}{settles}"


@dataclass(frozen=True, slots=True)
class AsksNothing:
    """No question is worth asking."""

    def unmet(self, answer: Answer, ruleset: Ruleset) -> Unmet | None:  # noqa: ARG002 - every check is asked alike
        """Return the questions asked."""
        seen = [each["ask"] for each in answer["questions"]]
        return Unmet("no question", f"asked: {' / '.join(seen)}") if seen else None


@dataclass(frozen=True, slots=True)
class NearMiss:
    """A near miss says this; or, with a rule and no words, that rule is not a near miss."""

    says: str = ""
    rule: str = ""

    def unmet(self, answer: Answer, ruleset: Ruleset) -> Unmet | None:
        """Return the near misses told instead."""
        told = [each["says"] for each in answer["near_misses"]]
        if self.rule:
            rule = rule_name(self.rule, ruleset)
            near = [each["says"] for each in answer["near_misses"] if each["rule"] == rule]
            return Unmet(f"no near miss of `{rule}`", " / ".join(near), (rule,)) if near else None
        if plain(self.says) in {plain(words) for words in told}:
            return None
        return Unmet(f"near miss: {self.says}", f"near misses: {' / '.join(told) or 'none'}")


# --- words ---


def _title(step: str, ruleset: Ruleset) -> str:
    return ruleset.steps.by_name[step].title if step else "none"


def _recommended(step: str, strength: str, ruleset: Ruleset) -> str:
    return f"{_title(step, ruleset)}: {strength or 'not recommended'}"


def _steps(given: Mapping[str, str], ruleset: Ruleset) -> str:
    return either([_recommended(*each, ruleset) for each in given.items()], "and") or "nothing recommended"


def _advice(answer: Answer, ruleset: Ruleset) -> str:
    told = strengths(answer, below=False)
    below = strengths(answer, below=True)
    return _steps(told, ruleset) if told or not below else f"below threshold, {_steps(below, ruleset)}"


def _day(day: date | None) -> str:
    return date_words(day) if day else "no day"
