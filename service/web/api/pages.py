"""Pages for people: the API described, and a help page for every code a problem can have."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import Response

from service.web.help import all_codes, help_page
from service.web.openapi import problems
from service.web.pages import page
from service.web.problems import Refusal

PAGE: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "The page",
        "content": {"text/html": {"schema": {"type": "string"}}, "text/markdown": {"schema": {"type": "string"}}},
    }
}

HELP = """\
# Help

- [Facts](/facts): everything that can be known in a case, with the question a person is asked
- [Steps](/steps): everything a rule may recommend, and the law or guidance it rests on
- [Problems](/problems): what each problem means, to look through
- [Rulesets](/rulesets): every version in plain English
- [The API](/docs): for other systems

## What a problem means and how to mend it
""".splitlines()

router = APIRouter(tags=["Help"], default_response_class=Response)


@router.get("/docs", summary="Read about the API", responses=PAGE | problems("no-such-form"))
def docs(request: Request) -> Response:
    """Return the page that lists every address, what it takes and what it answers."""
    return page(request, "The API", "\n".join(_described(request.app.openapi())))


@router.get("/help", summary="List the help pages", responses=PAGE | problems("no-such-form"))
def index(request: Request) -> Response:
    """Return the page that lists every code with a help page."""
    lines = [f"- [`{code}`](/help/{code}): {title}" for code, title in sorted(all_codes().items())]
    return page(request, "Help", "\n".join([*HELP, "", *lines, ""]))


@router.get("/help/{code}", summary="Read about a problem", responses=PAGE | problems("no-such-page", "no-such-form"))
def about(request: Request, code: str) -> Response:
    """Return the help page about one code."""
    found = help_page(code)
    if found is None:
        raise Refusal("no-such-page")
    return page(request, code, found)


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
