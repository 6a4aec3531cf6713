"""The pages of the policy desk, filled in: a version and what it changes, its text, its numbers, the end of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from secrets import token_urlsafe

from fastapi import Request
from fastapi.responses import Response

from service.assurance.differences import Change, differences
from service.records.proposals import Happening, Proposal
from service.records.texts import Unusable
from service.records.versions import KeptVersion, Stage
from service.ruleset.model import Ruleset
from service.ruleset.problems import Findings, Severity
from service.ruleset.yaml_nodes import Entries, Entry, Node, Words, read_nodes, spoken
from service.web.api.proposal_shapes import listed, why_not
from service.web.people import DISCUSSING, POLICY
from service.web.person import Person
from service.web.problems import Mistake, Refusal
from service.web.proposal_studies import offered, shown
from service.web.room import Room
from service.web.screens.editor import look, reading
from service.web.screens.form import Form
from service.web.screens.frame import page
from service.web.taking_over import taken_over

NUMBER = "number/"
SAYS = {
    "drafted": "began this draft",
    "edited": "edited it",
    "proposed": "proposed it",
    "commented": "said",
    "approved": "approved it",
    "rejected": "sent it back",
    "withdrawn": "took it back",
    "seeded": "took it from the folder of rulesets",
    "read again": "read it with another vocabulary or other steps",
    "retired": "retired it",
    "attached": "attached an impact study",
}


@dataclass(frozen=True, slots=True)
class Against:
    """What a version says differently from the one it takes over from, and when that is in force."""

    version: str
    says: str
    changes: Sequence[Change]


def new(request: Request, asks: Person, form: Form, refusal: Refusal | None = None) -> Response:
    """Return the page to begin a draft on."""
    return _page(request, "proposal_new.html", "Begin a draft", asks, form, refusal)


def about(  # noqa: PLR0913, PLR0917 - what the page shows
    request: Request,
    room: Room,
    asks: Person,
    there: Proposal,
    form: Form | None = None,
    refusal: Refusal | None = None,
    doing: str = "",
) -> Response:
    """Return the page about one version."""
    version = there.version
    ruleset, found = look(room, there.text, version.family, version.version)
    errors = sum(not each.is_warning for each in found)
    return _page(
        request,
        "proposal.html",
        _title(there, ruleset),
        asks,
        form or Form({}),
        refusal,
        proposal=there,
        version=version,
        shown=listed(version, room),
        ruleset=ruleset,
        errors=errors,
        against=_against(room, ruleset),
        studies=shown(room, there),
        offered=offered(room, asks, there) if POLICY.is_met_by(asks) else [],
        why_not=why_not(version, asks.who),
        is_by=version.is_by(asks.who),
        discusses=DISCUSSING.is_met_by(asks),
        happened=[(SAYS[each.act], each) for each in there.happenings],
        comments=_by_rule(there.comments, ruleset),
        day=_day_parts(ruleset, room.today()),
        doing=doing,
    )


def editor(  # noqa: PLR0913 - what the page shows
    request: Request,
    room: Room,
    asks: Person,
    there: Proposal,
    form: Form,
    refusal: Refusal | None = None,
    *,
    checked: bool = False,
) -> Response:
    """Return the page with the text to edit, what was found in it, and its reading beside it."""
    text = form.said.get("text", [there.text])[-1].replace("\r\n", "\n")
    ruleset, found = look(room, text, there.version.family, there.version.name)
    errors = [each for each in found if not each.is_warning] if checked or refusal else []
    return _page(
        request,
        "proposal_edit.html",
        f"Edit {there.version.name}",
        asks,
        form,
        refusal,
        style_nonce=token_urlsafe(16),
        wrong=bool(errors),
        proposal=there,
        version=there.version,
        text=text,
        checked=checked,
        found=found,
        errors=errors,
        warnings=[each for each in found if each.is_warning],
        reading=reading(ruleset),
    )


def numbers(request: Request, asks: Person, there: Proposal, form: Form, refusal: Refusal | None = None) -> Response:
    """Return the page with each number of a version in a box."""
    mends = {_named(each): each.message for each in refusal.errors} if refusal else {}
    listed = parameters(there)
    return _page(
        request,
        "proposal_numbers.html",
        f"Change numbers in {there.version.name}",
        asks,
        form,
        refusal,
        proposal=there,
        version=there.version,
        numbers=[
            (name, form.one(NUMBER + name) or value, title, mends.get(name, ""))
            for name, (value, title) in listed.items()
        ],
        boxes={
            f"/parameters/{name}": (f"number-{at}", name) for at, name in enumerate(listed, start=1) if name in mends
        },
    )


def retire(
    request: Request, room: Room, asks: Person, version: KeptVersion, form: Form, refusal: Refusal | None = None
) -> Response:
    """Return the page to retire a version on."""
    title = f"Retire {version.family} {version.version}"
    shown = listed(version, room)
    return _page(request, "proposal_retire.html", title, asks, form, refusal, version=version, shown=shown)


def parameters(there: Proposal) -> Mapping[str, tuple[str, str]]:
    """Return the value and title of each parameter in a text, also in one with mistakes in it."""
    top = read_nodes(there.text.encode(), Findings())
    found: dict[str, tuple[str, str]] = {}
    for entry in _entries(top, "parameters"):
        if isinstance(entry.value, Entries):
            said = {each.key.text: each.value.text for each in entry.value.entries if isinstance(each.value, Words)}
            found[entry.key.text] = said.get("value", ""), said.get("title", "")
    return found


def check_numbers(room: Room, there: Proposal, text: str, values: Mapping[str, str]) -> None:
    """Refuse numbers that put a mistake into a text that had none. Raises Refusal, with the number to mend."""
    family, name = there.version.family, there.version.name
    before, _ = room.publication.words.read(there.text.encode(), family, name)
    now, found = room.publication.words.read(text.encode(), family, name)
    if before is None or now is not None:
        return
    errors = [each for each in found if each.severity is Severity.ERROR]
    refused = Unusable(errors)
    only = next(iter(values)) if len(values) == 1 else ""
    mistakes = [Mistake(f"/parameters/{only}", each.code, each.message, each.help) for each in errors]
    raise Refusal("text-has-mistakes", refused.problems[0].message, mistakes)


def _entries(top: Node | None, name: str) -> Sequence[Entry]:
    entries = top.entries if isinstance(top, Entries) else ()
    inside = next((each.value for each in entries if spoken(each.key.text) == name), None)
    return inside.entries if isinstance(inside, Entries) else ()


def _named(mistake: Mistake) -> str:
    return mistake.pointer.removeprefix("/parameters/").replace("~1", "/").replace("~0", "~")


def _title(there: Proposal, ruleset: Ruleset | None) -> str:
    called = there.version.version
    return f"{ruleset.title}: {called}" if ruleset else f"{there.version.family}: {called}"


def _against(room: Room, ruleset: Ruleset | None) -> Against | None:
    """Return what a version changes against the one it takes over from; None when there is none."""
    before = taken_over(room, ruleset) if ruleset else None
    if ruleset is None or before is None:
        return None
    return Against(before.ruleset.version, before.says, list(differences(before.ruleset, ruleset)))


def _by_rule(comments: Sequence[Happening], ruleset: Ruleset | None) -> list[tuple[str, Sequence[Happening]]]:
    """Return what was said, first about the whole, then rule by rule, under the title of the rule."""
    titles = {name: rule.title for name, rule in ruleset.rules.items()} if ruleset else {}
    rules = dict.fromkeys(each.rule or "" for each in sorted(comments, key=lambda each: each.rule or ""))
    return [
        (titles.get(rule, rule), [each for each in comments if (each.rule or "") == rule]) for rule in rules
    ]  # fmt: skip


def _day_parts(ruleset: Ruleset | None, today: date) -> Mapping[str, str]:
    """Return the day in the text, to be typed over; nothing when it has passed, as that of the version copied has."""
    start = ruleset.in_force.start if ruleset and ruleset.in_force else None
    if start is None or start < today:
        return {"day": "", "month": "", "year": ""}
    return {"day": str(start.day), "month": str(start.month), "year": str(start.year)}


def _page(  # noqa: PLR0913 - what every page of the desk shows
    request: Request,
    template: str,
    title: str,
    asks: Person,
    form: Form,
    refusal: Refusal | None,
    *,
    wrong: bool = False,
    style_nonce: str = "",
    **values: object,
) -> Response:
    status = refusal.kind.status if refusal else 422 if wrong else 200
    return page(
        request,
        template,
        title=title,
        status=status,
        wrong=wrong or refusal is not None,
        style_nonce=style_nonce,
        asks=asks,
        form=form,
        refusal=refusal,
        stages=Stage,
        **values,
    )
