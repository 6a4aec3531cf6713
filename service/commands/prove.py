"""`threshold prove`: the guarantees of a ruleset, proven for every case or refuted by one, and what else was found."""

from __future__ import annotations

import time
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Annotated

import orjson
import typer

from service.commands.naming import Rulesets, find, today, versions_at
from service.commands.terminal import FINE, MISTAKES, Mistaken, say, say_in_words, say_json, spinner
from service.ruleset.model import Ruleset

if TYPE_CHECKING:
    from service.assurance.proof import Example, Proof, Report

COLOURS = {"proven": "green", "refuted": "bold red", "not_settled": "bold yellow"}
IN_PASSING = "dim"
ALL_PROVEN = "Everything that was asked for is proven, for every case on every day from 1900 to 2100"


def prove(
    ruleset: Annotated[str, typer.Argument(help="FAMILY, FAMILY:VERSION or the path of a file")],
    *,
    rulesets: Rulesets = None,
    seconds: Annotated[float, typer.Option(help="Most seconds to spend on one question")] = 20.0,
    on: Annotated[str, typer.Option(help="Day the examples are for, like 2026-11-23", show_default="today")] = "",
    as_json: Annotated[bool, typer.Option("--json", help="Say it as JSON")] = False,
) -> int:
    """Prove the guarantees of a ruleset for every case, or show the smallest case that breaks each."""
    day = day_of(on)
    report = _prove(find(ruleset, versions_at(rulesets), day), day, seconds, quiet=as_json)
    if as_json:
        say_json(report.as_json())
    else:
        _say_bounds(report)
    return FINE if report.sound else MISTAKES


def day_of(said: str) -> date:
    """Return the day that was said, or today. Raises Mistaken."""
    try:
        return date.fromisoformat(said) if said else today()
    except ValueError:
        raise Mistaken(f"`{said}` is not a day", "Write year, month and day, like `2026-11-23`") from None


def _prove(ruleset: Ruleset, day: date, seconds: float, *, quiet: bool) -> Report:
    from service.assurance.prove import Prover  # noqa: PLC0415 - slow to read in, and few commands need it
    from service.assurance.solver.search import Limits  # noqa: PLC0415 - the same

    if not quiet:
        say_in_words(f"{ruleset.title} ({ruleset.family} {ruleset.version})", "bold")
    proofs: list[Proof] = []
    with Prover(ruleset, day, Limits(question=seconds)) as prover:
        tasks = list(prover.tasks())
        for number, (title, task) in enumerate(tasks, start=1):
            started = time.monotonic()
            with spinner(f"{number} of {len(tasks)}: {title}"):
                proof = task()
            proofs.append(replace(proof, seconds=time.monotonic() - started))
            if not quiet:
                _say_heading(proofs)
                _say_proof(proofs[-1])
        return prover.report(tuple(proofs))


def _say_heading(proofs: list[Proof]) -> None:
    """Begin a new part where what is asked for ends and what is looked into besides begins."""
    asked = [proof.asked for proof in proofs]
    if len(proofs) == 1 or asked[-2] != asked[-1]:
        say()
        say("Guarantees" if asked[-1] else "Looked into besides", "bold")


def _say_proof(proof: Proof) -> None:
    colour = COLOURS[proof.standing.value] if proof.stops or proof.standing.value == "proven" else IN_PASSING
    say_in_words(f"  {proof.words}: {proof.title} ({proof.seconds:.1f} s)", colour)
    if proof.why:
        say_in_words(f"      {proof.why}")
    for finding in proof.findings:
        say_in_words(f"      {finding.says}")
        for shown in finding.examples if proof.stops else ():
            _say_example(shown)


def _say_example(shown: Example) -> None:
    say("      As a case:")
    say(f"        {orjson.dumps(shown.case).decode()}")
    if shown.scenario:
        say("      As a scenario:")
        for line in shown.scenario.splitlines():
            say(f"      {line}")


def _say_bounds(report: Report) -> None:
    stops = sum(proof.stops for proof in report.proofs)
    say()
    for bound in report.bounds:
        say_in_words(bound, "yellow")
    if report.sound:
        say_in_words(
            "Everything that was asked for is proven, for every case on every day from 1900 to 2100", "bold green"
        )
    else:
        say(f"{stops} of {len(report.proofs)} could not be proven", "bold red")
