"""What commands say. Colour and bold on a terminal; the same words without them anywhere else."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TextIO

import orjson
from rich.cells import cell_len
from rich.console import Console
from rich.padding import Padding
from rich.text import Text

FINE, MISTAKES, OUR_FAULT, STOPPED = 0, 1, 2, 130
WIDEST_BAR, SHORTEST_BAR = 40, 4
BESIDE_THE_BAR = 16  # how far it is in a hundred, the time left, and the spaces between


class Mistaken(Exception):  # noqa: N818 - the mistake is in what was given
    """Something given to a command cannot be used. Carries the sentence, and the line that mends it."""

    def __init__(self, message: str, help_line: str = "") -> None:
        super().__init__(message)
        self.message, self.help = message, help_line


def say(text: str = "", style: str = "") -> None:
    """Write a line to standard output."""
    _write(sys.stdout, text, style)


def say_in_words(text: str, style: str = "") -> None:
    """Write a sentence to standard output: on a terminal, broken between words and set in as its first line is."""
    words = text.lstrip(" ")
    if words and sys.stdout.isatty():
        whole = Padding(Text(_harmless(words), style), (0, 0, 0, len(text) - len(words)), expand=False)
        Console(file=sys.stdout, highlight=False).print(whole)
    else:
        say(text, style)


def say_json(value: object) -> None:
    """Write a value as JSON to standard output, for a machine."""
    sys.stdout.write(orjson.dumps(value, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE).decode())


def complain(text: str, style: str = "") -> None:
    """Write a line to standard error."""
    _write(sys.stderr, text, style)


@contextmanager
def progress_bar(what: str) -> Iterator[Callable[[int, int], None]]:
    """Show how far it is, on standard error, where somebody is looking. Told how much is done, and of how much."""
    from rich import progress  # noqa: PLC0415 - slow to read in, and few commands need it

    console = Console(file=sys.stderr)
    room = console.width - cell_len(what) - BESIDE_THE_BAR
    columns = (
        progress.TextColumn(what, markup=False),
        progress.BarColumn(max(SHORTEST_BAR, min(WIDEST_BAR, room))),
        progress.TaskProgressColumn(),
        progress.TimeRemainingColumn(compact=True),
    )
    seen = sys.stderr.isatty()
    with progress.Progress(*columns, console=console, transient=True, disable=not seen) as bar:
        task = bar.add_task(what, total=None)
        yield lambda done, total: bar.update(task, completed=done, total=total)


@contextmanager
def spinner(what: str) -> Iterator[Callable[[str], None]]:
    """Show what is being looked at, on standard error, where somebody is looking. Told what comes next."""
    console = Console(file=sys.stderr)

    def line(words: str) -> Text:
        shown = Text(f"{words} …")
        shown.truncate(max(1, console.width - 3), overflow="ellipsis")
        return shown

    with console.status(line(what)) as status:
        yield lambda words: status.update(line(words))


def _harmless(text: str) -> str:
    """Return a text in which nothing can move the cursor or change a colour: it may come from a file of anyone's."""
    return "".join(character if character.isprintable() or character == "\n" else "\ufffd" for character in text)


def _write(file: TextIO, text: str, style: str) -> None:
    """Write a line as it is, however long: it may have to be copied whole."""
    Console(file=file, highlight=False, soft_wrap=True).print(Text(_harmless(text), style))
