"""`threshold watch`: look at every open case as of today, once, and send what notices are due."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from service.commands.choosing import chosen
from service.commands.terminal import FINE, OUR_FAULT, Mistaken, complain, say, say_json

if TYPE_CHECKING:
    from service.web.room import Room


def watch(*, as_json: Annotated[bool, typer.Option("--json", help="Say it as JSON, for a machine")] = False) -> int:
    """Decide every open case again as of today, record what is new, and send what notices are due."""
    from service.records.errors import RecordsRefusal  # noqa: PLC0415 - slow to read in
    from service.web.app import create_app  # noqa: PLC0415 - the same
    from service.web.watching import look, notify  # noqa: PLC0415 - the same

    try:
        room = create_app(chosen()).state.room
        try:
            _check_family(room)
            looked, sent = look(room), notify(room)
        finally:
            room.close()
    except RecordsRefusal as refusal:
        raise Mistaken(refusal.message, refusal.help) from None
    if as_json:
        say_json({"looked": looked, "sent": sent})
    else:
        say(f"{looked.cases:,} open cases, {looked.findings:,} new findings; {sent.received:,} notices received")
        if sent.put_off:
            say(f"{sent.put_off:,} notices were not received, and will be sent again")
    if looked.unwatched:
        complain(f"{looked.unwatched:,} references are registered and open, and nothing was ever decided about them")
        complain(
            "Time passes there unseen. Decide a case filled in from each, close it, or set THRESHOLD_WATCH_RULESET to "
            "the rules they are to be watched by"
        )
    if looked.undecided:
        complain(f"{looked.undecided:,} cases could not be decided: look at each, and decide it by hand")
        return OUR_FAULT
    return FINE


def _check_family(room: Room) -> None:
    """Raise Mistaken when the setting names rules that are not there."""
    family = room.settings.watch_ruleset
    if family and family not in room.library.families:
        raise Mistaken(
            f"THRESHOLD_WATCH_RULESET names `{family}`, and there is no such ruleset",
            f"The families are {', '.join(sorted(room.library.families))}",
        )
