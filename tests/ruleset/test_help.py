"""The help pages: all alike in form, in plain words, and with examples that can be read."""

import re

import pytest

from service.ruleset.help_pages import codes, page, titles
from service.ruleset.problems import Findings
from service.ruleset.yaml_nodes import read_nodes
from tests.faults.test_faults import BANNED

HEADINGS = ["What it means", "Avoid", "Prefer", "Why"]
FENCE = re.compile(r"```(\w+)\n(.*?)```", re.DOTALL)


def text_of(code: str) -> str:
    text = page(code)
    assert text is not None
    return text


def example(code: str, heading: str) -> tuple[str, str]:
    found = FENCE.search(text_of(code).partition(f"## {heading}\n")[2])
    assert found
    return found[1], found[2]


@pytest.mark.parametrize("code", codes())
def test_a_page_has_the_same_headings_as_every_other(code: str) -> None:
    text = text_of(code)
    assert text.startswith(f"# {code}\n")
    assert re.findall(r"^## (.+)$", text, re.MULTILINE) == HEADINGS
    assert example(code, "Avoid") != example(code, "Prefer")


@pytest.mark.parametrize("code", codes())
def test_a_page_is_in_plain_words(code: str) -> None:
    prose = re.sub(r"`[^`]*`", "", FENCE.sub("", text_of(code)))
    assert not BANNED.search(prose)
    assert all(len(sentence) < 220 for sentence in re.split(r"(?<=[.!?])\s", prose))


@pytest.mark.parametrize("code", [code for code in codes() if example(code, "Prefer")[0] == "yaml"])
def test_what_a_page_prefers_can_be_read(code: str) -> None:
    findings = Findings()
    read_nodes(example(code, "Prefer")[1].encode(), findings)
    assert [problem for problem in findings.problems if problem.code != "empty-file"] == []


def test_every_page_has_a_title_of_one_sentence() -> None:
    assert list(titles()) == codes()
    assert all(title and not title.endswith(".") and len(title) < 130 for title in titles().values())
    assert titles()["wrong-count"] == "This asks for more of the conditions than there are, or for none of them"


@pytest.mark.parametrize("code", ["no-such-code", "../help/unused", "unused.md", "", "UNUSED"])
def test_what_is_not_a_code_has_no_page(code: str) -> None:
    assert page(code) is None
