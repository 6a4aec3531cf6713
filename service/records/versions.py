"""How far a version of a ruleset has come: drafted, proposed, approved, retired. Follows from the rows of its acts.

Pure: what is read from the database is handed to it, so the check just before an act, the list of versions and the
page about one all see the same.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from itertools import groupby
from typing import Any, NamedTuple

from sqlalchemy import Connection, select

from service.records.tables import ledger as records
from service.records.tables import publications

KIND = "publication"


class Act(StrEnum):
    """Everything that can be done with a version, as it is recorded."""

    DRAFTED = "drafted"
    EDITED = "edited"
    PROPOSED = "proposed"
    COMMENTED = "commented"
    APPROVED = "approved"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"
    SEEDED = "seeded"
    READ_AGAIN = "read again"
    RETIRED = "retired"
    ATTACHED = "attached"


class Stage(StrEnum):
    """How far a version has come. What follows from the day, such as being in force, is said elsewhere."""

    DRAFT = "draft"
    PROPOSED = "proposed"
    PUBLISHED = "published"


_LEADS_TO: Mapping[str, Stage] = {
    Act.DRAFTED: Stage.DRAFT,
    Act.PROPOSED: Stage.PROPOSED,
    Act.APPROVED: Stage.PUBLISHED,
    Act.REJECTED: Stage.DRAFT,
    Act.WITHDRAWN: Stage.DRAFT,
    Act.SEEDED: Stage.PUBLISHED,
}
_HOLD_TEXT = (Act.DRAFTED, Act.EDITED, Act.PROPOSED, Act.SEEDED)
_WRITE = (Act.DRAFTED, Act.EDITED, Act.PROPOSED)


class Row(NamedTuple):
    """One act, as it is found."""

    sequence: int
    who: str
    recorded_at: str
    subject: str
    act: str
    family: str
    name: str
    digest: str | None
    starts: str | None
    ends: str | None


@dataclass(frozen=True, slots=True)
class KeptVersion:
    """One version of a family, as far as it has come. Days are those of London, both included.

    `authors` are those who began, edited or proposed it, `text_in` the number of the record that holds its text,
    `first` and `last` those of the first and the latest act.
    """

    id: str
    family: str
    name: str
    stage: Stage
    digest: str
    starts: date | None
    ends: date | None
    authors: tuple[str, ...]
    text_in: int
    first: int
    last: int
    seeded: bool
    began_at: str
    changed_at: str

    @property
    def never_in_force(self) -> bool:
        """Whether it was retired before its first day."""
        return bool(self.starts and self.ends and self.ends < self.starts)

    @property
    def published(self) -> bool:
        """Whether it is, was or will be in force."""
        return self.stage is Stage.PUBLISHED and not self.never_in_force

    @property
    def version(self) -> str:
        """What it is called: by its first day once it is published, by the name of its draft until then.

        One that was retired before its first day leaves the day free for another.
        """
        if self.seeded:
            return f"{self.name}-retired" if self.never_in_force else self.name
        return str(self.starts) if self.published else self.name

    def is_by(self, person: str) -> bool:
        """Whether a person began, edited or proposed it."""
        return any(same_person(person, each) for each in self.authors)


def version_of(rows: Iterable[Row]) -> KeptVersion | None:
    """Return the version that the rows of one subject, in order, have led to; None when there are none."""
    acts = list(rows)
    if not acts:
        return None
    stage, digest = Stage.DRAFT, ""
    starts: str | None = None
    for row in acts:
        stage = _LEADS_TO.get(row.act, stage)
        digest = row.digest or digest
        starts = None if stage is Stage.DRAFT else row.starts or starts
    first, last = acts[0], acts[-1]
    return KeptVersion(
        id=first.subject,
        family=first.family,
        name=first.name,
        stage=stage,
        digest=digest,
        starts=date.fromisoformat(starts) if starts else None,
        ends=next((date.fromisoformat(row.ends) for row in acts if row.ends), None),
        authors=tuple(dict.fromkeys(row.who for row in acts if row.act in _WRITE)),
        text_in=max(row.sequence for row in acts if row.act in _HOLD_TEXT),
        first=first.sequence,
        last=last.sequence,
        seeded=first.act == Act.SEEDED,
        began_at=first.recorded_at,
        changed_at=last.recorded_at,
    )


def versions_seen(connection: Connection, *where: Any) -> Iterator[KeptVersion]:  # noqa: ANN401 - conditions of a query
    """Yield the versions that a connection sees, in the order in which they were begun."""
    query = (
        select(
            records.c.sequence,
            records.c.who,
            records.c.recorded_at,
            *(publications.c[name] for name in Row._fields[3:]),
        )
        .join(publications, publications.c.sequence == records.c.sequence)
        .where(*where)
        .order_by(publications.c.subject, publications.c.sequence)
    )
    rows = [Row(*each) for each in connection.execute(query)]
    found = [version_of(group) for _, group in groupby(rows, key=lambda row: row.subject)]
    yield from sorted(filter(None, found), key=lambda each: each.first)


def in_family(connection: Connection, family: str) -> list[KeptVersion]:
    """Return the versions of one family that a connection sees."""
    return list(versions_seen(connection, publications.c.family == family))


def one_seen(connection: Connection, subject: str) -> KeptVersion | None:
    """Return one version, as a connection sees it."""
    return next(versions_seen(connection, publications.c.subject == subject), None)


# --- who is who -----------------------------------------------------------------------------------------------------

_BY = ", by "


def same_person(one: str, other: str) -> bool:
    """Return whether two records may be of one person, as they say who acted.

    A screen with a key names the person it asks for, and nothing tells two people it names alike apart; so a name it
    gives is held to be the person of that name, however they come.

    >>> same_person("Ada Lovelace (ada@x)", "Ada Lovelace (al@y)")
    False
    >>> same_person("ada  lovelace, by Desk (key 4f)", "Ada Lovelace (ada@x)")
    True
    """
    if _folded(one) == _folded(other):
        return True
    return (_BY in one or _BY in other) and _name(one) == _name(other)


def _name(who: str) -> str:
    named, by, _ = who.partition(_BY)
    return _folded(named if by else who.rpartition(" (")[0] or who)


def _folded(text: str) -> str:
    return " ".join(text.casefold().split())
