"""An answer as a person reads it: each child's steps with their reasons, what is worth asking, the rules behind it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from service.commands.terminal import say
from service.ruleset.model import Ruleset
from service.ruleset.wording import date_words

# The outcomes in the order they are shown in, and as people say them.
WORDS = {"met": "met", "undetermined": "not known", "not_met": "not met"}
COLOURS = {"met": "green", "not_met": "dim", "undetermined": "yellow"}

QUESTIONS = 8  # the most protective come first

Json = Mapping[str, Any]


def show(answer: Json, ruleset: Ruleset, *, every_rule: bool) -> None:
    """Write the whole answer; rules that are not met only when every rule is asked for."""
    on = date_words(date.fromisoformat(answer["as_of"]))
    say(f"{ruleset.title} ({ruleset.family} {ruleset.version}), as things stood on {on}")
    for child in answer["children"]:
        _show_child(child, ruleset, every_rule=every_rule)
    say()
    say(answer["caution"], "bold")


def _show_child(child: Json, ruleset: Ruleset, *, every_rule: bool) -> None:
    say()
    say(f"Child {child['ref']}: {_highest(child, ruleset)}", "bold")
    if "guidance" in child:
        say(f"  {child['guidance']}")
    for recommendation in child["recommendations"]:
        _show_recommendation(recommendation, ruleset)
    if child["questions"]:
        say("  Worth asking", "bold")
    asked = child["questions"][: None if every_rule else QUESTIONS]
    for question in asked:
        say(f"    {question['ask']}")
        say(f"        Could meet: {_titles(question['could_meet'], ruleset)}", "dim")
    _left_out(len(child["questions"]) - len(asked), "more questions")
    if child["near_misses"]:
        say("  Nearly met", "bold")
    for near in child["near_misses"]:
        say(f"    {_titles([near['rule']], ruleset)}: {near['says']}")
    _show_trace(child["trace"], every_rule=every_rule)


def _highest(child: Json, ruleset: Ruleset) -> str:
    highest = child["highest"]
    if highest is None:
        return "no threshold met"
    return f"{ruleset.steps.by_name[highest['step']].title} ({highest['strength']})"


def _show_recommendation(recommendation: Json, ruleset: Ruleset) -> None:
    due = recommendation.get("due")
    say(f"    {recommendation['strength']:<8} {recommendation['title']}{_due_words(due)}; {recommendation['owner']}")
    if recommendation["because"]:
        say(f"             Because: {_titles(recommendation['because'], ruleset)}", "dim")


def _due_words(due: Json | None) -> str:
    if not due:
        return ""
    on = due.get("on")
    return f", {due['says']}" + (f" ({date_words(date.fromisoformat(on))})" if on else "")


def _titles(rules: list[str], ruleset: Ruleset) -> str:
    return "; ".join(ruleset.rules[rule].title for rule in rules)


def _show_trace(trace: list[Json], *, every_rule: bool) -> None:
    shown = [rule for rule in trace if every_rule or rule["outcome"] != "not_met"]
    shown.sort(key=lambda rule: list(WORDS).index(rule["outcome"]))
    say("  Rules", "bold")
    for rule in shown:
        say(f"    {WORDS[rule['outcome']]:<10} {rule['title']}", COLOURS[rule["outcome"]])
        for line in _rule_lines(rule):
            say(f"               {line}")
    _left_out(len(trace) - len(shown), "rules are not met")


def _rule_lines(rule: Json) -> Iterator[str]:
    """Yield a rule's condition; that all its parts have to be so goes without saying."""
    when = rule["when"]
    for part in when["parts"] if when.get("block") == "all" else [when]:
        yield from _lines(part, 0)
    if "unless" in rule:
        yield "unless"
        yield from _lines(rule["unless"], 1)


def _left_out(count: int, what: str) -> None:
    if count > 0:
        say(f"    {count} {what}; --all shows them", "dim")


def _lines(node: Json, depth: int) -> Iterator[str]:
    """Yield a condition of the trace, its parts under it, each with what came of it."""
    indent = "  " * depth
    if "block" not in node:
        yield f"{indent}{WORDS[node['outcome']]}: {node['says']}"
        if "when" in node:
            yield from _lines(node["when"], depth + 1)
        return
    if node["block"] == "all" and len(node["parts"]) == 1:
        yield from _lines(node["parts"][0], depth)
        return
    yield f"{indent}{WORDS[node['outcome']]}: {node['block'].removesuffix(' of')} of these"
    for part in node["parts"]:
        yield from _lines(part, depth + 1)
