"""The list of handovers: what other authorities handed over, what was handed to them, by whom and when."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import Response

from service.records.handover.listing import newest
from service.web.people import Asks
from service.web.room import Here
from service.web.screens.failures import ScreenRoute
from service.web.screens.frame import page

MOST_LISTED = 50

router = APIRouter(prefix="/handovers", include_in_schema=False, route_class=ScreenRoute)


@router.get("")
def handovers(request: Request, room: Here, asks: Asks, before: Annotated[str, Query(max_length=60)] = "") -> Response:
    """Return the newest handovers, or those before one of them."""
    found = newest(room.ledger, MOST_LISTED, asks.who, before=before or None)
    return page(
        request,
        "handovers.html",
        title="Handovers",
        handovers=found.handovers,
        more=found.handovers[-1].id if found.more else "",
        older=bool(before),
        signs=room.settings.handover_key is not None,
        trusts=room.settings.handover_trusted is not None,
    )
