"""What people decided for each child of a decision: shown beside the advice, and recorded from a form.

Every child's choice is looked at before any is recorded, so that one mistake does not leave half of them done.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from service.records.decisions import Decision
from service.records.direction import Choice, direction_of
from service.records.errors import RecordsRefusal
from service.records.outcomes import Outcome
from service.ruleset.model import Ruleset
from service.ruleset.vocabulary import Step, Strength
from service.web.person import Person
from service.web.room import Room
from service.web.screens.advice import held
from service.web.screens.answers import ToMend
from service.web.screens.form import Form
from service.web.screens.frame import moment_words

LONGEST = 2_000
WHO = "person"
STRENGTHS = [each.word for each in Strength]
_SENTENCES = {
    "/reason": "Say why less is to be done than was recommended",
    "/step": "Choose a step other than what was recommended, or say that you accept it",
    "/strength": "A strength goes with a step: choose a step too, or leave the strength out",
}


@dataclass(frozen=True, slots=True)
class Decided:
    """What was decided for one child. `lines` tell of the latest in sentences; `step` is the title of its step."""

    latest: Outcome
    before: Sequence[Outcome]
    lines: Sequence[str]
    step: str

    @property
    def awaits(self) -> bool:
        """Whether it awaits a second person."""
        return self.latest.state != "recorded"


def decided_for(room: Room, decision: Decision) -> dict[str, Decided]:
    """Return what was decided for each child there is an outcome for, by the child's `ref`."""
    steps = _steps(room, decision)
    found: dict[str, list[Outcome]] = {}
    for outcome in room.outcomes.of(decision.id):
        found.setdefault(outcome.child, []).insert(0, outcome)
    return {
        ref: Decided(each[0], each[1:], list(_told(each[0], steps)), _title(each[0], steps))
        for ref, each in found.items()
    }


def _told(outcome: Outcome, steps: Mapping[str, Step]) -> Iterator[str]:
    yield f"{_chosen(outcome, steps)}. Decided by {outcome.person} on {moment_words(outcome.recorded_at)}."
    if outcome.reason:
        yield f"Reason: {outcome.reason}"
    if outcome.second_person:
        yield f"Agreed to by {outcome.second_person}."
    elif outcome.state != "recorded":
        yield "A second person has yet to agree."


def _chosen(outcome: Outcome, steps: Mapping[str, Step]) -> str:
    if outcome.chosen == "accepted":
        return "What was recommended is accepted"
    if outcome.step is None:
        return "Nothing of what was recommended is to be done"
    return f"Decided differently: {_title(outcome, steps)}" + (f" ({outcome.strength})" if outcome.strength else "")


def _title(outcome: Outcome, steps: Mapping[str, Step]) -> str:
    step = steps.get(outcome.step or "")
    return step.title if step else outcome.step or ""


def rules_behind(room: Room, decision: Decision) -> Ruleset | None:
    """Return the rules that made a decision, as they were: kept with it, if they are not held any more."""
    try:
        return held(room.library, decision.answer) or room.kept.rulesets.get(decision.answer["ruleset"]["digest"])
    except RecordsRefusal:
        return None


def _steps(room: Room, decision: Decision) -> Mapping[str, Step]:
    ruleset = rules_behind(room, decision)
    return ruleset.steps.by_name if ruleset else {}


# --- recorded from a form -------------------------------------------------------------------------------------------


def record_choices(room: Room, decision: Decision, form: Form, asks: Person) -> list[ToMend]:
    """Record what the form says was decided for each child, or return what has to be mended first."""
    person = form.one(WHO) if asks.speaks_for_others else asks.name
    choices = list(_choices(decision, form))
    to_mend = [] if person else [ToMend(WHO, "Give the name of the person who decides")]
    if not choices:
        first = ToMend("outcome/0/decision", "Say what was decided for at least one child")
        return [*to_mend, first]
    steps = _steps(room, decision)
    for place, choice, child in choices:
        to_mend += _mistakes(place, choice, child, steps)
    if not to_mend:
        for place, choice, _ in choices:
            to_mend += _recorded(room, decision, place, choice, person, asks)
    return to_mend


def _choices(decision: Decision, form: Form) -> Iterator[tuple[str, Choice, Mapping[str, Any]]]:
    for number, child in enumerate(decision.answer["children"]):
        place = f"outcome/{number}"
        said = {name: form.one(f"{place}/{name}") for name in ("decision", "step", "strength", "reason", "supersedes")}
        if form.one("all") and not said["supersedes"]:
            said["decision"] = said["decision"] or "accepted"
        if not said["decision"]:
            continue
        differs = said["decision"] == "different"
        yield (
            place,
            Choice(
                child=child["ref"],
                chosen=said["decision"],
                step=(said["step"] or None) if differs else None,
                strength=(said["strength"] or None) if differs else None,
                reason=said["reason"],
                supersedes=said["supersedes"] or None,
            ),
            child,
        )


def _mistakes(place: str, choice: Choice, child: Mapping[str, Any], steps: Mapping[str, Step]) -> Iterator[ToMend]:
    of = f"Child {choice.child}: "
    if len(choice.reason) > LONGEST:
        yield ToMend(f"{place}/reason", f"{of}Shorten the reason to {LONGEST:,} characters or fewer")
    try:
        direction_of(choice, child["recommendations"], steps)
    except RecordsRefusal as refused:
        yield ToMend(f"{place}{refused.pointer}", of + _SENTENCES.get(refused.pointer, refused.message))


def _recorded(
    room: Room, decision: Decision, place: str, choice: Choice, person: str, asks: Person
) -> Iterator[ToMend]:
    try:
        room.outcomes.record(decision.id, choice, person, who=asks.who_for(person))
    except RecordsRefusal as refused:
        if not refused.pointer:
            raise
        message = "Somebody has decided for this child meanwhile. Look at it, and decide again if yours is to stand"
        yield ToMend(f"{place}/decision", f"Child {choice.child}: {message}")
