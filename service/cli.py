"""The command line: `threshold` and a command, each in a file of its own; `threshold --help` lists them.

Exits with 0 when all is well, 1 for mistakes in what was given, 2 when the fault is ours, and 130 when stopped by
Ctrl-C.
"""

from __future__ import annotations

import gc
import os
import re
import sys
from collections.abc import Sequence
from importlib import import_module
from importlib.metadata import version as version_of
from typing import Any

import typer
from typer.exceptions import TyperException

from service.commands.terminal import FINE, MISTAKES, OUR_FAULT, STOPPED, Mistaken, complain, say

# Each command, and where it is. Only that of the one that is asked for is read in: all of them together take seconds.
COMMANDS = {
    "serve": "serve:serve",
    "decide": "decide:decide",
    "check": "check:check",
    "read": "reading:read",
    "scenarios": "scenarios:scenarios",
    "steps": "steps:steps",
    "coverage": "coverage:coverage",
    "mutate": "mutate:mutate",
    "prove": "prove:prove",
    "compare": "compare:compare",
    "watch": "watch:watch",
    "help": "reading:help_about",
}
GROUPS = {"impact": "impact:app", "records": "records:app", "rulesets": "rulesets:app"}
GROUPS |= {"key": "key:app", "handover": "handover:app"}

# What the library says of a command line, and how we say it.
USAGE = (
    (r"No such option: (?P<what>\S+)", "There is no option `{what}`"),
    (r"No such command '(?P<what>.*?)'", "There is no command `{what}`"),
    (r"Missing \w+ '(?P<what>.*?)'", "`{what}` is missing"),
    (r"Invalid value for '(?P<what>.*?)'", "What is given for `{what}` cannot be used"),
    (r"Option '(?P<what>.*?)' requires", "`{what}` needs a value after it"),
    (r"Got unexpected extra argument\S* \((?P<what>.*)\)", "`{what}` is more than this command takes"),
)


def version() -> int:
    """Say which version this is."""
    say(f"threshold {version_of('threshold')}")
    return FINE


def app_with(names: Sequence[str]) -> typer.Typer:
    """Return the command line with the commands of these names; with all of them unless each is one."""
    known = {*COMMANDS, *GROUPS, "version"}
    app = typer.Typer(
        add_completion=False,
        no_args_is_help=False,
        rich_markup_mode=None,
        pretty_exceptions_enable=False,
        help="Decision support for the safeguarding front door.",
        callback=lambda: None,  # or a lone command would be run without its name
    )
    wanted = set(names) if names and known.issuperset(names) else known
    for name in (*COMMANDS, *GROUPS):
        if name in wanted and name in COMMANDS:
            app.command(name)(_read_in(COMMANDS[name]))
        elif name in wanted:
            app.add_typer(_read_in(GROUPS[name]), name=name)
    app.command()(version)
    return app


def _read_in(place: str) -> Any:  # noqa: ANN401 - a command or a group of them
    """Return what stands at a place of `service.commands`. Rubbish is not looked for meanwhile: there is none yet."""
    module, _, name = place.partition(":")
    gc.disable()
    try:
        return getattr(import_module(f"service.commands.{module}"), name)
    finally:
        gc.enable()


def main() -> None:
    """Run the command line that was given."""
    sys.exit(run(sys.argv[1:]))


def run(arguments: Sequence[str]) -> int:
    """Run a command line and return what to exit with. Never raises."""
    try:
        app = app_with(arguments[:1])
        code = app(args=list(arguments) or ["--help"], prog_name="threshold", standalone_mode=False) or FINE
        return _stopped() if code == STOPPED else int(code)
    except Mistaken as mistaken:
        complain(mistaken.message, "bold red")
        complain(mistaken.help)
        return MISTAKES
    except TyperException as misused:
        complain(usage_words(str(misused.format_message())), "bold red")
        complain("`threshold --help` lists the commands, and `threshold COMMAND --help` says what one takes")
        return MISTAKES
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return FINE
    except (KeyboardInterrupt, typer.Abort):
        return _stopped()
    except Exception as error:  # noqa: BLE001 - whatever happened, it is said in one way and exits with 2
        _own_up(error)
        return OUR_FAULT


def _stopped() -> int:
    """Say that somebody stopped the command, and return what a shell takes that for."""
    complain("Stopped before it was done", "yellow")
    return STOPPED


def usage_words(said: str) -> str:
    """Return in our words what is wrong with a command line.

    >>> usage_words("No such option: --jsn (Possible options: --json)")
    'There is no option `--jsn`'
    """
    for pattern, sentence in USAGE:
        found = re.match(pattern, said)
        if found:
            return sentence.format(what=found["what"])
    return "This command line cannot be used"


def _own_up(error: Exception) -> None:
    """Say that the fault is ours, and where. The words of the error are left out: they may hold facts of a case."""
    complain("Something went wrong on our side; nothing given to the command is to blame", "bold red")
    from service.telemetry import places  # noqa: PLC0415 - slow to read in, and only wanted here

    for place in places(error)[-3:]:
        complain(f"  {place}")
    complain(f"  {type(error).__name__}. Send these lines to the people who look after Threshold")
