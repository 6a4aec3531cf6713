"""What every page has around it: its head, its header and footer, its safe headers, and the words templates share."""

from __future__ import annotations

import gzip
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial
from pathlib import Path
from typing import Any

from fastapi.responses import Response
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape
from starlette.requests import Request

from service.ruleset.wording import date_words, either
from service.web.people import may_open
from service.web.person import STRANGER, Person
from service.web.room import LONDON, Room
from service.web.screens import assets
from service.web.screens.markdown import as_html
from service.web.session_cookie import session_of, with_proof

TEMPLATES = Path(__file__).parents[1] / "templates"
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'{nonce}; img-src 'self'; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
WORTH_COMPRESSING = 1000


@dataclass(frozen=True, slots=True)
class Place:
    """One entry of the navigation."""

    address: str
    name: str
    also: tuple[str, ...] = ()

    def holds(self, path: str) -> bool:
        """Whether a page is at this place."""
        return any(path == start or path.startswith(f"{start}/") for start in (self.address, *self.also))


PLACES = (
    Place("/triage", "Triage"),
    Place("/decisions", "Decisions", also=("/handovers",)),
    Place("/watch", "Watch"),
    Place("/rulesets", "Rulesets", also=("/proposals",)),
    Place("/scenarios", "Scenarios"),
    Place("/impact", "Impact"),
    Place("/check", "Check a ruleset"),
    Place("/help", "Help", also=("/facts", "/steps", "/problems", "/docs")),
)


def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals.update(asset=assets.address, places=PLACES, either=either)
    environment.filters.update(
        day=day_words,
        moment=moment_words,
        capital=capital,
        markdown=_markdown,
        coded=coded,
        sentence=sentence,
        name_of_file=name_of_file,
    )
    return environment


def _markdown(text: str) -> Markup:
    return Markup(as_html(text))  # noqa: S704 - no HTML is taken from the text


def day_words(day: str | date) -> str:
    """Return a day as people write it, from a date or from a day as JSON has it."""
    return date_words(date.fromisoformat(day) if isinstance(day, str) else day)


def moment_words(moment: str | datetime) -> str:
    """Return a moment as people in London write it."""
    there = (datetime.fromisoformat(moment) if isinstance(moment, str) else moment).astimezone(LONDON)
    return f"{date_words(there.date())} at {there:%H:%M}"


def coded(text: str) -> Markup:
    """Return a message with what an author wrote, which stands between backticks, set apart."""
    quoted = re.sub(r"`([^`]*)`", r'<span class="app-code">\1</span>', str(escape(text)))
    return Markup(quoted)  # noqa: S704 - all of it was escaped


def sentence(text: str) -> str:
    """Return a message as a sentence among others."""
    return text if not text or text[-1] in ".?!" else f"{text}."


def name_of_file(path: str) -> str:
    """Return the last part of a path: where the file is on the machine is nobody's business."""
    return path.rpartition("/")[2]


def capital(text: str) -> str:
    """Return words with a capital first letter, the rest as they were."""
    return text[:1].upper() + text[1:]


_ENVIRONMENT = _environment()


def page(
    request: Request,
    template: str,
    *,
    title: str,
    status: int = 200,
    wrong: bool = False,
    style_nonce: str = "",
    **values: Any,  # noqa: ANN401 - whatever the template shows
) -> Response:
    """Return a whole page. `wrong` says that something on it has to be mended, and its title says so first."""
    person = person_shown(request)
    shown = {
        "title": f"Error: {title}" if wrong else title,
        "settings": _room(request).settings,
        "path": request.url.path,
        "person": person,
        "may": partial(may_open, person),
        "style_nonce": style_nonce,
        **values,
    }
    policy = POLICY.format(nonce=f" 'nonce-{style_nonce}'" if style_nonce else "")
    return _html(request, render(template, shown), status, {"Content-Security-Policy": policy})


def fragment(request: Request, template: str, **values: Any) -> Response:  # noqa: ANN401
    """Return part of a page, for a script to put in its place."""
    return _html(request, render(template, values), 200, {})


def render(template: str, values: Mapping[str, Any]) -> str:
    """Return a template filled in."""
    return _ENVIRONMENT.get_template(template).render(values)


def _html(request: Request, text: str, status: int, headers: Mapping[str, str]) -> Response:
    session = session_of(request)
    if session and person_shown(request).by == "session":
        text = with_proof(text, session)
    body, said = text.encode(), {**headers, "Vary": "Accept-Encoding"}
    if len(body) > WORTH_COMPRESSING and "gzip" in request.headers.get("accept-encoding", ""):
        body, said["Content-Encoding"] = gzip.compress(body, 5), "gzip"
    return Response(body, status, said, "text/html")


def person_shown(request: Request) -> Person:
    """Return the person a page is shown to; a stranger where nobody has been recognised."""
    person: Person = getattr(request.state, "person", STRANGER)
    return person


def _room(request: Request) -> Room:
    room: Room = request.app.state.room
    return room
