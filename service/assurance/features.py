"""The text of a feature file, turned into the scenarios in it: outlines expanded, backgrounds in place."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from service.assurance.steps import Sentence
from service.assurance.wordings import Keyword, Table

if TYPE_CHECKING:
    from gherkin.errors import ParserException
    from gherkin.parser_types import Examples as GherkinExamples
    from gherkin.parser_types import Feature as GherkinFeature
    from gherkin.parser_types import Scenario as GherkinScenario
    from gherkin.parser_types import Step as GherkinStep

MOST_SENTENCE: Final = 1000
SAID_AFTER: Final[Mapping[str, Keyword]] = {"Context": "given", "Action": "when", "Outcome": "then"}
_GAP: Final = re.compile(r"<(.+?)>")


class FeatureProblem(Exception):  # noqa: N818 - it is the file that is at fault, not the program
    """A feature file that cannot be read: what is wrong, the line it is on, and how to mend it."""

    def __init__(self, message: str, line: int, help: str = "") -> None:  # noqa: A002 - the word every problem here uses
        super().__init__(f"line {line}: {message}" + (f"\n{help}" if help else ""))
        self.message, self.line, self.help = message, line, help


@dataclass(frozen=True, slots=True)
class Most:
    """How much of a feature is taken, where it may come from anybody: bytes, scenarios and sentences with every row."""

    length: int = 200_000
    scenarios: int = 500
    sentences: int = 20_000


@dataclass(frozen=True, slots=True)
class Scenario:
    """One scenario, or one row of an outline: `row` has the values of the row and `line` is where it is written."""

    feature: str
    name: str
    line: int
    sentences: tuple[Sentence, ...]
    row: tuple[str, ...] = ()
    tags: frozenset[str] = frozenset()
    path: str = ""

    @property
    def title(self) -> str:
        """The name, with the values of the row if it is one of an outline."""
        return f"{self.name} [{' · '.join(self.row)}]" if self.row else self.name


def read_folder(folder: Path) -> list[Scenario]:
    """Return the scenarios of every feature file under a folder, in order of file. Raises FeatureProblem."""
    files = sorted(folder.rglob("*.feature"))
    return [scenario for file in files for scenario in read_feature(file.read_text("utf-8"), str(file))]


def read_feature(text: str, path: str = "", most: Most | None = None) -> list[Scenario]:
    """Return the scenarios in a feature's text, as they stand in it. Raises FeatureProblem."""
    if most and len(text.encode()) > most.length:
        raise FeatureProblem(f"This is longer than {most.length:,} bytes", 1, "Make several features of it")
    feature = _parsed(text)
    written = list(_scenarios(feature["children"], (), _tags(feature["tags"])))
    if not written:
        line = feature["location"]["line"]
        raise FeatureProblem("There is no scenario in this feature", line, "Begin one with `Scenario:` and its name")
    _refuse_same_names(scenario for scenario, _before, _tags in written)
    _refuse_too_much([(scenario, len(before)) for scenario, before, _tags in written], most)
    return [one for each in written for one in _expanded(feature["name"], *each, path)]


def _parsed(text: str) -> GherkinFeature:
    from gherkin.errors import CompositeParserException, ParserException  # noqa: PLC0415 - slow to read in
    from gherkin.parser import Parser  # noqa: PLC0415 - the same

    try:
        feature = Parser().parse(text).get("feature")
    except CompositeParserException as error:
        raise _problem(error.errors[0]) from None
    except ParserException as error:
        raise _problem(error) from None
    if not feature:
        raise FeatureProblem("There is no feature here", 1, "Begin with `Feature:` and what it is about")
    return feature


@dataclass(frozen=True, slots=True)
class Block:
    """One scenario as it is written: its name, the line it is on, and its lines from the first up to the next part."""

    name: str
    line: int
    first: int
    end: int

    def text(self, feature: str) -> str:
        """Return its own lines of the text of the feature, without the space they all begin with."""
        return textwrap.dedent("\n".join(feature.splitlines()[self.first - 1 : self.end - 1])).strip("\n").rstrip()


def blocks(text: str) -> tuple[str, list[Block]]:
    """Return the name of a feature, and its scenarios as they are written. Raises FeatureProblem."""
    feature = _parsed(text)
    parts = sorted(_parts(feature["children"]))
    ends = [first for first, _, _ in parts[1:]] + [len(text.splitlines()) + 1]
    found = [Block(name, line, first, end) for (first, line, name), end in zip(parts, ends, strict=True) if line]
    return feature["name"], found


def only(text: str, line: int) -> str:
    """Return a feature with one of its scenarios, the one on this line, and every line where it was.

    Raises FeatureProblem when it cannot be read, or no scenario is on the line.
    """
    _, found = blocks(text)
    if line not in [each.line for each in found]:
        raise FeatureProblem("No scenario begins on this line", line, "The feature may have changed since")
    lines = text.splitlines()
    for each in found:
        if each.line != line:
            lines[each.first - 1 : each.end - 1] = [""] * (each.end - each.first)
    return "\n".join(lines) + "\n"


def _parts(children: Iterable[Mapping[str, Any]]) -> Iterator[tuple[int, int, str]]:
    """Yield where each part of a feature begins, its tags included; for a scenario, with its own line and its name."""
    for child in children:
        [(kind, part)] = child.items()
        line = part["location"]["line"]
        first = min([line, *(tag["location"]["line"] for tag in part.get("tags", ()))])
        yield (first, line, part["name"]) if kind == "scenario" else (first, 0, "")
        if kind == "rule":
            yield from _parts(part["children"])


def _scenarios(
    children: Iterable[Mapping[str, object]], before: tuple[Sentence, ...], tags: frozenset[str]
) -> Iterator[tuple[GherkinScenario, tuple[Sentence, ...], frozenset[str]]]:
    """Yield each scenario with what its backgrounds say first and the tags it is under."""
    for child in children:
        if background := child.get("background"):
            before = (*before, *_sentences(background["steps"]))  # type: ignore[index]
        elif rule := child.get("rule"):
            yield from _scenarios(rule["children"], before, tags | _tags(rule["tags"]))  # type: ignore[index]
        elif scenario := child.get("scenario"):
            yield scenario, before, tags  # type: ignore[misc]


def _expanded(
    feature: str, scenario: GherkinScenario, before: tuple[Sentence, ...], tags: frozenset[str], path: str
) -> Iterator[Scenario]:
    said = (*before, *_sentences(scenario["steps"]))
    tags |= _tags(scenario["tags"])
    if not scenario["examples"]:
        _refuse_long(said, {})
        yield Scenario(feature, scenario["name"], scenario["location"]["line"], said, (), tags, path)
    rows = list(_rows(scenario["examples"]))
    if scenario["examples"] and not rows:
        line = scenario["location"]["line"]
        raise FeatureProblem(f"`{scenario['name']}` has no examples", line, "Put a row for each under `Examples:`")
    for values, line in rows:
        _refuse_long(said, values)
        if _length(scenario["name"], values) > MOST_SENTENCE:
            raise FeatureProblem(
                f"This name, filled in, is longer than {MOST_SENTENCE:,} characters", line, "Shorten it"
            )
        sentences = tuple(_filled(sentence, values) for sentence in said)
        name = _fill(scenario["name"], values)
        yield Scenario(feature, name, line, sentences, tuple(values.values()), tags, path)


def _rows(examples: Iterable[GherkinExamples]) -> Iterator[tuple[dict[str, str], int]]:
    for table in examples:
        for row in table["tableBody"]:
            names = [cell["value"] for cell in table["tableHeader"]["cells"]]
            yield dict(zip(names, (cell["value"] for cell in row["cells"]), strict=True)), row["location"]["line"]


def _sentences(steps: Iterable[GherkinStep]) -> tuple[Sentence, ...]:
    sentences: list[Sentence] = []
    keyword: Keyword | None = None
    for step in steps:
        keyword = SAID_AFTER.get(step["keywordType"], keyword)
        line = step["location"]["line"]
        if keyword is None:
            raise FeatureProblem(
                f"`{step['text']}` does not say whether it is given", line, "Begin with Given, When or Then"
            )
        sentences.append(Sentence(keyword, step["text"], _table(step), line))
    return tuple(sentences)


def _table(step: GherkinStep) -> Table:
    table = step.get("dataTable")
    return tuple(tuple(cell["value"] for cell in row["cells"]) for row in table["rows"]) if table else ()


def _filled(sentence: Sentence, values: Mapping[str, str]) -> Sentence:
    table = tuple(tuple(_fill(cell, values) for cell in row) for row in sentence.table)
    return Sentence(sentence.keyword, _fill(sentence.text, values), table, sentence.line)


def _fill(text: str, values: Mapping[str, str]) -> str:
    return _GAP.sub(lambda gap: values.get(gap[1], gap[0]), text)


def _tags(tags: object) -> frozenset[str]:
    return frozenset(tag["name"].lstrip("@") for tag in tags)  # type: ignore[attr-defined]


def _refuse_same_names(scenarios: Iterable[GherkinScenario]) -> None:
    """Refuse two scenarios of one name in a file: pytest-bdd keeps only the last, and the other would never be run."""
    seen: dict[str, int] = {}
    for scenario in scenarios:
        line = scenario["location"]["line"]
        first = seen.setdefault(scenario["name"], line)
        if first != line:
            message = f"Two scenarios are called `{scenario['name']}`; the other is on line {first}"
            raise FeatureProblem(message, line, "Give each a name of its own")


def _refuse_too_much(written: Iterable[tuple[GherkinScenario, int]], most: Most | None) -> None:
    """Refuse more than there is room for, counted before any row is written out."""
    scenarios = sentences = 0
    for scenario, before in written:
        rows = sum(len(table["tableBody"]) for table in scenario["examples"]) if scenario["examples"] else 1
        scenarios += rows
        sentences += rows * (before + len(scenario["steps"]))
        if most and (scenarios > most.scenarios or sentences > most.sentences):
            message = f"There are more than {most.scenarios:,} scenarios or {most.sentences:,} sentences here"
            help_line = "Each row of an outline counts. Make several features of it"
            raise FeatureProblem(message, scenario["location"]["line"], help_line)


def _refuse_long(sentences: Iterable[Sentence], values: Mapping[str, str]) -> None:
    """Refuse a sentence, or a cell under one, that is too long with a row filled in; found before it is filled in."""
    for sentence in sentences:
        cells = (cell for row in sentence.table for cell in row)
        if any(_length(text, values) > MOST_SENTENCE for text in (sentence.text, *cells)):
            filled = ", filled in as the row says," if values else ""
            message = f"This sentence{filled} is longer than {MOST_SENTENCE:,} characters"
            raise FeatureProblem(message, sentence.line, "Shorten it")


def _length(text: str, values: Mapping[str, str]) -> int:
    gaps = (gap for gap in _GAP.finditer(text) if gap[1] in values)
    return len(text) + sum(len(values[gap[1]]) - len(gap[0]) for gap in gaps)


def _problem(error: ParserException) -> FeatureProblem:
    """Say what the Gherkin reader found in the words of the person who wrote the file."""
    said, line = str(error), error.location["line"]
    if "inconsistent cell count" in said:
        return FeatureProblem(
            "The rows of this table do not all have the same number of cells", line, "Count the `|` in each"
        )
    if "Language not supported" in said:
        return FeatureProblem(
            "This language is not known", line, "Take the `# language:` line away to write in English"
        )
    got = re.search(r"got '(.*)'$", said)
    what = f"`{got[1]}` does not fit here" if got else "The file ends too soon"
    return FeatureProblem(
        what, line, "A scenario is `Scenario:` and a name, then lines that begin with Given, When, Then or And"
    )
