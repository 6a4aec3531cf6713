"""`threshold key`: make a key for a screen, list the keys, revoke one.

What these commands need is read in only when one of them runs: every other command would wait for it.
"""
# ruff: noqa: PLC0415

from __future__ import annotations

import getpass
from datetime import date, datetime, timedelta
from typing import Annotated

import typer

from service.commands.records import Database, opened
from service.commands.terminal import FINE, Mistaken, complain, say, say_json
from service.records.roles import Role
from service.ruleset.wording import date_words

A_YEAR = timedelta(days=365)
NEVER = "never"

app = typer.Typer(no_args_is_help=True, rich_markup_mode=None, help="Give out keys to screens, and take them back.")


@app.command()
def create(
    role: Annotated[list[Role], typer.Option(help="What it may do; may be repeated")],
    name: Annotated[str, typer.Option(help="Whose key it is: a screen, or a person")],
    expires: Annotated[
        str | None, typer.Option(help="The last day it can be used, like 2027-03-31, or `never`", show_default="a year")
    ] = None,
    database: Database = None,
) -> int:
    """Make a key and write it to standard output. It is shown this once, and only a hash of it is kept."""
    from service.records.keys import Keys
    from service.records.standings import day_of

    with opened(database) as ledger:
        key, text = Keys(ledger).make(name, role, _me(), _end(expires, day_of(ledger.clock())))
    until = f"until {key.expires_at}" if key.expires_at else "until it is revoked"
    complain(f"A key for {key.name}, role {' and '.join(sorted(key.roles))}, {until}. It is shown this once:")
    say(text)
    complain(f"Its screen sends `Authorization: Bearer …` with it. To revoke it: threshold key revoke {key.id}")
    return FINE


@app.command("list")
def list_keys(
    *,
    as_json: Annotated[bool, typer.Option("--json", help="Say it as JSON, for a machine")] = False,
    database: Database = None,
) -> int:
    """List every key, the newest first."""
    from service.records.keys import Keys

    with opened(database) as ledger:
        found, now = Keys(ledger).list(), ledger.clock()
    if as_json:
        names = ("id", "name", "made_at", "made_by", "expires_at", "last_used_on")
        listed = [{name: getattr(key, name) for name in names} for key in found]
        more = [{"roles": sorted(key.roles), "state": key.state(now)} for key in found]
        say_json([{**one, **rest} for one, rest in zip(listed, more, strict=True)])
        return FINE
    for key in found:
        used = f"last used on {date_words(date.fromisoformat(key.last_used_on))}" if key.last_used_on else "never used"
        end = f", until {key.expires_at}" if key.expires_at and key.state(now) == "in use" else ""
        say(f"{key.id}  {key.state(now)}{end}  {' and '.join(sorted(key.roles))}  {key.name}  ({used})")
    if not found:
        complain("There are no keys. `threshold key create` makes one")
    return FINE


@app.command()
def revoke(key: Annotated[str, typer.Argument(help="The id of the key")], database: Database = None) -> int:
    """Revoke a key for good. Running services stop answering it within seconds."""
    from service.records.keys import Keys

    with opened(database) as ledger:
        revoked = Keys(ledger).revoke(key, _me())
    say(f"The key {revoked.id} ({revoked.name}) is revoked")
    return FINE


def _end(said: str | None, today: date) -> datetime | None:
    from service.records.standings import end_of

    if said == NEVER:
        return None
    try:
        return end_of(date.fromisoformat(said) if said else today + A_YEAR)
    except (ValueError, OverflowError):
        raise Mistaken(f"`{said}` is not a day", "Write it like 2027-03-31, or `never`") from None


def _me() -> str:
    return f"{getpass.getuser()} (command line)"
