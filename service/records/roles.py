"""The five roles, and what each is for. A key, or a person who signed in, has one or more of them."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum


class Role(StrEnum):
    """What somebody does here. Which address needs which is one table, in `service/web/people.py`."""

    TRIAGE = "triage"
    POLICY = "policy"
    PROCEDURE = "procedure"
    AUDITOR = "auditor"
    ADMIN = "admin"


EVERY_ROLE = frozenset(Role)

MAY: Mapping[Role, str] = {
    Role.TRIAGE: "decide cases, read decisions and record what became of them",
    Role.POLICY: "write, compare, propose and approve rulesets",
    Role.PROCEDURE: "write and run scenarios",
    Role.AUDITOR: "find, read and replay decisions",
    Role.ADMIN: "give out keys and take them back",
}
