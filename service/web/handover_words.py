"""A handover in plain words, for whoever opens the file without this service."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from service.ruleset.wording import date_words

Json = Mapping[str, Any]
CAUTION = "Decision support: a qualified practitioner decides."


def in_words(parts: Json, sender: str, on: date) -> str:
    """Return a handover as Markdown."""
    return "\n".join(_lines(parts, sender, on)) + "\n"


def _lines(parts: Json, sender: str, on: date) -> Iterator[str]:
    register = parts["register.json"]
    yield from (
        f"# Handover of {_one_line(register['reference']['ref'])}",
        "",
        f"Made by {_one_line(sender)} on {date_words(on)}.",
        "",
    )
    yield from ("## Still open", "")
    steps = parts["open-steps.json"]
    yield from (f"- Child {_one_line(each['child'])}: {_step(each)}" for each in steps)
    yield from ([] if steps else ["Nothing that was recommended is without an outcome."])
    for view in (register["reference"], *register["children"]):
        yield from ("", f"## What is kept of {view['of']} {_one_line(view['ref'])}", "")
        yield from _kept(view)
    for each in parts["decisions.json"]:
        yield from _decision(each)
    yield from ("", CAUTION)


def _kept(view: Json) -> Iterator[str]:
    for each in view["kept"]:
        said = each["says"]
        words = ", ".join(f"{name} {value}" for name, value in said.items()) if isinstance(said, dict) else str(said)
        standing = "" if each["standing"] == "kept" else f" ({each['standing'].replace('_', ' ')})"
        since = date_words(date.fromisoformat(each["known_on"]))
        yield f"- `{each['name']}`: {_one_line(words)}, known there since {since}{standing}"
    for name, day in view["in_full"].items():
        yield f"- `{name}` is in full from {date_words(date.fromisoformat(day))}"
    if not view["kept"]:
        yield "Nothing."


def _decision(each: Json) -> Iterator[str]:
    answer = each["answer"]
    named = answer["ruleset"]
    yield from ("", f"## Decided for {date_words(date.fromisoformat(answer['as_of']))}", "")
    yield f"By {named['family']} {named['version']} ({named['digest']}). {_one_line(answer['summary'])}"
    for outcome in each["outcomes"]:
        step = f", {outcome['step']}" if outcome["step"] else ""
        yield f"- Child {_one_line(outcome['child'])}: {outcome['decision']}{step}"


def _step(each: Json) -> str:
    due = f", due {date_words(date.fromisoformat(each['due']))}" if each["due"] else ""
    return f"{each['title']} ({each['strength']}){due}"


def _one_line(text: object) -> str:
    return " ".join(str(text).split())


def side_by_side(theirs: Json | None, ours: Json | None) -> list[dict[str, Any]]:
    """Return for each child what the one recommends and the other, and in a sentence where they differ."""
    one, other = _children(theirs), _children(ours)
    rows = []
    for ref in dict.fromkeys([*one, *other]):
        there, here = one.get(ref), other.get(ref)
        rows.append({"child": ref, "theirs": there, "ours": here, "says": _differ(there, here)})
    return rows


def _children(answer: Json | None) -> dict[str, list[dict[str, str]]]:
    if answer is None:
        return {}
    return {
        child["ref"]: [
            {"step": each["step"], "title": each["title"], "strength": each["strength"]}
            for each in child["recommendations"]
            if not each.get("below_threshold")
        ]
        for child in answer["children"]
    }


def _differ(there: Sequence[Json] | None, here: Sequence[Json] | None) -> str:
    if there is None or here is None:
        return "Only decided there: look at it by hand" if here is None else "Only decided here"
    theirs, ours = ({(each["step"], each["strength"]): each["title"] for each in side} for side in (there, here))
    only_there = [f"{title} ({key[1]})" for key, title in theirs.items() if key not in ours]
    only_here = [f"{title} ({key[1]})" for key, title in ours.items() if key not in theirs]
    said = [
        f"{words}: {', '.join(found)}"
        for words, found in (("Only there", only_there), ("Only here", only_here))
        if found
    ]
    return ". ".join(said) or "Both recommend the same"
