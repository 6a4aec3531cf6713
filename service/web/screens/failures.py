"""A refused request as a page: what is wrong and how to mend it, in the words the API uses."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from typing import Any
from urllib.parse import urlencode

from fastapi import Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import RedirectResponse, Response
from fastapi.routing import APIRoute

from service.web.problems import Refusal
from service.web.query import wrong_query
from service.web.screens.frame import page


def failure(request: Request, refusal: Refusal) -> Response:
    """Return the page that says why a request was refused, and leave the code for the log and the metrics."""
    request.state.refused = refusal.code
    answer = page(
        request,
        "failure.html",
        title=refusal.kind.title,
        status=refusal.kind.status,
        refusal=refusal,
        request_id=request.state.id,
    )
    answer.headers.update(refusal.headers)
    return answer


def answer_to(request: Request, refusal: Refusal) -> Response:
    """Return a page for a person who asked for one, and a problem document for everything else."""
    wants_a_page = "text/html" in request.headers.get("accept", "") and not request.url.path.startswith("/v1/")
    return failure(request, refusal) if wants_a_page else refusal.response(request)


class ScreenRoute(APIRoute):
    """A route for people: whatever it refuses, it refuses with a page."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """Return the route's handler, with refusals turned into pages."""
        answer = super().get_route_handler()

        async def handler(request: Request) -> Response:
            try:
                return await answer(request)
            except Refusal as refusal:
                if refusal.code == "not-signed-in" and request.method == "GET":
                    request.state.refused = refusal.code
                    return RedirectResponse(f"/sign-in?{urlencode({'to': request.url.path})}", 303)
                return failure(request, refusal)
            except RequestValidationError as error:
                return failure(request, wrong_query(error))

        return handler
