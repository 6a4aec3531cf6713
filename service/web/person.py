"""Who asks: a person, or a screen with a key that asks for its people."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from service.records.roles import EVERY_ROLE, Role


@dataclass(frozen=True, slots=True)
class Person:
    """Who asks: a person, or a screen with a key that asks for its people. `by` is how that is known."""

    id: str
    name: str
    roles: frozenset[Role]
    by: Literal["key", "token", "session", "demo", "nothing"]

    @property
    def who(self) -> str:
        """What a record says of who asked: the name, and the id that tells two of one name apart.

        >>> Person("key 4f1c", "Triage screen", EVERY_ROLE, "key").who
        'Triage screen (key 4f1c)'
        """
        return f"{self.name} ({self.id})"

    @property
    def speaks_for_others(self) -> bool:
        """Whether it may name the person it asks for, as a screen with a key does. Who signed in speaks alone."""
        return self.by in ("key", "demo")

    def who_for(self, person: str) -> str:
        """Return what a record says of who decided: a screen with a key names its person, and is named too."""
        return self.who if person == self.name else f"{person}, by {self.who}"

    def has(self, *roles: Role) -> bool:
        """Return whether the person has any of these roles."""
        return not self.roles.isdisjoint(roles)


STRANGER = Person("", "", frozenset(), "nothing")
DEMO = Person("demo", "Demo", EVERY_ROLE, "demo")

# The people somebody can be in demo mode, so that what takes two people can be tried by one.
DEMO_PEOPLE = tuple(
    Person(f"demo {which}", name, frozenset({role}), "session")
    for which, name, role in (
        ("triage-worker", "Tess, triage worker", Role.TRIAGE),
        ("policy-lead", "Paul, policy lead", Role.POLICY),
        ("second-policy-lead", "Priya, second policy lead", Role.POLICY),
        ("procedure-owner", "Omar, procedure owner", Role.PROCEDURE),
        ("auditor", "Aino, auditor", Role.AUDITOR),
        ("admin", "Adam, who looks after the service", Role.ADMIN),
    )
)
