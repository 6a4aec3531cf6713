"""The part of a case that says which references of the register to fill it in from, read strictly and acted on.

`register: {household, children, known_on, record}`: whose history to take, as known on which day, and whether what is
new in the case is to be kept there together with the decision.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import Connection

from service.decision.case import MOST_CHILDREN, CaseRefused, read_case
from service.decision.case_problems import Path, Refusals, shown
from service.decision.case_values import NotTaken, read_date, read_text
from service.records.append import Draft
from service.records.register.acting import Acting, Wish
from service.records.register.acts import ADD, Act, Of, Reference
from service.records.register.filling import HOUSEHOLD, Filled, Filling, reference_said
from service.records.register.keeping import Loaded, View, drafts
from service.records.register.lasting import Sayings
from service.web.room import Room

KEYS = ("household", "children", "known_on", "record")


@dataclass(frozen=True, slots=True)
class Asked:
    """Which references a case asks for: the caller's own words for them, those of children by `ref` in the case."""

    household: str | None = field(default=None, repr=False)
    children: Mapping[str, str] = field(default_factory=dict, repr=False)
    known_on: date | None = None
    record: bool = False


@dataclass(frozen=True, slots=True)
class FilledIn:
    """A case as it is to be decided, the register's part of the answer, and what to record with the decision."""

    case: Mapping[str, Any] = field(repr=False)
    register: dict[str, Any] | None = field(default=None, repr=False)
    also: Sequence[Draft] = ()
    check: Callable[[Connection], None] | None = None


def fill_in(room: Room, body: Any, who: str) -> FilledIn:  # noqa: ANN401 - JSON is anything until it is read
    """Return a case filled in from the register, where it asks for that. Raises CaseRefused and RecordsRefusal."""
    if not isinstance(body, dict) or "register" not in body:
        return FilledIn(body)
    sent = {name: value for name, value in body.items() if name != "register"}
    if body["register"] is None:
        return FilledIn(sent)
    refusals = Refusals()
    asked = _asked(body["register"], room.today(), refusals)
    try:
        case = read_case(sent, room.library.vocabulary, room.today())
    except CaseRefused as refused:
        raise CaseRefused((*refusals.problems, *refused.problems)) from None
    refs = [child.ref for child in case.children]
    for ref in asked.children:
        if ref not in refs:
            message = "The case has no child with this `ref`"
            refusals.add(("register", "children", ref), "wrong-value", message, "Use the `ref` of a child of the case")
    refusals.refuse()
    return _Filler(room, asked, who).fill(sent, case.as_of)


class _Filler:
    """Fills in one case."""

    def __init__(self, room: Room, asked: Asked, who: str) -> None:
        self.room, self.asked, self.who = room, asked, who
        self.acting = Acting(room.register, room.library.vocabulary, room.today)
        self.begins: set[str] = set()

    def fill(self, sent: Mapping[str, Any], as_of: date) -> FilledIn:
        known = self._references()
        loaded = self.room.register.load(each.id for each in known.values() if each)
        self.begins = {about for about, each in known.items() if each is None}
        views = {about: self._view(loaded, each, about) for about, each in known.items()}
        used = {about: view.reference for about, view in views.items()}
        self._check_apart(used)
        children = {about: view for about, view in views.items() if about != HOUSEHOLD}
        filled = Filling(sent, self.room.library.vocabulary, as_of).fill(views.get(HOUSEHOLD), children)
        register = self._said(filled, used, acts := self._acts(filled, used) if self.asked.record else [])
        if not self.asked.record:
            return FilledIn(filled.case, register)
        new = tuple(used[about] for about in self.begins)
        also = [draft for act in acts for draft in drafts(act)]
        return FilledIn(filled.case, register, also, Loaded(last=loaded.last, new=new).check)

    def _references(self) -> dict[str, Reference | None]:
        """Return the reference of each part of the case; None for one that begins with this case."""
        found: dict[str, Reference | None] = {}
        refusals = Refusals()
        named: list[tuple[str, Of, str, Path]] = []
        if self.asked.household is not None:
            named.append((HOUSEHOLD, "household", self.asked.household, ("household",)))
        named += [(about, "child", ref, ("children", about)) for about, ref in self.asked.children.items()]
        for about, of, ref, path in named:
            found[about] = self.room.register.find(of, ref)
            if found[about] is None and not self.asked.record:
                message = "The register has nothing under this reference"
                help_line = 'Check it; to begin it with this case, send `"record": true` and decide'
                refusals.add(("register", *path), "no-such-reference", message, help_line)
        refusals.refuse()
        return found

    def _view(self, loaded: Loaded, reference: Reference | None, about: str) -> View:
        if reference is not None:
            return self.room.register.view(loaded, reference.id, self.asked.known_on)
        of: Of = "child" if about else "household"
        ref = self.asked.children[about] if about else str(self.asked.household)
        return View(self.room.register.new_reference(of, ref), (), {}, (), closed=False, purged=False)

    def _check_apart(self, used: Mapping[str, Reference]) -> None:
        refusals = Refusals()
        ids = [reference.id for reference in used.values()]
        for about, reference in used.items():
            if ids.count(reference.id) > 1:
                message = "Two children of the case have the same reference, or one that was merged into it"
                refusals.add(("register", "children", about), "wrong-value", message, "Take one of the two out")
        refusals.refuse()

    def _acts(self, filled: Filled, used: Mapping[str, Reference]) -> list[Act]:
        """Return what is to be recorded: what is new in the case, and references that begin with it."""
        found = []
        for about, reference in used.items():
            sayings = Sayings(tuple(filled.new.get(about, ())), filled.claims.get(about, {}))
            if sayings.said or sayings.in_full or about in self.begins:
                why = "sent with a case that was decided"
                found.append(self.acting.adding(reference, sayings, Wish(ADD, why), self.who))
        return found

    def _said(self, filled: Filled, used: Mapping[str, Reference], acts: Sequence[Act]) -> dict[str, Any]:
        asked = {HOUSEHOLD: self.asked.household, **self.asked.children}
        merged = [
            f"`{asked[about]}` has been merged into `{reference.ref}`"
            for about, reference in used.items()
            if reference.ref != asked[about]
        ]
        return {
            "filled_from": [reference_said(reference, about or None) for about, reference in used.items()],
            "known_on": (self.asked.known_on or self.room.today()).isoformat(),
            "took": filled.took,
            "says": [*merged, *filled.says],
            "recorded": [{"act": act.id, "reference": act.about.id, "entries": len(act.added)} for act in acts],
        }


# --- what was asked -----------------------------------------------------------------------------------------------


def _asked(sent: object, today: date, refusals: Refusals) -> Asked:
    if not isinstance(sent, dict):
        message = "`register` is a group of named values"
        refusals.add(("register",), "wrong-value", message, 'Write it like `"register": {"household": "H-1"}`')
        return Asked()
    for key in sent:
        if key not in KEYS:
            message = f"`register` has nothing called `{shown(key)}`"
            refusals.add(("register", key), "unknown-key", message, refusals.hint(key, KEYS))
    record = sent.get("record")
    if record is not None and not isinstance(record, bool):
        refusals.add(("register", "record"), "wrong-value", "`record` is true or false", "Leave it out to keep nothing")
    return Asked(
        _reference(sent.get("household"), "`household`", ("household",), refusals),
        _children(sent.get("children"), refusals),
        _known_on(sent.get("known_on"), today, refusals),
        record is True,
    )


def _reference(sent: object, name: str, path: Path, refusals: Refusals) -> str | None:
    if sent is None:
        return None
    try:
        return read_text(name, sent)
    except NotTaken as problem:
        refusals.add(("register", *path), problem.code, problem.message, problem.help)
        return None


def _children(sent: object, refusals: Refusals) -> dict[str, str]:
    if sent is None:
        return {}
    if not isinstance(sent, dict) or len(sent) > MOST_CHILDREN:
        message = "`children` names the reference of each child by its `ref` in the case"
        refusals.add(("register", "children"), "wrong-value", message, 'Write it like `{"A": "C-77"}`')
        return {}
    found = {ref: _reference(each, "The reference", ("children", ref), refusals) for ref, each in sent.items()}
    return {ref: each for ref, each in found.items() if each is not None}


def _known_on(sent: object, today: date, refusals: Refusals) -> date | None:
    if sent is None:
        return None
    try:
        day = read_date("`known_on`", sent)
    except NotTaken as problem:
        refusals.add(("register", "known_on"), problem.code, problem.message, problem.help)
        return None
    if day > today:
        message = "`known_on` is a day after today"
        refusals.add(("register", "known_on"), "impossible-date", message, "Leave it out for all that is known now")
    return day
