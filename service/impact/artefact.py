"""A study as one thing to keep: its report, consultation pack and figures in one ZIP file, with what each of them is.

It stands on its own: jobs are removed after some days, and a proposal still has to show what it rested on years later.
The same files make the same bytes. Nothing in it is about one child: `refused.csv`, which names lines of the history's
files, stays out.
"""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

Json = dict[str, Any]
CONTENTS = "contents.json"
WHOLE = ("report.html", "report.pdf", "consultation.html", "consultation.pdf", "study.json")
SAYS = ("old", "new", "history", "made_up", "referrals", "children", "first_day", "last_day", "smallest_shown", "asked")
LONGEST = 50_000_000
MOST_FILES = 500
_THEN = (1980, 1, 1, 0, 0, 0)


class NotAStudy(Exception):  # noqa: N818 - it tells somebody what is wrong
    """What was given is not a study that was kept. Carries the sentence."""


@dataclass(frozen=True, slots=True)
class StudyArtefact:
    """One study that is kept. `said` is what it is about; `zipped` the whole of it; `digest` names those bytes.

    `said` holds the `headline`, both versions with their digests (`old`, `new`), how the `history` was named, and
    whether it is `made_up`, how many `referrals` of how many `children` from `first_day` to `last_day`, the
    `smallest_shown` count, what was `asked` (by, over, sweeps, teams), and `files`: the SHA-256 of each by name.
    """

    said: Mapping[str, Any]
    zipped: bytes
    digest: str

    @property
    def names(self) -> list[str]:
        """The names of the files in it."""
        return list(self.said["files"])

    def file(self, name: str) -> bytes:
        """Return one file, as it was written. Raises KeyError when there is none of this name."""
        if name not in self.said["files"]:
            raise KeyError(name)
        with zipfile.ZipFile(io.BytesIO(self.zipped)) as archive:
            return archive.read(name)


def keep_study(folder: Path) -> StudyArtefact:
    """Return the study in a folder that one was written to, as one thing to keep. Raises NotAStudy."""
    try:
        study = json.loads((folder / "study.json").read_text("utf-8"))
        found = {name: (folder / name).read_bytes() for name in _names(folder)}
    except (OSError, ValueError):
        raise NotAStudy("There is no finished study in this folder") from None
    said = {"headline": study["headline"], **{name: study[name] for name in SAYS}}
    said["files"] = {name: sha256(data).hexdigest() for name, data in found.items()}
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in {CONTENTS: json.dumps(said, indent=1, ensure_ascii=False).encode(), **found}.items():
            archive.writestr(_entry(name), data)
    return _artefact(said, out.getvalue())


def read_study(zipped: bytes) -> StudyArtefact:
    """Return a study from the bytes it was kept as, once every file is seen to be what it was. Raises NotAStudy."""
    try:
        with zipfile.ZipFile(io.BytesIO(zipped)) as archive:
            entries = archive.infolist()
            if len(entries) > MOST_FILES or sum(entry.file_size for entry in entries) > LONGEST:
                raise NotAStudy("This is larger than any study")
            said: Json = json.loads(archive.read(CONTENTS))
            altered = sorted({CONTENTS, *said["files"]} ^ {entry.filename for entry in entries})
            altered += [
                name for name, digest in said["files"].items() if sha256(archive.read(name)).hexdigest() != digest
            ]
    except (OSError, ValueError, KeyError, TypeError, AttributeError, zipfile.BadZipFile, NotImplementedError):
        raise NotAStudy("This is not a study that was kept, or it was cut short") from None
    if altered:
        raise NotAStudy(f"`{altered[0][:80]}` is not as it was when the study was kept")
    return _artefact(said, zipped)


def _artefact(said: Json, zipped: bytes) -> StudyArtefact:
    return StudyArtefact(said, zipped, f"sha256:{sha256(zipped).hexdigest()}")


def _names(folder: Path) -> Iterator[str]:
    yield from WHOLE
    yield from sorted(path.relative_to(folder).as_posix() for path in (folder / "figures").glob("*.csv"))


def _entry(name: str) -> zipfile.ZipInfo:
    """Return the entry of a file, with a day that never changes, so that the same study is the same bytes."""
    entry = zipfile.ZipInfo(name, _THEN)
    entry.compress_type, entry.external_attr = zipfile.ZIP_DEFLATED, 0o600 << 16
    return entry
