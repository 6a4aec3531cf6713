"""Versions on their way into force, as JSON: what is sent to change them, and what comes back."""

from __future__ import annotations

from datetime import date

from pydantic import BaseModel

from service.records.proposals import Happening, Proposal
from service.records.states import State, state_of
from service.records.versions import Act, KeptVersion, Stage
from service.ruleset.yaml_nodes import LARGEST_FILE
from service.web.api.said import maybe, shape, text, texts
from service.web.person import Person
from service.web.proposal_studies import StudyShown, shown
from service.web.room import Room
from service.web.taking_over import taken_over

MISTAKES = "proposal-has-mistakes"
NAME = 200

PERSON = maybe("Who acts, where a screen with a key asks for its people", NAME)
SEEN = text("The digest of the text that was seen", NAME)
START = shape(
    ["family"],
    family=text("The family it is to belong to", NAME),
    name=maybe("What the draft is called; by the day when left out", NAME),
    text=maybe("The text of the ruleset; left out, a copy is taken", LARGEST_FILE),
    version=maybe("The version to begin from, when there is no text; the one in force when left out", NAME),
    person=PERSON,
)
EDIT = shape(
    ["seen"],
    seen=SEEN,
    text=maybe("The whole new text", LARGEST_FILE),
    parameters=texts("New values of parameters, by name; no other byte of the text is changed", NAME),
    note=maybe("What was changed, and why"),
    person=PERSON,
)
PROPOSE = shape(
    ["seen"],
    seen=SEEN,
    starts=maybe("The day it is to come into force, like 2027-04-01; the one in the text when left out", NAME),
    note=maybe("What is proposed, and why"),
    person=PERSON,
)
APPROVE = shape(["seen"], seen=SEEN, note=maybe("Anything to be kept with the approval"), person=PERSON)
REJECT = shape(["reason"], reason=text("Why, for whoever wrote it"), person=PERSON)
WITHDRAW = shape(reason=maybe("Why"), person=PERSON)
COMMENT = shape(
    ["words"], words=text("What is said"), rule=maybe("The rule it is about", NAME), person=PERSON
)  # fmt: skip
ATTACH = shape(
    ["job"],
    job=text("The `id` of the job of a finished study of this version", NAME),
    note=maybe("What it shows, or what it is for"),
    person=PERSON,
)
RETIRE = shape(
    ["reason"],
    reason=text("Why, for whoever reads it years later"),
    last=maybe("The last day it is used, like 2027-04-01; today when left out", NAME),
    person=PERSON,
)


class ProposalListed(BaseModel):
    """One version. `version` is what it is called: by its day once it is published, and by its name until then."""

    id: str
    family: str
    name: str
    version: str
    state: State
    starts: date | None
    ends: date | None
    digest: str
    authors: list[str]
    began_at: str
    changed_at: str


class HappeningShape(BaseModel):
    """One thing that happened to a version, and what was said with it."""

    id: str
    act: Act
    who: str
    at: str
    words: str
    rule: str | None
    starts: date | None
    ends: date | None
    digest: str | None

    @classmethod
    def of(cls, happening: Happening) -> HappeningShape:
        """Return it as JSON."""
        return cls.model_validate(happening, from_attributes=True)


class TakenOverShape(BaseModel):
    """The version another takes over from: the one in force on the day before the other's own, or today for a draft."""

    version: str
    digest: str
    on: date


class StudiedShape(BaseModel):
    """One of the two versions a study is of."""

    family: str
    version: str
    digest: str


class StudyShape(BaseModel):
    """An impact study kept with a version. `doubts` say why it is not of what is proposed now: none, as a rule."""

    id: str
    digest: str
    attached_by: str
    attached_at: str
    note: str
    headline: str
    old: StudiedShape
    new: StudiedShape
    history: str
    made_up: bool
    of_this_text: bool
    doubts: list[str]

    @classmethod
    def of(cls, study: StudyShown) -> StudyShape:
        """Return it as JSON."""
        attached, says = study.attached, study.attached.says
        return cls(
            id=attached.by.id,
            digest=attached.digest,
            attached_by=attached.by.who,
            attached_at=attached.by.at,
            note=attached.by.words,
            of_this_text=attached.of_this_text,
            doubts=list(study.doubts),
            **{name: says[name] for name in ("headline", "old", "new", "history", "made_up")},
        )


class ProposalShape(ProposalListed):
    """One version with its text and all that happened to it. `why_not` says why whoever asks cannot approve it.

    `takes_over_from` is null while the text has mistakes, and when no other version is in force on that day.
    """

    text: str
    began_from: str
    takes_over_from: TakenOverShape | None
    studies: list[StudyShape]
    why_not: str | None
    happened: list[HappeningShape]


class ProposalsListed(BaseModel):
    """Versions, those begun last first."""

    proposals: list[ProposalListed]


def listed(version: KeptVersion, room: Room) -> ProposalListed:
    """Return a version as JSON, as it stands today."""
    family = room.current.snapshot.versions.get(version.family, {}).values()
    there = room.library.families.get(version.family, {}).get(version.version)
    to = there.in_force.to if there and there.in_force else None
    names = ("id", "family", "name", "version", "starts", "ends", "digest", "began_at", "changed_at")
    state = state_of(version, family, room.today(), to)
    return ProposalListed(
        state=state, authors=list(version.authors), **{name: getattr(version, name) for name in names}
    )


def whole(proposal: Proposal, room: Room, asks: Person, named: str = "") -> ProposalShape:
    """Return a version with everything about it as JSON, for the person who asks."""
    return ProposalShape(
        **listed(proposal.version, room).model_dump(),
        text=proposal.text,
        began_from=proposal.began_from,
        takes_over_from=_taken_over(proposal.version, room),
        studies=[StudyShape.of(each) for each in shown(room, proposal)],
        why_not=why_not(proposal.version, named or asks.who),
        happened=[HappeningShape.of(each) for each in proposal.happenings],
    )


def _taken_over(version: KeptVersion, room: Room) -> TakenOverShape | None:
    ruleset = room.library.families.get(version.family, {}).get(version.version)
    before = taken_over(room, ruleset) if ruleset else None
    if before is None:
        return None
    return TakenOverShape(version=before.ruleset.version, digest=before.ruleset.digest, on=before.day)


def why_not(version: KeptVersion, who: str) -> str | None:
    """Return why somebody cannot approve a version, as a sentence; None when they can."""
    if version.stage is Stage.DRAFT:
        return "It has not been proposed"
    if version.stage is Stage.PUBLISHED:
        return "It has been approved"
    return "You wrote or proposed part of it, and nobody approves their own" if version.is_by(who) else None
