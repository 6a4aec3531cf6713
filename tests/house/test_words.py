"""Words that are never used to people: not on a page, not in a message of a script, not in a refusal."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from service.web.kinds import JSON_MISTAKES, KINDS

ROOT = Path(__file__).parents[2] / "service" / "web"
TEMPLATES = sorted((ROOT / "templates").glob("*.html")) + sorted((ROOT / "templates").glob("*.typ"))
SCRIPTS = sorted(path for path in (ROOT / "assets" / "scripts").rglob("*.js"))
NEVER = re.compile(
    r"\b((?i:invalid|valid|illegal|forbidden|unexpected|failed|parse[ds]?|tokens?|mappings?|scalars?|schemas?|null"
    r"|objects?|please|sorry|oops)|NoneType|TypeError|ValueError|str|dict)\b"
)
# What a template says is what is left once its code, its comments and the inside of its tags are gone.
CODE = (r"\{#.*?#\}", r"\{%.*?%\}", r"\{\{.*?\}\}", r"<[^>]*>")
SAID_BY_A_TEMPLATE = re.compile(r'(?:aria-label|title|alt|placeholder)="([^"{]*)"')
SAID_BY_A_SCRIPT = re.compile(r'"([^"\n]* [^"\n]*)"|`([^`]* [^`]*)`')
A_WORD_OF_CODE = re.compile(r"`[^`]*`")


def said(template: str) -> Iterator[str]:
    """Yield the words of a template that people see or hear."""
    yield from SAID_BY_A_TEMPLATE.findall(template)
    yield from re.findall(r'"([A-Z][^"]* [^"]*)"', " ".join(re.findall(r"\{[%{].*?[%}]\}", template, re.DOTALL)))
    for code in CODE:
        template = re.sub(code, " ", template, flags=re.DOTALL)
    yield template


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.name)
def test_no_page_uses_a_word_that_is_never_used(path: Path) -> None:
    text = path.read_text("utf-8")
    if path.suffix == ".typ":
        text = " ".join(re.findall(r"^=+ .*$|\[[^\[\]#]*\]", text, re.MULTILINE))
    found = [NEVER.findall(words) for words in said(text)]
    assert [word for words in found for word in words] == []


@pytest.mark.parametrize("path", SCRIPTS, ids=lambda path: path.name)
def test_no_script_says_a_word_that_is_never_used(path: Path) -> None:
    sentences = ["".join(each) for each in SAID_BY_A_SCRIPT.findall(path.read_text("utf-8"))]
    spoken = [each for each in sentences if re.match(r"[A-Z]\w* [a-z]", each)]
    assert [word for each in spoken for word in NEVER.findall(each)] == []


@pytest.mark.parametrize("code", sorted(KINDS))
def test_no_refusal_uses_a_word_that_is_never_used(code: str) -> None:
    kind = KINDS[code]
    assert NEVER.findall(A_WORD_OF_CODE.sub("", f"{kind.title} {kind.help}")) == []


@pytest.mark.parametrize("code", sorted(JSON_MISTAKES))
def test_no_mistake_in_json_uses_a_word_that_is_never_used(code: str) -> None:
    assert NEVER.findall(A_WORD_OF_CODE.sub("", " ".join(JSON_MISTAKES[code]))) == []


def test_a_word_that_is_never_used_would_be_found() -> None:
    assert NEVER.findall("Please enter a valid date") == ["Please", "valid"]
    assert [NEVER.findall(words) for words in said('<p title="Invalid day">{{ x }} oops {# sorry #}</p>')] == [
        ["Invalid"],
        ["oops"],
    ]
