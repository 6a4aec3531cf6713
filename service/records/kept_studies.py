"""Studies that were attached to versions of rulesets: by digest, whole, for good.

What is inside one is nothing to the ledger: it is given bytes that name themselves by their digest, with what the
study says of itself, and gives them back as they were or not at all.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from service.records.append import Draft
from service.records.errors import RecordsRefusal
from service.records.ledger import Ledger

KIND = "study"
LARGEST = 10_000_000  # bytes: what everybody who reads the proposal may fetch
SERVICE = "service"


@dataclass(frozen=True, slots=True)
class Study:
    """A study of two versions as one thing to keep: its digest, what it says of itself, and its bytes.

    Of what it says, `new` and `old` are looked at here: the versions studied, each with its `digest`.
    """

    digest: str
    says: Mapping[str, Any]
    data: bytes = field(repr=False)


class KeptStudies:
    """The studies in one ledger."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger

    def needed(self, study: Study) -> tuple[Draft, ...]:
        """Return what has to be recorded before a study is attached: all of it. Refuses more than is kept."""
        if len(study.data) > LARGEST:
            message = f"The study is longer than {LARGEST:,} bytes, so it is not kept with a proposal"
            raise RecordsRefusal("study-too-large", message, "Split it by fewer facts, or move fewer thresholds")
        if _digest(study.data) != study.digest:
            raise _altered()
        said = {"zip": base64.b64encode(study.data).decode()}
        return (Draft(KIND, study.digest, SERVICE, self._ledger.clock(), said),)

    def get(self, digest: str) -> bytes:
        """Return the bytes of the study with this digest. Raises RecordsRefusal."""
        entry = self._ledger.find(digest)
        if entry is None or entry.said is None or entry.record.kind != KIND:
            raise RecordsRefusal("no-such-study", "There is no such study with this version")
        try:
            data = base64.b64decode(entry.said["zip"], validate=True)
        except (KeyError, TypeError, binascii.Error) as error:
            raise _altered() from error
        if _digest(data) != digest:
            raise _altered()
        return data


def _digest(data: bytes) -> str:
    return f"sha256:{hashlib.sha256(data).hexdigest()}"


def _altered() -> RecordsRefusal:
    message = "The study is not what its digest says it was"
    return RecordsRefusal("record-altered", message, "Run `threshold records verify`")
