"""Impact studies that are kept with a version: attached from a finished job, and what is said of each beside it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from service.impact.artefact import NotAStudy, StudyArtefact, read_study
from service.records.kept_studies import Study
from service.records.proposals import Attached, Proposal, digest_in, texts_alike
from service.web.api.impact import artefact_of
from service.web.impact_work import KIND
from service.web.jobs import Job
from service.web.person import Person
from service.web.problems import Refusal
from service.web.room import Room
from service.web.taking_over import taken_over

MOST_OFFERED = 10


@dataclass(frozen=True, slots=True)
class StudyShown:
    """A study as it is shown. `doubts` are sentences on why it is not of what is proposed now: none, as a rule."""

    attached: Attached
    doubts: tuple[str, ...]


def attach(room: Room, id: str, job: str, note: str, asks: Person, who: str) -> Proposal:  # noqa: A002
    """Keep the study that a finished job of this person came to with a version. Raises Refusal, RecordsRefusal."""
    kept = artefact_of(room, job, asks.id)
    return room.publication.attach(id, Study(kept.digest, kept.said, kept.zipped), who, note)


def shown(room: Room, there: Proposal) -> list[StudyShown]:
    """Return the studies of a version, the latest first, each with what there is to doubt about it."""
    return [StudyShown(each, tuple(_doubts(room, there, each))) for each in there.studies]


def study_of(room: Room, id: str, study: str) -> StudyArtefact:  # noqa: A002 - the word the API uses
    """Return a study as it was kept, seen to be whole. Raises RecordsRefusal, and Refusal when it is not."""
    try:
        return read_study(room.publication.study(id, study))
    except NotAStudy as altered:
        raise Refusal("our-fault") from altered


def offered(room: Room, asks: Person, there: Proposal) -> list[Job]:
    """Return the finished studies of a person that are of this version and not with it yet, the latest first."""
    digests: set[str] = set().union(*texts_alike(there.happenings))
    there_already = [_told(each.says) for each in there.studies]
    found = ((job, room.jobs.folder(job.id, job.who).result) for job in _done(room, asks))
    fitting = [job for job, says in found if digest_in(says, "new") in digests and _told(says) not in there_already]
    return fitting[:MOST_OFFERED]


def _done(room: Room, asks: Person) -> Iterator[Job]:
    return (job for job in room.jobs.list(asks.id, KIND) if job.state == "done")


def _told(says: Mapping[str, Any]) -> list[Any]:
    """Return what tells a study from another, short of all its bytes."""
    return [says.get(name) for name in ("old", "new", "history", "headline", "asked")]


def _doubts(room: Room, there: Proposal, each: Attached) -> Iterator[str]:
    if not each.of_this_text:
        yield "It is of an older text of this version, which has been changed since"
    ruleset = room.library.families.get(there.version.family, {}).get(there.version.version)
    before = taken_over(room, ruleset) if ruleset else None
    old = each.says.get("old", {})
    if before and before.ruleset.digest != old.get("digest"):
        yield (
            f"It is held against {old.get('family')} {old.get('version')}, and this version takes over from "
            f"{before.ruleset.version}"
        )
    if each.says.get("made_up"):
        yield "Its history is made up, so nothing may be concluded from its figures"
