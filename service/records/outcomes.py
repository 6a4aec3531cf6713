"""What people decided: for each child, whether they accepted what was recommended or went up or down from it, and why.

An outcome can be superseded, never erased. Going up is open to anybody; going down from what must or should be done
takes a second named person, where the installation asks for one.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Literal

from sqlalchemy import Connection, select

from service.records.append import Draft, Request
from service.records.decisions import Decision, Decisions
from service.records.direction import Choice, direction_of, leaves_undone
from service.records.errors import RecordsRefusal
from service.records.identity import new_id
from service.records.ledger import Entry, Ledger
from service.records.tables import ledger as records
from service.records.tables import outcomes, second_persons

KIND, SECOND = "outcome", "second person"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one person decided for one child. `state` says whether a second person has yet to agree."""

    id: str
    recorded_at: str
    decision: str
    person: str
    child: str = field(repr=False)
    chosen: Literal["accepted", "different"]
    direction: Literal["accepted", "up", "down"]
    step: str | None
    strength: str | None
    reason: str = field(repr=False)
    supersedes: str | None
    superseded: bool = False
    state: Literal["recorded", "awaiting a second person"] = "recorded"
    second_person: str | None = None


class Outcomes:
    """The outcomes in one ledger. `ask_second` is whether going down takes a second person."""

    def __init__(self, ledger: Ledger, decisions: Decisions, *, ask_second: bool = False) -> None:
        self._ledger, self._decisions, self._ask_second = ledger, decisions, ask_second

    def record(self, decision_id: str, choice: Choice, person: str, key: str = "", who: str = "") -> Outcome:
        """Record what a named person decided for a child, and return it. Raises RecordsRefusal.

        `who` is what the record says of who asked, where that is more than the person's name.
        """
        person = _named(person)
        who = who or person
        decision = self._decisions.behind(decision_id)
        said = {**self._said(decision, choice), "person": person}
        now = self._ledger.clock()
        written = self._ledger.append(
            Draft(
                KIND,
                new_id(now),
                who,
                now,
                said,
                about=decision_id,
                request=Request.of(who, key, [decision_id, said]) if key else None,
                check=lambda connection: _check_latest(connection, decision_id, choice),
            )
        )
        return self._one(decision_id, written.id)

    def agree(self, outcome_id: str, person: str, reason: str = "", who: str = "") -> Outcome:
        """Record that a second named person agrees to going down, and return the outcome. Raises RecordsRefusal."""
        person = _named(person)
        who = who or person
        entry = self._ledger.find(outcome_id)
        if entry is None or entry.record.kind != KIND or entry.said is None:
            raise RecordsRefusal("no-such-outcome", "There is no outcome with this id")
        if _person(entry).casefold() == person.casefold() or entry.record.who == who:
            message = "The person who decided cannot also be the second person"
            raise RecordsRefusal("same-person", message, "Ask somebody else to agree to it", "/person")
        decision_id, now = str(entry.record.about), self._ledger.clock()
        said = {"outcome": outcome_id, "reason": reason, "person": person}
        self._ledger.append(
            Draft(
                SECOND, new_id(now), who, now, said,
                about=decision_id,
                check=lambda connection: _check_awaited(connection, outcome_id),
            )
        )  # fmt: skip
        return self._one(decision_id, outcome_id)

    def of(self, decision_id: str) -> Sequence[Outcome]:
        """Return every outcome recorded for a decision, oldest first, the superseded ones too."""
        entries = [each for each in self._ledger.about(decision_id, KIND, SECOND) if each.said is not None]
        return _told([each for each in entries if each.record.kind == KIND], _seconds(entries))

    def _one(self, decision_id: str, outcome_id: str) -> Outcome:
        return next(each for each in self.of(decision_id) if each.id == outcome_id)

    def _said(self, decision: Decision, choice: Choice) -> Mapping[str, Any]:
        child = next((each for each in decision.answer["children"] if each["ref"] == choice.child), None)
        if child is None:
            message = "The decision is about no child with this `ref`"
            raise RecordsRefusal("wrong-value", message, "Use a `ref` from the decision", "/child")
        steps = self._decisions.rulesets.get(decision.answer["ruleset"]["digest"]).steps.by_name
        direction = direction_of(choice, child["recommendations"], steps)
        needs_second = (
            self._ask_second and direction == "down" and leaves_undone(choice, child["recommendations"], steps)
        )
        return {
            "child": choice.child,
            "chosen": choice.chosen,
            "step": choice.step,
            "strength": choice.strength,
            "reason": choice.reason,
            "direction": direction,
            "needs_second": needs_second,
            "supersedes": choice.supersedes,
            "recommended": child["highest"],
        }


def _named(person: str) -> str:
    if not person.strip():
        raise RecordsRefusal("missing", "An outcome needs the name of the person who decides", "", "/person")
    return person.strip()


def _seconds(entries: Sequence[Entry]) -> dict[str, str]:
    """Return who agreed to which outcome."""
    return {each.said["outcome"]: _person(each) for each in entries if each.said and each.record.kind == SECOND}


def _person(entry: Entry) -> str:
    """Return the name of the person whose decision a record is."""
    return str((entry.said or {}).get("person", entry.record.who))


def _told(entries: Sequence[Entry], seconds: Mapping[str, str]) -> list[Outcome]:
    told: list[Outcome] = []
    latest: dict[str, int] = {}
    for each in entries:
        outcome = _outcome(each, seconds)
        if outcome.child in latest:
            before = latest[outcome.child]
            told[before] = replace(told[before], superseded=True)
        latest[outcome.child] = len(told)
        told.append(outcome)
    return told


def _outcome(entry: Entry, seconds: Mapping[str, str]) -> Outcome:
    record, said = entry.record, entry.said or {}
    second = seconds.get(record.id)
    names = ("child", "chosen", "direction", "step", "strength", "reason", "supersedes")
    return Outcome(
        id=record.id,
        recorded_at=record.recorded_at,
        decision=str(record.about),
        person=_person(entry),
        state="awaiting a second person" if said["needs_second"] and second is None else "recorded",
        second_person=second,
        **{name: said[name] for name in names},
    )


# --- what has to hold just before an outcome is added ---------------------------------------------------------------


def _check_latest(connection: Connection, decision_id: str, choice: Choice) -> None:
    """Raise RecordsRefusal unless an outcome supersedes the latest one for its child, or there is none."""
    query = (
        select(records.c.id)
        .join(outcomes, outcomes.c.sequence == records.c.sequence)
        .where(outcomes.c.decision == decision_id, outcomes.c.child == choice.child)
        .order_by(records.c.sequence.desc())
        .limit(1)
    )
    latest = connection.execute(query).scalar()
    if latest == choice.supersedes:
        return
    if latest is None:
        message = "There is no outcome for this child to supersede"
        raise RecordsRefusal("nothing-to-supersede", message, "Leave `supersedes` out", "/supersedes")
    message = "An outcome has been recorded for this child already"
    help_line = "Look at it, and if this one is to stand in its place, give its id as `supersedes`"
    raise RecordsRefusal("outcome-there", message, help_line, "/supersedes")


def _check_awaited(connection: Connection, outcome_id: str) -> None:
    """Raise RecordsRefusal unless the outcome still awaits a second person."""
    later = outcomes.alias("later")
    query = (
        select(
            outcomes.c.needs_second,
            select(second_persons.c.sequence).where(second_persons.c.outcome == outcome_id).exists(),
            select(later.c.sequence)
            .where(
                later.c.decision == outcomes.c.decision,
                later.c.child == outcomes.c.child,
                later.c.sequence > outcomes.c.sequence,
            )
            .exists(),
        )
        .join(records, records.c.sequence == outcomes.c.sequence)
        .where(records.c.id == outcome_id)
    )
    needs_second, agreed, superseded = connection.execute(query).one()
    if not needs_second or agreed or superseded:
        message = f"This outcome {'has been superseded' if superseded else 'does not await a second person'}"
        raise RecordsRefusal("not-awaiting", message, "Look at the outcomes of the decision again")
