"""The first page: what there is to do here."""

from __future__ import annotations

from fastapi import APIRouter, Request
from fastapi.responses import Response

from service.web.api.ruleset_lists import list_rulesets
from service.web.room import Here
from service.web.screens.failures import ScreenRoute
from service.web.screens.frame import page

router = APIRouter(include_in_schema=False, route_class=ScreenRoute)


@router.get("/")
def home(request: Request, room: Here) -> Response:
    """Return the first page."""
    in_force = [
        (family.family, version)
        for family in list_rulesets(room.current.snapshot, room.today()).rulesets
        for version in family.versions
        if version.state == "in force"
    ]
    return page(request, "home.html", title="Start", in_force=in_force)
