"""Pages for people: the API described, and a help page for every code a problem can have."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from fastapi.responses import Response
from markupsafe import Markup

from service.web.help import all_codes, help_page
from service.web.help_topics import TOPICS, look, topic
from service.web.openapi import problems
from service.web.pages import FORMS, as_markdown, page
from service.web.problems import Refusal
from service.web.requests import wanted
from service.web.room import Here
from service.web.screens import frame
from service.web.screens.markdown import as_html

PAGE: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "The page",
        "content": {"text/html": {"schema": {"type": "string"}}, "text/markdown": {"schema": {"type": "string"}}},
    }
}

MOST_FOUND = 50
HELP = """\
# Help

- [How decisions are made](/help/how-decisions-are-made): for triage workers, policy leads, auditors and families
- [How rules are written](/help/language): the language of the rulesets
- [Facts](/facts): everything that can be known in a case, with the question a person is asked
- [Steps](/steps): everything a rule may recommend, and the law or guidance it rests on
- [Problems](/problems): what each problem means, to look through
- [Rulesets](/rulesets): every version in plain English
- [The API](/docs): for other systems

## What a problem means and how to mend it
""".splitlines()

router = APIRouter(tags=["Help"], default_response_class=Response)


@router.get("/docs", summary="Read about the API", responses=PAGE | problems("no-such-form"))
def read_api(request: Request) -> Response:
    """Return the page that lists every address, what it takes and what it answers."""
    return page(request, "The API", "\n".join(_described(request.app.openapi())))


@router.get("/help", summary="List the help pages", responses=PAGE | problems("no-such-form"))
def list_help(
    request: Request,
    room: Here,
    q: Annotated[str, Query(max_length=100, description="Words to look for in all of the help")] = "",
) -> Response:
    """Return the page that lists all help, with what has the words looked for in it first."""
    lines = [f"- [`{code}`](/help/{code}): {title}" for code, title in sorted(all_codes().items())]
    found = look(room, q)
    listed = "\n".join([*HELP, "", *lines, ""])
    if wanted(request, FORMS) == "text/markdown":
        results = [f"- {each.kind}: [{each.title}]({each.address})" for each in found[:MOST_FOUND]]
        return as_markdown("\n".join([*results, "", listed]) if q else listed)
    words = Markup(as_html(listed))  # noqa: S704 - no HTML is taken from the text
    answer = frame.page(request, "help.html", title="Help", q=q, found=found, most=MOST_FOUND, words=words)
    answer.headers["Vary"] = "Accept, Accept-Encoding"
    return answer


@router.get("/help/{code}", summary="Read about a problem", responses=PAGE | problems("no-such-page", "no-such-form"))
def read_help(request: Request, room: Here, code: str) -> Response:
    """Return the help page about one code, or one of the guides."""
    found = help_page(code) or topic(room, code)
    if found is None:
        raise Refusal("no-such-page")
    return page(request, TOPICS.get(code, code), found)


def _described(described: Mapping[str, Any]) -> Iterator[str]:
    """Yield the API as lines of Markdown, under its headings."""
    info = described["info"]
    yield from (f"# {info['title']} {info['version']}", "", info["description"])
    yield "For machines: [`/openapi.json`](/openapi.json). What problems mean: [`/help`](/help)."
    heading = ""
    for path, methods in described["paths"].items():
        for method, operation in methods.items():
            tag = operation["tags"][0]
            if tag != heading:
                yield from ("", f"## {tag}")
            heading = tag
            yield from _operation(path, method, operation)


def _operation(path: str, method: str, operation: Mapping[str, Any]) -> Iterator[str]:
    yield from ("", f"### {operation['summary']}", "", f"`{method.upper()} {path}`", "", operation["description"], "")
    if "requestBody" in operation:
        yield f"It takes a body of {_kinds(operation['requestBody'])}."
    for parameter in operation.get("parameters", ()):
        if parameter["in"] == "query":
            yield f"- `?{parameter['name']}=` {parameter.get('description', '')}"
    yield from ("", "| status | answer | form |", "| --- | --- | --- |")
    for status, answer in sorted(operation["responses"].items()):
        yield f"| {status} | {answer['description']} | {_kinds(answer)} |"


def _kinds(part: Mapping[str, Any]) -> str:
    return ", ".join(f"`{kind}`" for kind in part.get("content", ()))
