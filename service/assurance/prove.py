"""The guarantees of a ruleset, each proven for every case, refuted by a smallest case, or left not settled.

A promise is kept when one of its steps is recommended at least so strongly, or a step of higher rank is, at least so
strongly. What is offered below threshold keeps no promise. A fact never lowers the response when in no case a step is
lost, or recommended less strongly, once the fact is yes and was no or not known; a number, once it is higher or becomes
known. Every case shown has been decided by both engines.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date
from functools import partial
from typing import Self

from service.assurance.examples import answer_words, case_words, example, recommended_sentence, strengths_of
from service.assurance.proof import Example, Finding, Proof, Report, Standing
from service.assurance.solver.cases import Decided, Engines
from service.assurance.solver.formulas import Meaning
from service.assurance.solver.logic import Formula
from service.assurance.solver.search import NOT_AGREED, Answer, Limits, Reply, Search
from service.assurance.solver.world import Symbol
from service.assurance.soundness import checks
from service.assurance.telling import fact_words
from service.ruleset.model import Citation, Guarantee, NeverLowers, Outcome, Promise, Rule, Ruleset
from service.ruleset.vocabulary import Fact, Kind, Strength

OR_HIGHER = "A higher step, or a stronger word for this one, would do as well."
PROBE = "what the guarantee speaks of"

Task = Callable[[], Proof]


def prove(ruleset: Ruleset, as_of: date, limits: Limits | None = None) -> Report:
    """Return how every guarantee of a ruleset stands, and what else was found, in the time allowed.

    Proofs hold on every day from 1900 to 2100; examples are for `as_of` where there are any on that day.
    """
    with Prover(ruleset, as_of, limits) as prover:
        proofs = tuple(prover.proofs())
        return prover.report(proofs)


class Prover:
    """Proves what can be proven of one ruleset, one thing after another. Close it when done."""

    def __init__(self, ruleset: Ruleset, as_of: date, limits: Limits | None = None) -> None:
        self.ruleset = ruleset
        self._engines = Engines()
        self.search = Search([ruleset], as_of, self._engines, limits)
        self.meaning = self.search.meaning(ruleset)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._engines.close()

    def tasks(self) -> Iterator[tuple[str, Task]]:
        """Yield what there is to prove, by its title: the guarantees, then what is looked into without being asked."""
        for guarantee in self.ruleset.guarantees.values():
            yield guarantee.title, partial(self.guarantee, guarantee)
        for (_, title), look in checks(self.search, self.meaning):
            yield title, partial(_unasked, look)

    def proofs(self) -> Iterator[Proof]:
        """Yield how each of them stands."""
        for _, task in self.tasks():
            started = time.monotonic()
            proof = task()
            yield replace(proof, seconds=time.monotonic() - started)

    def report(self, proofs: tuple[Proof, ...]) -> Report:
        """Return the proofs as a report."""
        ruleset = self.ruleset
        return Report(ruleset.family, ruleset.version, ruleset.digest, proofs, self.search.bounds())

    def guarantee(self, guarantee: Guarantee) -> Proof:
        """Return how one guarantee stands."""
        return self._promise(guarantee) if isinstance(guarantee, Promise) else self._never_lowers(guarantee)

    # --- whenever … then ------------------------------------------------------------------------------------------

    def _promise(self, promise: Promise) -> Proof:
        logic = self.search.logic
        broken = (self.meaning.condition(promise.whenever).met, logic.opposite(kept(promise, self.meaning)))
        reply = self.search.ask(*broken, show=(self.meaning,))
        if reply.answer is not Answer.YES:
            return _settled(promise, reply)
        decided = reply.decided[0]
        if not self._speaks_of(promise, decided) or keeps(promise, decided):
            return Proof(promise.name, promise.title, Standing.NOT_SETTLED, why=NOT_AGREED)
        finding = Finding(f"{case_words(decided)}, {answer_words(decided)}", examples=(_wanted(promise, decided),))
        return Proof(promise.name, promise.title, Standing.REFUTED, (finding,))

    def _speaks_of(self, promise: Promise, decided: Decided) -> bool:
        """Return whether both engines find that the case is one the promise is about."""
        probe = Rule(PROBE, PROBE, promise.whenever, None, promise.then, "", Citation("", ""))
        watched = replace(self.ruleset, rules={PROBE: probe})
        outcomes = self._engines.decide(watched, dict(decided.body), decided.as_of).outcomes()
        return outcomes[PROBE] == Outcome.MET

    # --- never lowers ---------------------------------------------------------------------------------------------

    def _never_lowers(self, guarantee: NeverLowers) -> Proof:
        findings, why = [], ""
        for fact in guarantee.facts:
            reply = self._lowered_by(fact)
            if reply.answer is Answer.YES:
                findings.append(_lowering(fact, *reply.decided))
            why = why or reply.why
        standing = Standing.REFUTED if findings else Standing.NOT_SETTLED if why else Standing.PROVEN
        return Proof(guarantee.name, guarantee.title, standing, tuple(findings), "" if findings else why)

    def _lowered_by(self, fact: Fact) -> Reply:
        """Return a case before and after the fact is yes, or higher, where a step is lost or weaker afterwards."""
        if fact.name not in self.search.world.sent:
            why = f"`{fact.name}` is worked out from other facts, so nothing can be said of changing it alone"
            return Reply(Answer.NOT_SETTLED, why=why)
        before, after, more = self._before_and_after(fact)
        resting = [rule for rule in self.ruleset.rules.values() if self.meaning.hangs_on(rule, fact.name)]
        steps = sorted({step for rule in resting for step in rule.recommend})
        lost = [
            self.search.logic.every((before.recommended(*each), self.search.logic.opposite(after.recommended(*each))))
            for each in ((step, strength) for step in steps for strength in Strength)
        ]
        rules = (*before.world.rules, *after.world.rules, *more)
        reply = self.search.ask(self.search.logic.some(lost), *rules, show=(before, after))
        if reply.answer is Answer.YES and not _lost(*reply.decided):
            return Reply(Answer.NOT_SETTLED, why=NOT_AGREED)
        return reply

    def _before_and_after(self, fact: Fact) -> tuple[Meaning, Meaning, list[Formula]]:
        """Return the meaning before and after the fact is yes, or higher, and what holds between the two."""
        logic, world = self.search.logic, self.search.world
        known = logic.unknown(f"{fact.name} known before")
        more: list[Formula] = []
        if fact.kind is Kind.YES_NO:
            was, now = Symbol(known, logic.no, yes=logic.no), Symbol(logic.yes, logic.no, yes=logic.yes)
        else:
            lower, higher = logic.number(f"{fact.name} before"), logic.number(f"{fact.name} after")
            was, now = Symbol(known, logic.no, number=lower), Symbol(logic.yes, logic.no, number=higher)
            more = [logic.constant(fact.least) <= number for number in (lower, higher)]
            more += [lower <= fact.most, higher <= fact.most, logic.if_so(known, lower < higher)]
        before, after = (self.meaning.but(fact.name, world.but(fact.name, each)) for each in (was, now))
        return before, after, more


def _unasked(look: Task) -> Proof:
    return replace(look(), asked=False)


# --- promises -----------------------------------------------------------------------------------------------------


def kept(promise: Promise, meaning: Meaning) -> Formula:
    """Return the formula that a promise is kept."""
    return meaning.logic.some(
        meaning.recommended(step, strength) for step, strength in _enough(promise, meaning.ruleset)
    )


def keeps(promise: Promise, decided: Decided) -> bool:
    """Return whether what was decided keeps a promise."""
    strengths = strengths_of(decided)
    return any(strengths.get(step, 0) >= strength for step, strength in _enough(promise, decided.ruleset))


def _enough(promise: Promise, ruleset: Ruleset) -> Iterable[tuple[str, Strength]]:
    """Return each step with the strength at which it keeps a promise: those named, and all of higher rank."""
    steps = ruleset.steps.by_name
    for named, strength in promise.then.items():
        yield from ((step, strength) for step in steps if steps[step].rank <= steps[named].rank)


def _settled(promise: Promise, reply: Reply) -> Proof:
    standing = Standing.PROVEN if reply.answer is Answer.NONE else Standing.NOT_SETTLED
    return Proof(promise.name, promise.title, standing, why=reply.why)


def _wanted(promise: Promise, decided: Decided) -> Example:
    step, strength = next(iter(promise.then.items()))
    expected = recommended_sentence(step, strength.word, decided.ruleset)
    return example(decided, promise.title, [expected], OR_HIGHER)


# --- never lowers -------------------------------------------------------------------------------------------------


def _lost(before: Decided, after: Decided) -> dict[str, str]:
    """Return each step that is lost or weaker afterwards, with its strength before."""
    was, now = strengths_of(before), strengths_of(after)
    return {step: strength.word for step, strength in was.items() if now.get(step, 0) < strength}


def _lowering(fact: Fact, before: Decided, after: Decided) -> Finding:
    lost = _lost(before, after)
    title = f"{fact_words(fact, _sent(fact, after), after.as_of)} never lowers the response"
    expected = [recommended_sentence(step, strength, after.ruleset) for step, strength in lost.items()]
    says = (
        f"{case_words(before)}, {answer_words(before)}. Once {fact_words(fact, _sent(fact, after), after.as_of)}, "
        f"{answer_words(after)}"
    )
    examples = (example(before, f"Before: {title}", []), example(after, title[:1].upper() + title[1:], expected))
    return Finding(says, (), examples)


def _sent(fact: Fact, decided: Decided) -> bool | int | str:
    part: Mapping[str, Mapping[str, bool | int | str]] = decided.body["children"][0]
    household: Mapping[str, Mapping[str, bool | int | str]] = decided.body["household"]
    return {**household.get(fact.group, {}), **part.get(fact.group, {})}[fact.short]
