"""Studies kept with versions of rulesets: which text each is of, for good, and nothing that is not what it says."""

from __future__ import annotations

import hashlib
from datetime import date

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from service.records.append import Draft
from service.records.errors import RecordsRefusal
from service.records.identity import new_id
from service.records.kept_studies import LARGEST, Study
from service.records.ledger import Ledger
from service.records.migrating import NEWEST, migrate
from service.records.proposals import Proposal
from service.records.publication import MOST_STUDIES
from service.records.retention import purge
from service.records.verification import verify
from service.records.versions import Act
from tests.records.making import MORNING
from tests.records.test_publication import (  # noqa: F401 - fixtures
    ADA,
    GRACE,
    NEXT_MONTH,
    Desk,
    desk,
    new_desk,
    refusal,
)


def study(of: Proposal, data: bytes = b"PK a study") -> Study:
    says = {"headline": "12 more enquiries", "new": {"digest": of.version.digest}, "old": {"digest": "sha256:0"}}
    return Study(f"sha256:{hashlib.sha256(data).hexdigest()}", says, data)


def test_a_study_is_kept_with_the_draft_it_is_of_and_says_when_the_text_has_changed(desk: Desk) -> None:  # noqa: F811
    draft = desk.drafted()
    id_ = draft.version.id
    attached = desk.publication.attach(id_, study(draft), ADA, "What it would do")
    (kept,) = attached.studies
    assert (kept.by.act, kept.by.who, kept.by.words, kept.of_this_text) == (
        Act.ATTACHED, ADA, "What it would do", True
    )  # fmt: skip
    assert attached.version.digest == draft.version.digest
    assert desk.publication.study(id_, kept.by.id) == b"PK a study"

    proposed = desk.publication.propose(id_, draft.version.digest, ADA, NEXT_MONTH)
    assert proposed.version.digest != draft.version.digest
    assert [each.of_this_text for each in proposed.studies] == [True]  # only its day was written into it

    edited = desk.publication.edit(
        id_, proposed.text.replace("value: 4", "value: 5"), proposed.version.digest, ADA
    )  # fmt: skip
    assert [each.of_this_text for each in edited.studies] == [False]
    again = desk.publication.attach(id_, study(edited, b"PK another"), GRACE)
    assert [(each.of_this_text, each.by.who) for each in again.studies] == [(True, GRACE), (False, ADA)]
    back = desk.publication.edit(id_, proposed.text, edited.version.digest, ADA)
    assert [each.of_this_text for each in back.studies] == [False, False]  # by the day; the first is of the draft
    assert verify(desk.ledger.database.reading).sound


def test_whoever_attaches_a_study_may_still_approve(desk: Desk) -> None:  # noqa: F811
    proposed = desk.proposed()
    desk.publication.attach(proposed.version.id, study(proposed), GRACE)
    approved = desk.publication.approve(proposed.version.id, proposed.version.digest, GRACE)
    assert refusal(lambda: desk.publication.attach(approved.version.id, study(approved), ADA)) == "wrong-stage"


def test_what_is_refused(desk: Desk) -> None:  # noqa: F811
    draft, other = desk.drafted(), desk.drafted("other")
    desk.publication.edit(
        other.version.id, other.text.replace("value: 4", "value: 9"), other.version.digest, ADA
    )  # fmt: skip
    other = desk.publication.get(other.version.id)
    attach = desk.publication.attach
    assert refusal(lambda: attach(draft.version.id, study(other), ADA)) == "study-of-another"
    assert refusal(lambda: attach(draft.version.id, study(draft, bytes(LARGEST + 1)), ADA)) == "study-too-large"
    false = Study("sha256:0", study(draft).says, b"PK")
    assert refusal(lambda: attach(draft.version.id, false, ADA)) == "record-altered"
    assert refusal(lambda: desk.publication.study(draft.version.id, "none")) == "no-such-study"
    attach(draft.version.id, study(draft), ADA)
    assert refusal(lambda: desk.publication.study(other.version.id, draft.version.id)) == "no-such-study"
    for _ in range(MOST_STUDIES - 1):
        attach(draft.version.id, study(draft), ADA)
    assert refusal(lambda: attach(draft.version.id, study(draft), ADA)) == "too-many-studies"


TAKE_IT_AWAY = "DELETE FROM contents WHERE sequence = (SELECT sequence FROM ledger WHERE kind = 'study')"


def take_away(ledger: Ledger, *before: str) -> None:
    """Take the study away by hand, after what else is done in the same transaction."""
    with ledger.database.writing.begin() as connection:
        for each in (*before, TAKE_IT_AWAY):
            connection.execute(text(each))


def test_no_purge_takes_a_study_away_and_no_older_version_is_gone_back_to(desk: Desk) -> None:  # noqa: F811
    draft = desk.drafted()
    (kept,) = desk.publication.attach(draft.version.id, study(draft), ADA).studies
    later = Ledger(desk.ledger.database, lambda: MORNING.replace(year=2036))
    purge(later, date(2035, 1, 1), "admin")
    later._group.close()
    assert desk.publication.study(draft.version.id, kept.by.id) == b"PK a study"
    with pytest.raises(IntegrityError, match="never changed or taken away"):
        take_away(desk.ledger)
    with pytest.raises(RecordsRefusal, match="would take them away"):
        migrate(desk.ledger.database, "0006")


def test_the_database_itself_keeps_studies_after_going_down_and_up_again(desk: Desk) -> None:  # noqa: F811
    migrate(desk.ledger.database, "0006")
    migrate(desk.ledger.database, NEWEST)
    draft = desk.drafted()
    desk.publication.attach(draft.version.id, study(draft), ADA)
    later = Ledger(desk.ledger.database, lambda: MORNING.replace(year=2036))
    now = later.clock()
    later.append(Draft("purge", new_id(now), "admin", now, {"before": "2099", "records": []}))
    permit = f"INSERT INTO purging (sequence, until, ends) VALUES ({later.head().sequence}, '2099', -1)"  # noqa: S608
    later._group.close()
    with pytest.raises(IntegrityError, match="never changed or taken away"):
        take_away(later, permit)
