"""What a request brought: its body, within limits and of a kind that is read, and the form its answer is wanted in."""

from __future__ import annotations

from collections.abc import Sequence

from starlette.requests import Request

from service.web.problems import Refusal

JSON = ("application/json",)
OLDER_YAML = ("application/x-yaml", "text/yaml", "text/x-yaml")  # other names of application/yaml: RFC 9512 section 2.1
YAML = ("application/yaml", *OLDER_YAML, "text/plain")


async def read_body(request: Request, kinds: Sequence[str], most: int) -> bytes:
    """Return the body. Raises Refusal when it is of another kind or longer than `most` bytes, read or declared."""
    _check_kind(request, kinds)
    declared = request.headers.get("content-length", "")
    if declared.isascii() and declared.isdigit() and int(declared[:18]) > most:
        raise _too_long(most)
    pieces, length = [], 0
    async for piece in request.stream():
        length += len(piece)
        if length > most:
            raise _too_long(most)
        pieces.append(piece)
    return b"".join(pieces)


def _check_kind(request: Request, kinds: Sequence[str]) -> None:
    kind, _, rest = request.headers.get("content-type", "").partition(";")
    charset = rest.lower().replace(" ", "").replace('"', "")
    compressed = request.headers.get("content-encoding", "identity").lower() != "identity"
    if kind.strip().lower() in kinds and charset in ("", "charset=utf-8") and not compressed:
        return
    sent = (
        f"it came as `{kind.strip()}`" if kind.strip().isprintable() and kind.strip() else "it does not say what it is"
    )
    what = "it is compressed" if compressed else sent
    raise Refusal(
        "wrong-content-type",
        f"The body has to be {kinds[0]} in UTF-8, not compressed, and {what}",
        headers={"Accept-Post": ", ".join(kinds)},
    )


def _too_long(most: int) -> Refusal:
    return Refusal("body-too-long", f"The body is longer than {most:,} bytes", headers={"Connection": "close"})


def wanted(request: Request, forms: Sequence[str]) -> str:
    """Return the form of the answer the request likes best, of those there are; the first when it likes all alike.

    Raises Refusal when it takes none of them.
    """
    ranges = list(_ranges(request.headers.get("accept", "") or "*/*"))
    likes = {form: _liking(form, ranges) for form in forms}
    best = max(forms, key=lambda form: likes[form])
    if likes[best] <= 0:
        raise Refusal("no-such-form", f"This comes as {', '.join(forms)}, and the request takes none of them")
    return best


def _ranges(accept: str) -> list[tuple[str, float]]:
    found = []
    for part in accept.split(",")[:50]:
        name, *parameters = (word.strip().lower() for word in part.split(";"))
        found.append(("application/yaml" if name in OLDER_YAML else name, _quality(parameters)))
    return found


def _quality(parameters: Sequence[str]) -> float:
    for parameter in parameters:
        if parameter.startswith("q="):
            number = parameter[2:]
            return min(float(number), 1.0) if number.replace(".", "", 1).isdecimal() else 0.0
    return 1.0


def _liking(form: str, ranges: Sequence[tuple[str, float]]) -> float:
    """Return how much a form is liked: what the closest range says of it (RFC 9110 section 12.5.1)."""
    family = form.partition("/")[0]
    for name in (form, f"{family}/*", "*/*"):
        for said, quality in ranges:
            if said == name:
                return quality
    return 0.0
