"""What is wrong with the rows of a history, said row by row in a file and counted for the report.

No sentence here repeats what a cell holds: it may be about a child. A row is named by its file and line.
"""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

# Each reason: what is wrong, with `{column}` for the column it is about, and how to mend it.
REASONS: Mapping[str, tuple[str, str]] = {
    # lines
    "not-utf-8": ("This line is not saved as UTF-8", "Save the file again as CSV UTF-8"),
    "hidden-characters": ("{column} holds characters that cannot be shown", "Take them out"),
    "stray-quote": (
        "A quote mark on this line is out of place, or is opened and never closed",
        "Put quote marks round the whole cell, and write one twice inside it",
    ),
    "line-too-long": ("This line is longer than a million characters", "Check that each row is on a line of its own"),
    "wrong-columns": ("This row has more or fewer cells than the header", "Put quote marks round cells with commas"),
    # cells
    "wrong-value": ("{column} cannot be read", "Look up how it is written in the table of facts"),
    "unknown-choice": ("{column} has no such answer", "Look up its answers in the vocabulary"),
    "unmapped-code": ("{column} has a code that the mapping does not list", "Add the code to the mapping"),
    "out-of-range": ("{column} is smaller or larger than it can be", "Check the number"),
    "impossible-date": ("{column} is a day that does not exist, or is not between 1900 and 2100", "Check the date"),
    "after-the-day": ("{column} is after the day of the contact", "Check both dates"),
    "too-long": ("{column} is too long", "Shorten it"),
    # rows
    "no-child": ("It does not say which child this row is about", "Fill in `child`"),
    "no-day": ("It does not say which day this row is about", "Fill in `as_of` or `contact.received_on`"),
    "no-household": ("It does not say which household this row is about", "Fill in `household`"),
    "born-and-due": (
        "A child cannot have both a date of birth and an expected date of delivery",
        "Keep one of the two",
    ),
    "born-and-unborn": ("The child has a date of birth and is said to be not yet born", "Take out one of the two"),
    "due-and-born": ("The child has an expected date of delivery and is said to be born", "Take out one of the two"),
    "too-old": ("{column} makes the child 26 or older", "Check the year"),
    "due-too-far": ("{column} is more than 42 weeks away", "Check the year"),
    "nothing-to-say": (
        "{column} has nothing to say when another fact that is filled in is known",
        "Take out one of the two",
    ),
    "repeat": ("This row is the same as an earlier one", "Leave it out, or correct what should differ"),
    # whole files
    "cannot-be-opened": ("This file cannot be opened or read to its end", "Save it again, and check who may read it"),
    "no-header": ("The first line does not name the columns", "Start the file with a line of column names"),
    "repeated-column": ("{column} is the name of two columns", "Keep one of the two"),
    "no-such-column": ("{column} is the name of no fact or field, so the column is not read", "Check its spelling"),
    "not-of-a-list": (
        "{column} says something of a list of events that cannot be read, and without it the list would pass for whole",
        "End the name in `.listed` or `.in_full_from`, or take the column out",
    ),
    "worked-out": ("{column} is worked out from other facts, so the column is not read", "Take the column out"),
    "missing-column": ("There is no column called {column}", "Add it, or name it in the mapping"),
    "old-line-ends": ("The lines of this file end in a way that is no longer used", "Save the file again as CSV UTF-8"),
    "empty-file": ("This file is empty", "Check that the right file was saved"),
}

CODES = {name: place for place, name in enumerate(REASONS, start=1)}
NAMES = dict(zip(CODES.values(), CODES, strict=True))


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing wrong, at a line of a file; line 1 is the header, and line 0 the whole file."""

    file: str
    line: int
    reason: str
    column: str = ""

    @property
    def message(self) -> str:
        """What is wrong, as a sentence."""
        shown = f"`{self.column}`" if self.column else "A cell"
        return REASONS[self.reason][0].format(column=shown)

    @property
    def help(self) -> str:
        """How to mend it."""
        return REASONS[self.reason][1]


@dataclass(slots=True)
class FileCounts:
    """What became of the rows of one file: `read` is `kept` and `refused` together."""

    read: int = 0
    kept: int = 0
    refused: int = 0
    unused: int = 0
    reasons: Counter[str] = field(default_factory=Counter)


class Refusals:
    """Everything found wrong, written down line by line as it is found and counted by file and reason."""

    FIRST = 200

    def __init__(self, path: Path) -> None:
        self.path = path
        self.first: list[Finding] = []
        self.files: dict[str, FileCounts] = {}
        self._file = path.open("w", encoding="utf-8", newline="")
        self._writer = csv.writer(self._file)
        self._writer.writerow(["file", "line", "column", "reason", "what is wrong", "how to mend it"])

    def add(self, finding: Finding) -> None:
        """Write down one thing that is wrong."""
        self._writer.writerow(
            [finding.file, finding.line, finding.column, finding.reason, finding.message, finding.help]
        )
        self.counts(finding.file).reasons[finding.reason] += 1
        if len(self.first) < self.FIRST:
            self.first.append(finding)

    def counts(self, file: str) -> FileCounts:
        """Return the counts of one file, to be added to."""
        return self.files.setdefault(file, FileCounts())

    def close(self) -> None:
        """Finish the file."""
        self._file.close()
