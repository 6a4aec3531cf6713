"""What is looked into without being asked: rules that can never be met, always are, or add nothing, and the like.

Each is proven for every case, or refuted by naming the rules and showing a case.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from service.assurance.examples import example, rule_sentence
from service.assurance.proof import Finding, Proof, Standing
from service.assurance.solver.asking import Asking
from service.assurance.solver.cases import Decided
from service.assurance.solver.formulas import Meaning
from service.assurance.solver.logic import Formula
from service.assurance.solver.search import Answer, Reply, Search
from service.assurance.solver.world import Symbol
from service.ruleset.model import Outcome, Rule
from service.ruleset.wording import either

Named = tuple[str, str]

NEVER_MET = ("every-rule-can-be-met", "Every rule can be met")
ALWAYS_MET = ("every-rule-can-be-not-met", "Every rule can be not met")
ADDS_NOTHING = ("every-rule-adds-something", "Every rule adds something that no other does")
TOGETHER = ("no-two-rules-always-fire-together", "No two rules are always met together")
NOTHING_MET = ("some-case-meets-no-rule", "Some case meets no rule, and everything about it is settled")
SETTLED = ("knowing-settles-every-rule", "Once everything that can be asked is known, every rule is settled")
UNASKED = ("no-rule-is-left-open-unasked", "No rule is left open with nothing left to ask about it")
UNKNOWN = ("not-known-is-never-less-than-no", "What is not known never counts for less than any answer to it")


def checks(search: Search, meaning: Meaning) -> Sequence[tuple[Named, Callable[[], Proof]]]:
    """Return each thing that is looked into, with how. What one look finds out helps the next."""
    looking = _Looking(search, meaning)
    return (
        (NEVER_MET, looking.never_met),
        (ALWAYS_MET, looking.always_met),
        (ADDS_NOTHING, looking.adds_nothing),
        (TOGETHER, looking.together),
        (NOTHING_MET, looking.nothing_met),
        (SETTLED, looking.settled_by_knowing),
        (UNASKED, looking.open_unasked),
        (UNKNOWN, looking.unknown_is_never_less),
    )


class _Looking:
    """Looks into one ruleset."""

    def __init__(self, search: Search, meaning: Meaning) -> None:
        self.search, self.meaning, self.logic = search, meaning, search.logic
        self.rules = list(meaning.ruleset.rules.values())
        self.never: set[str] = set()
        self.signatures: dict[str, str] = {rule.name: "" for rule in self.rules}

    # --- rules that are never met, or always ------------------------------------------------------------------------

    def never_met(self) -> Proof:
        """Look for rules that no case meets."""

        def look(rule: Rule) -> tuple[Answer, str]:
            reply = self._whether(self.meaning.rule(rule).met)
            if reply.answer is Answer.NONE:
                self.never.add(rule.name)
            return reply.answer, f"No case can meet “{rule.title}”"

        return self._for_each_rule(NEVER_MET, look)

    def always_met(self) -> Proof:
        """Look for rules that every case meets, or would once it is settled."""

        def look(rule: Rule) -> tuple[Answer, str]:
            answer = self._whether(self.meaning.rule(rule).unmet).answer
            if answer is not Answer.NONE:
                return answer, ""
            always = self._whether(self.logic.opposite(self.meaning.rule(rule).met)).answer is Answer.NONE
            when = "" if always else ", as soon as what it asks about is known"
            return answer, f"Every case meets “{rule.title}”{when}"

        return self._for_each_rule(ALWAYS_MET, look)

    def _for_each_rule(self, named: Named, look: Callable[[Rule], tuple[Answer, str]]) -> Proof:
        findings, open_rules = [], []
        for rule in self.rules:
            answer, says = look(rule)
            if answer is Answer.NONE:
                findings.append(Finding(says, (rule.name,)))
            elif answer is Answer.NOT_SETTLED:
                open_rules.append(f"“{rule.title}”")
        return _proof(named, findings, f"Not settled for {either(open_rules, 'and')}" if open_rules else "")

    def _whether(self, *holds: Formula) -> Reply:
        """Return whether there is such a case, and remember of one there is which rules it meets."""
        reply = self.search.ask(*holds, likely=True)
        if reply.found is not None:
            for rule in self.rules:
                self.signatures[rule.name] += "01"[reply.found.so(self.meaning.rule(rule).met)]
        return reply

    # --- rules that add nothing -------------------------------------------------------------------------------------

    def adds_nothing(self) -> Proof:
        """Look for rules whose steps others always recommend as strongly."""
        findings, why = [], ""
        for rule in self.rules:
            covered = self.logic.every(
                self.meaning.recommended(step, strength, besides=rule.name) for step, strength in rule.recommend.items()
            )
            if rule.name in self.never or covered is self.logic.no:
                continue
            reply = self._whether(self.meaning.rule(rule).met, self.logic.opposite(covered))
            if reply.answer is Answer.NONE:
                findings.append(self._covered(rule))
            why = why or reply.why
        return replace(_proof(ADDS_NOTHING, findings, why), matters=False)

    def _covered(self, rule: Rule) -> Finding:
        """Say which rule makes this one add nothing, or that others do together."""
        for other in self.rules:
            enough = all(other.recommend.get(step, 0) >= strength for step, strength in rule.recommend.items())
            if other is not rule and enough:
                alone = self._whether(self.meaning.rule(rule).met, self.logic.opposite(self.meaning.rule(other).met))
                if alone.answer is Answer.NONE:
                    says = f"Whenever “{rule.title}” is met, so is “{other.title}”, which recommends as much or more"
                    return Finding(says, (rule.name, other.name))
        says = f"Whenever “{rule.title}” is met, other rules together recommend as much or more"
        return Finding(says, (rule.name,))

    def together(self) -> Proof:
        """Look for rules that are met in just the same cases."""
        findings, why = [], ""
        left = [rule for rule in self.rules if rule.name not in self.never]
        while left:
            first, *others = left
            alike = []
            for other in others:
                answer = self._differ(first, other)
                if answer is Answer.NONE:
                    alike.append(other)
                elif answer is Answer.NOT_SETTLED:
                    why = f"Not settled for “{first.title}” and “{other.title}”"
            if alike:
                titles = either([f"“{rule.title}”" for rule in (first, *alike)], "and")
                findings.append(
                    Finding(f"{titles} are met in just the same cases", (first.name, *(r.name for r in alike)))
                )
            left = [rule for rule in others if rule not in alike]
        return replace(_proof(TOGETHER, findings, why), matters=False)

    def _differ(self, one: Rule, other: Rule) -> Answer:
        """Return whether a case meets one of two rules alone; a case looked at before may have told."""
        if self.signatures[one.name] != self.signatures[other.name]:
            return Answer.YES
        same = self.logic.same(self.meaning.rule(one).met, self.meaning.rule(other).met)
        return self._whether(self.logic.opposite(same)).answer

    # --- cases that meet nothing, and cases left open ---------------------------------------------------------------

    def nothing_met(self) -> Proof:
        """Show a case in which every rule is settled as not met."""
        unmet = [self.meaning.rule(rule).unmet for rule in self.rules]
        reply = self.search.ask(*unmet, likely=True, show=(self.meaning,))
        if reply.answer is not Answer.YES:
            says = "Every case that is settled meets a rule" if reply.answer is Answer.NONE else ""
            return _proof(NOTHING_MET, [Finding(says)] if says else [], reply.why)
        decided = reply.decided[0]
        shown = example(decided, "A case that meets no threshold", ["no threshold is met"])
        guidance = self.meaning.ruleset.below.guidance
        finding = Finding(f"{shown.says}. Then: {guidance}", (), (shown,))
        return Proof(*NOTHING_MET, Standing.PROVEN, (finding,), by_case=True)

    def settled_by_knowing(self) -> Proof:
        """Look for a rule that is left undetermined when everything that can be asked is known."""
        known = [
            *(self.logic.some((each.known, each.nothing)) for each in self.search.world.settled.values()),
            *(each.known for each in self.search.lists.lists.values()),
            *self._events_known(),
        ]
        findings, why = [], ""
        for rule in self.rules:
            sides = self.meaning.rule(rule)
            is_open = (self.logic.opposite(sides.met), self.logic.opposite(sides.unmet))
            reply = self.search.ask(*is_open, *known, show=(self.meaning,))
            if reply.answer is Answer.YES:
                shown = example(
                    reply.decided[0], f"“{rule.title}” can be settled", [rule_sentence(rule.name, "not_met")]
                )
                findings.append(Finding(f"No question can settle “{rule.title}”: {shown.says}", (rule.name,), (shown,)))
            why = why or reply.why
        return _proof(SETTLED, findings, why)

    def open_unasked(self) -> Proof:
        """Look for rules left undetermined with nothing left to ask: what opens a question was answered otherwise.

        That is what `ask only when` is for, so it is told and stops nothing.
        """
        asking = Asking(self.meaning)
        left: list[tuple[Rule, Decided]] = []
        why = ""
        for rule in self.rules:
            reply = self.search.ask(asking.open_unasked(rule), show=(self.meaning,))
            if reply.answer is Answer.YES:
                left.append((rule, reply.decided[0]))
            why = why or reply.why
        return replace(_proof(UNASKED, [_unasked(left)] if left else [], why), matters=False)

    def _events_known(self) -> Iterator[Formula]:
        """Yield that all there is to tell of each event is known."""
        for symbolic in self.search.lists.lists.values():
            for place in symbolic.places:
                for symbol in place.fields.values():
                    yield self.logic.if_so(place.there, symbol.known)

    # --- what is not known ------------------------------------------------------------------------------------------

    def unknown_is_never_less(self) -> Proof:
        """Look for a rule that is met on some answer, and not met where there is no answer."""
        findings, why = [], ""
        for name in (*self.search.world.sent, *self.search.lists.lists):
            resting = [rule for rule in self.rules if self.meaning.hangs_on(rule, name)]
            without, known, rules = self._without(name)
            less = self.logic.some(
                self.logic.every((self.meaning.rule(rule).met, without.rule(rule).unmet)) for rule in resting
            )
            reply = self.search.ask(known, less, *rules, show=(self.meaning, without))
            if reply.answer is Answer.YES:
                findings.append(_less(name, *reply.decided))
            why = why or reply.why
        return _proof(UNKNOWN, findings, why)

    def _without(self, name: str) -> tuple[Meaning, Formula, Sequence[Formula]]:
        """Return the meaning of the case without one fact or list, that it is known, and what holds of the two."""
        search = self.search
        if name in search.lists.lists:
            without = self.meaning.but(name, lists=search.lists.without(name))
            return without, search.lists.lists[name].known, ()
        world = search.world.but(name, Symbol(self.logic.no, self.logic.no))
        return self.meaning.but(name, world), search.world.sent[name].known, world.rules


def _proof(named: Named, findings: Sequence[Finding], why: str) -> Proof:
    standing = Standing.REFUTED if findings else Standing.NOT_SETTLED if why else Standing.PROVEN
    return Proof(*named, standing, tuple(findings), why)


def _unasked(left: Sequence[tuple[Rule, Decided]]) -> Finding:
    titles = either([f"“{rule.title}”" for rule, _ in left], "and")
    shown = example(left[0][1], "Left open with nothing left to ask about it", [])
    first = f"{shown.known}, “{left[0][0].title}” is open and nothing about it is asked"
    says = f"Once what opens a question is answered otherwise, these can be left open: {titles}. {first}"
    return Finding(says, tuple(rule.name for rule, _ in left), (shown,))


def _less(name: str, known: Decided, unknown: Decided) -> Finding:
    before, after = known.outcomes(), unknown.outcomes()
    rules = [rule for rule in before if before[rule] == Outcome.MET and after[rule] == Outcome.NOT_MET]
    shown = example(known, f"With `{name}` known", [rule_sentence(rule, "met") for rule in rules])
    other = example(unknown, f"With `{name}` not known", [rule_sentence(rule, "undetermined") for rule in rules])
    says = f"{shown.says}. Without `{name}`, {other.answer}"
    return Finding(says, tuple(rules), (shown, other))
