"""The first page: what each reader comes to do, one step away, and what waits for them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from fastapi import APIRouter, Request
from fastapi.responses import Response

from service.records.roles import Role
from service.records.versions import KeptVersion, Stage
from service.web.api.ruleset_lists import in_force_on, list_rulesets
from service.web.people import NEEDS, POLICY, Asks
from service.web.person import Person
from service.web.room import Here, Room
from service.web.screens.failures import ScreenRoute
from service.web.screens.frame import page

router = APIRouter(include_in_schema=False, route_class=ScreenRoute)


@dataclass(frozen=True, slots=True)
class Card:
    """One thing to do: where, and what it is for. `route` is where the table of needs has it, where that differs."""

    address: str
    title: str
    says: str
    route: str = ""

    def is_for(self, person: Person) -> bool:
        """Whether a person may open it."""
        return NEEDS[f"GET {self.route or self.address}"].is_met_by(person)


@dataclass(frozen=True, slots=True)
class Group:
    """Cards that belong together, and whose work they are."""

    title: str
    role: Role
    cards: Sequence[Card]


COVERAGE = "/rulesets/{family}/{version}/try/{look}"
GROUPS = (
    Group(
        "Decide what to do",
        Role.TRIAGE,
        (
            Card(
                "/triage",
                "Triage a contact",
                "Say what has come in about a household and its children. See what each threshold says, why, by when, "
                "and what is still worth asking.",
            ),
            Card(
                "/watch",
                "See what time has brought about",
                "Open cases in which a date has passed or a child has come of an age, and a threshold is met that was "
                "not.",
            ),
            Card(
                "/handovers",
                "See what was handed over",
                "Cases that came from another authority, and cases that were handed to one: by whom, and when.",
            ),
        ),
    ),
    Group(
        "Change a threshold",
        Role.POLICY,
        (
            Card(
                "/rulesets",
                "Read the rulesets",
                "Every version in time and in plain English, with the paragraph each rule rests on; drafts, proposals "
                "and who approved them.",
            ),
            Card(
                "/proposals/new",
                "Begin a draft",
                "Copy a version and change a number or the text, mistakes marked as you type. Propose it for a day; a "
                "second person approves it.",
            ),
            Card(
                "/impact",
                "Know what a change would do",
                "Decide a whole history of referrals under two versions, and see who would be recommended what, newly "
                "or no longer, and for how much work.",
            ),
            Card(
                "/check",
                "Check a ruleset",
                "Write or paste a ruleset and see every mistake at its line, with how to mend it. Nothing is kept.",
            ),
        ),
    ),
    Group(
        "Hold the rules to the procedures",
        Role.PROCEDURE,
        (
            Card(
                "/scenarios",
                "Run the scenarios",
                "Read what the procedures expect, and run one scenario or all of them against any version.",
            ),
            Card(
                COVERAGE,
                "See which rules no scenario covers",
                "Each rule met, not met and left open, and each limit just reached and just missed. What is missing is "
                "written for you to take.",
                route=COVERAGE,
            ),
            Card(
                "/scenarios/write",
                "Write a scenario",
                "In the sentences that are known, offered as you type, and run before it is kept anywhere.",
            ),
        ),
    ),
    Group(
        "Look back at decisions",
        Role.AUDITOR,
        (
            Card(
                "/decisions",
                "Find a decision",
                "By case reference, day, rule, step or outcome. Read it as it was shown, and decide it again to see "
                "that the answer is the same.",
            ),
            Card(
                "/decisions/overrides",
                "See what became of recommendations",
                "How often what each rule recommends was accepted, and how often something else was decided.",
            ),
            Card(
                "/decisions/ledger",
                "Look through the ledger",
                "Whether everything that was ever recorded is there, as it was written.",
            ),
        ),
    ),
    Group(
        "Run the service",
        Role.ADMIN,
        (
            Card("/readyz", "Is it ready?", "What stands in the way of deciding safely: nothing, as a rule."),
            Card("/jobs", "Follow long work", "Studies, proofs and runs you started: how far they are, and a stop."),
            Card(
                "/docs",
                "Connect another system",
                "The API: decisions, the register, handovers between authorities, keys, and what every refusal means.",
            ),
        ),
    ),
)  # fmt: skip


@router.get("/")
def home(request: Request, room: Here, asks: Asks) -> Response:
    """Return the first page."""
    in_force = [
        (family.family, version)
        for family in list_rulesets(room.current.snapshot, room.today()).rulesets
        for version in family.versions
        if version.state == "in force"
    ]
    waiting = list(_waiting(room, asks))
    groups = list(_groups(room, asks))
    return page(request, "home.html", title="Start", in_force=in_force, groups=groups, waiting=waiting)


def _groups(room: Room, person: Person) -> Iterator[tuple[str, Sequence[Card]]]:
    """Yield what a person may do, the work of their own role first. Running the service is shown to those who do."""
    mine = [group for group in GROUPS if group.role in person.roles]
    others = [group for group in GROUPS if group not in mine and group.role is not Role.ADMIN]
    for group in mine + others:
        cards = [_placed(card, room) for card in group.cards if card.is_for(person)]
        if cards:
            yield group.title, cards


def _placed(card: Card, room: Room) -> Card:
    """Return a card with the address it has today: coverage is that of the version triage decides by."""
    if card.address != COVERAGE:
        return card
    family = room.settings.triage_ruleset
    ruleset = in_force_on(room.library, family, room.today())
    address = f"/rulesets/{family}/{ruleset.version}/try/coverage" if ruleset else "/rulesets"
    return Card(address, card.title, card.says, card.route)


def _waiting(room: Room, person: Person) -> Iterator[tuple[KeptVersion, str]]:
    """Yield the versions that wait for a policy lead, and what for: what others propose, then drafts of their own."""
    if not POLICY.is_met_by(person):
        return
    kept = [each for family in room.current.snapshot.versions.values() for each in family.values()]
    for each in kept:
        if each.stage is Stage.PROPOSED and not each.is_by(person.who):
            yield each, "approve it or send it back"
    for each in kept:
        if each.stage is Stage.DRAFT and each.is_by(person.who):
            yield each, "your draft"
