"""Versions of rulesets: drafted, proposed, approved by somebody else, in force on their day, retired; nothing lost."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from pathlib import Path

import pytest

from service.records.current_library import CurrentLibrary
from service.records.decisions import Decisions
from service.records.errors import RecordsRefusal
from service.records.kept_rulesets import KeptRulesets
from service.records.ledger import Ledger
from service.records.proposals import Proposal
from service.records.publication import Publication
from service.records.seeding import seed
from service.records.texts import Unusable
from service.records.verification import verify
from service.records.versions import Act, Stage
from service.ruleset.exact_change import put_in_force
from service.ruleset.library import Library, NoRuleset
from tests.records.making import MORNING, ROOT, Clock, library
from tests.web.test_running import spoil

TODAY = MORNING.date()
NEXT_MONTH = date(2026, 12, 21)
ADA, GRACE, JOAN = "Ada Lovelace (ada)", "Grace Hopper (grace)", "Joan Clarke (joan)"


class Desk:
    """One service's view of the versions in a database."""

    def __init__(self, where: str, clock: Clock, files: Library) -> None:
        self.ledger = Ledger.open(where, clock)
        kept = KeptRulesets(self.ledger)
        self.differing = seed(self.ledger, kept, files)
        self.current = CurrentLibrary(files, self.ledger, self.differing)
        self.publication = Publication(self.ledger, kept, files, self.current.refresh)

    def drafted(self, name: str = "slower", family: str = "lcpc") -> Proposal:
        """Begin a draft of the rules of 2004, and change a number in it."""
        text = library().find("lcpc", "2004-04-01", TODAY).text.decode()
        begun = self.publication.start(family, text, ADA, name)
        return self.publication.edit(begun.version.id, text.replace("value: 3", "value: 4"), begun.version.digest, ADA)

    def proposed(self, name: str = "slower", on: date = NEXT_MONTH) -> Proposal:
        draft = self.drafted(name)
        return self.publication.propose(draft.version.id, draft.version.digest, ADA, on)

    def approved(self, name: str = "slower", on: date = NEXT_MONTH) -> Proposal:
        proposed = self.proposed(name, on)
        return self.publication.approve(proposed.version.id, proposed.version.digest, GRACE)

    def in_force(self, day: date) -> str:
        return self.current.snapshot.library.find("lcpc", None, day).version

    def state(self, proposal: Proposal) -> tuple[str, Stage]:
        there = self.publication.get(proposal.version.id).version
        return there.version, there.stage


NewDesk = Callable[..., Desk]


@pytest.fixture
def new_desk(where: str, clock: Clock) -> Iterator[NewDesk]:
    """Return what opens another service on the same database."""
    opened: list[Desk] = []

    def new(files: Library | None = None) -> Desk:
        opened.append(Desk(where, clock, files or library()))
        return opened[-1]

    yield new
    for each in opened:
        each.ledger.close()


@pytest.fixture
def desk(new_desk: NewDesk) -> Desk:
    return new_desk()


def refusal(act: Callable[[], object]) -> str:
    with pytest.raises(RecordsRefusal) as refused:
        act()
    return refused.value.code


class TestTheWayToBeInForce:
    def test_a_draft_is_proposed_and_approved_and_in_force_on_its_day(self, desk: Desk) -> None:
        approved = desk.approved()
        assert (approved.version.version, approved.version.stage) == ("2026-12-21", Stage.PUBLISHED)
        assert [each.act for each in approved.happenings] == [Act.DRAFTED, Act.EDITED, Act.PROPOSED, Act.APPROVED]
        assert [each.who for each in approved.happenings] == [ADA, ADA, ADA, GRACE]
        assert desk.in_force(NEXT_MONTH - timedelta(days=1)) == "2004-04-01"
        assert desk.in_force(NEXT_MONTH) == "2026-12-21"
        there = desk.current.snapshot.library.find("lcpc", None, NEXT_MONTH)
        assert there.parameters["minor referral limit"].value == "4"
        assert there.digest == approved.version.digest
        assert verify(desk.ledger.database.reading).sound

    def test_the_day_is_the_only_line_that_proposing_changes(self, desk: Desk) -> None:
        draft = desk.drafted()
        proposed = desk.publication.propose(draft.version.id, draft.version.digest, ADA, NEXT_MONTH)
        assert proposed.text.encode() == put_in_force(draft.text.encode(), NEXT_MONTH)

    def test_drafts_and_proposals_are_there_by_name_alone(self, desk: Desk) -> None:
        draft, proposed = desk.drafted("draft"), desk.proposed("proposed-one")
        for each in draft, proposed:
            found = desk.current.snapshot.library.find("lcpc", each.version.name, TODAY)
            assert (found.digest, found.in_force) == (each.version.digest, None)
        assert desk.in_force(NEXT_MONTH) == "2004-04-01"

    def test_a_draft_with_mistakes_is_kept_and_cannot_be_proposed_or_used(self, desk: Desk) -> None:
        draft = desk.drafted()
        typo = draft.text.replace("count: referrals", "count: referals", 1)
        edited = desk.publication.edit(draft.version.id, typo, draft.version.digest, ADA)
        with pytest.raises(Unusable, match=r"on line 36: There is no list of events called `referals`") as refused:
            desk.publication.propose(edited.version.id, edited.version.digest, ADA, NEXT_MONTH)
        assert refused.value.problems[0].span.line > 1
        with pytest.raises(NoRuleset, match="has mistakes in its version slower"):
            desk.current.snapshot.library.find("lcpc", "slower", TODAY)

    def test_rejected_and_withdrawn_proposals_are_drafts_again(self, desk: Desk) -> None:
        proposed = desk.proposed()
        id_, digest = proposed.version.id, proposed.version.digest
        assert refusal(lambda: desk.publication.reject(id_, "  ", GRACE)) == "nothing-said"
        rejected = desk.publication.reject(id_, "Say who was consulted", GRACE)
        assert (rejected.version.stage, rejected.sent_back and rejected.sent_back.words) == (
            Stage.DRAFT,
            "Say who was consulted",
        )
        assert refusal(lambda: desk.publication.approve(id_, digest, GRACE)) == "wrong-stage"
        again = desk.publication.propose(id_, digest, ADA)
        assert again.version.starts == NEXT_MONTH
        assert again.sent_back is None
        assert desk.publication.withdraw(id_, "", ADA).version.stage is Stage.DRAFT

    def test_comments_are_on_the_version_or_on_one_rule(self, desk: Desk) -> None:
        id_ = desk.proposed().version.id
        desk.publication.comment(id_, "Has the board seen this?", GRACE)
        commented = desk.publication.comment(id_, "Why four?", GRACE, "third-minor-domestic-abuse-referral")
        assert [(each.words, each.rule) for each in commented.comments] == [
            ("Has the board seen this?", None),
            ("Why four?", "third-minor-domestic-abuse-referral"),
        ]
        assert refusal(lambda: desk.publication.comment(id_, "?", GRACE, "no-rule")) == "no-such-rule"
        assert refusal(lambda: desk.publication.comment(id_, " ", GRACE)) == "nothing-said"


class TestFourEyes:
    def test_nobody_approves_what_they_began_edited_or_proposed(self, desk: Desk) -> None:
        draft = desk.drafted()
        id_ = draft.version.id
        by_joan = desk.publication.propose(id_, draft.version.digest, JOAN, NEXT_MONTH)
        edited = desk.publication.edit(id_, by_joan.text + "# seen\n", by_joan.version.digest, GRACE)
        for person in ADA, GRACE, JOAN, "ada  LOVELACE (ADA)":
            assert refusal(lambda who=person: desk.publication.approve(id_, edited.version.digest, who)) == (  # type: ignore[misc]
                "own-proposal"
            )
        approved = desk.publication.approve(id_, edited.version.digest, "Ada Lovelace (another)")
        assert approved.version.stage is Stage.PUBLISHED

    def test_a_name_given_by_a_screen_is_held_to_be_the_person_of_that_name(self, desk: Desk) -> None:
        proposed = desk.proposed()
        named = "ada lovelace, by Desk (key 4f)"
        assert refusal(lambda: desk.publication.approve(proposed.version.id, proposed.version.digest, named)) == (
            "own-proposal"
        )

    def test_a_text_edited_since_it_was_seen_is_not_approved(self, desk: Desk) -> None:
        proposed = desk.proposed()
        id_, seen = proposed.version.id, proposed.version.digest
        desk.publication.edit(id_, proposed.text.replace("value: 4", "value: 5"), seen, JOAN)
        with pytest.raises(RecordsRefusal, match="The text has changed since you saw it"):
            desk.publication.approve(id_, seen, GRACE)
        assert refusal(lambda: desk.publication.edit(id_, "anything", seen, JOAN)) == "changed-meanwhile"


class TestDays:
    def test_a_published_version_never_changes(self, desk: Desk) -> None:
        there = desk.approved().version
        for act in (
            lambda: desk.publication.edit(there.id, "ruleset: lcpc\n", there.digest, JOAN),
            lambda: desk.publication.propose(there.id, there.digest, JOAN),
            lambda: desk.publication.approve(there.id, there.digest, JOAN),
            lambda: desk.publication.reject(there.id, "No", JOAN),
            lambda: desk.publication.withdraw(there.id, "No", JOAN),
        ):
            assert refusal(act) == "wrong-stage"

    def test_two_versions_cannot_come_into_force_on_one_day(self, desk: Desk) -> None:
        first, second = desk.proposed("first"), desk.proposed("second")
        desk.publication.approve(first.version.id, first.version.digest, GRACE)
        assert refusal(lambda: desk.publication.approve(second.version.id, second.version.digest, GRACE)) == "day-taken"
        assert refusal(lambda: desk.proposed("third")) == "day-taken"
        assert refusal(lambda: desk.proposed("fourth", date(2004, 4, 1))) == "day-past"

    def test_a_day_that_passed_while_it_waited_is_not_approved(self, desk: Desk, clock: Clock) -> None:
        proposed = desk.proposed()
        clock.now += timedelta(days=40)
        assert refusal(lambda: desk.publication.approve(proposed.version.id, proposed.version.digest, GRACE)) == (
            "day-past"
        )

    def test_without_a_day_there_is_nothing_to_propose(self, desk: Desk) -> None:
        text = library().find("lcpc", "proposed", TODAY).text.decode()
        draft = desk.publication.start("lcpc", text, ADA).version
        assert draft.name == "draft-2026-11-23"
        assert refusal(lambda: desk.publication.propose(draft.id, draft.digest, ADA)) == "no-day"

    @pytest.mark.parametrize(
        ("name", "code"),
        [
            ("2027-01-01", "wrong-draft-name"),
            ("With Spaces", "wrong-draft-name"),
            ("proposed", "draft-name-taken"),
            ("slower", "draft-name-taken"),
        ],
    )
    def test_names_that_a_draft_cannot_have(self, desk: Desk, name: str, code: str) -> None:
        desk.drafted()
        assert refusal(lambda: desk.drafted(name)) == code


class TestRetiring:
    def test_it_is_not_used_after_its_last_day_and_nothing_older_takes_its_place(
        self, desk: Desk, clock: Clock
    ) -> None:
        desk.approved(on=TODAY)
        retired = desk.publication.retire("lcpc", "2026-11-23", "It was read wrongly", GRACE)
        assert retired.version.ends == TODAY
        assert desk.in_force(TODAY) == "2026-11-23"
        with pytest.raises(NoRuleset, match="The latest, 2026-11-23, was in force to 23 November 2026"):
            desk.in_force(TODAY + timedelta(days=1))
        assert desk.in_force(TODAY - timedelta(days=1)) == "2004-04-01"
        again = lambda: desk.publication.retire("lcpc", "2026-11-23", "Again", GRACE)  # noqa: E731
        assert refusal(again) == "wrong-stage"
        clock.now += timedelta(days=1)
        desk.approved("next", TODAY + timedelta(days=1))
        assert desk.in_force(TODAY + timedelta(days=1)) == "2026-11-24"

    def test_one_whose_day_has_not_come_is_never_used_and_leaves_the_day_free(self, desk: Desk) -> None:
        first = desk.approved("first")
        desk.publication.retire("lcpc", "2026-12-21", "A mistake in it", GRACE)
        assert desk.state(first) == ("first", Stage.PUBLISHED)
        assert desk.in_force(NEXT_MONTH) == "2004-04-01"
        desk.approved("second")
        assert desk.in_force(NEXT_MONTH) == "2026-12-21"
        library_now = desk.current.snapshot.library
        assert library_now.find("lcpc", "first", TODAY).in_force is None

    def test_what_cannot_be_retired(self, desk: Desk) -> None:
        desk.approved(on=TODAY)
        retire = desk.publication.retire
        assert refusal(lambda: retire("lcpc", "2004-04-01", "Old", GRACE)) == "wrong-stage"
        assert refusal(lambda: retire("lcpc", "2030-01-01", "?", GRACE)) == "unknown-version"
        assert refusal(lambda: retire("lcpc", "2026-11-23", "", GRACE)) == "nothing-said"
        yesterday = TODAY - timedelta(days=1)
        assert refusal(lambda: retire("lcpc", "2026-11-23", "Wrong", GRACE, yesterday)) == "day-past"


class TestAtOnce:
    def test_of_two_who_approve_at_once_one_does(self, desk: Desk, new_desk: NewDesk) -> None:
        proposed = desk.proposed().version
        desks = [desk, new_desk(), new_desk()]

        def approve(number: int) -> str:
            try:
                desks[number].publication.approve(proposed.id, proposed.digest, (GRACE, JOAN, "Third (3)")[number])
            except RecordsRefusal as refused:
                return refused.code
            return "approved"

        with ThreadPoolExecutor(3) as people:
            assert sorted(people.map(approve, range(3))) == ["approved", "wrong-stage", "wrong-stage"]

    def test_of_two_proposals_for_one_day_one_is_approved(self, desk: Desk, new_desk: NewDesk) -> None:
        proposed = [desk.proposed("first").version, desk.proposed("second").version]
        desks = [desk, new_desk()]

        def approve(number: int) -> str:
            try:
                desks[number].publication.approve(proposed[number].id, proposed[number].digest, GRACE)
            except RecordsRefusal as refused:
                return refused.code
            return "approved"

        with ThreadPoolExecutor(2) as people:
            assert sorted(people.map(approve, range(2))) == ["approved", "day-taken"]

    def test_an_edit_and_an_approval_at_once_never_publish_what_was_not_seen(
        self, desk: Desk, new_desk: NewDesk
    ) -> None:
        other = new_desk()
        for number in range(4):
            proposed = desk.proposed(f"number-{number}", NEXT_MONTH + timedelta(days=number))
            there, text = proposed.version, proposed.text.replace("value: 4", "value: 5")
            with ThreadPoolExecutor(2) as people:
                edited = people.submit(desk.publication.edit, there.id, text, there.digest, JOAN)
                approved = people.submit(other.publication.approve, there.id, there.digest, GRACE)
            errors = [each.exception() for each in (edited, approved)]
            assert errors.count(None) == 1
            now = desk.publication.get(there.id)
            assert (now.version.stage is Stage.PUBLISHED) == (now.version.digest == there.digest)

    def test_another_service_sees_what_was_approved_within_seconds(self, desk: Desk, where: str, clock: Clock) -> None:
        ledger = Ledger.open(where, clock)
        other = CurrentLibrary.open(library(), ledger, KeptRulesets(ledger), every=0.05)
        before = other.snapshot
        desk.approved()
        while other.snapshot.seen == before.seen or other.snapshot.library.families["lcpc"].keys() == {"slower"}:
            pass
        while "2026-12-21" not in other.snapshot.library.families["lcpc"]:
            pass
        assert other.snapshot.library.find("lcpc", None, NEXT_MONTH).version == "2026-12-21"
        other.close()
        ledger.close()


class TestSeeding:
    def test_files_are_recorded_once_however_many_services_start(self, desk: Desk, new_desk: NewDesk) -> None:
        with ThreadPoolExecutor(3) as starting:
            list(starting.map(lambda _: new_desk(), range(3)))
        seeded = [(each.family, each.version) for each in desk.publication.versions() if each.seeded]
        assert sorted(seeded) == [("front-door", "2026-03-18"), ("lcpc", "2004-04-01")]
        assert desk.ledger.head().sequence == 4  # each with the ruleset it names

    def test_after_a_restart_all_is_as_it_was(self, desk: Desk, new_desk: NewDesk) -> None:
        desk.approved()
        desk.proposed("waiting", NEXT_MONTH + timedelta(days=1))
        again = new_desk()
        assert again.current.snapshot.versions == desk.current.snapshot.versions
        assert again.in_force(NEXT_MONTH) == "2026-12-21"

    @pytest.mark.usefixtures("desk")
    def test_a_file_that_says_something_else_is_said_and_not_taken(self, new_desk: NewDesk, tmp_path: Path) -> None:
        folder = changed_folder(tmp_path)
        path = folder / "lcpc" / "2004-04-01.yaml"
        path.write_text(path.read_text("utf-8").replace("value: 3", "value: 2"), "utf-8")
        other = new_desk(Library.load(folder))
        assert [each.partition(",")[0] for each in other.differing] == [
            "The file lcpc/2004-04-01.yaml is not what was published for its day"
        ]
        there = other.current.snapshot.library.find("lcpc", None, TODAY)
        assert there.parameters["minor referral limit"].value == "3"

    def test_a_file_that_was_spoilt_or_lost_does_not_stop_what_is_published(
        self, desk: Desk, new_desk: NewDesk, tmp_path: Path
    ) -> None:
        folder = changed_folder(tmp_path)
        spoil(folder / "lcpc" / "2004-04-01.yaml")
        (folder / "front-door" / "2026-03-18.yaml").unlink()
        other = new_desk(Library.load(folder))
        assert [each.partition(",")[0] for each in other.differing] == ["The file lcpc/2004-04-01.yaml has changed"]
        for family in "lcpc", "front-door":
            ours, theirs = (each.current.snapshot.library.find(family, None, TODAY) for each in (desk, other))
            assert ours.digest == theirs.digest

    def test_other_steps_are_recorded_once_for_what_is_published(
        self, desk: Desk, new_desk: NewDesk, tmp_path: Path
    ) -> None:
        desk.approved()
        folder = changed_folder(tmp_path)
        steps = folder / "steps.yaml"
        steps.write_text(steps.read_text("utf-8") + "# looked over\n", "utf-8")
        files = Library.load(folder)
        new_desk(files)
        other = new_desk(files)
        for version in other.publication.versions():
            acts = [each.act for each in other.publication.get(version.id).happenings]
            assert acts.count(Act.READ_AGAIN) == 1
            assert other.current.snapshot.library.families[version.family][version.version].digest == version.digest

    def test_a_file_for_a_day_that_was_approved_with_the_same_text_changes_nothing(
        self, desk: Desk, new_desk: NewDesk, tmp_path: Path
    ) -> None:
        approved = desk.approved()
        folder = changed_folder(tmp_path)
        (folder / "lcpc" / "2026-12-21.yaml").write_text(approved.text, "utf-8")
        before = desk.ledger.head()
        other = new_desk(Library.load(folder))
        assert (other.differing, desk.ledger.head()) == ([], before)


def changed_folder(tmp_path: Path) -> Path:
    folder = tmp_path / "rulesets"
    shutil.copytree(ROOT / "rulesets", folder)
    (folder / "in-force.yaml").unlink()
    return folder


def test_a_decision_by_a_version_since_retired_replays(desk: Desk, decisions: Decisions) -> None:
    approved = desk.approved(on=TODAY)
    desk.publication.retire("lcpc", "2026-11-23", "Read wrongly", GRACE)
    kept = decisions.rulesets.get(approved.version.digest)
    assert kept.text.decode() == approved.text
