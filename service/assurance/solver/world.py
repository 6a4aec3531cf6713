"""One case for the solver to choose: what is sent about a child and household, and what is settled by it.

Whatever the service would refuse as impossible is impossible here: a child both born and expected, a date of birth
after the day of the decision, a number out of its range. Facts that no ruleset asks about are left not known.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from service.assurance.solver.days import Days
from service.assurance.solver.edges import Turn
from service.assurance.solver.logic import Formula, Logic, Number, Word
from service.assurance.solver.mentions import Mentions
from service.decision.born import AGE, BORN, DUE, FULL_TERM_DAYS, FURTHEST_AHEAD, OLDEST_YEARS, UNBORN, WEEKS
from service.ruleset.vocabulary import Fact, Kind

MADE_UP = "something else"


@dataclass(frozen=True, slots=True)
class Symbol:
    """One fact as the solver has it. What it is counts only where it is known; days are told from `as_of`.

    `nothing` is where it does not apply: settled, but with nothing to compare.
    """

    known: Formula
    nothing: Formula
    yes: Formula | None = None
    number: Number | None = None
    word: Word | None = None
    words: tuple[str, ...] = ()


class World:
    """What can be known of one child. `rules` are what must be so for it to be possible."""

    def __init__(self, mentions: Mentions, days: Days, sent: Mapping[str, Symbol] | None = None) -> None:
        self.logic, self.days, self.mentions = days.logic, days, mentions
        self.rules: list[Formula] = []
        self.sent = sent or {name: self._sent(fact) for name, fact in mentions.facts.items() if _may_be_sent(fact)}
        self.settled = dict(self.sent)
        self._hold_to_what_can_be()
        self._settle_birth()
        self._settle_others()

    def but(self, name: str, symbol: Symbol) -> World:
        """Return the same case with one fact sent as something else."""
        return World(self.mentions, self.days, {**self.sent, name: symbol})

    # --- what is sent ---

    def _sent(self, fact: Fact) -> Symbol:
        symbol, rules = symbol_of(fact, fact.name, self.days, self.mentions.words[fact.name])
        self.rules += rules
        return symbol

    def _known(self, name: str) -> Formula:
        return self.sent[name].known if name in self.sent else self.logic.no

    def _unborn_said(self, *, so: bool) -> Formula:
        said = self.sent.get(UNBORN)
        if said is None or said.yes is None:
            return self.logic.no
        return self.logic.every((said.known, said.yes if so else self.logic.opposite(said.yes)))

    def _hold_to_what_can_be(self) -> None:
        """Rule out what the service refuses as impossible."""
        logic, born, due = self.logic, self._known(BORN), self._known(DUE)
        self._never(born, due)
        self._never(born, self._unborn_said(so=True))
        self._never(due, self._unborn_said(so=False))
        if BORN in self.sent and (day := self.sent[BORN].number) is not None:
            self.rules.append(logic.if_so(born, self.days.edge(Turn.BORN, OLDEST_YEARS * 12) < day))
        if DUE in self.sent and (day := self.sent[DUE].number) is not None:
            self.rules.append(logic.if_so(due, day <= FURTHEST_AHEAD.days))
        for name in self.sent:
            for other in self.mentions.facts[name].not_with:
                self._never(self._known(name), self._known(other))
            for other, answers in self.mentions.facts[name].not_when.items():
                self._never(self._known(name), self._sent_so(other, answers))

    def _sent_so(self, name: str, answers: tuple[str, ...]) -> Formula:
        """Return that a fact was sent with one of these answers."""
        sent = self.sent.get(name)
        return self.logic.no if sent is None else answered_so(sent, self.logic, answers)

    def _never(self, one: Formula, other: Formula) -> None:
        self.rules.append(self.logic.opposite(self.logic.every((one, other))))

    # --- what is settled by it ---

    def _settle_birth(self) -> None:
        logic, born, due = self.logic, self._known(BORN), self._known(DUE)
        unborn = logic.some((due, self._unborn_said(so=True)))
        already = logic.some((born, self._unborn_said(so=False)))
        day_of_birth = self.sent[BORN].number if BORN in self.sent else None
        derived = {
            BORN: Symbol(born, unborn, number=day_of_birth),
            AGE: Symbol(born, unborn, number=day_of_birth),
            DUE: Symbol(due, already, number=self.sent[DUE].number if DUE in self.sent else None),
            UNBORN: Symbol(logic.some((unborn, already)), logic.no, yes=unborn),
            WEEKS: Symbol(due, already, number=self._weeks(due)),
        }
        self.settled |= {name: symbol for name, symbol in derived.items() if name in self.mentions.facts}

    def _weeks(self, due: Formula) -> Number | None:
        """Return the completed weeks of pregnancy: those gone since 40 weeks before the day the child is expected."""
        if DUE not in self.sent or WEEKS not in self.mentions.facts or (day := self.sent[DUE].number) is None:
            return None
        weeks, gone = self.logic.number("weeks of pregnancy"), self.logic.constant(FULL_TERM_DAYS) - day
        self.rules += [self.logic.if_so(due, each) for each in (7 * weeks <= gone, gone < 7 * weeks + 7)]
        return weeks

    def _settle_others(self) -> None:
        """Mark what is left with nothing to say by another fact that is known."""
        for name, fact in self.mentions.facts.items():
            if not fact.not_with and not fact.not_when:
                continue
            mine = self.settled.get(name, Symbol(self.logic.no, self.logic.no))
            others = [self.settled[other].known for other in fact.not_with if other in self.settled]
            others += [self._sent_so(other, answers) for other, answers in fact.not_when.items()]
            left = self.logic.every((self.logic.opposite(mine.known), self.logic.some(others)))
            self.settled[name] = replace(mine, nothing=self.logic.some((mine.nothing, left)))


def answered_so(symbol: Symbol, logic: Logic, answers: tuple[str, ...]) -> Formula:
    """Return that a fact is known to be one of these answers."""
    if symbol.yes is not None:
        so = logic.some(symbol.yes if each == "yes" else logic.opposite(symbol.yes) for each in answers)
    else:
        so = says(symbol, logic, answers)
    return logic.every((symbol.known, so))


def _may_be_sent(fact: Fact) -> bool:
    return fact.may_be_sent and fact.kind is not Kind.AGE


def symbol_of(fact: Fact, name: str, days: Days, asked: set[str], others: int = 1) -> tuple[Symbol, list[Formula]]:
    """Return a fact for the solver to choose, and what holds of it.

    A text is one of those asked about, or one of so many `others`.
    """
    logic = days.logic
    known, nothing = logic.unknown(f"{name} known"), logic.no
    if fact.kind is Kind.YES_NO:
        return Symbol(known, nothing, yes=logic.unknown(f"{name} yes")), []
    if fact.kind is Kind.NUMBER:
        number = logic.number(f"{name} number")
        return Symbol(known, nothing, number=number), [logic.constant(fact.least) <= number, number <= fact.most]
    if fact.kind is Kind.DATE:
        return Symbol(known, nothing, number=days.day(f"{name} day", past=fact.past)), []
    words = tuple(fact.choices) if fact.kind is Kind.CHOICE else _texts(asked, others)
    word = logic.word(f"{name} word", len(words))
    return Symbol(known, nothing, word=word, words=words), [logic.within(word)]


def _texts(asked: set[str], others: int) -> tuple[str, ...]:
    """Return the texts asked about, and as many others as there can be."""
    made_up = (f"{MADE_UP} {number}" for number in range(1, others + len(asked) + 1))
    return (*sorted(asked), *[text for text in made_up if text not in asked][:others])


def says(symbol: Symbol, logic: Logic, values: tuple[str, ...]) -> Formula:
    """Return that a word is one of several."""
    if symbol.word is None:
        return logic.no
    return logic.some(logic.word_is(symbol.word, symbol.words.index(each)) for each in values if each in symbol.words)
