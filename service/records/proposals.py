"""One version of a ruleset with its text, and all that happened to it, as its records tell it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from service.records.errors import RecordsRefusal
from service.records.ledger import Entry
from service.records.versions import Act, KeptVersion, Row, Stage, version_of


@dataclass(frozen=True, slots=True)
class Happening:
    """One act. `words` are the note, reason or comment that came with it."""

    id: str
    act: Act
    who: str
    at: str
    words: str = field(repr=False)
    rule: str | None = None
    starts: str | None = None
    ends: str | None = None
    digest: str | None = None
    study: str | None = None
    says: Mapping[str, Any] = field(default_factory=dict, repr=False)


@dataclass(frozen=True, slots=True)
class Attached:
    """A study that was attached: the act, the study's digest, what it says of itself, and which text it is of."""

    by: Happening
    digest: str
    says: Mapping[str, Any] = field(repr=False)
    of_this_text: bool


@dataclass(frozen=True, slots=True)
class Proposal:
    """A version as it stands, its text, and what happened to it, oldest first."""

    version: KeptVersion
    text: str = field(repr=False)
    began_from: str
    happenings: tuple[Happening, ...]

    @property
    def comments(self) -> list[Happening]:
        """What was said about it, oldest first."""
        return [each for each in self.happenings if each.act is Act.COMMENTED]

    @property
    def studies(self) -> list[Attached]:
        """The studies that were attached to it, the latest first."""
        same = texts_alike(self.happenings)[-1]
        return [
            Attached(each, each.study, each.says, digest_in(each.says, "new") in same)
            for each in reversed(self.happenings)
            if each.study
        ]

    def latest(self, *acts: Act) -> Happening | None:
        """Return the latest of some acts."""
        return next((each for each in reversed(self.happenings) if each.act in acts), None)

    @property
    def sent_back(self) -> Happening | None:
        """The rejection or withdrawal that made it a draft again, while it is one."""
        if self.version.stage is not Stage.DRAFT:
            return None
        return self.latest(Act.REJECTED, Act.WITHDRAWN)


def texts_alike(happenings: Sequence[Happening]) -> list[set[str]]:
    """Return the digests of every text there was, oldest first, those together that differ in nothing but the day.

    Proposing writes the day a version comes into force into its text, and changes nothing else of it.
    """
    found: list[set[str]] = [set()]
    for each in happenings:
        if not each.digest:
            continue
        if each.act in (Act.PROPOSED, Act.APPROVED):
            found[-1].add(each.digest)
        elif each.digest not in found[-1]:
            found.append({each.digest})
    return found


def digest_in(says: Mapping[str, Any], side: str) -> str:
    """Return the digest of one of the versions a study says it is of: `new` or `old`."""
    return str(says.get(side, {}).get("digest", ""))


def proposal_of(entries: Sequence[Entry]) -> Proposal:
    """Return the version that records lead to. Raises RecordsRefusal when they are not all there."""
    said = [each.said for each in entries if each.said is not None]
    version = version_of(_rows(entries))
    if version is None or len(said) < len(entries):
        raise RecordsRefusal("no-such-proposal", "There is no proposal with this id")
    text = next(each["text"] for each in reversed(said) if "text" in each)
    happenings = tuple(_happening(entry) for entry in entries)
    return Proposal(version, text, said[0].get("began_from", ""), happenings)


def _rows(entries: Sequence[Entry]) -> Iterator[Row]:
    for entry in entries:
        said, record = entry.said or {}, entry.record
        named = [said.get(name) for name in Row._fields[3:]]
        yield Row(record.sequence, record.who, record.recorded_at, *named)  # type: ignore[arg-type]


def _happening(entry: Entry) -> Happening:
    said, record = entry.said or {}, entry.record
    words = next((said[name] for name in ("words", "reason", "note") if said.get(name)), "")
    return Happening(
        id=record.id,
        act=Act(said["act"]),
        who=record.who,
        at=record.recorded_at,
        words=words,
        says=said.get("says", {}),
        **{name: said.get(name) for name in ("rule", "starts", "ends", "digest", "study")},
    )
