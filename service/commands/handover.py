"""`threshold handover`: make keys, hand a case over as one signed file, take one in.

What these commands need is read in only when one of them runs: every other command would wait for it.
"""
# ruff: noqa: PLC0415

from __future__ import annotations

import getpass
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from service.commands.choosing import chosen
from service.commands.naming import bytes_of
from service.commands.terminal import FINE, MISTAKES, Mistaken, say, say_json

if TYPE_CHECKING:
    from service.web.room import Room

app = typer.Typer(no_args_is_help=True, rich_markup_mode=None, help="Hand cases over to other authorities.")


@app.command()
def keys(
    file: Annotated[Path, typer.Argument(help="Where the private key is to be; the public one is written beside it")],
    name: Annotated[str, typer.Option(help="What others are to call this authority")],
) -> int:
    """Make the key pair this authority signs with."""
    from service.records.errors import RecordsRefusal
    from service.records.handover.signing import make_keys, public_file

    try:
        made = make_keys(file, name)
    except RecordsRefusal as refusal:
        raise Mistaken(refusal.message, refusal.help) from None
    say(f"The private key is in {file}: set THRESHOLD_HANDOVER_KEY to it, and show it to nobody")
    say(f"The public key is in {public_file(file)}: give it to those you hand cases over to")
    say(f"Read its id out to them on the telephone: {made}")
    return FINE


@app.command()
def export(
    ref: Annotated[str, typer.Argument(metavar="REF", help="The reference of a household")],
    file: Annotated[Path, typer.Argument(help="The file to write")],
    *,
    child: Annotated[bool, typer.Option("--child", help="The reference is that of a child")] = False,
) -> int:
    """Write what is kept of a reference to one signed file."""
    from service.web.handing_over import hand_over

    with _room() as room:
        found = room.register.find("child" if child else "household", ref)
        if found is None:
            raise Mistaken("The register has nothing under this reference", "Check it; --child is for that of a child")
        made = hand_over(room, found.id, getpass.getuser())
    try:
        with file.open("xb") as out:
            out.write(made)
    except OSError as error:
        raise Mistaken(f"`{file}` cannot be written: {error.strerror}", "Name a file that is not there yet") from None
    say(f"The handover is in {file}")
    return FINE


@app.command("import")
def bring_in(
    file: Annotated[Path, typer.Argument(help="What `export` wrote")],
    *,
    as_json: Annotated[bool, typer.Option("--json", help="Say it as JSON, for a machine")] = False,
) -> int:
    """Check a handover, keep it, and say what is decided here beside what was decided there."""
    from service.records.handover.packet import LARGEST
    from service.web.handing_over import receive
    from service.web.handover_words import side_by_side
    from service.web.json_text import read_json
    from service.web.problems import Refusal

    data = bytes_of(file)
    if len(data) > LARGEST:
        raise Mistaken(f"`{file}` is longer than {LARGEST:,} bytes", "No handover is")
    try:
        body = read_json(data)
    except Refusal as refused:
        raise Mistaken(refused.detail, "Ask the sending authority for the file again") from None
    with _room() as room:
        came = receive(room, body, getpass.getuser())
    beside = side_by_side(came.theirs, came.ours)
    if as_json:
        say_json({"id": came.id, "sender": came.sender, "children": beside, "not_decided": came.not_decided})
        return MISTAKES if came.not_decided else FINE
    say(f"A handover by {came.sender}, unaltered. Its id here is {came.id}", "bold")
    for each in beside:
        say(f"Child {each['child']}: {each['says']}")
    for why in came.not_decided:
        say(f"Not decided here: {why}", "bold red")
    return MISTAKES if came.not_decided else FINE


@contextmanager
def _room() -> Iterator[Room]:
    from service.records.errors import RecordsRefusal
    from service.web.app import create_app

    try:
        room: Room = create_app(chosen()).state.room
        try:
            yield room
        finally:
            room.close()
    except RecordsRefusal as refusal:
        raise Mistaken(refusal.message, refusal.help) from None
