"""What stands in the way of deciding today. Asking also makes the engines ready, so the first case need not wait."""

from __future__ import annotations

from service.decision.errors import CouldNotDecide
from service.ruleset.library import NoRuleset
from service.web.room import Room

MOST_SHOWN = 20


def what_is_missing(room: Room) -> list[str]:
    """Return, in sentences, what has to be mended before today's cases can be decided. A proposal never has to be."""
    in_the_way: list[str] = []
    in_force = 0
    for family in sorted({*room.library.families, *room.library.unusable}):
        try:
            room.engines.decider(room.library.find(family, None, room.today()))
            in_force += 1
        except NoRuleset as absent:
            in_the_way += [absent.message] if absent.code == "ruleset-has-mistakes" else []
        except CouldNotDecide as stopped:
            in_the_way.append(str(stopped))
    if not in_force and not in_the_way:
        in_the_way.append("No ruleset is in force today")
    differing = list(room.current.differing)
    return room.ledger.missing() + differing + (in_the_way + _found(room) if in_the_way else [])


def _found(room: Room) -> list[str]:
    """Return the mistakes found in the folder of rulesets, as lines."""
    found = [f"{each.path}:{each.span.line}: {each.message}" for each in room.library.problems]
    more = len(found) - MOST_SHOWN
    return found[:MOST_SHOWN] + ([f"and {more} more; `threshold check` shows them all"] if more > 0 else [])
