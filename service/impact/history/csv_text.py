"""The rows of a CSV file with the line each starts on, a block at a time, whatever the bytes.

A line that cannot be read is reported and the next one is read: a quote mark that is never closed costs one line, not
the rest of the file. Commas, semicolons, tabs and upright bars are understood between cells. Never holds the file.
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO

LONGEST_LINE = 1_000_000
MOST_LINES_IN_A_ROW = 50
ROWS_IN_A_BLOCK = 20_000
BETWEEN_CELLS = (",", ";", "\t", "|")

Report = Callable[[int, str, str], None]  # line, reason, column


@dataclass(slots=True)
class Block:
    """Some rows, each as long as the header, and the line each starts on."""

    lines: list[int] = field(default_factory=list)
    rows: list[list[str]] = field(default_factory=list)


class CsvText:
    """One CSV file, opened. Nothing is read of it until its rows are asked for, but the header."""

    def __init__(self, file: BinaryIO, report: Report) -> None:
        self._report = report
        self._lines = _Lines(file, report)
        self._between = ","
        self.rows_seen = 0
        self.header = self._header()

    def _header(self) -> list[str]:
        found = self._lines.next()
        if found is None and not self._lines.lost:
            self._report(0, "empty-file", "")
            return []
        number, text = found or (1, "")
        text = text.removeprefix("\ufeff")
        self._between = max(BETWEEN_CELLS, key=text.count)
        cells = self._split(text)
        if number != 1 or cells is None or not any(cell.strip() for cell in cells):
            self._report(1, "no-header", "")
            return []
        return [cell.strip() for cell in cells]

    def blocks(self) -> Iterator[Block]:
        """Yield the rows that can be read. Each other row is reported, and counted in `rows_seen` all the same."""
        block, width = Block(), len(self.header)
        for number, cells in self._rows():
            if cells is None or len(cells) != width:
                self._report(number, "wrong-columns" if cells else "stray-quote", "")
                continue
            block.lines.append(number)
            block.rows.append(cells)
            if len(block.rows) == ROWS_IN_A_BLOCK:
                yield block
                block = Block()
        if block.rows:
            yield block

    def _rows(self) -> Iterator[tuple[int, list[str] | None]]:
        """Yield each row's line and cells: of one line, or of several where a quoted cell runs on."""
        while (found := self._lines.next()) is not None:
            number, text = found
            if text.strip():
                cells = self._run_on(text) if text.count('"') % 2 else None
                yield number, cells or self._split(text)
                self.rows_seen += 1
        self.rows_seen += self._lines.lost

    def _run_on(self, text: str) -> list[str] | None:
        """Return the row whose quoted cell runs on over the next lines; None, with no line lost, if it never ends."""
        parts, taken = [text], []
        while len(parts) < MOST_LINES_IN_A_ROW and (found := self._lines.next()) is not None:
            taken.append(found)
            parts.append(found[1])
            if found[1].count('"') % 2:
                cells = self._split("\n".join(parts))
                if cells is not None:
                    return cells
                break
        self._lines.put_back(taken)
        return None

    def _split(self, text: str) -> list[str] | None:
        if '"' not in text:
            return text.split(self._between)
        try:
            return next(csv.reader([text], delimiter=self._between, strict=True))
        except csv.Error:
            return None


class _Lines:
    """The lines of a file as text, numbered from 1. A line that is not text is reported and passed over."""

    def __init__(self, file: BinaryIO, report: Report) -> None:
        self._file, self._report = file, report
        self._number, self.lost = 0, 0
        self._waiting: list[tuple[int, str]] = []

    def next(self) -> tuple[int, str] | None:
        """Return the next line that can be read, without its end, or None."""
        if self._waiting:
            return self._waiting.pop()
        while raw := self._file.readline(LONGEST_LINE + 1):
            self._number += 1
            text = self._text(raw)
            if text is not None:
                return self._number, text
            self.lost += 1
        return None

    def put_back(self, lines: list[tuple[int, str]]) -> None:
        """Give back lines that were read ahead."""
        self._waiting += reversed(lines)

    def _text(self, raw: bytes) -> str | None:
        reason = ""
        if len(raw) > LONGEST_LINE:
            reason = "line-too-long"
            self._pass_over()
        elif b"\0" in raw:
            reason = "not-utf-8" if raw[:2] in (b"\xff\xfe", b"\xfe\xff") else "hidden-characters"
        else:
            try:
                return raw.decode("utf-8").rstrip("\r\n")
            except UnicodeDecodeError:
                reason = "not-utf-8"
        self._report(self._number, reason, "")
        return None

    def _pass_over(self) -> None:
        while (more := self._file.readline(LONGEST_LINE)) and not more.endswith(b"\n"):
            continue


def has_old_line_ends(path: Path) -> bool:
    """Return whether the lines of a file end in a carriage return alone, as they did before 2001."""
    with path.open("rb") as file:
        start = file.read(65_536)
    return b"\r" in start and b"\n" not in start
