"""A folder of rulesets, read whole: the vocabulary, the steps, and every version of every family.

    rulesets/vocabulary.yaml  steps.yaml  in-force.yaml  <family>/<in-force date>.yaml  <family>/<proposal>.yaml

A file with an error is never loaded, and while it stands in the way nothing older quietly takes its place. Which
version is in force is worked out from the date that is asked about; nothing here reads a clock.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from service.ruleset.in_force import HEADING, RECORD, Record, check_versions, digest, first_day
from service.ruleset.model import Ruleset
from service.ruleset.problems import Problem, Severity, closest, in_file_order, suggest
from service.ruleset.read import read_ruleset
from service.ruleset.read_vocabulary import read_steps, read_vocabulary
from service.ruleset.vocabulary import Steps, Vocabulary
from service.ruleset.wording import date_words
from service.ruleset.yaml_nodes import LARGEST_FILE

NOT_FAMILIES = frozenset({"schemas"})


class NoRuleset(Exception):  # noqa: N818 - it answers a question somebody asked, in their words
    """No version answers what was asked for. Carries the code, the sentence and the line of help."""

    def __init__(self, code: str, message: str, help_line: str = "") -> None:
        super().__init__(message)
        self.code, self.message, self.help = code, message, help_line


@dataclass(frozen=True, slots=True)
class Library:
    """Everything in the folder that can be used, and everything found wrong with it.

    `unusable` has the versions that are there and cannot be used, by family; with the first day each says it is in
    force, or None for a proposal.
    """

    vocabulary: Vocabulary
    steps: Steps
    families: Mapping[str, Mapping[str, Ruleset]]
    problems: tuple[Problem, ...] = ()
    unusable: Mapping[str, Mapping[str, date | None]] = field(default_factory=dict)

    @classmethod
    def load(cls, folder: Path) -> Library:
        """Read everything in the folder. Whatever is wrong is in `problems`, never raised."""
        return _Loading(folder).library()

    @property
    def sound(self) -> bool:
        """Whether nothing found stops any file from being used."""
        return all(problem.severity is Severity.WARNING for problem in self.problems)

    def find(self, family: str | None, version: str | None, as_of: date) -> Ruleset:
        """Return the version named, whatever the day, or else the one in force on the day. Raises NoRuleset.

        Without a family, the only one there is.
        """
        name = self._family(family)
        return self._named(name, version) if version is not None else self._in_force(name, as_of)

    def _family(self, family: str | None) -> str:
        names = sorted({*self.families, *self.unusable})
        if family in names:
            return str(family)
        if family is None and len(names) == 1:
            return names[0]
        if family is None:
            raise NoRuleset("which-ruleset", "It does not say which ruleset to use", _one_of(names))
        raise NoRuleset("unknown-ruleset", f"There is no ruleset called `{family}`", suggest(family, names))

    def _named(self, family: str, version: str) -> Ruleset:
        versions, unusable = self.families.get(family, {}), self.unusable.get(family, {})
        if version in versions:
            return versions[version]
        if version in unusable:
            raise _mistaken(family, version)
        near = closest(version, {*versions, *unusable})
        help_line = f"Did you mean `{near}`?" if near else _one_of(versions)
        raise NoRuleset("unknown-version", f"The ruleset {family} has no version called `{version}`", help_line)

    def _in_force(self, family: str, as_of: date) -> Ruleset:
        dated = sorted(self._starts(family))
        started = [(start, version) for start, version in dated if start <= as_of]
        if not started:
            raise self._none_yet(family, as_of, [start for start, _ in dated])
        version = started[-1][1]
        if version not in self.families.get(family, {}):
            raise _mistaken(family, version)
        ruleset = self.families[family][version]
        if ruleset.in_force and ruleset.in_force.to and ruleset.in_force.to < as_of:
            latest = f"The latest, {version}, was in force to {date_words(ruleset.in_force.to)}"
            raise NoRuleset("no-ruleset-in-force", f"{_none_on(family, as_of)}. {latest}", _NAME_IT)
        return ruleset

    def _starts(self, family: str) -> Iterator[tuple[date, str]]:
        for version, ruleset in self.families.get(family, {}).items():
            if ruleset.in_force:
                yield ruleset.in_force.start, version
        for version, start in self.unusable.get(family, {}).items():
            if start:
                yield start, version

    def _none_yet(self, family: str, as_of: date, starts: list[date]) -> NoRuleset:
        if starts:
            earliest = f"The earliest is {date_words(starts[0])}"
            return NoRuleset("no-ruleset-in-force", f"{_none_on(family, as_of)}. {earliest}", _NAME_IT)
        message = f"The ruleset {family} has only proposals, so none is in force on {date_words(as_of)}"
        return NoRuleset("no-ruleset-in-force", message, _one_of(self.families.get(family, {})))


_NAME_IT = "Name the version to use it for a day outside its dates"


def _none_on(family: str, as_of: date) -> str:
    return f"The ruleset {family} has no version in force on {date_words(as_of)}"


def _mistaken(family: str, version: str) -> NoRuleset:
    message = f"The ruleset {family} has mistakes in its version {version}, so it cannot be used"
    return NoRuleset("ruleset-has-mistakes", message, "Run `threshold check` to see them")


def _one_of(names: Iterable[str]) -> str:
    listed = ", ".join(f"`{name}`" for name in sorted(names)[:10])
    return f"Name one of: {listed}" if listed else ""


class _Loading:
    """One reading of a folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.root = folder.resolve()
        self.problems: list[Problem] = []
        self.vocabulary = Vocabulary({}, {}, {})
        self.steps = Steps({})
        self.files: dict[str, bytes] = {}
        self.families: dict[str, dict[str, Ruleset]] = {}
        self.unusable: dict[str, dict[str, date | None]] = {}
        self.record = Record({}, (), "")

    def library(self) -> Library:
        if self._read_shared():
            self._read_families()
            self._check_across()
        problems = tuple(in_file_order(self.problems))
        return Library(self.vocabulary, self.steps, self.families, problems, self.unusable)

    def _read_shared(self) -> bool:
        """Read what every ruleset is checked against. Without it, no ruleset can be read at all."""
        if not self.folder.is_dir():
            self._error(self.folder, "missing-file", "There is no folder here", "Name a folder that holds rulesets")
            return False
        words, steps = self._bytes(self.folder / "vocabulary.yaml"), self._bytes(self.folder / "steps.yaml")
        if words is None or steps is None:
            return False
        vocabulary, found = read_vocabulary(words, str(self.folder / "vocabulary.yaml"))
        self.problems += found
        if vocabulary is None:
            return False
        self.vocabulary = vocabulary
        read, found = read_steps(steps, vocabulary, str(self.folder / "steps.yaml"))
        self.problems += found
        self.steps = read or self.steps
        return read is not None

    def _read_families(self) -> None:
        for family in self._inside(self.folder):
            if family.is_dir() and family.name not in NOT_FAMILIES:
                for path in self._inside(family):
                    self._read_version(family.name, path)

    def _inside(self, folder: Path) -> list[Path]:
        return sorted(path for path in folder.iterdir() if not path.name.startswith("."))

    def _read_version(self, family: str, path: Path) -> None:
        if path.suffix in (".yml", ".YAML", ".YML"):
            message = f"This file ends in `{path.suffix}`, so it is not read"
            self._error(path, "wrong-ending", message, f"Call it `{path.stem}.yaml`")
        if path.suffix != ".yaml":
            return
        data = self._bytes(path)
        ruleset = None
        if data is not None:
            self.files[f"{family}/{path.stem}"] = data
            ruleset, found = read_ruleset(data, self.vocabulary, self.steps, str(path), family, path.stem)
            self.problems += found
        if ruleset is None:
            self._cannot_use(family, path.stem, first_day(path.stem, data))
        else:
            self.families.setdefault(family, {})[path.stem] = ruleset

    def _check_across(self) -> None:
        """Check what can only be seen with all the files side by side, and set aside what cannot be used."""
        record_path = self.folder / RECORD
        text = self._bytes(record_path) if record_path.exists() else b""
        self.record = Record.read(text or b"", str(record_path))
        self.problems += self.record.problems
        for family, versions in self.families.items():
            folder = str(self.folder / family)
            found = check_versions(versions, folder)
            for version, ruleset in versions.items():
                if ruleset.in_force:
                    found += self.record.check(f"{family}/{version}", ruleset, folder)
            self._set_aside(family, found)
        for name, problem in self.record.missing(self.files):
            family, _, version = name.partition("/")
            self.problems.append(problem)
            self._cannot_use(family, version, first_day(version, None))

    def _set_aside(self, family: str, found: list[Problem]) -> None:
        self.problems += found
        for version in {Path(problem.path).stem for problem in found if problem.severity is Severity.ERROR}:
            ruleset = self.families[family].pop(version)
            self._cannot_use(family, version, ruleset.in_force.start if ruleset.in_force else None)

    def _cannot_use(self, family: str, version: str, start: date | None) -> None:
        self.unusable.setdefault(family, {})[version] = start

    def _bytes(self, path: Path) -> bytes | None:
        """Return what is in a file inside the folder, a little past the largest that is read, or None with a report."""
        if not path.exists() and not path.is_symlink():
            self._error(
                path, "missing-file", f"There is no file `{path.name}` here", "Copy it from a shipped ruleset folder"
            )
        elif not path.resolve().is_relative_to(self.root):
            self._error(
                path,
                "outside-folder",
                "This is a link to a place outside the folder of rulesets",
                "Put the file itself here",
            )
        elif not path.is_file():
            self._error(
                path,
                "cannot-be-read",
                "This is not an ordinary file",
                "Put a YAML file here, or call this something else",
            )
        else:
            return self._opened(path)
        return None

    def _opened(self, path: Path) -> bytes | None:
        try:
            with path.open("rb") as file:
                return file.read(LARGEST_FILE + 1)
        except OSError:
            self._error(path, "cannot-be-read", "This file cannot be opened", "Check who may read it")
            return None

    def _error(self, path: Path, code: str, message: str, help_line: str) -> None:
        self.problems.append(Problem(code, message, help=help_line, path=str(path)))


def record(folder: Path) -> list[str]:
    """Record the digest of every version with a day in force that has none yet; return their names.

    A line already there is never changed, and nothing is recorded while any file has an error.
    """
    library, path = Library.load(folder), folder / RECORD
    if not library.sound:
        return []
    text = path.read_text("utf-8") if path.exists() else HEADING
    known = Record.read(text.encode(), str(path)).lines
    new = {
        f"{family}/{version}": digest(ruleset.text)
        for family, versions in library.families.items()
        for version, ruleset in versions.items()
        if ruleset.in_force and f"{family}/{version}" not in known
    }
    if new:
        lines = "".join(f"{name}.yaml: {each}\n" for name, each in sorted(new.items()))
        path.write_text(text.rstrip("\n") + "\n" + lines, "utf-8")
    return [f"{name}.yaml" for name in sorted(new)]
