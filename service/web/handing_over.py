"""A case handed over, and one taken in: what goes into the file, and what is made of one that came.

What another authority decided is shown beside what this one decides of the same case under its own rules, so that
nothing is lost between two thresholds.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, select

from service.decision.case import CaseRefused
from service.decision.case_problems import pointer
from service.records.append import Draft
from service.records.chain import stamp
from service.records.decisions import Decision
from service.records.errors import RecordsRefusal
from service.records.handover.listing import CAME, CAME_FROM, SENT, TAKEN
from service.records.identity import new_id
from service.records.register import acts
from service.records.register.acting import Acting, Wish, no_such_reference
from service.records.register.acts import Act, Of
from service.records.register.fold import KEPT
from service.records.register.keeping import Loaded, View, drafts
from service.records.register.lasting import Said, Sayings, read_sayings
from service.records.tables import ledger as records
from service.records.tables import register_uses
from service.web import desk
from service.web.handover_words import in_words
from service.web.problems import Refusal
from service.web.room import Room

if TYPE_CHECKING:
    from service.records.handover.packet import Packet

MOST_DECISIONS = 50

Json = dict[str, Any]


# --- handing over -------------------------------------------------------------------------------------------------


def hand_over(room: Room, id: str, who: str) -> bytes:  # noqa: A002 - the ledger's word
    """Return the signed file of a reference, once it is recorded who made it. Raises RecordsRefusal."""
    from service.records.handover.packet import make  # noqa: PLC0415 - slow to read in
    from service.records.handover.signing import read_signer  # noqa: PLC0415 - the same

    signer = read_signer(room.settings.handover_key)
    loaded = room.register.load([id])
    if id not in loaded.references:
        raise no_such_reference()
    view = room.register.view(loaded, id)
    decisions = _decisions(room, [view.reference.id, *(each.id for each in view.merged_from)])
    children = _children(room, decisions) if view.reference.of == "household" else []
    register = {"reference": _view(view), "children": [_view(each) for each in children]}
    parts: Json = {
        "register.json": register,
        "decisions.json": [_decision(room, each) for each in decisions],
        "rulesets.json": _rulesets(room, decisions),
        "open-steps.json": _open_steps(room, decisions[:1]),
    }
    now = room.clock()
    sender = room.settings.organisation or room.settings.service_name
    parts["in-words.md"] = in_words(parts, sender, now.date())
    made = make(parts, stamp(now), signer)
    said = {"reference": view.reference.said(), "key": signer.id, "bytes": len(made)}
    room.ledger.append(Draft(SENT, new_id(now), who, now, said, about=view.reference.id))
    return made


def _decisions(room: Room, ids: Sequence[str]) -> list[Decision]:
    """Return the newest decisions that were filled in from references. What was purged is gone."""
    query = (
        select(records.c.id)
        .join(register_uses, register_uses.c.sequence == records.c.sequence)
        .where(register_uses.c.reference.in_(ids))
        .order_by(records.c.sequence.desc())
        .limit(MOST_DECISIONS)
    )
    with room.ledger.reading() as connection:
        found = list(dict.fromkeys(connection.execute(query).scalars()))
    return [room.kept.behind(each) for each in found]


def _children(room: Room, decisions: Sequence[Decision]) -> list[View]:
    used = [each for decision in decisions for each in decision.answer["register"]["filled_from"]]
    ids = list(dict.fromkeys(each["id"] for each in used if each["of"] == "child"))
    loaded = room.register.load(ids)
    views = [room.register.view(loaded, each) for each in ids if each in loaded.references]
    return list({view.reference.id: view for view in views}.values())


def _view(view: View) -> Json:
    return {
        "of": view.reference.of,
        "ref": view.reference.ref,
        "merged_from": [each.ref for each in view.merged_from],
        "in_full": dict(view.in_full),
        "kept": [
            {
                "name": each.name,
                "says": each.says,
                "since": each.since,
                "known_on": each.known_on,
                "recorded_on": each.recorded_on,
                "standing": each.standing,
                "before": list(each.before),
            }
            for each in view.kept
        ],
    }


def _decision(room: Room, decision: Decision) -> Json:
    outcomes = [
        {"child": each.child, "decision": each.chosen, "step": each.step, "reason": each.reason, "by": each.person}
        for each in room.outcomes.of(decision.id)
        if not each.superseded
    ]
    return {"id": decision.id, "case": decision.case, "answer": decision.answer, "outcomes": outcomes}


def _rulesets(room: Room, decisions: Sequence[Decision]) -> Json:
    found = {}
    for digest in dict.fromkeys(each.answer["ruleset"]["digest"] for each in decisions):
        entry = room.ledger.find(digest)
        if entry and entry.said:
            found[digest] = entry.said
    return found


def _open_steps(room: Room, latest: Sequence[Decision]) -> list[Json]:
    """Return what the latest decision recommended for each child on whom no outcome is recorded."""
    return [
        {"child": child["ref"], "step": each["step"], "strength": each["strength"], "title": each["title"],
         "due": (each.get("due") or {}).get("on")}
        for decision in latest
        for child in decision.answer["children"]
        if child["ref"] not in {outcome.child for outcome in room.outcomes.of(decision.id)}
        for each in child["recommendations"]
    ]  # fmt: skip


# --- taking in ----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Handover:
    """A handover that came in: who sent it, what they decided last, what is decided here, and where the two differ."""

    id: str
    received_at: str
    sender: str
    made_at: str
    taken: bool
    parts: Mapping[str, Any] = field(repr=False)
    ours: Mapping[str, Any] | None = field(repr=False)
    not_decided: Sequence[str] = field(default=(), repr=False)

    @property
    def theirs(self) -> Mapping[str, Any] | None:
        """The last answer of the authority that sent it."""
        decisions = self.parts["decisions.json"]
        return decisions[0]["answer"] if decisions else None


def receive(room: Room, body: object, who: str) -> Handover:
    """Return a handover, once it was checked and recorded. The same file again is the same. Raises RecordsRefusal."""
    from service.records.handover.packet import opened  # noqa: PLC0415 - slow to read in
    from service.records.handover.signing import read_trusted  # noqa: PLC0415 - the same

    packet = opened(body, read_trusted(room.settings.handover_trusted))
    _check_shape(packet)
    now = room.clock()
    id_ = f"handover-{packet.digest[:32]}"
    origin = {"from": packet.sender, "key": packet.key, "made_at": packet.made_at}
    said = {**origin, "parts": dict(packet.parts)}
    listed = Draft(CAME_FROM, new_id(now), who, now, origin, about=id_)

    def check(connection: Connection) -> None:
        if connection.execute(select(records.c.id).where(records.c.id == id_)).first():
            raise RecordsRefusal("handover-there", "This handover is there already")

    try:
        room.ledger.append(Draft(CAME, id_, who, now, said, first=(listed,), check=check))
    except RecordsRefusal as refusal:
        if refusal.code != "handover-there":
            raise
    return handover(room, id_, who)


def handover(room: Room, id: str, who: str) -> Handover:  # noqa: A002
    """Return a handover that came in, decided under the rules of today, once its reading is recorded."""
    entry = room.ledger.find(id)
    if entry is None or entry.record.kind != CAME or entry.said is None:
        raise RecordsRefusal("no-such-handover", "There is no handover with this id")
    now = room.clock()
    room.ledger.append(Draft("read", new_id(now), who, now, {"why": "handover"}, about=id))
    said = entry.said
    ours, not_decided = _decided_here(room, said["parts"]["decisions.json"])
    taken = bool(room.ledger.about(id, TAKEN))
    return Handover(
        id, entry.record.recorded_at, said["from"], said["made_at"], taken, said["parts"], ours, not_decided
    )


def _decided_here(room: Room, decisions: Sequence[Json]) -> tuple[Json | None, list[str]]:
    """Return what is decided here today of the last case that was handed over, or why nothing is."""
    if not decisions:
        return None, ["No decision came with it"]
    case = decisions[0]["case"]
    family = case.get("ruleset")
    own = family if family in room.library.families else room.settings.triage_ruleset
    body = {**case, "ruleset": own, "version": None, "as_of": room.today().isoformat()}
    try:
        return desk.preview(room, body), []
    except Refusal as refused:
        return None, [f"{each.pointer}: {each.message}" for each in refused.errors] or [refused.detail]


def _check_shape(packet: Packet) -> None:
    """Raise RecordsRefusal unless the parts have the shape they are given here. A trusted sender may be mistaken."""
    try:
        register = packet.parts["register.json"]
        for view in (register["reference"], *register["children"]):
            assert view["of"] in ("household", "child")  # noqa: S101 - caught below
            assert isinstance(view["ref"], str)  # noqa: S101
            for each in view["kept"]:
                assert {"name", "says", "since", "standing"} <= set(each)  # noqa: S101
        for each in packet.parts["decisions.json"]:
            assert isinstance(each["case"], dict)  # noqa: S101
            for child in each["answer"]["children"]:
                assert isinstance(child["ref"], str)  # noqa: S101
                assert isinstance(child["recommendations"], list)  # noqa: S101
                for step in child["recommendations"]:
                    assert all(isinstance(step[name], str) for name in ("step", "title", "strength"))  # noqa: S101
    except (AssertionError, KeyError, TypeError, AttributeError):
        message = "A part of the handover does not have the shape it is to have"
        raise RecordsRefusal("not-a-handover", message, "Ask which version of Threshold made it") from None


def take_in(room: Room, id: str, household: str | None, children: Mapping[str, str], who: str) -> list[Act]:  # noqa: A002
    """Take the events and facts of a handover into the register, under references of our own, all or none.

    `children` gives our word for each reference that came. Their lists are never taken to be in full here. Raises
    RecordsRefusal, and CaseRefused when an entry does not fit our vocabulary.
    """
    came = handover(room, id, who)
    named = list(_named(came.parts["register.json"], household, children))
    adding = [_adding(room, came, view, ours, who) for view, ours in named]

    def check(connection: Connection) -> None:
        taken = select(records.c.id).where(records.c.about == id, records.c.kind == TAKEN)
        if connection.execute(taken).first():
            raise RecordsRefusal("taken-before", "What came with this handover has been taken in already")
        for _, loaded in adding:
            loaded.check(connection)

    now = room.clock()
    also = tuple(draft for act, _ in adding for draft in drafts(act))
    said = {"acts": [act.id for act, _ in adding]}
    room.ledger.append(Draft(TAKEN, new_id(now), who, now, said, about=id, first=also, check=check))
    return [act for act, _ in adding]


def _named(register: Json, household: str | None, children: Mapping[str, str]) -> Iterator[tuple[Json, str]]:
    """Yield what came of each reference that was named, with our own word for it. Raises RecordsRefusal."""
    reference = register["reference"]
    views = {view["ref"]: view for view in (*register["children"], reference) if view["of"] == "child"}
    if household is not None and reference["of"] != "household":
        message = "No household was handed over"
        raise RecordsRefusal("no-such-entry", message, "Leave `household` out", "/household")
    if len(set(children.values())) < len(children):
        raise RecordsRefusal(
            "wrong-value", "Two children are given the same reference", "Give each their own", "/children"
        )
    if household is not None:
        yield reference, household
    for theirs, ours in children.items():
        if theirs not in views:
            message = "No child was handed over under this reference"
            raise RecordsRefusal(
                "no-such-entry", message, "Use a reference it came with", pointer(("children", theirs))
            )
        yield views[theirs], ours


def _adding(room: Room, came: Handover, view: Json, ours: str, who: str) -> tuple[Act, Loaded]:
    of, register = view["of"], room.register
    found = register.find(of, ours)
    loaded = register.load([found.id]) if found else Loaded()
    about = register.view(loaded, found.id).reference if found else register.new_reference(of, ours)
    origin = f"handed over by {came.sender}"
    acting = Acting(register, room.library.vocabulary, room.today)
    act = acting.adding(about, _sayings(room, of, view), Wish(acts.ADD, origin), who)
    made = replace(act, added=[{**each, "came_from": origin} for each in act.added])
    return made, loaded if found else Loaded(new=(about,))


def _sayings(room: Room, of: Of, view: Json) -> Sayings:
    """Return what was kept of a reference elsewhere, read as if it was said here. Raises CaseRefused."""
    found: list[Said] = []
    for each in view["kept"]:
        in_case = _in_case(room, each)
        since = date.fromisoformat(each["since"]) if each["since"] else None
        if in_case:
            found += read_sayings(in_case, of, room.library.vocabulary, room.today(), since).said
    return Sayings(tuple(found), {})


def _in_case(room: Room, kept: Json) -> Json | None:
    """Return an entry in the form of a case; None when it was recorded in error, and nothing here can say so."""
    name, says, standing = kept["name"], kept["says"], kept["standing"]
    group, dot, short = name.partition(".")
    if dot:
        return {group: {short: says}} if standing == KEPT else None
    if standing != KEPT:
        events = room.library.vocabulary.events.get(name)
        status = events.fields.get("status") if events else None
        if status is None or standing not in status.choices or not isinstance(says, dict):
            return None
        says = {**says, "status": standing}
    return {name: [says]}


__all__ = ["CaseRefused", "Handover", "hand_over", "handover", "receive", "take_in"]
