"""`threshold decide`: the steps recommended for one case, with the rules behind them. Nothing is kept."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated, Any

import typer

from service.commands.answer import show
from service.commands.naming import Rulesets, bytes_of, find, today, versions_at
from service.commands.terminal import FINE, MISTAKES, OUR_FAULT, Mistaken, complain, say_json
from service.decision.case import Case, CaseRefused, read_case
from service.decision.decide import Decider
from service.decision.errors import CouldNotDecide, EnginesDisagree
from service.decision.inference import Inference
from service.ruleset.library import Library
from service.ruleset.model import Ruleset
from service.web.json_text import read_json
from service.web.problems import Refusal


def decide(
    case: Annotated[
        str, typer.Argument(metavar="CASE", help="File holding the body of POST /v1/decisions; - reads it from here")
    ],
    *,
    ruleset: Annotated[
        str,
        typer.Option(
            help="FAMILY, FAMILY:VERSION or the path of a file, instead of the case's own", show_default=False
        ),
    ] = "",
    rulesets: Rulesets = None,
    every_rule: Annotated[bool, typer.Option("--all", help="Show the rules that are not met as well")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Give the answer as JSON")] = False,
) -> int:
    """Decide on every child of a case, and say why."""
    library = versions_at(rulesets)
    try:
        body = read_json(sys.stdin.buffer.read() if case == "-" else bytes_of(Path(case)))
        read, rules = _case_and_rules(body, library, ruleset)
        answer = Decider(rules, Inference(rules)).decide(read)
    except Refusal as refused:
        return _refuse(refused.detail, refused.errors)
    except CaseRefused as refused:
        return _refuse("The case has something in it that cannot be used", refused.problems)
    except (EnginesDisagree, CouldNotDecide) as stopped:
        complain(f"{stopped}. Decide by the written procedures", "bold red")
        return OUR_FAULT
    if as_json:
        say_json(answer)
    else:
        show(answer, rules, every_rule=every_rule)
    return FINE


def _case_and_rules(body: Any, library: Library, named: str) -> tuple[Case, Ruleset]:  # noqa: ANN401 - any JSON
    """Return the case, and the ruleset named on the command line or else in the case."""
    if isinstance(body, dict) and body.get("register") is not None:
        message = "The command line keeps no register, so it cannot fill this case in from one"
        raise Mistaken(message, "Take `register` out, or send the case to the service: POST /v1/decisions/preview")
    if named and isinstance(body, dict):
        body = {**body, "ruleset": body.get("ruleset") or "named"}
    case = read_case(body, library.vocabulary, today())
    asked = f"{case.family}:{case.version}" if case.version else case.family
    return case, find(named or asked, library, case.as_of)


def _refuse(detail: str, mistakes: Any) -> int:  # noqa: ANN401
    complain(detail, "bold red")
    for each in mistakes:
        complain(f"  {each.pointer or 'the whole case'}: {each.message}   {each.code}")
        if each.help:
            complain(f"      {each.help}")
    return MISTAKES
