"""What a form posted, by name. A half-filled form travels in itself: nothing of it is held between requests.

Names say where in the case an answer belongs: `household/contact/kind`, `children/0/child/date_of_birth/day`. How many
children or rows there are is posted beside them, as `children/count`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from urllib.parse import parse_qsl

from starlette.datastructures import UploadFile
from starlette.exceptions import HTTPException
from starlette.formparsers import MultiPartException
from starlette.requests import Request

from service.web.problems import Refusal
from service.web.requests import read_body
from service.web.room import Room
from service.web.session_cookie import PROOF, proves, session_of

FORM = ("application/x-www-form-urlencoded",)
MOST_FIELDS = 10_000
MOST_ROWS = 100
MOST_FILES = 20


class Form:
    """The answers of one form. Changing one gives a new form."""

    def __init__(self, said: Mapping[str, Iterable[str]]) -> None:
        self.said = {name: list(values) for name, values in said.items()}

    def one(self, name: str) -> str:
        """Return the last answer under a name, without the space around it; nothing when there is none."""
        return self.said[name][-1].strip() if self.said.get(name) else ""

    def all(self, name: str) -> list[str]:
        """Return every answer under a name."""
        return self.said.get(name, [])

    def count(self, prefix: str) -> int:
        """Return how many rows there are under a prefix."""
        number = self.one(f"{prefix}/count")
        return min(int(number[:4]), MOST_ROWS) if number.isascii() and number.isdigit() else 0

    def with_answers(self, answers: Mapping[str, str | list[str]]) -> Form:
        """Return the form with these answers in place of those under the same names."""
        new = {name: [value] if isinstance(value, str) else value for name, value in answers.items()}
        return Form({**self.said, **new})

    def with_row(self, prefix: str) -> Form:
        """Return the form with one more row under the prefix."""
        return self.with_answers({f"{prefix}/count": str(min(self.count(prefix) + 1, MOST_ROWS))})

    def without_row(self, prefix: str, row: int) -> Form:
        """Return the form without one row under the prefix; the rows after it move up."""
        count = self.count(prefix)
        if not 0 <= row < count:
            return self
        kept = {name: values for name, values in self.said.items() if _row(name, prefix) is None}
        for name, values in self.said.items():
            at = _row(name, prefix)
            if at is not None and at != row:
                kept[_moved(name, prefix, at - (at > row))] = values
        return Form(kept).with_answers({f"{prefix}/count": str(count - 1)})

    def carried(self, shown: Iterable[str]) -> list[tuple[str, str]]:
        """Return everything a page does not show, to be carried in hidden fields."""
        seen = set(shown)
        return [(name, value) for name, values in self.said.items() if name not in seen for value in values]


def _row(name: str, prefix: str) -> int | None:
    """Return the row that a name belongs to under a prefix."""
    if not name.startswith(f"{prefix}/"):
        return None
    number = name[len(prefix) + 1 :].partition("/")[0]
    return int(number) if number.isascii() and number.isdigit() and len(number) <= len(str(MOST_ROWS)) else None


def _moved(name: str, prefix: str, row: int) -> str:
    return f"{prefix}/{row}/{name[len(prefix) + 1 :].partition('/')[2]}"


async def read_form(request: Request, room: Room) -> Form:
    """Return the form in the body. Raises Refusal when it is no form, is too long, or was not made here."""
    _refuse_other_sites(request)
    body = await read_body(request, FORM, room.settings.max_body)
    try:
        pairs = parse_qsl(
            body.decode("ascii"), keep_blank_values=True, errors="strict", max_num_fields=MOST_FIELDS, separator="&"
        )
    except ValueError:
        raise Refusal("not-a-form") from None
    said: dict[str, list[str]] = {}
    for name, value in pairs:
        said.setdefault(name, []).append(value)
    _refuse_without_proof(request, said.pop(PROOF, [""])[-1])
    return Form(said)


def _refuse_without_proof(request: Request, proof: str) -> None:
    """Raise Refusal when somebody is signed in and the form was not made for their session."""
    session = session_of(request)
    if request.state.person.by == "session" and not (session and proves(session, proof)):
        raise Refusal("form-too-old")


def _refuse_other_sites(request: Request) -> None:
    """Raise Refusal when a page of another site sent the form: only our own pages may speak for a person."""
    if request.headers.get("sec-fetch-site", "same-origin") not in ("same-origin", "none"):
        raise Refusal("from-another-site")


async def read_upload(request: Request, room: Room) -> tuple[Form, list[UploadFile]]:
    """Return the answers and the files of a form that brings files. Raises Refusal as `read_form` does."""
    _refuse_other_sites(request)
    declared = request.headers.get("content-length", "")
    if not request.headers.get("content-type", "").startswith("multipart/form-data") or not declared.isdigit():
        raise Refusal("not-a-form")
    if int(declared[:18]) > room.settings.history_max:
        message = f"The files are longer than {room.settings.history_max:,} bytes together"
        raise Refusal("body-too-long", message, headers={"Connection": "close"})
    try:
        sent = await request.form(max_files=MOST_FILES, max_fields=MOST_ROWS)
    except (HTTPException, MultiPartException):
        raise Refusal("not-a-form") from None
    said: dict[str, list[str]] = {}
    files: list[UploadFile] = []
    for name, value in sent.multi_items():
        if isinstance(value, str):
            said.setdefault(name, []).append(value)
        elif value.filename:
            files.append(value)
    _refuse_without_proof(request, said.pop(PROOF, [""])[-1])
    return Form(said), files
