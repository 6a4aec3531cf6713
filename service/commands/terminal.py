"""What commands say. Colour and bold on a terminal; the same words without them anywhere else."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TextIO

import orjson
from rich.console import Console
from rich.text import Text

FINE, MISTAKES, OUR_FAULT = 0, 1, 2


class Mistaken(Exception):  # noqa: N818 - the mistake is in what was given
    """Something given to a command cannot be used. Carries the sentence, and the line that mends it."""

    def __init__(self, message: str, help_line: str = "") -> None:
        super().__init__(message)
        self.message, self.help = message, help_line


def say(text: str = "", style: str = "") -> None:
    """Write a line to standard output."""
    _write(sys.stdout, text, style)


def say_json(value: object) -> None:
    """Write a value as JSON to standard output, for a machine."""
    sys.stdout.write(orjson.dumps(value, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE).decode())


def complain(text: str, style: str = "") -> None:
    """Write a line to standard error."""
    _write(sys.stderr, text, style)


@contextmanager
def progress_bar(what: str) -> Iterator[Callable[[int, int], None]]:
    """Show how far it is, on standard error, where somebody is looking. Told how much is done, and of how much."""
    from rich.progress import Progress  # noqa: PLC0415 - slow to read in, and few commands need it

    with Progress(console=Console(file=sys.stderr), transient=True, disable=not sys.stderr.isatty()) as bar:
        task = bar.add_task(what, total=None)
        yield lambda done, total: bar.update(task, completed=done, total=total)


def _write(file: TextIO, text: str, style: str) -> None:
    """Write a line. Nothing in the text can move the cursor or change a colour: it may come from a file of anyone's."""
    shown = "".join(character if character.isprintable() or character == "\n" else "\ufffd" for character in text)
    Console(file=file, highlight=False, soft_wrap=True).print(Text(shown, style))
