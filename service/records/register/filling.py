"""A case as it was sent, filled in with what the register knows, so that what was sent before counts again.

What was sent wins over what is kept. What is not kept in full stays not known in full. Everything taken is listed with
the day it was recorded, and every choice made is said. Pure.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from service.decision.case_values import LAST_DAY
from service.records.register.acts import Reference
from service.records.register.fold import IN_ERROR, WITHDRAWN, Kept
from service.records.register.keeping import View, is_ever
from service.records.register.lasting import Said, lasts, since_of
from service.records.register.same import STATUS, sameness
from service.ruleset.vocabulary import EventList, Fact, Scope, Vocabulary
from service.ruleset.wording import date_words

Json = dict[str, Any]
HOUSEHOLD = ""


@dataclass(slots=True)
class Filled:
    """The whole case, what of it came from the register, what was chosen, and what was sent that is new to it."""

    case: Json
    took: list[Json] = field(default_factory=list)
    says: list[str] = field(default_factory=list)
    new: dict[str, list[Said]] = field(default_factory=dict)
    claims: dict[str, dict[str, str]] = field(default_factory=dict)


@dataclass(slots=True)
class _Told:
    """One event as it goes into the case, and who told it."""

    event: Json
    kept: list[Kept]
    sent: bool = False


class Filling:
    """Fills in one case. `household` and `children`, by the child's `ref` in the case, are what the register knows."""

    def __init__(self, body: Mapping[str, Any], vocabulary: Vocabulary, as_of: date) -> None:
        self.filled = Filled(deepcopy({name: value for name, value in body.items() if name != "register"}))
        self.vocabulary, self.as_of = vocabulary, as_of

    def fill(self, household: View | None, children: Mapping[str, View]) -> Filled:
        """Return the case filled in."""
        case = self.filled.case
        if household:
            case["household"] = case.get("household") or {}
            self._fill(case["household"], household, HOUSEHOLD, Scope.HOUSEHOLD)
        for child in case["children"]:
            if household:
                self._fill_lists(child, household, child["ref"], Scope.HOUSEHOLD, only_if_sent=True)
            if child["ref"] in children:
                self._fill(child, children[child["ref"]], child["ref"], Scope.CHILD)
        return self.filled

    def _fill(self, part: Json, view: View, about: str, scope: Scope) -> None:
        self._fill_facts(part, view, about)
        self._fill_lists(part, view, about, scope)

    # --- facts ---

    def _fill_facts(self, part: Json, view: View, about: str) -> None:
        latest = self._latest(view.kept)
        sent = {name for name in self.vocabulary.facts if _at(part, self.vocabulary.facts[name]) is not None}
        for name, kept in latest.items():
            fact = self.vocabulary.facts[name]
            if name in sent:
                if _at(part, fact) != kept.says:
                    self._say(about, f"{_named(fact)} was sent, and differs from what was recorded on {_on(kept)}")
                continue
            over = next((other for other in fact.not_with if other in sent or self._later(latest, other, kept)), None)
            if over:
                self._say(about, f"{_named(fact)}, recorded on {_on(kept)}, was left out: `{over}` is known")
                continue
            group = part.get(fact.group) or {}
            part[fact.group] = {**group, fact.short: kept.says}
            self._took(about, kept, {"fact": name})
        self._note_new_facts(part, about, sent, latest)

    def _latest(self, kept: Iterable[Kept]) -> dict[str, Kept]:
        """Return what is so of each fact on the day: what came last to be so, and of that what was recorded last."""
        latest: dict[str, Kept] = {}
        for each in kept:
            fact = self.vocabulary.facts.get(each.name)
            if fact is None or each.standing != "kept" or not self._is_so(fact, each):
                continue
            before = latest.get(each.name)
            if before is None or (each.since or each.known_on) >= (before.since or before.known_on):
                latest[each.name] = each
        return latest

    def _is_so(self, fact: Fact, kept: Kept) -> bool:
        day = self.as_of.isoformat()
        ahead = fact.past and isinstance(kept.says, str) and kept.says > day
        return not ahead and (kept.since is None or kept.since <= day)

    @staticmethod
    def _later(latest: Mapping[str, Kept], other: str, kept: Kept) -> bool:
        """Whether another fact is kept that leaves this one with nothing to say, and was recorded after it."""
        return other in latest and (latest[other].recorded_on, latest[other].id) > (kept.recorded_on, kept.id)

    def _note_new_facts(self, part: Json, about: str, sent: set[str], latest: Mapping[str, Kept]) -> None:
        for name, fact in self.vocabulary.facts.items():
            value = _at(part, fact)
            in_place = (about == HOUSEHOLD) is (fact.scope is Scope.HOUSEHOLD)
            if name in sent and lasts(fact) and in_place and (name not in latest or latest[name].says != value):
                self._new(about, Said(name, value, since_of(fact, self.as_of.isoformat())))

    # --- lists ---

    def _fill_lists(self, part: Json, view: View, about: str, scope: Scope, *, only_if_sent: bool = False) -> None:
        for events in self.vocabulary.events.values():
            if events.scope is scope and not (only_if_sent and part.get(events.name) is None):
                self._fill_list(part, view, about, events)

    def _fill_list(self, part: Json, view: View, about: str, events: EventList) -> None:
        sent, claimed = _sent(part.get(events.name))
        kept = [each for each in view.kept if each.name == events.name]
        if claimed:
            self.filled.claims.setdefault(_whose(about, events), {})[events.name] = claimed
        in_full = min(filter(None, [claimed, self._in_full(view, events)]), default=None)
        if not kept and not in_full and part.get(events.name) is None:
            return
        told = self._told(about, events, kept)
        for event in sent:
            if not self._add_sent(about, events, event, told):
                in_full = None
        for each in told:
            for one in each.kept:
                self._took(about, one, {"list": events.name, "event": each.event})
        found = [each.event for each in told]
        ever = in_full is not None and is_ever(in_full)
        part[events.name] = found if ever else {"known": found, "in_full_from": in_full}

    def _in_full(self, view: View, events: EventList) -> str | None:
        """Return the day from which on the list is in full. A purge leaves that open for what was planned ahead."""
        if view.purged and not events.fields[events.dated_by].past:
            return None
        day = view.in_full.get(events.name)
        return None if day is None or day > LAST_DAY.isoformat() else day

    def _told(self, about: str, events: EventList, kept: Sequence[Kept]) -> list[_Told]:
        told: list[_Told] = []
        for each in kept:
            event = self._as_told(events, each)
            if event is None:
                continue
            same = next((one for one in told if sameness(events, one.event, event) == "same"), None)
            if same is None:
                told.append(_Told(event, [each]))
                continue
            self._say(
                about, f"two {events.many}, recorded on {_on(same.kept[0])} and {_on(each)}, are one and the same"
            )
            same.event = {**same.event, **event}
            same.kept.append(each)
        return told

    def _as_told(self, events: EventList, kept: Kept) -> Json | None:
        """Return a kept event as a case says it; None when it is in error, or has not happened yet."""
        event, dated = dict(kept.says), events.fields[events.dated_by]
        day = event.get(events.dated_by)
        if dated.past and day is not None and day > self.as_of.isoformat():
            return None
        if kept.standing in (WITHDRAWN, IN_ERROR):
            status = events.fields.get(STATUS)
            if status is None or kept.standing not in status.choices:
                return None
            event[STATUS] = kept.standing
        return event

    def _add_sent(self, about: str, events: EventList, event: Json, told: list[_Told]) -> bool:
        """Add an event that was sent, and return whether it is certain that it is another than those kept."""
        event = {name: value for name, value in event.items() if value is not None}
        usual = {name: field.unless_said for name, field in events.fields.items() if field.unless_said}
        found = {**usual, **event}
        for each in told:
            how = "different" if each.sent else sameness(events, each.event, found)
            if how == "same":
                self._say(about, f"a {events.one} was sent that was recorded on {_on(each.kept[0])}: it counts once")
                if each.event != {**each.event, **found}:
                    self._new_event(about, events, found)
                each.event = {**each.event, **found}
                return True
            if how == "perhaps":
                words = f"a {events.one} was sent that says what one recorded on {_on(each.kept[0])} says, and nothing"
                self._say(about, f"{words} tells them apart: there may be one or two, so the list is not in full")
                return False
        told.append(_Told(found, [], sent=True))
        self._new_event(about, events, found)
        return True

    # --- what is said of it ---

    def _took(self, about: str, kept: Kept, what: Json) -> None:
        known = {"recorded_on": kept.recorded_on, "known_on": kept.known_on, "entry": kept.id}
        came = {"came_from": kept.came_from} if kept.came_from else {}
        self.filled.took.append({"child": about or None, **what, **known, **came})

    def _say(self, about: str, words: str) -> None:
        said = f"Child {about}: {words}" if about else f"{words[:1].upper()}{words[1:]}"
        if said not in self.filled.says:
            self.filled.says.append(said)

    def _new_event(self, about: str, events: EventList, event: Json) -> None:
        self._new(_whose(about, events), Said(events.name, event))

    def _new(self, about: str, said: Said) -> None:
        if said not in self.filled.new.setdefault(about, []):
            self.filled.new[about].append(said)


def _whose(about: str, events: EventList) -> str:
    """Return whose list it is, wherever in the case it was sent."""
    return HOUSEHOLD if events.scope is Scope.HOUSEHOLD else about


def _at(part: Mapping[str, Any], fact: Fact) -> Any:  # noqa: ANN401 - any value of a fact
    return (part.get(fact.group) or {}).get(fact.short)


def _sent(listed: Any) -> tuple[list[Json], str | None]:  # noqa: ANN401 - a list as a case says it
    if isinstance(listed, dict):
        return listed["known"], listed.get("in_full_from")
    return listed or [], None


def _named(fact: Fact) -> str:
    return f"`{fact.name}`"


def _on(kept: Kept) -> str:
    return date_words(date.fromisoformat(kept.recorded_on))


def reference_said(reference: Reference, child: str | None) -> Json:
    """Return which reference a part of a case was filled in from."""
    return {"child": child, **reference.said()}
