"""Which versions are in force, and whether they are still what was put in force.

Checks what can only be seen with the versions of a family side by side, and holds them to the record of digests:
one line a file in `in-force.yaml`, `lcpc/2004-04-01.yaml: sha256:…`, over the exact bytes of the file.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from pathlib import PurePath
from typing import NamedTuple

from service.ruleset.model import InForce, Ruleset
from service.ruleset.problems import NOWHERE, Findings, Problem, Severity, Span
from service.ruleset.wording import date_words

RECORD = "in-force.yaml"
HEADING = """\
# The digest of every version that is or has been in force: written by `threshold check --record`, kept for good.
# A version whose text no longer has its digest is refused.
"""
_LINE = re.compile(r"(?P<name>[^\s:#]+/[^\s:#]+)\.yaml: (?P<digest>sha256:[0-9a-f]{64})")
_STARTS = re.compile(rb"^in[ _]force:.*?from:\s*(\d{4}-\d{2}-\d{2})", re.MULTILINE | re.DOTALL | re.IGNORECASE)


class Version(NamedTuple):
    """A version with a day in force."""

    name: str
    days: InForce
    ruleset: Ruleset


def digest(data: bytes) -> str:
    """Return the digest of a file's exact bytes, as the record has it."""
    return f"sha256:{hashlib.sha256(data).hexdigest()}"


def first_day(version: str, data: bytes | None) -> date | None:
    """Return the day a version that cannot be read was probably meant to come into force; None for a proposal.

    >>> first_day("2026-03-18", None)
    datetime.date(2026, 3, 18)
    """
    named = named_day(version)
    found = _STARTS.search(data or b"")
    return named or (named_day(found[1].decode()) if found else None)


def named_day(version: str) -> date | None:
    """Return the day a version is named for, or None when its name is not a date."""
    try:
        return date.fromisoformat(version)
    except ValueError:
        return None


def in_force(versions: Mapping[str, Ruleset]) -> list[Version]:
    """Return the versions that have a day in force, earliest first."""
    dated = [Version(name, each.in_force, each) for name, each in versions.items() if each.in_force]
    return sorted(dated, key=lambda version: (version.days.start, version.name))


def check_versions(versions: Mapping[str, Ruleset], folder: str) -> list[Problem]:
    """Return what is wrong between the versions of one family: names, dates, two in force on one day."""
    problems = [problem for name, each in versions.items() for problem in _check_name(name, each, folder)]
    for earlier, later in pairwise(in_force(versions)):
        problems += _check_pair(earlier, later, folder)
    return problems


def _check_name(name: str, ruleset: Ruleset, folder: str) -> Iterator[Problem]:
    findings, named = Findings(_path(folder, name)), named_day(name)
    days = ruleset.in_force
    if days and named is None:
        message = f"This file is not named for the day it comes into force, {date_words(days.start)}"
        help_line = f"Call it `{days.start}.yaml`, or take `in force` out if it is a proposal"
        findings.warning("name-and-date-differ", message, _place(ruleset), help_line)
    elif days and days.start != named:
        message = f"This file is named `{name}`, but it is in force from {date_words(days.start)}"
        findings.error(
            "name-and-date-differ", message, _place(ruleset), f"Call it `{days.start}.yaml`, or change `from`"
        )
    elif named and not days:
        message = f"This file is named for {date_words(named)}, but it has no `in force` line, so it is a proposal"
        findings.warning(
            "name-and-date-differ", message, NOWHERE, f"Add `in force: {{from: {named}}}`, or call it another name"
        )
    yield from findings.problems


def _check_pair(earlier: Version, later: Version, folder: str) -> Iterator[Problem]:
    starts = later.days.start
    if earlier.days.start == starts:
        message = f"`{earlier.name}.yaml` is in force from the same day, {date_words(starts)}"
        help_line = "Keep one of the two in force; take `in force` out of the other"
        yield Problem("two-in-force", message, _place(later.ruleset), help_line, path=_path(folder, later.name))
    elif earlier.days.to and earlier.days.to >= starts:
        takes_over = f"`{later.name}.yaml` takes over on {date_words(starts)}"
        message = f"This version is in force to {date_words(earlier.days.to)}, but {takes_over}"
        help_line = f"Leave `to` out, or write `to: {starts - timedelta(days=1)}`"
        yield Problem("two-in-force", message, _place(earlier.ruleset), help_line, path=_path(folder, earlier.name))


def _path(folder: str, version: str) -> str:
    return str(PurePath(folder) / f"{version}.yaml")


def _place(ruleset: Ruleset) -> Span:
    """Return where the `in force` line is."""
    for number, line in enumerate(ruleset.text.decode("utf-8-sig", "replace").splitlines(), start=1):
        if re.match(r"in[ _]force\s*:", line, re.IGNORECASE):
            return Span(number, 1, number, line.index(":") + 1)
    return NOWHERE


# --- the record of digests ----------------------------------------------------------------------------------------


class Recorded(NamedTuple):
    """One line of the record."""

    digest: str
    span: Span


@dataclass(frozen=True, slots=True)
class Record:
    """The digests of all versions that are or have been in force, by `family/version`."""

    lines: Mapping[str, Recorded]
    problems: tuple[Problem, ...]
    path: str

    @classmethod
    def read(cls, text: bytes, path: str) -> Record:
        """Read the record; what is wrong with it is in `problems`."""
        findings = Findings(path)
        lines: dict[str, Recorded] = {}
        for number, line in enumerate(text.decode("utf-8", "replace").splitlines(), start=1):
            span = Span(number, 1, number, len(line) + 1)
            found = _LINE.fullmatch(line.rstrip())
            if found and found["name"] not in lines:
                lines[found["name"]] = Recorded(found["digest"], span)
            elif line.strip() and not line.startswith("#"):
                _report_line(line, found, span, findings)
        return cls(lines, tuple(findings.problems), path)

    def check(self, name: str, ruleset: Ruleset, folder: str) -> Iterator[Problem]:
        """Say when a version in force is not on record, or is not what was recorded."""
        recorded, path = self.lines.get(name), _path(folder, ruleset.version)
        if recorded is None:
            message = "This version has a day in force and its digest is not recorded"
            help_line = "Once it is approved, run `threshold check --record`"
            yield Problem("not-recorded", message, _place(ruleset), help_line, Severity.WARNING, path)
        elif recorded.digest != digest(ruleset.text):
            message = "This version has been put in force, and its text has changed since"
            yield Problem(
                "changed-in-force",
                message,
                NOWHERE,
                "Put the text back, and make the change in a new version",
                path=path,
            )

    def missing(self, names: Mapping[str, bytes]) -> Iterator[tuple[str, Problem]]:
        """Name each version on record whose file is gone, with the problem to report."""
        for name, line in self.lines.items():
            if name not in names:
                message = f"`{name}.yaml` has been in force, and the file is gone"
                help_line = "Put the file back: decisions made under it must stay readable"
                yield name, Problem("gone-from-in-force", message, line.span, help_line, path=self.path)


def _report_line(line: str, found: re.Match[str] | None, span: Span, findings: Findings) -> None:
    if found:
        findings.error(
            "record-line", f"`{found['name']}.yaml` is recorded twice", span, "Keep the first of the two lines"
        )
    else:
        help_line = "Take the line out, or put back what `threshold check --record` wrote"
        findings.error("record-line", f"`{line.strip()[:60]}` is not a line of the record", span, help_line)
