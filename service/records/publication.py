"""Versions of rulesets, published: drafted, proposed, approved by somebody else, in force on their day, retired.

Every act is a record of the ledger, checked against the ledger as it stands just before it is added, so that of two
who act at once the second is told what has changed. Whoever edits or approves names the digest of the text they have
seen. Nobody approves what they began, edited or proposed, and a published text never changes.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from typing import Any

from sqlalchemy import Connection

from service.records.append import Draft
from service.records.errors import RecordsRefusal
from service.records.identity import new_id
from service.records.kept_rulesets import KeptRulesets
from service.records.kept_studies import KeptStudies, Study
from service.records.ledger import Ledger
from service.records.proposals import Proposal, digest_in, proposal_of, texts_alike
from service.records.publication_checks import (
    check_changeable,
    check_day,
    check_name,
    check_not_author,
    check_stage,
    check_still,
    text_of,
    words_of,
)
from service.records.standings import day_of
from service.records.texts import Unusable, Words
from service.records.versions import KIND, Act, KeptVersion, Stage, in_family, one_seen, versions_seen
from service.ruleset.exact_change import CannotChange, put_in_force
from service.ruleset.library import Library
from service.ruleset.model import Ruleset
from service.ruleset.wording import date_words

MOST_STUDIES = 20
Said = dict[str, Any]


class Publication:
    """The versions in one ledger. `files` is the folder of rulesets, whose names are taken too.

    `and_then` is done after every act: whoever decides by the versions looks at them again.
    """

    def __init__(
        self, ledger: Ledger, kept: KeptRulesets, files: Library, and_then: Callable[[], None] = lambda: None
    ) -> None:
        self._ledger, self._kept, self._files, self._and_then = ledger, kept, files, and_then
        self.words = Words(files.vocabulary, files.steps)

    # --- reading ------------------------------------------------------------------------------------------------------

    def versions(self, family: str | None = None) -> list[KeptVersion]:
        """Return every version there is a record of, those begun first first."""
        with self._ledger.reading() as connection:
            return in_family(connection, family) if family is not None else list(versions_seen(connection))

    def get(self, id: str) -> Proposal:  # noqa: A002 - the word the ledger uses
        """Return a version with its text and all that happened to it. Raises RecordsRefusal."""
        first = self._ledger.find(id)
        if first is None or first.record.kind != KIND or first.record.about is not None:
            raise RecordsRefusal("no-such-proposal", "There is no proposal with this id")
        return proposal_of([first, *self._ledger.about(id, KIND)])

    def of_version(self, family: str, version: str) -> KeptVersion:
        """Return the version of a family that is called so. Raises RecordsRefusal."""
        found = next((each for each in self.versions(family) if each.version == version), None)
        if found is None:
            message = f"The ruleset {family} has no published version called `{version}`"
            raise RecordsRefusal("unknown-version", message, "`/v1/rulesets` lists every version")
        return found

    # --- writing ------------------------------------------------------------------------------------------------------

    def start(self, family: str, text: str, who: str, name: str = "", began_from: str = "") -> Proposal:
        """Begin a draft and return it. Without a name it is called by the day. Raises RecordsRefusal."""
        data, now = text_of(text), self._ledger.clock()
        with self._ledger.reading() as connection:
            taken = self._names(connection, family)
        name = check_name(family, name or _free_name(day_of(now), taken), taken)
        id_ = new_id(now)
        said = {
            **_named(Act.DRAFTED, id_, family, name),
            "digest": self.words.digest(data),
            "text": text,
            "began_from": began_from,
        }

        def check(connection: Connection) -> None:
            check_name(family, name, self._names(connection, family))

        self._append(Draft(KIND, id_, who, now, said, check=check))
        return self.get(id_)

    def edit(self, id: str, text: str, seen: str, who: str, note: str = "") -> Proposal:  # noqa: A002 - what an edit is
        """Put another text in the place of the one seen. Raises RecordsRefusal."""
        before, data = self.get(id), text_of(text)
        check_changeable(before.version)
        check_still(before.version, seen)
        if text == before.text:
            return before
        said: Said = {"digest": self.words.digest(data), "text": text, "note": note}
        if before.version.stage is Stage.PROPOSED:
            said["starts"] = str(self._start_of(self._read(data, before.version), before.version))
        stage = before.version.stage
        return self._act(Act.EDITED, before.version, said, who, lambda now: check_stage(now, stage))

    def propose(self, id: str, seen: str, who: str, starts: date | None = None, note: str = "") -> Proposal:  # noqa: A002
        """Propose the text seen, to come into force on a day; by the day in the text if none is said.

        The day is written into the text, which is otherwise left as it is. Raises RecordsRefusal.
        """
        before = self.get(id)
        check_stage(before.version, Stage.DRAFT)
        check_still(before.version, seen)
        data = _dated(before.text.encode(), starts)
        ruleset = self._read(data, before.version)
        day = self._start_of(ruleset, before.version)
        said = {"digest": ruleset.digest, "text": data.decode(), "starts": str(day), "note": words_of(note)}
        needed = self._kept.needed(ruleset)
        return self._act(
            Act.PROPOSED, before.version, said, who, lambda now: check_stage(now, Stage.DRAFT), needed, day
        )

    def comment(self, id: str, words: str, who: str, rule: str = "") -> Proposal:  # noqa: A002
        """Say something about a version, or about one rule of it. Raises RecordsRefusal."""
        before = self.get(id)
        said = words_of(words)
        if not said:
            raise RecordsRefusal("nothing-said", "There is nothing in the comment", "Write what you think of it")
        ruleset, _ = self.words.read(before.text.encode(), before.version.family, before.version.name)
        if rule and ruleset is not None and rule not in ruleset.rules:
            message = f"There is no rule called `{rule[:80]}` in it"
            raise RecordsRefusal("no-such-rule", message, "Name one of its rules, or leave the rule out")
        return self._act(Act.COMMENTED, before.version, {"words": said, "rule": rule or None}, who)

    def attach(self, id: str, study: Study, who: str, note: str = "") -> Proposal:  # noqa: A002
        """Keep a study of a draft or a proposal with it, for good. Raises RecordsRefusal."""
        before = self.get(id)
        check_changeable(before.version)
        if not any(digest_in(study.says, "new") in alike for alike in texts_alike(before.happenings)):
            message = "This study is of another version, not of this one"
            raise RecordsRefusal("study-of-another", message, "Study this version against what it takes over from")
        if len(before.studies) >= MOST_STUDIES:
            message = f"There are {MOST_STUDIES} studies with this version already"
            raise RecordsRefusal("too-many-studies", message, "Begin a new draft from it")
        said = {"study": study.digest, "says": study.says, "words": words_of(note)}
        needed = KeptStudies(self._ledger).needed(study)
        return self._act(Act.ATTACHED, before.version, said, who, check_changeable, needed)

    def study(self, id: str, act: str) -> bytes:  # noqa: A002
        """Return a study as it was kept, by the act that attached it to a version. Raises RecordsRefusal."""
        found = next((each.digest for each in self.get(id).studies if each.by.id == act), "")
        return KeptStudies(self._ledger).get(found)

    def approve(self, id: str, seen: str, who: str, note: str = "") -> Proposal:  # noqa: A002
        """Approve the text seen, as somebody who neither wrote nor proposed any of it. Raises RecordsRefusal."""
        before = self.get(id)
        check_stage(before.version, Stage.PROPOSED)
        check_still(before.version, seen)
        check_not_author(before.version, who)
        data = before.text.encode()
        if self.words.digest(data) != before.version.digest:
            message = "The vocabulary or the steps have changed since this was proposed"
            raise RecordsRefusal("changed-meanwhile", message, "Withdraw it, look at it again, and propose it again")
        ruleset = self._read(data, before.version)
        day = self._start_of(ruleset, before.version)

        def check(now: KeptVersion) -> None:
            check_stage(now, Stage.PROPOSED)
            check_not_author(now, who)

        said = {"digest": ruleset.digest, "starts": str(day), "note": words_of(note)}
        return self._act(Act.APPROVED, before.version, said, who, check, self._kept.needed(ruleset), day)

    def reject(self, id: str, reason: str, who: str) -> Proposal:  # noqa: A002
        """Send a proposal back to be a draft again, and say why. Raises RecordsRefusal."""
        return self._back(Act.REJECTED, id, _reason(reason, "rejecting a proposal"), who)

    def withdraw(self, id: str, reason: str, who: str) -> Proposal:  # noqa: A002
        """Take a proposal back to be a draft again. Raises RecordsRefusal."""
        return self._back(Act.WITHDRAWN, id, words_of(reason), who)

    def retire(self, family: str, version: str, reason: str, who: str, last: date | None = None) -> Proposal:
        """Retire a published version early: `last` is the last day it is used for, today if not said.

        One whose day has not come is never used, and its day is free again. Raises RecordsRefusal.
        """
        before, said = self.of_version(family, version), _reason(reason, "retiring a version")
        today = day_of(self._ledger.clock())
        self._check_current(before, today)
        if before.starts and before.starts > today:
            last = before.starts - timedelta(days=1)
        elif last is not None and last < today:
            message = "A version cannot be retired for days that have passed"
            raise RecordsRefusal("day-past", message, "Cases have been decided by it. Give today or a later day")
        ends = last or today

        def check(now: KeptVersion) -> None:
            if now.ends is not None:
                message = f"This version was retired already: its last day is {date_words(now.ends)}"
                raise RecordsRefusal("wrong-stage", message, "Nothing is left to be done")

        check(before)
        return self._act(Act.RETIRED, before, {"ends": str(ends), "reason": said}, who, check)

    def _check_current(self, version: KeptVersion, today: date) -> None:
        """Refuse to retire what no day to come would be decided by."""
        check_stage(version, Stage.PUBLISHED)
        starts = [each.starts for each in self.versions(version.family) if each.published and each.starts]
        later = [day for day in starts if version.starts and version.starts < day <= today]
        if later:
            message = f"This version was superseded on {date_words(min(later))}"
            raise RecordsRefusal(
                "wrong-stage", message, "Retire the version that is in force, if that is what is meant"
            )

    # --- one act ------------------------------------------------------------------------------------------------------

    def _back(self, act: Act, id_: str, reason: str, who: str) -> Proposal:
        before = self.get(id_)
        check_stage(before.version, Stage.PROPOSED)
        return self._act(act, before.version, {"reason": reason}, who, lambda now: check_stage(now, Stage.PROPOSED))

    def _act(  # noqa: PLR0913, PLR0917 - what an act is
        self,
        act: Act,
        before: KeptVersion,
        said: Mapping[str, Any],
        who: str,
        check: Callable[[KeptVersion], None] = lambda _: None,
        first: tuple[Draft, ...] = (),
        day: date | None = None,
    ) -> Proposal:
        """Record an act on a version seen before. Its text is held to be what it was; all else is checked again."""

        def check_now(connection: Connection) -> None:
            now = one_seen(connection, before.id)
            if now is None:
                raise RecordsRefusal("no-such-proposal", "There is no proposal with this id")
            check(now)
            if act not in (Act.COMMENTED, Act.ATTACHED):
                check_still(now, before.digest)
            if day:
                check_day(before, day, in_family(connection, before.family))

        moment = self._ledger.clock()
        named = _named(act, before.id, before.family, before.name)
        draft = Draft(
            KIND, new_id(moment), who, moment, {**named, **said}, about=before.id, first=first, check=check_now
        )
        self._append(draft)
        return self.get(before.id)

    def _append(self, draft: Draft) -> None:
        self._ledger.append(draft)
        self._and_then()

    def _read(self, data: bytes, version: KeptVersion) -> Ruleset:
        ruleset, found = self.words.read(data, version.family, version.name)
        if ruleset is None:
            raise Unusable(found)
        return ruleset

    def _start_of(self, ruleset: Ruleset, version: KeptVersion) -> date:
        """Return the day a text comes into force. Raises RecordsRefusal unless that is a day that is still to come."""
        today = day_of(self._ledger.clock())
        if ruleset.in_force is None:
            message = "The text does not say on which day it comes into force"
            raise RecordsRefusal("no-day", message, "Give the day it is to come into force")
        day = ruleset.in_force.start
        if day < today:
            message = f"The day it is to come into force, {date_words(day)}, has passed"
            raise RecordsRefusal("day-past", message, "Cases of that day have been decided. Give today or a later day")
        check_day(version, day, self.versions(version.family))
        return day

    def _names(self, connection: Connection, family: str) -> set[str]:
        """Return the names that a draft of a family cannot have."""
        of_files = {*self._files.families.get(family, {}), *self._files.unusable.get(family, {})}
        return of_files | {name for each in in_family(connection, family) for name in (each.name, each.version)}


def _named(act: Act, subject: str, family: str, name: str) -> Said:
    return {"subject": subject, "act": act.value, "family": family, "name": name}


def _free_name(day: date, taken: set[str]) -> str:
    names = (f"draft-{day}{f'-{number}' if number > 1 else ''}" for number in range(1, 10_000))
    return next(each for each in names if each not in taken)


def _dated(text: bytes, starts: date | None) -> bytes:
    if starts is None:
        return text
    try:
        return put_in_force(text, starts)
    except CannotChange as cannot:
        raise RecordsRefusal("no-day", cannot.message, cannot.help) from None


def _reason(reason: str, what: str) -> str:
    said = words_of(reason)
    if not said:
        raise RecordsRefusal("nothing-said", f"There is no reason for {what}", "Say why, for whoever reads it later")
    return said
