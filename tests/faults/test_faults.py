"""Every problem code has a case here: what somebody wrote, and beside it exactly what they are told.

`<code>.yaml` is one ruleset; `<code>/` is a folder of rulesets, with the shipped vocabulary and steps where it brings
none; `<code>.txt` is what is said. A further case of the same code has a word after a dot: `wrong-value.in-steps`.
After a change of wording, `RECORD_FAULTS=1 pytest tests/faults` writes the .txt files again, and the difference is
there to be reviewed.
"""

import ast
import os
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from service.ruleset.help_pages import codes as codes_with_a_page
from service.ruleset.library import Library
from service.ruleset.problems import MOST_PROBLEMS, Problem, Severity
from service.ruleset.read import read_ruleset
from service.ruleset.yaml_nodes import _EXPLAINED, LARGEST_FILE
from tests.shipped import RULESETS, reading, shipped

FAULTS = Path(__file__).parent
SOURCE = Path("service/ruleset")
CASES = sorted(path for path in FAULTS.iterdir() if path.suffix == ".yaml" or (path.is_dir() and "_" not in path.name))
TOO_LONG_TO_KEEP = {
    "too-large": b"#" * (LARGEST_FILE + 1),
    "more-problems": "".join(f"line {number}: x\n" for number in range(MOST_PROBLEMS + 1)).encode(),
}


def name_of(case: Path) -> str:
    return case.name.removesuffix(".yaml")


def code_of(case: Path) -> str:
    return case.name.partition(".")[0]


def record_of(case: Path) -> Path:
    return FAULTS / f"{name_of(case)}.txt"


def problems_of(case: Path, scratch: Path) -> list[Problem]:
    if case.suffix == ".yaml":
        return read_ruleset(case.read_bytes(), *shipped(), path="", family="front-door", version="stricter")[1]
    folder = scratch / "rulesets"
    shutil.copytree(case, folder, symlinks=True)
    if not (folder / "vocabulary.yaml").exists():
        shutil.copy(RULESETS / "vocabulary.yaml", folder)
        shutil.copy(RULESETS / "steps.yaml", folder)
    found = Library.load(folder).problems
    return [each for each in found if each.code != "not-recorded" or code_of(case) == "not-recorded"]


def rendered(problems: list[Problem], scratch: Path) -> str:
    return "".join(line for problem in problems for line in lines_of(problem, scratch))


def lines_of(problem: Problem, scratch: Path) -> Iterator[str]:
    path = problem.path.removeprefix(f"{scratch}/")
    place = ":".join(filter(None, [path, str(problem.span.line), str(problem.span.column)]))
    warning = " (warning)" if problem.severity is Severity.WARNING else ""
    yield f"{place}  {problem.message}  {problem.code}{warning}\n"
    yield f"    {problem.help}\n" if problem.help else ""


@pytest.mark.parametrize("case", CASES, ids=name_of)
def test_a_mistake_is_told_as_recorded(case: Path, tmp_path: Path) -> None:
    problems = problems_of(case, tmp_path)
    said = rendered(problems, tmp_path)
    record = record_of(case)
    if os.environ.get("RECORD_FAULTS"):
        record.write_text(said, "utf-8")
    assert said == record.read_text("utf-8")
    # A name is also unused when the one line that used it could not be read.
    assert {problem.code for problem in problems} - {"unused"} == {code_of(case)} - {"unused"}, (
        "one mistake is one message"
    )


@pytest.mark.parametrize("code", TOO_LONG_TO_KEEP)
def test_a_file_too_long_to_keep_here_is_told_of_too(code: str) -> None:
    ruleset, problems = reading(TOO_LONG_TO_KEEP[code])
    assert ruleset is None
    assert problems[-1].code == code or problems[0].code == code


# --- nothing is left without a case or a page ---------------------------------------------------------------------

RAISED = {"error", "warning", "_error", "Problem", "NotUnderstood", "NoRuleset"}
KEBAB = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


def calls(folder: Path = SOURCE, names: set[str] | None = None) -> Iterator[ast.Call]:
    """Every place in a room, service/ruleset unless another is named, that says something is wrong."""
    for path in sorted(folder.glob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and called(node.func) in (names or RAISED):
                yield node


def called(function: ast.expr) -> str:
    return function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")


def words_in(call: ast.Call) -> list[str]:
    return [arg.value for arg in call.args if isinstance(arg, ast.Constant) and isinstance(arg.value, str)]


def codes_raised(names: set[str]) -> set[str]:
    raised = (words_in(call) for call in calls() if called(call.func) in names)
    return {word for words in raised for word in words[:1] if KEBAB.fullmatch(word)}


def codes_of_problems() -> set[str]:
    return codes_raised(RAISED - {"NoRuleset"}) | {code for _, code, _, _ in _EXPLAINED}


def codes_of_cases() -> set[str]:
    """Every code that a refused case can have: those written where service/decision raises or notes one."""
    noted = {"NotTaken", "Contradiction", "add"}
    words = (word for call in calls(SOURCE.parent / "decision", noted) for word in words_in(call))
    return {word for word in words if KEBAB.fullmatch(word)}


def test_every_problem_has_a_case_and_every_case_a_problem() -> None:
    assert {code_of(case) for case in CASES} | set(TOO_LONG_TO_KEEP) == codes_of_problems()


def test_every_code_has_a_help_page_and_every_page_a_code() -> None:
    assert set(codes_with_a_page()) == codes_of_problems() | codes_raised({"NoRuleset"}) | codes_of_cases()


# --- how messages are written -------------------------------------------------------------------------------------

BANNED = re.compile(
    r"(?i:\b(invalid|valid|illegal|forbidden|unexpected|failed|parse[ds]?|tokens?|mappings?|scalars?|schemas?|null"
    r"|types?|objects?|please|sorry)\b)|\b(NoneType|None(?! of)|True|False|str|dict|Traceback|[A-Z][a-z]+Error)\b"
)


def without_the_authors_words(text: str) -> str:
    return re.sub(r"`[^`]*`", "``", text)


def said_in(case: Path) -> Iterator[tuple[str, str]]:
    for line in record_of(case).read_text("utf-8").splitlines():
        found = re.fullmatch(r"(?:.+:)?\d+:\d+  (?P<message>.+)  [a-z0-9-]+( \(warning\))?|    (?P<help>.+)", line)
        assert found, line
        yield ("message", found["message"]) if found["message"] else ("help", found["help"])


@pytest.mark.parametrize("case", CASES, ids=name_of)
def test_a_message_is_in_plain_words(case: Path) -> None:
    for kind, text in said_in(case):
        ours = without_the_authors_words(text)
        assert not BANNED.search(ours), text
        assert not ours.endswith("."), text
        assert ours[0] in '`“"' or ours[0].isupper() or ours[0].isdigit(), text
        assert kind == "help" or len(text) <= 200, text


def test_no_message_in_the_source_uses_a_word_we_do_not_use() -> None:
    written = [
        part.value
        for call in calls()
        for arg in [*call.args, *(keyword.value for keyword in call.keywords)]
        for part in ast.walk(arg)
        if isinstance(part, ast.Constant) and isinstance(part.value, str)
    ]
    assert len(written) > 100
    assert [text for text in written if BANNED.search(without_the_authors_words(text))] == []
