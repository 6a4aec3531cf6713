"""The rulesets to decide by, as they stand: the files of the folder with the versions published since.

Kept in memory and looked at again when something was published: every second, by one small query of a thread of its
own, so that no request waits for the database. What is in force on a day follows from the day asked about, so a version
approved ahead takes effect on its day without anybody doing anything. Drafts and proposals are there by name alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from threading import Event, Lock, Thread
from typing import Self

from sqlalchemy import func, select

from service.records.errors import RecordsRefusal
from service.records.kept_rulesets import KeptRulesets
from service.records.ledger import Ledger
from service.records.seeding import seed, text_in, unrecorded
from service.records.tables import publications
from service.records.versions import KeptVersion, versions_seen
from service.ruleset.library import Library
from service.ruleset.model import InForce, Ruleset
from service.ruleset.problems import Problem, Severity, in_file_order
from service.ruleset.read import read_ruleset

SECONDS = 1.0
Versions = Mapping[str, Mapping[str, KeptVersion]]


@dataclass(frozen=True, slots=True)
class Snapshot:
    """What there is at one moment. `versions` are those there is a record of, by family and by what they are called."""

    library: Library
    versions: Versions = field(default_factory=dict)
    seen: int = -1


@dataclass(frozen=True, slots=True)
class _Text:
    """A text as it was read: the ruleset, unless it has mistakes, and what was found in it."""

    ruleset: Ruleset | None
    found: tuple[Problem, ...]


class CurrentLibrary:
    """The library of one service. `differing` says which files of the folder are not taken. Close it when done."""

    def __init__(self, files: Library, ledger: Ledger, differing: Iterable[str] = ()) -> None:
        self.files, self.differing = files, tuple(differing)
        self._ledger = ledger
        self._texts: dict[int, _Text] = {}
        self._snapshot = Snapshot(files)
        self._one_at_a_time = Lock()
        self._closing = Event()
        self._looks: Thread | None = None
        self.refresh()

    @classmethod
    def open(cls, files: Library, ledger: Ledger, kept: KeptRulesets, every: float = SECONDS) -> Self:
        """Return the library of a service: files recorded once, and looked at again as often as said, in seconds."""
        current = cls(files, ledger, seed(ledger, kept, files))
        current._look_every(every)
        return current

    @property
    def snapshot(self) -> Snapshot:
        """What there is now. Costs nothing."""
        return self._snapshot

    def refresh(self) -> None:
        """Look again now, for what this service has just published itself. Raises RecordsRefusal."""
        with self._one_at_a_time:
            latest = self._latest()
            if latest != self._snapshot.seen and self.files.steps.by_name:
                self._snapshot = self._read(latest)

    def close(self) -> None:
        """Look no more."""
        self._closing.set()
        if self._looks:
            self._looks.join()

    def _look_every(self, seconds: float) -> None:
        self._looks = Thread(target=self._look, args=(seconds,), name="current-library", daemon=True)
        self._looks.start()

    def _look(self, seconds: float) -> None:
        while not self._closing.wait(seconds):
            try:
                self.refresh()
            except RecordsRefusal:
                continue  # the database does not answer; what was read last stands, and nothing can be kept meanwhile

    def _latest(self) -> int:
        with self._ledger.reading() as connection:
            return connection.execute(select(func.max(publications.c.sequence))).scalar() or 0

    # --- put together -------------------------------------------------------------------------------------------------

    def _read(self, latest: int) -> Snapshot:
        with self._ledger.reading() as connection:
            kept = list(versions_seen(connection))
        self._texts = {each.text_in: self._texts.get(each.text_in) or self._text(each) for each in kept}
        versions: dict[str, dict[str, KeptVersion]] = {}
        for each in kept:
            versions.setdefault(each.family, {})[each.version] = each
        return Snapshot(self._library(kept), versions, latest)

    def _text(self, version: KeptVersion) -> _Text:
        text = text_in(self._ledger, version.text_in) or ""
        words = self.files.vocabulary, self.files.steps
        ruleset, found = read_ruleset(text.encode(), *words, "", version.family, version.version)
        return _Text(ruleset, tuple(found))

    def _library(self, kept: Sequence[KeptVersion]) -> Library:
        families = self._of_files(kept)
        unusable = {family: dict(versions) for family, versions in self.files.unusable.items()}
        problems = list(self.files.problems)
        for version in kept:
            text = self._texts[version.text_in]
            unusable.get(version.family, {}).pop(version.version, None)
            if text.ruleset is None:
                start = version.starts if version.published else None
                unusable.setdefault(version.family, {})[version.version] = start
                problems += _problems(version, text) if version.published else []
            else:
                families.setdefault(version.family, {})[version.version] = _as_kept(text.ruleset, version)
        return Library(
            self.files.vocabulary,
            self.files.steps,
            {family: dict(sorted(versions.items())) for family, versions in families.items() if versions},
            tuple(in_file_order(problems)),
            {family: versions for family, versions in unusable.items() if versions},
        )

    def _of_files(self, kept: Sequence[KeptVersion]) -> dict[str, dict[str, Ruleset]]:
        """Return the proposals among the files, and whatever has a day in force and is not recorded yet."""
        new = {(each.family, each.version) for each in unrecorded(self.files, kept)}
        return {
            family: {name: each for name, each in versions.items() if each.in_force is None or (family, name) in new}
            for family, versions in self.files.families.items()
        }


def _as_kept(ruleset: Ruleset, version: KeptVersion) -> Ruleset:
    """Return a ruleset by the name and with the days that its record gives it. Only what is published has any."""
    days = ruleset.in_force if version.published else None
    if days and version.ends:
        days = InForce(days.start, min(version.ends, days.to or date.max))
    return replace(ruleset, version=version.version, in_force=days)


def _problems(version: KeptVersion, text: _Text) -> list[Problem]:
    path = f"{version.family}:{version.version}"
    return [replace(each, path=path) for each in text.found if each.severity is Severity.ERROR]
