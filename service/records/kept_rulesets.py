"""Rulesets as they were when they decided: by digest, with the vocabulary and steps they were read with.

The files on disk may change or go. What is kept here is read again exactly as it was, or not at all.
"""

from __future__ import annotations

from service.records.append import Draft
from service.records.errors import RecordsRefusal
from service.records.ledger import Ledger
from service.ruleset.model import Ruleset
from service.ruleset.read import read_ruleset
from service.ruleset.read_vocabulary import read_steps, read_vocabulary

KIND = "ruleset"
SERVICE = "service"


class KeptRulesets:
    """The rulesets in one ledger."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger
        self._there: set[str] = set()

    def needed(self, ruleset: Ruleset) -> tuple[Draft, ...]:
        """Return what has to be recorded before a decision of the ruleset: its text, unless it is known to be there."""
        if ruleset.digest in self._there:
            return ()
        said = {
            "family": ruleset.family,
            "version": ruleset.version,
            "text": ruleset.text.decode(),
            "vocabulary": ruleset.vocabulary.text.decode(),
            "steps": ruleset.steps.text.decode(),
        }
        return (Draft(KIND, ruleset.digest, SERVICE, self._ledger.clock(), said),)

    def are_there(self, ruleset: Ruleset) -> None:
        """Take note that a ruleset is recorded."""
        self._there.add(ruleset.digest)

    def get(self, digest: str) -> Ruleset:
        """Return the ruleset with this digest. Raises RecordsRefusal."""
        entry = self._ledger.find(digest)
        if entry is None or entry.said is None or entry.record.kind != KIND:
            raise RecordsRefusal("ruleset-changed", "No ruleset with this digest is kept")
        ruleset = _read(entry.said)
        if ruleset is None or ruleset.digest != digest:
            message = "The ruleset kept with this digest is not what it was, or this version reads it otherwise"
            raise RecordsRefusal("ruleset-changed", message, "Run `threshold records verify`")
        return ruleset


def _read(said: dict[str, str]) -> Ruleset | None:
    vocabulary, _ = read_vocabulary(said["vocabulary"].encode())
    steps = read_steps(said["steps"].encode(), vocabulary)[0] if vocabulary else None
    if vocabulary is None or steps is None:
        return None
    return read_ruleset(said["text"].encode(), vocabulary, steps, "", said["family"], said["version"])[0]
