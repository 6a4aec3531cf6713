"""Markdown that the service writes itself, as HTML in the dress of the pages. No HTML is ever taken from the text."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.token import Token

_NOT_IN_AN_ID = re.compile(r"[^a-z0-9]+")
_CLASSES = {
    "paragraph_open": "govuk-body",
    "bullet_list_open": "govuk-list govuk-list--bullet",
    "ordered_list_open": "govuk-list govuk-list--number",
    "thead_open": "govuk-table__head",
    "tbody_open": "govuk-table__body",
    "tr_open": "govuk-table__row",
    "th_open": "govuk-table__header",
    "td_open": "govuk-table__cell",
    "link_open": "govuk-link",
    "code_inline": "app-code",
}
_BEGINNINGS = ("heading_open", "list_item_open", "paragraph_open", "tr_open")
_HEADINGS = {"h1": "govuk-heading-l", "h2": "govuk-heading-m", "h3": "govuk-heading-s"}
_WIDE_OPEN = '<div class="app-wide" role="region" aria-label="{name}" tabindex="0">'


def as_html(
    text: str, ids: Mapping[str, str] | None = None, *, title: bool = False, parts: Mapping[int, str] | None = None
) -> str:
    """Return Markdown as HTML, without its title unless asked.

    `ids` gives headings their ids, by their words. `parts` names what begins on a line, for scripts to find.
    """
    markdown = _markdown()
    tokens = markdown.parse(text)
    if not title and tokens and tokens[0].tag == "h1":
        tokens = tokens[3:]
    _name_parts(tokens, parts or {})
    dressed = list(_dressed(tokens, ids or {}))
    return str(markdown.renderer.render(dressed, markdown.options, {}))


@cache
def _markdown() -> MarkdownIt:
    from markdown_it import MarkdownIt  # noqa: PLC0415 - slow to read in, and no page needs it to start

    return MarkdownIt("commonmark", {"html": False}).enable("table")


def heading_id(words: str) -> str:
    """Return the id of a heading.

    >>> heading_id("What it means")
    'what-it-means'
    """
    return _NOT_IN_AN_ID.sub("-", words.lower()).strip("-")


def _dressed(tokens: Sequence[Token], ids: Mapping[str, str]) -> Iterator[Token]:
    section = "Table"
    for place, token in enumerate(tokens):
        if token.type == "heading_open":
            section = tokens[place + 1].content
            token.attrSet("class", _HEADINGS.get(token.tag, "govuk-heading-s"))
            token.attrSet("id", ids.get(section) or heading_id(section))
        _dress([token, *(token.children or ())])
        yield from _framed(token, section)


def _name_parts(tokens: Iterable[Token], parts: Mapping[int, str]) -> None:
    unnamed = dict(parts)
    for token in tokens:
        if token.map and token.type in _BEGINNINGS and token.map[0] in unnamed:
            token.attrSet("data-part", unnamed.pop(token.map[0]))


def _dress(tokens: Iterable[Token]) -> None:
    for token in tokens:
        if token.type in _CLASSES:
            token.attrSet("class", _CLASSES[token.type])


def _framed(token: Token, section: str) -> Iterator[Token]:
    """Put what may be wider than the page in a frame that scrolls, with the keyboard too."""
    if token.type == "table_open":
        token.attrSet("class", "govuk-table")
        yield _raw(_WIDE_OPEN.format(name=_attribute(section)))
        yield token
    elif token.type == "table_close":
        yield token
        yield _raw("</div>\n")
    elif token.type in ("fence", "code_block"):
        yield _raw(_WIDE_OPEN.format(name=_attribute(section)))
        yield token
        yield _raw("</div>\n")
    else:
        yield token


def _raw(html: str) -> Token:
    from markdown_it.token import Token  # noqa: PLC0415 - slow to read in, and no page needs it to start

    return Token("html_block", "", 0, content=html)


def _attribute(words: str) -> str:
    return re.sub(r"[^\w ,.-]", "", words)
