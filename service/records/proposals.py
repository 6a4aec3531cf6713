"""One version of a ruleset with its text, and all that happened to it, as its records tell it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

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

    def latest(self, *acts: Act) -> Happening | None:
        """Return the latest of some acts."""
        return next((each for each in reversed(self.happenings) if each.act in acts), None)

    @property
    def sent_back(self) -> Happening | None:
        """The rejection or withdrawal that made it a draft again, while it is one."""
        if self.version.stage is not Stage.DRAFT:
            return None
        return self.latest(Act.REJECTED, Act.WITHDRAWN)


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
        **{name: said.get(name) for name in ("rule", "starts", "ends", "digest")},
    )
