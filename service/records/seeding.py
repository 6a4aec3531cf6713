"""The files of a folder of rulesets, recorded as published: each version once, by the digest of what it says.

What is recorded is what is in force. A file that says something else than the version recorded under its name is not
taken; that is said instead. When the vocabulary or the steps have changed, so that the same text may be answered
otherwise, that is recorded for every published version, once.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from sqlalchemy import Connection

from service.records.append import Draft
from service.records.errors import RecordsRefusal
from service.records.identity import new_id
from service.records.kept_rulesets import SERVICE, KeptRulesets
from service.records.ledger import Ledger, entries_query
from service.records.tables import ledger as records
from service.records.versions import KIND, Act, KeptVersion, in_family, one_seen, versions_seen
from service.ruleset.library import Library
from service.ruleset.model import Ruleset
from service.ruleset.read import read_ruleset, ruleset_digest

_DONE = "seeded-already"


def seed(ledger: Ledger, kept: KeptRulesets, files: Library) -> list[str]:
    """Record every version of the folder that has a day in force. Return what is not taken, in sentences.

    Any number of services may do it at once. Raises RecordsRefusal when the database does not answer.
    """
    if not files.steps.by_name:
        return []
    with ledger.reading() as connection:
        known = list(versions_seen(connection))
    for ruleset in unrecorded(files, known):
        _record(ledger, kept, ruleset)
    for version in known:
        if version.published:
            _read_again(ledger, kept, version, files)
    return differing(ledger, files)


def unrecorded(files: Library, known: Iterable[KeptVersion]) -> Iterator[Ruleset]:
    """Yield the versions of the folder that have a day in force, and are not known to have been published."""
    there = list(known)
    yield from (ruleset for ruleset in _dated(files) if _recorded(there, ruleset) is None)


def differing(ledger: Ledger, files: Library) -> list[str]:
    """Return, in sentences, which files say something else than what was published for their day, or cannot be used."""
    with ledger.reading() as connection:
        known = list(versions_seen(connection))
    found = []
    for ruleset in _dated(files):
        there = _recorded(known, ruleset)
        if there and there.digest != ruleset.digest and text_in(ledger, there.text_in) != ruleset.text.decode():
            found.append(_differs(f"{ruleset.family}/{ruleset.version}.yaml", "is not what was published for its day"))
    seeded = {(each.family, each.name) for each in known if each.seeded}
    for family, versions in files.unusable.items():
        spoilt = (f"{family}/{name}.yaml" for name in versions if (family, name) in seeded)
        found += [_differs(file, "has changed, has a mistake or is gone") for file in spoilt]
    return found


def text_in(ledger: Ledger, sequence: int) -> str | None:
    """Return the text that a record holds."""
    found = ledger.entries(entries_query().where(records.c.sequence == sequence))
    said = found[0].said if found else None
    return said.get("text") if said else None


def _dated(files: Library) -> Iterator[Ruleset]:
    for versions in files.families.values():
        yield from (each for each in versions.values() if each.in_force)


def _recorded(known: list[KeptVersion], ruleset: Ruleset) -> KeptVersion | None:
    """Return the version that has the place of a file: the one that was made from it, or one published for its day."""
    start = ruleset.in_force.start if ruleset.in_force else None
    of_family = [each for each in known if each.family == ruleset.family]
    published = [each for each in of_family if each.published and each.starts == start]
    seeded = [each for each in of_family if each.seeded and each.name == ruleset.version]
    return next(iter([*published, *seeded]), None)


def _differs(file: str, how: str) -> str:
    return (
        f"The file {file} {how}, so it is not used: the published text is. "
        f"Put the file back as it was (`threshold rulesets export` writes it), and make a change in a new version"
    )


def _record(ledger: Ledger, kept: KeptRulesets, ruleset: Ruleset) -> None:
    now = ledger.clock()
    id_ = new_id(now)
    start = ruleset.in_force.start if ruleset.in_force else ""
    said = {
        "subject": id_,
        "act": Act.SEEDED.value,
        "family": ruleset.family,
        "name": ruleset.version,
        "digest": ruleset.digest,
        "starts": str(start),
        "text": ruleset.text.decode(),
    }

    def check(connection: Connection) -> None:
        if _recorded(in_family(connection, ruleset.family), ruleset):
            raise RecordsRefusal(_DONE, "Another service has recorded this version")

    _once(ledger, Draft(KIND, id_, SERVICE, now, said, first=kept.needed(ruleset), check=check))


def _read_again(ledger: Ledger, kept: KeptRulesets, version: KeptVersion, files: Library) -> None:
    """Record that a published text is read with another vocabulary or other steps, unless that is recorded."""
    text = (text_in(ledger, version.text_in) or "").encode()
    digest = ruleset_digest(text, files.vocabulary, files.steps)
    if digest == version.digest:
        return
    ruleset, _ = read_ruleset(text, files.vocabulary, files.steps, "", version.family, version.version)
    if ruleset is None:
        return  # it cannot be used, and that is said where it is asked for
    now = ledger.clock()
    said = {"subject": version.id, "act": Act.READ_AGAIN.value, "family": version.family, "name": version.name}

    def check(connection: Connection) -> None:
        there = one_seen(connection, version.id)
        if there is None or there.digest == digest:
            raise RecordsRefusal(_DONE, "Another service has recorded this")

    draft = Draft(
        KIND, new_id(now), SERVICE, now, {**said, "digest": digest},
        about=version.id, first=kept.needed(ruleset), check=check,
    )  # fmt: skip
    _once(ledger, draft)


def _once(ledger: Ledger, draft: Draft) -> None:
    try:
        ledger.append(draft)
    except RecordsRefusal as refusal:
        if refusal.code != _DONE:
            raise
