"""Styles and scripts, as `make assets` built them: each named by a hash of what is in it, so that it never changes.

Without a build the pages still work, as plain pages.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

import orjson
from fastapi import APIRouter, Request
from fastapi.responses import FileResponse, Response

from service.web.problems import Refusal

FOLDER = Path(__file__).parents[1] / "static"
ADDRESS = "/assets"
TYPES = {"css": "text/css; charset=utf-8", "js": "text/javascript; charset=utf-8", "svg": "image/svg+xml"}
COMPONENT = "threshold-advice.js"
FOR_AN_HOUR = "public, max-age=3600"
FOR_A_YEAR = "public, max-age=31536000, immutable"
ENCODINGS = {"br": "br", "gzip": "gz"}  # best first

router = APIRouter(include_in_schema=False)


@cache
def built() -> dict[str, str]:
    """Return the file that each asset was built into; nothing when there has been no build."""
    manifest = FOLDER / "manifest.json"
    found: dict[str, str] = orjson.loads(manifest.read_bytes()) if manifest.is_file() else {}
    return found


def address(name: str) -> str:
    """Return the address of an asset, or nothing when it has not been built."""
    return f"{ADDRESS}/{built()[name]}" if name in built() else ""


@router.get(ADDRESS + "/{file}")
def asset(request: Request, file: str) -> Response:
    """Return one asset, compressed when the browser takes it so. A browser may keep it for good."""
    return _file(request, file, FOR_A_YEAR)


@router.get("/embed/threshold-advice.js")
def component(request: Request) -> Response:
    """Return the element that other screens show advice with, at an address that stays the same."""
    return _file(request, built().get(COMPONENT, ""), FOR_AN_HOUR)


def _file(request: Request, file: str, kept: str) -> Response:
    if file not in built().values():
        raise Refusal("nothing-here")
    taken = {part.partition(";")[0].strip() for part in request.headers.get("accept-encoding", "").split(",")}
    encoding = next((each for each in ENCODINGS if each in taken), "")
    headers = {"Cache-Control": kept, "Vary": "Accept-Encoding"}
    if encoding:
        headers["Content-Encoding"] = encoding
    path = FOLDER / (f"{file}.{ENCODINGS[encoding]}" if encoding else file)
    return FileResponse(path, headers=headers, media_type=TYPES[file.rpartition(".")[2]])
