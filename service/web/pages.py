"""Pages of words: made from Markdown, and given as Markdown to whoever asks for that."""

from __future__ import annotations

from fastapi.responses import Response
from markupsafe import Markup
from starlette.requests import Request

from service.web.requests import wanted
from service.web.screens import frame
from service.web.screens.markdown import as_html

FORMS = ("text/html", "text/markdown")


def page(request: Request, title: str, markdown: str) -> Response:
    """Return the page as HTML, or as the Markdown it is made from, by `Accept`."""
    if wanted(request, FORMS) == "text/markdown":
        return as_markdown(markdown)
    words = Markup(as_html(markdown, title=True))  # noqa: S704 - no HTML is taken from the text
    answer = frame.page(request, "words.html", title=title, words=words)
    answer.headers["Vary"] = "Accept, Accept-Encoding"
    return answer


def as_markdown(text: str) -> Response:
    """Return a page of words as the Markdown it is made from."""
    return Response(text, media_type="text/markdown", headers={"Vary": "Accept"})
