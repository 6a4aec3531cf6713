"""The pages of triage: what each shows of the form, and what it carries along unseen."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from fastapi import Request
from fastapi.responses import Response

from service.decision.case import MOST_CHILDREN
from service.ruleset.wording import either
from service.web.api.ruleset_lists import list_rulesets
from service.web.room import Room
from service.web.screens import sections
from service.web.screens.advice import held, shown
from service.web.screens.answers import AS_OF, KEEP, REFERENCE, REGISTER, RULES, ToMend, field_id
from service.web.screens.asking import Asking
from service.web.screens.form import Form
from service.web.screens.frame import page
from service.web.screens.known import Known
from service.web.screens.questions import Asked, asked, mends_by_place
from service.web.screens.sections import CHILDREN, CONCERNS, HOUSEHOLD, child_name
from service.web.screens.typed import PARTS

FIRST_QUESTIONS = 5


@dataclass(frozen=True, slots=True)
class Child:
    """One child as a page shows it."""

    number: int
    name: str
    asked: Sequence[Asked]

    @property
    def base(self) -> str:
        """Where the child's answers go in the form."""
        return f"{CHILDREN}/{self.number}"


@dataclass(frozen=True, slots=True)
class Rules:
    """Rules that a case may be decided by."""

    value: str
    words: str


@dataclass(frozen=True, slots=True)
class Filled:
    """A form with what has to be mended in it."""

    room: Room
    form: Form
    to_mend: Sequence[ToMend] = ()
    kept: Sequence[Known] = ()

    @property
    def mends(self) -> dict[str, list[str]]:
        """What has to be mended, by place."""
        return mends_by_place(self.to_mend)

    @property
    def start_to_mend(self) -> list[ToMend]:
        """What has to be mended on the first page."""
        places = {RULES, AS_OF, REFERENCE, f"{REGISTER}/{HOUSEHOLD}"}
        places |= {f"{child.base}/{name}" for child in _children(self, ()) for name in ("ref", REGISTER)}
        for section in sections.first_sections(self.room.library.vocabulary, self.form):
            places |= {section.place(fact) for fact in section.facts}
        return [each for each in self.to_mend if each.place in places]

    def asked(self, found: Iterable[sections.Section]) -> list[Asked]:
        """Return sections with what was typed in them."""
        mends = self.mends
        scopes = {fact.name: fact.scope for fact in self.room.library.vocabulary.facts.values()}
        return [asked(section, self.form, mends, scopes) for section in found]


def start_page(request: Request, filled: Filled) -> Response:
    """Return the first page: the contact, the children and the concerns."""
    vocabulary = filled.room.library.vocabulary
    contact, *born = filled.asked(sections.first_sections(vocabulary, filled.form))
    children = _children(filled, born)
    names = [
        *(REFERENCE, RULES, CONCERNS, f"{CHILDREN}/count", f"{REGISTER}/{HOUSEHOLD}", KEEP),
        *(f"{AS_OF}/{part}" for part in PARTS),
        *(f"{child.base}/{name}" for child in children for name in ("ref", REGISTER)),
        *_names([contact, *born]),
    ]
    return _page(
        request,
        "triage_start.html",
        "What has come in",
        filled,
        filled.start_to_mend,
        names,
        contact=contact,
        children=children,
        full=len(children) >= MOST_CHILDREN,
        concerns=sections.concerns(vocabulary),
        histories=sections.histories(vocabulary),
        rules=_rules(filled.room),
        kept=[each for each in filled.kept if each.answers or each.tables],
        looked=bool(filled.kept),
    )


def questions_page(request: Request, filled: Filled) -> Response:
    """Return the page of questions about the household and each child."""
    vocabulary, form = filled.room.library.vocabulary, filled.form
    household = filled.asked(sections.household_sections(vocabulary, form))
    first, rest = (
        [filled.asked(sections.child_sections(vocabulary, form, at, first=first)) for at in range(form.count(CHILDREN))]
        for first in (True, False)
    )
    children = _children(filled, rest)
    names = _names([*household, *(section for about in (*first, *rest) for section in about)])
    return _page(
        request,
        "triage_questions.html",
        "What is known",
        filled,
        filled.to_mend,
        names,
        first=_children(filled, first),
        household=household,
        children=children,
        about=_about(filled, children),
    )


def advice_page(request: Request, filled: Filled, answer: Mapping[str, Any] | None) -> Response:
    """Return the advice, with what is worth asking next answered in place."""
    values = advice_so_far(filled, answer)
    names = [name for each in values["to_ask"] for name in each.names]
    return _page(request, "triage_advice.html", "Advice", filled, (), names, **values)


def advice_so_far(filled: Filled, answer: Mapping[str, Any] | None) -> dict[str, Any]:
    """Return what a page or part of one shows of an answer."""
    library = filled.room.library
    advice = shown(library.vocabulary, answer, held(library, answer)) if answer else None
    to_ask = Asking(library, filled.form, filled.mends, advice).questions() if advice else []
    everything = sections.all_sections(library.vocabulary, filled.form)
    at_start = {
        place for section in sections.first_sections(library.vocabulary, filled.form) for place in section.places
    }
    return {
        "advice": advice,
        "to_ask": to_ask,
        "first_questions": FIRST_QUESTIONS,
        "at_start": {field_id(place) for place in at_start},
        "on_the_page": {field_id(place) for each in everything for place in each.places if place not in at_start},
    }


def _page(
    request: Request,
    template: str,
    title: str,
    filled: Filled,
    to_mend: Sequence[ToMend],
    names: Iterable[str],
    **values: Any,  # noqa: ANN401 - whatever the template shows
) -> Response:
    return page(
        request,
        template,
        title=title,
        wrong=bool(to_mend),
        status=422 if to_mend else 200,
        **{
            "form": filled.form,
            "carried": filled.form.carried(names),
            "to_mend": to_mend,
            "mends": filled.mends,
            **values,
        },
    )


def _names(found: Iterable[Asked]) -> list[str]:
    return [name for each in found for name in each.names]


def _children(filled: Filled, found: Sequence[Any]) -> list[Child]:
    counted = range(filled.form.count(CHILDREN))
    about = [[each] if isinstance(each, Asked) else each for each in found] or [[] for _ in counted]
    return [Child(number, child_name(filled.form, number), about[number]) for number in counted]


def _about(filled: Filled, children: Sequence[Child]) -> str:
    """Return whom and what the questions are about, in a line."""
    vocabulary, picked = filled.room.library.vocabulary, filled.form.all(CONCERNS)
    offered = [*sections.concerns(vocabulary), *sections.histories(vocabulary)]
    titles = [each.title for each in offered if each.name in picked]
    named = f"{'Child' if len(children) == 1 else 'Children'} {either([child.name for child in children], 'and')}"
    return f"{named}. {'; '.join(titles)}." if titles else f"{named}."


def _rules(room: Room) -> list[Rules]:
    """Return every ruleset a case may be decided by: each family as in force on the day, then each version by name."""
    families = list_rulesets(room.current.snapshot, room.today()).rulesets
    in_force = [
        Rules(each.family, f"{_title(room, each.family, each.in_force)}: the version in force on the day")
        for each in families
        if each.in_force
    ]
    named = [
        Rules(f"{each.family}:{version.version}", f"{version.title}: version {version.version}, {version.state}")
        for each in families
        for version in each.versions
    ]
    return [*in_force, *named]


def _title(room: Room, family: str, version: str) -> str:
    return room.library.families[family][version].title
