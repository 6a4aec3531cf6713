"""The language of scenarios: plain sentences, each turned into a change to a case or something to check of its answer.

The sentences come from a table, most of it made from the vocabulary. Knows nothing of how scenarios are collected or
run; never reads a clock.
"""

from __future__ import annotations

import difflib
import itertools
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from service.assurance.draft import Draft, NotUnderstood, UnknownSentence
from service.assurance.expectations import EVERY, Expectation
from service.assurance.given_steps import given_steps, today
from service.assurance.outcome_steps import outcome_steps
from service.assurance.wordings import Keyword, Step, Table, Told, tidy
from service.ruleset.vocabulary import Vocabulary

DECIDES: Final = "the front door decides"
_ABOUT_FIRST: Final = re.compile(r'for (every child|child "(?P<child>[^"]{1,64})"),? (?P<rest>.+)', re.IGNORECASE)
_ABOUT_LAST: Final = re.compile(r'(?P<rest>.+) for (every child|child "(?P<child>[^"]{1,64})")', re.IGNORECASE)
_TODAY: Final = re.compile(r"today is .+", re.IGNORECASE)
_CLOSE: Final = 0.7


@dataclass(frozen=True, slots=True)
class Sentence:
    """One line of a scenario, with the table under it if there is one, and the line of the file it is on."""

    keyword: Keyword
    text: str
    table: Table = ()
    line: int = 0


@dataclass(frozen=True, slots=True)
class Decide:
    """The case as it stands is to be decided on a day by the ruleset named: a family, or `family:version`."""

    ruleset: str
    day: date
    case: dict[str, object]


class StepTable:
    """Every sentence there is for one vocabulary."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        """Make the table; it can be used for any number of scenarios."""
        decides = Step("when", DECIDES, "Decides the case as it stands", lambda _draft, _told: None, (DECIDES,))
        self.steps: tuple[Step, ...] = (*given_steps(vocabulary), decides, *outcome_steps())
        self._exact = {(step.keyword, step.wording.casefold()): step for step in self.steps if "{" not in step.wording}
        self._patterns = [step for step in self.steps if "{" in step.wording]

    def matches(self, keyword: Keyword, text: str) -> list[Step]:
        """Return every step the sentence could be; one at most, if the vocabulary is sound."""
        exact = self._exact.get((keyword, text.casefold()))
        found = [step for step in self._patterns if step.keyword == keyword and step.pattern.fullmatch(text)]
        return [exact, *found] if exact else found

    def recognise(self, sentence: Sentence) -> tuple[Step, Told]:
        """Return the step a sentence is, and what fills its gaps. Raises NotUnderstood with the nearest known one."""
        text, about = _about(tidy(sentence.text))
        found = self.matches(sentence.keyword, text)
        if not found:
            raise self._unknown(sentence.keyword, text)
        step = found[0]
        if sentence.table and not step.table:
            raise NotUnderstood(
                f"`{text}` has no table under it", "Take the table away, or check the sentence above it"
            )
        match = step.pattern.fullmatch(text)
        return step, Told(match.groupdict() if match else {}, sentence.table, about)

    def _unknown(self, keyword: Keyword, text: str) -> NotUnderstood:
        others = [other for other in KEYWORDS if other != keyword and self.matches(other, text)]
        if others:
            return NotUnderstood(
                f"`{text}` is a {others[0].capitalize()} sentence", f"Say it after `{others[0].capitalize()}`"
            )
        near, how_near = self.nearest(keyword, text)
        help_line = f"Did you mean `{near}`?" if how_near >= _CLOSE else f"The nearest known sentence is `{near}`"
        return UnknownSentence(f"There is no sentence `{text}`", help_line, near)

    def nearest(self, keyword: Keyword, text: str) -> tuple[str, float]:
        """Return the known sentence most like this one, and how like it is from 0 to 1."""
        examples = [example for step in self.steps if step.keyword == keyword for example in step.examples]
        return max(((each, _likeness(each, text)) for each in examples), key=lambda pair: pair[1])


KEYWORDS: Final[Sequence[Keyword]] = ("given", "when", "then")


def _about(text: str) -> tuple[str, str]:
    """Return the sentence without the child it names, and the child."""
    found = _ABOUT_FIRST.fullmatch(text) or _ABOUT_LAST.fullmatch(text)
    return (found["rest"], found["child"] or EVERY) if found else (text, "")


def _likeness(known: str, said: str) -> float:
    """Return how like two sentences are, leaving out what is quoted and what is counted."""
    return difflib.SequenceMatcher(None, _bare(known), _bare(said)).ratio()


def _bare(text: str) -> str:
    return re.sub(r"\d+", "0", re.sub(r'"[^"]*"', '""', text.casefold()))


def _says_today(sentence: Sentence) -> bool:
    return bool(_TODAY.fullmatch(tidy(sentence.text)))


class Telling:
    """One scenario being told, sentence by sentence."""

    def __init__(self, table: StepTable, sentences: Iterable[Sentence]) -> None:
        """Look ahead for the day it takes place, which every age and date is reckoned from."""
        self._table = table
        self._draft = Draft()
        self._decided = False
        for sentence in itertools.takewhile(lambda each: each.keyword == "given", sentences):
            if _says_today(sentence):
                self._look_ahead(sentence)
        self._day_is_set = self._draft.today is not None

    def _look_ahead(self, sentence: Sentence) -> None:
        try:
            step, told = self._table.recognise(sentence)
            step.act(self._draft, told)
        except NotUnderstood:
            return  # said again, in its turn, when the sentence itself is told

    def tell(self, sentence: Sentence) -> Decide | Expectation | None:
        """Follow one sentence: change the case, or answer what to decide or to check. Raises NotUnderstood."""
        step, told = self._table.recognise(sentence)
        if sentence.keyword == "when":
            self._decided = True
            return self._decide()
        said_already = self._day_is_set and not self._decided and _says_today(sentence)
        check = step.act(Draft() if said_already else self._draft, told)
        if check is None:
            return None
        return Expectation(self._whose(told.about), check)

    def _decide(self) -> Decide:
        if not self._draft.ruleset:
            raise NotUnderstood("The scenario does not say which ruleset decides", "Say `Given the ruleset front-door`")
        day = today(self._draft)
        family, _, version = self._draft.ruleset.partition(":")
        case = {"ruleset": family, "version": version or None, "as_of": day.isoformat(), **self._draft.body()}
        return Decide(self._draft.ruleset, day, case)

    def _whose(self, about: str) -> str:
        if not self._decided:
            raise NotUnderstood("Nothing has been decided yet", f"Say `When {DECIDES}` before the first Then")
        if about not in ("", EVERY):
            self._draft.child(about, "")
        elif not about and len(self._draft.children) > 1:
            raise NotUnderstood(
                "This case has several children", 'Say which, like `… for child "B"`, or `for every child, …`'
            )
        return about
