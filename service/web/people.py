"""Who may do what: one table with a row for every address of the service, and the person who asks.

A new route needs two things, and nothing else:

1. A row in NEEDS: `"POST /v1/things/{id}": only(Role.POLICY)`, with the path as the route has it. There are three
   needs: ANYBODY, ANYBODY_KNOWN (whoever has a key or signed in, whatever the role), and `only(...)` roles. The
   service does not start while a route has no row, or a row has no route. Then write the table in docs/access.md
   again: `python -m tests.web.access_table`.
2. If it records anything, the person: `def route(..., asks: Asks)`. `asks.who` is what a record says of who asked,
   `asks.id` tells people apart (nobody approves their own), and `asks.has(Role.POLICY)` is a role. A page has the same
   person in `request.state.person`.

Every request to a route goes through `person_asking`, once: nothing is answered to somebody who may not have it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, FastAPI, Request
from fastapi.routing import APIRoute, iter_route_contexts

from service.records.errors import RecordsRefusal
from service.records.roles import Role
from service.web.person import STRANGER, Person
from service.web.problems import Refusal
from service.web.recognise import recognise
from service.web.room import room_of

METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")


@dataclass(frozen=True, slots=True)
class Need:
    """What an address needs of who asks. `roles`: any of them will do; None when it asks for nobody in particular."""

    words: str
    public: bool = False
    roles: frozenset[Role] | None = None

    def is_met_by(self, person: Person) -> bool:
        """Return whether a person who is known may use the address."""
        return self.public or (person is not STRANGER and (self.roles is None or person.has(*self.roles)))


def only(*roles: Role) -> Need:
    """Return the need of any of these roles.

    >>> only(Role.POLICY, Role.AUDITOR).words
    'policy or auditor'
    """
    return Need(" or ".join(roles), roles=frozenset(roles))


ANYBODY = Need("nobody in particular", public=True)
ANYBODY_KNOWN = Need("anybody known")

TRIAGE = only(Role.TRIAGE)
POLICY = only(Role.POLICY)
DISCUSSING = only(Role.POLICY, Role.PROCEDURE, Role.TRIAGE)
READERS = only(Role.TRIAGE, Role.AUDITOR)
ASSURING = only(Role.POLICY, Role.PROCEDURE, Role.AUDITOR)
TRYING = only(Role.TRIAGE, Role.POLICY, Role.PROCEDURE, Role.AUDITOR)
STUDYING = only(Role.POLICY, Role.PROCEDURE)

NEEDS: Mapping[str, Need] = {
    # decisions
    "POST /v1/decisions": TRIAGE,
    "POST /v1/decisions/preview": TRYING,
    "GET /v1/decisions": READERS,
    "GET /v1/decisions/{id}": READERS,
    "GET /v1/decisions/{id}/report": READERS,
    "GET /v1/decisions/{id}/feedback": READERS,
    "POST /v1/decisions/{id}/replay": READERS,
    "POST /v1/decisions/{id}/outcome": TRIAGE,
    "GET /v1/decisions/{id}/outcomes": READERS,
    "POST /v1/outcomes/{id}/second-person": TRIAGE,
    "GET /v1/outcomes/report": TRYING,
    # the register
    "POST /v1/register": TRIAGE,
    "POST /v1/register/find": READERS,
    "GET /v1/register/{id}": READERS,
    "GET /v1/register/{id}/history": READERS,
    "POST /v1/register/{id}/acts": TRIAGE,
    # handovers
    "GET /v1/register/{id}/handover": TRIAGE,
    "GET /v1/handovers": READERS,
    "POST /v1/handovers": TRIAGE,
    "GET /v1/handovers/{id}": READERS,
    "POST /v1/handovers/{id}/take": TRIAGE,
    # the watch
    "GET /v1/watch": READERS,
    "GET /v1/watch/{id}": READERS,
    "POST /v1/watch/{id}/acknowledgement": TRIAGE,
    # rulesets and what they are written with
    "GET /v1/rulesets": ANYBODY_KNOWN,
    "GET /v1/rulesets/{family}": ANYBODY_KNOWN,
    "GET /v1/rulesets/{family}/{version}": ANYBODY_KNOWN,
    "POST /v1/rulesets/check": ANYBODY_KNOWN,
    "GET /v1/rulesets/compare": ASSURING,
    "POST /v1/scenarios/run": ASSURING,
    "GET /v1/scenarios/steps": ANYBODY_KNOWN,
    "GET /v1/vocabulary": ANYBODY_KNOWN,
    "GET /v1/vocabulary/case.schema.json": ANYBODY_KNOWN,
    "GET /v1/steps": ANYBODY_KNOWN,
    # long work: everybody sees their own
    "GET /v1/jobs": ANYBODY_KNOWN,
    "GET /v1/jobs/{id}": ANYBODY_KNOWN,
    "DELETE /v1/jobs/{id}": ANYBODY_KNOWN,
    "GET /v1/jobs/{id}/file": ANYBODY_KNOWN,
    "GET /jobs": ANYBODY_KNOWN,
    "GET /jobs/{id}": ANYBODY_KNOWN,
    "POST /jobs/{id}/cancel": ANYBODY_KNOWN,
    # what a change would do; a history is about children
    "POST /v1/impact": STUDYING,
    "GET /v1/impact/histories": STUDYING,
    "PUT /v1/impact/histories/{name}/{file}": STUDYING,
    "DELETE /v1/impact/histories/{name}": STUDYING,
    "GET /v1/impact/studies/{id}/artefact": STUDYING,
    "GET /impact": STUDYING,
    "POST /impact": STUDYING,
    "POST /impact/histories": STUDYING,
    "GET /impact/studies/{id}": STUDYING,
    "GET /impact/studies/{id}/alone": STUDYING,
    # keys
    "GET /v1/keys": only(Role.ADMIN),
    "POST /v1/keys": only(Role.ADMIN),
    "POST /v1/keys/{id}/revoke": only(Role.ADMIN),
    # versions on their way into force; nobody approves their own, whatever their roles
    "GET /v1/proposals": ANYBODY_KNOWN,
    "GET /v1/proposals/{id}": ANYBODY_KNOWN,
    "POST /v1/proposals": POLICY,
    "PUT /v1/proposals/{id}": POLICY,
    "POST /v1/proposals/{id}/propose": POLICY,
    "POST /v1/proposals/{id}/approve": POLICY,
    "POST /v1/proposals/{id}/reject": POLICY,
    "POST /v1/proposals/{id}/withdraw": POLICY,
    "POST /v1/proposals/{id}/comments": DISCUSSING,
    "POST /v1/proposals/{id}/studies": POLICY,
    "GET /v1/proposals/{id}/studies/{study}": ASSURING,
    "POST /v1/rulesets/{family}/{version}/retire": POLICY,
    # help, and running it
    "GET /docs": ANYBODY,
    "GET /openapi.json": ANYBODY,
    "GET /help": ANYBODY,
    "GET /help/{code}": ANYBODY,
    "GET /healthz": ANYBODY,
    "GET /readyz": ANYBODY,
    "GET /metrics": ANYBODY_KNOWN,
    # pages
    "GET /assets/{file}": ANYBODY,
    "GET /embed/threshold-advice.js": ANYBODY,
    "GET /sign-in": ANYBODY,
    "POST /sign-in": ANYBODY,
    "POST /sign-in/demo": ANYBODY,
    "GET /sign-in/provider": ANYBODY,
    "GET /sign-in/back": ANYBODY,
    "POST /sign-out": ANYBODY,
    "GET /": ANYBODY_KNOWN,
    "GET /triage": TRIAGE,
    "POST /triage": TRIAGE,
    "POST /triage/advice": TRIAGE,
    "GET /watch": READERS,
    "POST /watch/{id}": TRIAGE,
    "GET /handovers": READERS,
    "GET /decisions": READERS,
    "POST /decisions": READERS,
    "GET /decisions/overrides": TRYING,
    "GET /decisions/ledger": READERS,
    "POST /decisions/ledger": READERS,
    "GET /decisions/{id}": READERS,
    "GET /decisions/{id}/report": READERS,
    "GET /decisions/{id}/pdf": READERS,
    "POST /decisions/{id}/replay": READERS,
    "POST /decisions/{id}/outcome": TRIAGE,
    "POST /decisions/{id}/second-person": TRIAGE,
    "GET /decisions/{id}/scenario": READERS,
    "GET /scenarios": ASSURING,
    "POST /scenarios": ASSURING,
    "GET /scenarios/runs": ASSURING,
    "GET /scenarios/read/{name:path}": ASSURING,
    "POST /scenarios/read/{name:path}": ASSURING,
    "GET /scenarios/write": ASSURING,
    "POST /scenarios/write": ASSURING,
    "GET /rulesets": ANYBODY_KNOWN,
    "GET /rulesets/{family}": ANYBODY_KNOWN,
    "GET /rulesets/{family}/{version}": ANYBODY_KNOWN,
    "GET /rulesets/{family}/{version}/yaml": ANYBODY_KNOWN,
    "GET /rulesets/{family}/{version}/try/{look}": ASSURING,
    "POST /rulesets/{family}/{version}/try/{look}": ASSURING,
    "GET /rulesets/{family}/{version}/retire": POLICY,
    "POST /rulesets/{family}/{version}/retire": POLICY,
    "GET /proposals/new": POLICY,
    "POST /proposals": POLICY,
    "GET /proposals/{id}": ANYBODY_KNOWN,
    "GET /proposals/{id}/edit": POLICY,
    "POST /proposals/{id}/edit": POLICY,
    "GET /proposals/{id}/numbers": POLICY,
    "POST /proposals/{id}/numbers": POLICY,
    "POST /proposals/{id}/comment": DISCUSSING,
    "POST /proposals/{id}/studies": POLICY,
    "GET /proposals/{id}/studies/{study}/{name:path}": ASSURING,
    "POST /proposals/{id}/{act}": POLICY,
    "GET /check": ANYBODY_KNOWN,
    "POST /check": ANYBODY_KNOWN,
    "POST /check/reading": ANYBODY_KNOWN,
    "GET /facts": ANYBODY_KNOWN,
    "GET /facts/{name}": ANYBODY_KNOWN,
    "GET /steps": ANYBODY_KNOWN,
    "GET /problems": ANYBODY,
}


async def person_shown_to(request: Request) -> Person:
    """Return the person a page for anybody is shown to: a stranger where it cannot be told, which is no matter."""
    try:
        person = await recognise(request)
    except (Refusal, RecordsRefusal):
        person = STRANGER
    request.state.person = person
    return person


async def person_asking(request: Request) -> Person:
    """Return the person who asks, who may use this address. Raises Refusal when nobody is known, or they may not."""
    need = NEEDS[f"{request.method} {request.scope['route'].path}"]
    if need.public:
        return await person_shown_to(request)
    person = request.state.person = await recognise(request)
    room_of(request).access.rates.count(person)
    if not need.is_met_by(person):
        raise Refusal(
            "not-your-role", f"It takes the role {need.words}, and the role of {person.name} is {_roles_of(person)}"
        )
    return person


Asks = Annotated[Person, Depends(person_asking)]


def may_open(person: Person, address: str) -> bool:
    """Return whether a person may open a page, by its address without a query, or by its path as the route has it."""
    path, need = f"GET {address}", NEEDS.get(f"GET {address}")
    if need is None:
        need = next((row for pattern, row in _PATTERNS if pattern.fullmatch(path)), None)
    return need is None or need.is_met_by(person)


def _patterns() -> Iterator[tuple[re.Pattern[str], Need]]:
    """Yield each row that has names to fill in with what its addresses are like, in the order of the table."""
    for route, need in NEEDS.items():
        if "{" in route:
            filled = re.sub(r"\\{\w+(:path)?\\}", lambda name: ".+" if name[1] else "[^/]+", re.escape(route))
            yield re.compile(filled), need


_PATTERNS = tuple(_patterns())


def _roles_of(person: Person) -> str:
    return " and ".join(sorted(person.roles)) or "none"


def hold_to_the_table(app: FastAPI) -> None:
    """Make sure that every route has its row and every row its route. Raises RuntimeError: the service cannot start."""
    routes = set(routes_of(app))
    mend = [f"`{each}` has no row: add one to NEEDS in service/web/people.py" for each in sorted(routes - {*NEEDS})]
    mend += [f"the row `{each}` in service/web/people.py has no route" for each in sorted({*NEEDS} - routes)]
    if mend:
        raise RuntimeError("; ".join(mend))


def routes_of(app: FastAPI) -> Iterator[str]:
    """Return every route of a service, as NEEDS names it. Raises RuntimeError at one nobody could be refused at."""
    for route in iter_route_contexts(app.routes):
        for method in sorted({*(route.methods or METHODS)} - {"HEAD"}):
            name = f"{method} {route.path}"
            if not isinstance(route.original_route, APIRoute) and NEEDS.get(name) is not ANYBODY:
                raise RuntimeError(f"`{name}` is not a route of FastAPI, so nobody can be refused there")
            yield name
