"""The register as JSON: what is sent, read strictly, and what comes back."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any

from pydantic import BaseModel

from service.decision.case_problems import Refusals, shown
from service.decision.case_values import NotTaken, read_date, read_text
from service.records.register.acting import Wish
from service.records.register.acts import Act, Of
from service.records.register.keeping import View
from service.ruleset.problems import suggest
from service.web.problems import Mistake, Refusal

MOST_ENTRIES = 200
WHO = ("household", "child")
_WORDS: dict[str, Any] = {"type": "string", "minLength": 1, "maxLength": 1000, "pattern": r"\S"}
_DAY: dict[str, Any] = {"type": ["string", "null"], "format": "date"}
_FIELDS: dict[str, dict[str, Any]] = {
    "says": {"description": "In the form a case says it: groups of facts, and lists that hold what is new"},
    "since": {**_DAY, "description": "The day the facts are so from; the day they became known, when not said"},
    "known_on": {**_DAY, "description": "The day it became known here; today, when not said"},
    "entries": {"type": "array", "items": _WORDS, "minItems": 1, "maxItems": MOST_ENTRIES, "description": "Ids"},
    "to": {
        "type": "object",
        "minProperties": 1,
        "maxProperties": 1,
        "additionalProperties": False,
        "properties": dict.fromkeys(WHO, _WORDS),
        "description": "The other reference, in the caller's own word",
    },
    "undoes": {**_WORDS, "description": "The id of an act in the history of the reference"},
    "why": {**_WORDS, "description": "Why it is done"},
}
# What each act takes, and what of that it needs.
ACTS: Mapping[str, tuple[Sequence[str], Sequence[str]]] = {
    "add": (("says", "since", "known_on", "why"), ("says",)),
    "correct": (("entries", "says", "since", "why"), ("entries", "says", "why")),
    "withdraw": (("entries", "why"), ("entries", "why")),
    "strike": (("entries", "why"), ("entries", "why")),
    "move": (("entries", "to", "why"), ("entries", "to", "why")),
    "split": (("entries", "to", "why"), ("entries", "to", "why")),
    "merge": (("to", "why"), ("to", "why")),
    "close": (("why",), ("why",)),
    "reopen": (("why",), ("why",)),
    "undo": (("undoes", "why"), ("undoes", "why")),
}


def _act_shape(act: str) -> dict[str, Any]:
    takes, needs = ACTS[act]
    says = {"says": {**_FIELDS["says"], "type": "object"}} if act == "add" else {}
    maybe = {"why": {**_FIELDS["why"], "type": ["string", "null"]}} if "why" not in needs else {}
    return {
        "type": "object",
        "title": act,
        "required": ["act", *needs],
        "additionalProperties": False,
        "properties": {"act": {"const": act}, **{name: _FIELDS[name] for name in takes}, **says, **maybe},
    }


_ADD = _act_shape("add")
ACT: dict[str, Any] = {"oneOf": [_act_shape(act) for act in ACTS]}
ACT_EXAMPLE = {"act": "withdraw", "entries": ["…"], "why": "The referrer withdrew it"}
ADDED: dict[str, Any] = {
    **{name: value for name, value in _ADD.items() if name != "title"},
    "required": ["says"],
    "properties": {
        **dict.fromkeys(WHO, _WORDS),
        **{name: shape for name, shape in _ADD["properties"].items() if name != "act"},
    },
    "oneOf": [{"required": [who]} for who in WHO],
}
ADDED_EXAMPLE = {"household": "H-1", "says": {"moves": [{"date": "2026-05-01", "to_area": "Camden"}]}}
FOUND: dict[str, Any] = {**_FIELDS["to"], "description": "A reference, in the caller's own word"}


class ReferenceShape(BaseModel):
    """Whom the register knows."""

    id: str
    of: str
    ref: str


class EntryShape(BaseModel):
    """One event or fact that is kept; `before` is what it said before each correction."""

    id: str
    name: str
    says: Any
    since: str | None
    known_on: str
    recorded_on: str
    standing: str
    before: list[Any]
    came_from: str | None


class ReferenceKept(BaseModel):
    """What is kept under a reference, and those merged into it. `in_full` says from when lists are in full."""

    reference: ReferenceShape
    merged_from: list[ReferenceShape]
    closed: bool
    purged: bool
    in_full: dict[str, str]
    kept: list[EntryShape]

    @classmethod
    def of(cls, view: View) -> ReferenceKept:
        """Return a reference as JSON."""
        names = [name for name in EntryShape.model_fields if name != "before"]
        return cls(
            reference=ReferenceShape(**view.reference.said()),
            merged_from=[ReferenceShape(**each.said()) for each in view.merged_from],
            closed=view.closed,
            purged=view.purged,
            in_full=dict(view.in_full),
            kept=[
                EntryShape(before=list(each.before), **{name: getattr(each, name) for name in names})
                for each in view.kept
            ],
        )


class ActShape(BaseModel):
    """One thing that was done, by whom and why. `undone` says that it no longer stands."""

    id: str
    act: str
    who: str
    why: str
    recorded_at: str
    known_on: str
    about: ReferenceShape
    to: ReferenceShape | None
    entries: list[str]
    undoes: str | None
    undone: bool = False

    @classmethod
    def of(cls, act: Act, *, undone: bool = False) -> ActShape:
        """Return an act as JSON."""
        return cls(
            id=act.id,
            act=act.what,
            who=act.who,
            why=act.why,
            recorded_at=act.recorded_at,
            known_on=act.known_on,
            about=ReferenceShape(**act.about.said()),
            to=ReferenceShape(**act.to.said()) if act.to else None,
            entries=[*act.entries, *(each["id"] for each in act.added)],
            undoes=act.undoes,
            undone=undone,
        )


class History(BaseModel):
    """Everything that was done about a reference, oldest first, and what that had to do with others."""

    acts: list[ActShape]


# --- what is sent -------------------------------------------------------------------------------------------------


def read_found(body: object) -> tuple[Of, str]:
    """Return the reference somebody looks for. Raises Refusal."""
    refusals = Refusals()
    found = _who(body, "", refusals)
    _refuse(refusals)
    assert found  # noqa: S101 - or it was refused
    return found


def read_added(body: object) -> tuple[Of, str, Wish]:
    """Return whose reference is added to, and what. Raises Refusal."""
    said = _group(body)
    refusals = Refusals()
    who = _who({name: said[name] for name in said if name in WHO}, "", refusals)
    wish = _wish({"act": "add", **{name: said[name] for name in said if name not in WHO}}, refusals)
    _refuse(refusals)
    assert who  # noqa: S101 - or it was refused
    return (*who, wish)


def read_act(body: object) -> Wish:
    """Return what somebody wants done. Raises Refusal."""
    refusals = Refusals()
    wish = _wish(_group(body), refusals)
    _refuse(refusals)
    return wish


def _group(body: object) -> dict[str, Any]:
    if not isinstance(body, dict):
        message = "What is done to the register is a group of named values"
        raise mistaken([Mistake("", "wrong-value", message, "Start it with `{`")])
    return body


def _wish(said: Mapping[str, Any], refusals: Refusals) -> Wish:
    act = said.get("act")
    if not isinstance(act, str) or act not in ACTS:
        help_line = suggest(act[:80], ACTS) if isinstance(act, str) else ""
        refusals.add(("act",), "wrong-value", "`act` says what is done", help_line or f"One of {', '.join(ACTS)}")
        return Wish("")
    takes, needs = ACTS[act]
    for name in said:
        if name not in ("act", *takes):
            message = f"`{act}` takes nothing called `{shown(name)}`"
            refusals.add((), "unknown-key", message, refusals.hint(name, takes))
    for name in needs:
        if said.get(name) is None:
            refusals.add((), "missing", f"`{act}` needs `{name}`", f'Add `"{name}": …`')
    found = {name: read(said[name], name, refusals) for name, read in _READ.items() if said.get(name) is not None}
    if act == "add" and said.get("says") is not None and not isinstance(said["says"], dict):
        refusals.add(("says",), "wrong-value", "`says` is made of groups of facts and lists of events", "")
    return Wish(act, says=said.get("says"), **{name: value for name, value in found.items() if value is not None})


def _day(sent: object, name: str, refusals: Refusals) -> date | None:
    try:
        return read_date(f"`{name}`", sent)
    except NotTaken as problem:
        refusals.add((name,), problem.code, problem.message, problem.help)
        return None


def _text(sent: object, name: str, refusals: Refusals) -> str | None:
    try:
        return read_text(f"`{name}`", sent)
    except NotTaken as problem:
        refusals.add((name,), problem.code, problem.message, problem.help)
        return None


def _ids(sent: object, name: str, refusals: Refusals) -> list[str] | None:
    fine = isinstance(sent, list) and 0 < len(sent) <= MOST_ENTRIES and all(isinstance(each, str) for each in sent)
    if not fine or not isinstance(sent, list) or len(set(sent)) < len(sent):
        message = f"`{name}` is a list of 1 to {MOST_ENTRIES} ids, each once"
        refusals.add((name,), "wrong-value", message, "Use the ids of what is kept under the reference")
        return None
    return sent


def _other(sent: object, name: str, refusals: Refusals) -> tuple[Of, str] | None:
    return _who(sent, name, refusals)


_READ: Mapping[str, Callable[[object, str, Refusals], Any]] = {
    "since": _day,
    "known_on": _day,
    "why": _text,
    "undoes": _text,
    "entries": _ids,
    "to": _other,
}


def _who(sent: object, place: str, refusals: Refusals) -> tuple[Of, str] | None:
    path = (place,) if place else ()
    if not isinstance(sent, dict) or len(sent) != 1 or not set(sent) <= set(WHO):
        message = "A reference is either that of a `household` or that of a `child`"
        refusals.add(path, "wrong-value", message, 'Write it like `{"household": "H-1"}`')
        return None
    ((of, ref),) = sent.items()
    try:
        return of, read_text("The reference", ref)
    except NotTaken as problem:
        refusals.add((*path, of), problem.code, problem.message, problem.help)
        return None


def _refuse(refusals: Refusals) -> None:
    if refusals.problems:
        raise mistaken([Mistake(each.pointer, each.code, each.message, each.help) for each in refusals.problems])


def mistaken(mistakes: Sequence[Mistake]) -> Refusal:
    """Return the refusal of something sent to the register with these mistakes in it."""
    detail = mistakes[0].message if len(mistakes) == 1 else f"{len(mistakes)} things have to be mended"
    return Refusal("register-has-mistakes", detail, mistakes)
