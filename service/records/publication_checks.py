"""What has to hold for an act on a version of a ruleset. Each raises RecordsRefusal with what stands in the way."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date

from service.records.errors import RecordsRefusal
from service.records.versions import KeptVersion, Stage
from service.ruleset.in_force import named_day
from service.ruleset.wording import date_words
from service.ruleset.yaml_nodes import LARGEST_FILE

LONGEST_NAME = 60
LONGEST_WORDS = 5_000
_NAME = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")

_IS = {
    Stage.DRAFT: "a draft",
    Stage.PROPOSED: "proposed, and awaits approval",
    Stage.PUBLISHED: "published, and cannot change",
}
_MEND = {
    Stage.DRAFT: "Propose it first",
    Stage.PROPOSED: "Approve it, reject it or withdraw it first",
    Stage.PUBLISHED: "Start a new draft from it",
}


def check_stage(version: KeptVersion, needed: Stage) -> None:
    """Refuse an act on a version that has not come so far, or further."""
    if version.stage is not needed:
        message = f"This version is {_IS[version.stage]}"
        raise RecordsRefusal("wrong-stage", message, _MEND[version.stage])


def check_changeable(version: KeptVersion) -> None:
    """Refuse to change a text that is published."""
    if version.stage is Stage.PUBLISHED:
        check_stage(version, Stage.DRAFT)


def check_still(version: KeptVersion, seen: str) -> None:
    """Refuse an act on a text that is not the one seen."""
    if version.digest != seen:
        message = "The text has changed since you saw it, so nothing was done"
        raise RecordsRefusal("changed-meanwhile", message, "Look at what it says now, and decide again")


def check_not_author(version: KeptVersion, who: str) -> None:
    """Refuse an approval by somebody who began, edited or proposed the version."""
    if version.is_by(who):
        message = "You wrote or proposed part of this version, so you cannot approve it"
        raise RecordsRefusal("own-proposal", message, "Ask somebody who has not written any of it")


def check_day(version: KeptVersion, day: date, others: Iterable[KeptVersion]) -> None:
    """Refuse a day on which another version of the family comes into force."""
    for other in others:
        if other.published and other.starts == day and other.id != version.id:
            message = f"Another version of {version.family} comes into force on {date_words(day)}"
            raise RecordsRefusal("day-taken", message, "Give another day, or retire the other version first")


def check_name(family: str, name: str, taken: Iterable[str]) -> str:
    """Return a name that a draft can have. Refuses the name of a day, and one that is taken."""
    for what, said in (("family", family), ("draft", name)):
        if not _NAME.fullmatch(said) or len(said) > LONGEST_NAME:
            message = f"`{said[:LONGEST_NAME]}` is not a name for a {what}"
            help_line = f"Use small letters, digits and hyphens, {LONGEST_NAME} at most"
            raise RecordsRefusal("wrong-draft-name", message, help_line)
    if named_day(name):
        message = "A draft cannot be called by a day: that is for versions in force"
        raise RecordsRefusal("wrong-draft-name", message, "Call it by what it changes, like `infant-age`")
    if name in taken:
        message = f"The ruleset {family} has a version called `{name}` already"
        raise RecordsRefusal("draft-name-taken", message, "Choose another name")
    return name


def text_of(text: str) -> bytes:
    """Return the bytes of a text. Refuses one that is longer than is read."""
    data = text.encode()
    if len(data) > LARGEST_FILE:
        message = f"The text is longer than {LARGEST_FILE:,} bytes"
        raise RecordsRefusal("text-too-long", message, "Split it into a ruleset for each family")
    return data


def words_of(said: str) -> str:
    """Return what somebody said, without the space around it. Refuses more than anybody would read."""
    words = said.strip()
    if len(words) > LONGEST_WORDS:
        message = f"This is longer than {LONGEST_WORDS:,} characters"
        raise RecordsRefusal("said-too-long", message, "Shorten it, or attach a document elsewhere")
    return words
