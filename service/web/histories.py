"""The histories of referrals that were uploaded, each a folder of its own: kept for studies, and removed when told to.

They are about children. Nothing of them is logged, and their names are chosen by whoever uploads them.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

from service.web.problems import Mistake, Refusal

_NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,39}")
_FILE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._ -]{0,80}\.(csv|parquet)", re.IGNORECASE)
MOST_HISTORIES, MOST_FILES = 200, 50


@dataclass(frozen=True, slots=True)
class KeptHistory:
    """One history: its name, the names of its files, and how many bytes they have together."""

    name: str
    files: tuple[str, ...]
    bytes: int


class Histories:
    """The histories in one folder."""

    def __init__(self, folder: Path, longest: int) -> None:
        self._folder, self._longest = folder, longest

    def list(self) -> tuple[KeptHistory, ...]:
        """Return every history, by name."""
        if not self._folder.is_dir():
            return ()
        names = sorted(path.name for path in self._folder.iterdir() if _NAME.fullmatch(path.name) and path.is_dir())
        return tuple(map(self._described, names))

    def _described(self, name: str) -> KeptHistory:
        files = sorted(path for path in (self._folder / name).iterdir() if _FILE.fullmatch(path.name))
        return KeptHistory(name, tuple(path.name for path in files), sum(path.stat().st_size for path in files))

    def folder(self, name: str) -> Path:
        """Return the folder of a history. Raises Refusal when there is none of this name."""
        if not _NAME.fullmatch(name) or not (self._folder / name).is_dir():
            raise Refusal("no-such-history")
        return self._folder / name

    async def add(self, name: str, file: str, pieces: AsyncIterator[bytes]) -> KeptHistory:
        """Keep one file of a history, in place of any of that name. Raises Refusal when it is too long or misnamed."""
        self._check_names(name, file)
        folder = self._folder / name
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        part, length = folder / f".{file}.part", 0
        try:
            with part.open("wb") as out:
                async for piece in pieces:
                    length += len(piece)
                    if length > self._longest:
                        message = f"The file is longer than {self._longest:,} bytes"
                        raise Refusal("body-too-long", message, headers={"Connection": "close"})
                    out.write(piece)
            part.replace(folder / file)
        finally:
            part.unlink(missing_ok=True)
            if not any(folder.iterdir()):
                folder.rmdir()
        return self._described(name)

    def _check_names(self, name: str, file: str) -> None:
        mistakes = []
        if not _NAME.fullmatch(name):
            help_line = "Use up to 40 small letters, digits and hyphens, like `referrals-2025`"
            mistakes.append(Mistake("?name", "wrong-name", "The history cannot be called that", help_line))
        if not _FILE.fullmatch(file):
            help_line = "Its name ends in .csv or .parquet, like `cases.csv` or `referrals.parquet`"
            mistakes.append(Mistake("?file", "wrong-name", "A file of a history cannot be called that", help_line))
        if mistakes:
            raise Refusal("study-has-mistakes", mistakes[0].message, mistakes)
        kept = {each.name: each for each in self.list()}
        others = set(kept[name].files) - {file} if name in kept else set()
        if (name not in kept and len(kept) >= MOST_HISTORIES) or len(others) >= MOST_FILES:
            message = "There are as many histories, or files of this one, as are kept"
            raise Refusal("study-has-mistakes", message, [Mistake("", "too-many", message, "Remove some first")])

    def remove(self, name: str) -> None:
        """Remove a history with all its files. Raises Refusal when there is none of this name."""
        shutil.rmtree(self.folder(name))
