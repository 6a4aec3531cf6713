"""A refused request, as RFC 9457 `application/problem+json`: what is wrong, where, and how to mend it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from http import HTTPStatus
from typing import Any

import orjson
from starlette.requests import Request
from starlette.responses import Response

from service.records.errors import RecordsRefusal
from service.records.texts import Unusable
from service.ruleset.problems import Problem
from service.web.kinds import KINDS

PROBLEM_TYPE = "application/problem+json"


@dataclass(frozen=True, slots=True)
class Mistake:
    """One thing to mend. `pointer` is a JSON pointer into the body, or `?name` for part of the query."""

    pointer: str
    code: str
    message: str
    help: str = ""


class Refusal(Exception):  # noqa: N818 - a refusal is an answer, not a mistake of ours
    """Raised anywhere in a request to refuse it. `code` is one of KINDS; `detail` says more than its title does."""

    def __init__(
        self,
        code: str,
        detail: str = "",
        errors: Sequence[Mistake] = (),
        *,
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(code)
        self.code = code
        self.kind = KINDS[code]
        self.detail = detail or self.kind.title
        self.errors = errors
        self.headers = dict(headers or {})

    @classmethod
    def of(cls, mistakes: Sequence[Mistake]) -> Refusal:
        """Return the refusal of a case that has these mistakes in it."""
        count = len(mistakes)
        detail = mistakes[0].message if count == 1 else f"{count} things in the case have to be mended"
        return cls("case-has-mistakes", detail, mistakes)

    @classmethod
    def by_records(cls, refused: RecordsRefusal, *, mend: bool = False) -> Refusal:
        """Return the refusal of something asked of the records. What has a pointer is a mistake in an outcome.

        `mend` has it say how to mend it too, for a page that shows nothing else.
        """
        if isinstance(refused, Unusable):
            return cls(refused.code, refused.message, [_in_text(each) for each in refused.problems])
        if refused.pointer and refused.code not in KINDS:
            mistake = Mistake(refused.pointer, refused.code, refused.message, refused.help)
            return cls("outcome-has-mistakes", refused.message, [mistake])
        if refused.pointer and refused.code == "key-has-mistakes":
            return cls(refused.code, refused.message, [Mistake(refused.pointer, "wrong-value", refused.message)])
        again = {"Retry-After": "2"} if KINDS[refused.code].status == HTTPStatus.SERVICE_UNAVAILABLE else {}
        said = ". ".join(filter(None, (refused.message, refused.help if mend else "")))
        return cls(refused.code, said, headers=again)

    def response(self, request: Request) -> Response:
        """Return the problem document, and leave its code for the log and the metrics of the request."""
        request.state.refused = self.code
        body: dict[str, Any] = {
            "type": f"{request.app.state.room.settings.public_address}/help/{self.code}",
            "title": self.kind.title,
            "status": self.kind.status,
            "detail": self.detail,
            "code": self.code,
            "errors": [asdict(mistake) for mistake in self.errors],
            "request_id": request.state.id,
        }
        return Response(orjson.dumps(body), self.kind.status, self.headers, PROBLEM_TYPE)


def _in_text(problem: Problem) -> Mistake:
    """Return a mistake in the text of a ruleset, with its line."""
    return Mistake("/text", problem.code, f"Line {problem.span.line}: {problem.message}", problem.help)
