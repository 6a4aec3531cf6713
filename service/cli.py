"""The command line: `threshold` and a command, each in a file of its own; `threshold --help` lists them.

Exits with 0 when all is well, 1 for mistakes in what was given, and 2 when the fault is ours.
"""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Sequence
from importlib.metadata import version as version_of

import typer
from typer.exceptions import TyperException

from service.commands.check import check
from service.commands.compare import compare
from service.commands.coverage import coverage
from service.commands.decide import decide
from service.commands.handover import app as handover
from service.commands.impact import app as impact
from service.commands.key import app as key
from service.commands.mutate import mutate
from service.commands.prove import prove
from service.commands.reading import help_about, read
from service.commands.records import app as records
from service.commands.rulesets import app as rulesets
from service.commands.scenarios import scenarios
from service.commands.serve import serve
from service.commands.steps import steps
from service.commands.terminal import FINE, MISTAKES, OUR_FAULT, Mistaken, complain, say
from service.commands.watch import watch
from service.telemetry import places

app = typer.Typer(
    add_completion=False,
    no_args_is_help=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    help="Decision support for the safeguarding front door.",
)
for command, name in (
    (serve, "serve"),
    (decide, "decide"),
    (check, "check"),
    (read, "read"),
    (scenarios, "scenarios"),
    (steps, "steps"),
    (coverage, "coverage"),
    (mutate, "mutate"),
    (prove, "prove"),
    (compare, "compare"),
    (watch, "watch"),
    (help_about, "help"),
):
    app.command(name)(command)
app.add_typer(impact, name="impact")
app.add_typer(records, name="records")
app.add_typer(rulesets, name="rulesets")
app.add_typer(key, name="key")
app.add_typer(handover, name="handover")

# What the library says of a command line, and how we say it.
USAGE = (
    (r"No such option: (?P<what>\S+)", "There is no option `{what}`"),
    (r"No such command '(?P<what>.*?)'", "There is no command `{what}`"),
    (r"Missing \w+ '(?P<what>.*?)'", "`{what}` is missing"),
    (r"Invalid value for '(?P<what>.*?)'", "What is given for `{what}` cannot be used"),
    (r"Option '(?P<what>.*?)' requires", "`{what}` needs a value after it"),
    (r"Got unexpected extra argument\S* \((?P<what>.*)\)", "`{what}` is more than this command takes"),
)


@app.command()
def version() -> int:
    """Say which version this is."""
    say(f"threshold {version_of('threshold')}")
    return FINE


def main() -> None:
    """Run the command line that was given."""
    sys.exit(run(sys.argv[1:]))


def run(arguments: Sequence[str]) -> int:
    """Run a command line and return what to exit with. Never raises."""
    try:
        return app(args=list(arguments) or ["--help"], prog_name="threshold", standalone_mode=False) or FINE
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
        return FINE
    except Exception as error:  # noqa: BLE001 - whatever happened, it is said in one way and exits with 2
        _own_up(error)
        return OUR_FAULT


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
    for place in places(error)[-3:]:
        complain(f"  {place}")
    complain(f"  {type(error).__name__}. Send these lines to the people who look after Threshold")
