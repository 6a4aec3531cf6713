# Written by `make clients` from what the service says of itself. Change the service, not this file.
"""Every operation of the API under the name it has there, with the shapes it takes and gives."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal
from urllib.parse import quote

from threshold_client import shapes


@dataclass(frozen=True)
class Sent:
    """What goes with a request: the kind of answer wanted, the query, headers, and the body as JSON or as it is."""

    accept: str
    query: Mapping[str, str | int | None] = field(default_factory=dict)
    headers: Mapping[str, str | None] = field(default_factory=dict)
    json: object = None
    content: str | bytes | None = None


class Operations(ABC):
    """What can be asked. How it is asked is the client's business."""

    @abstractmethod
    def _json(self, method: str, path: str, sent: Sent) -> Any:  # noqa: ANN401 - the operation says which shape it is
        ...

    @abstractmethod
    def _text(self, method: str, path: str, sent: Sent) -> str: ...

    @abstractmethod
    def _bytes(self, method: str, path: str, sent: Sent) -> bytes: ...

    @abstractmethod
    def _nothing(self, method: str, path: str, sent: Sent) -> None: ...

    def decide(self, body: shapes.Case, *, idempotency_key: str | None = None) -> shapes.Answer:
        """Decide on every child of a household, keep the decision, and return it with the whole rule trace."""
        answer: shapes.Answer = self._json(
            "POST",
            "/v1/decisions",
            Sent(
                "application/json",
                headers={"content-type": "application/json", "idempotency-key": idempotency_key},
                json=body,
            ),
        )
        return answer

    def list_decisions(
        self,
        *,
        reference: str | None = None,
        ruleset: str | None = None,
        from_: str | None = None,
        to: str | None = None,
        rule: str | None = None,
        step: str | None = None,
        outcome: Literal["accepted", "up", "down", "awaiting", "decided_again", "ignored", "unanswered"] | None = None,
        before: str | None = None,
        limit: int | None = None,
    ) -> shapes.DecisionsListed:
        """List the decisions kept, newest first. The next page is `before` the last one of this."""
        answer: shapes.DecisionsListed = self._json(
            "GET",
            "/v1/decisions",
            Sent(
                "application/json",
                query={
                    "reference": reference,
                    "ruleset": ruleset,
                    "from": from_,
                    "to": to,
                    "rule": rule,
                    "step": step,
                    "outcome": outcome,
                    "before": before,
                    "limit": limit,
                },
            ),
        )
        return answer

    def preview_decision(self, body: shapes.Case) -> shapes.Answer:
        """Return the answer to a case as it stands, keeping nothing: for a screen that asks as it is filled in."""
        answer: shapes.Answer = self._json(
            "POST",
            "/v1/decisions/preview",
            Sent("application/json", headers={"content-type": "application/json"}, json=body),
        )
        return answer

    def read_decision(self, id: str) -> shapes.Answer:
        """Return a decision exactly as it was answered."""
        answer: shapes.Answer = self._json("GET", f"/v1/decisions/{quote(id, safe='')}", Sent("application/json"))
        return answer

    def replay_decision(self, id: str) -> shapes.Replayed:
        """Decide a kept case again with the same rules and day, and say whether the answer is the same, or where not."""
        answer: shapes.Replayed = self._json(
            "POST", f"/v1/decisions/{quote(id, safe='')}/replay", Sent("application/json")
        )
        return answer

    def read_report_as_html(self, id: str) -> str:
        """Return a decision with every rule, as a page to print or as a PDF, by `Accept`."""
        return self._text("GET", f"/v1/decisions/{quote(id, safe='')}/report", Sent("text/html"))

    def read_report_as_pdf(self, id: str) -> bytes:
        """Return a decision with every rule, as a page to print or as a PDF, by `Accept`."""
        return self._bytes("GET", f"/v1/decisions/{quote(id, safe='')}/report", Sent("application/pdf"))

    def draft_feedback(self, id: str) -> str:
        """Return a draft of what the referrer is told. What a person has to fill in stands in square brackets."""
        return self._text("GET", f"/v1/decisions/{quote(id, safe='')}/feedback", Sent("text/plain"))

    def record_outcome(
        self, id: str, body: shapes.RecordOutcomeBody, *, idempotency_key: str | None = None
    ) -> shapes.OutcomeRecorded:
        """Record that a named person accepts what was recommended for a child, or decides differently, and why."""
        answer: shapes.OutcomeRecorded = self._json(
            "POST",
            f"/v1/decisions/{quote(id, safe='')}/outcome",
            Sent(
                "application/json",
                headers={"content-type": "application/json", "idempotency-key": idempotency_key},
                json=body,
            ),
        )
        return answer

    def list_outcomes(self, id: str) -> shapes.OutcomesListed:
        """List what was decided for each child of a decision, and what was decided before that."""
        answer: shapes.OutcomesListed = self._json(
            "GET", f"/v1/decisions/{quote(id, safe='')}/outcomes", Sent("application/json")
        )
        return answer

    def agree_to_outcome(self, id: str, body: shapes.AgreeToOutcomeBody) -> shapes.OutcomeRecorded:
        """Record that somebody else agrees to less than was recommended."""
        answer: shapes.OutcomeRecorded = self._json(
            "POST",
            f"/v1/outcomes/{quote(id, safe='')}/second-person",
            Sent("application/json", headers={"content-type": "application/json"}, json=body),
        )
        return answer

    def count_outcomes(self, *, from_: str | None = None, to: str | None = None) -> shapes.OutcomeReport:
        """Count the children decided on by how they stand, for each rule and for each step. Names nobody."""
        answer: shapes.OutcomeReport = self._json(
            "GET", "/v1/outcomes/report", Sent("application/json", query={"from": from_, "to": to})
        )
        return answer

    def keep_in_register(self, body: shapes.KeepInRegisterBody) -> shapes.ActShape:
        """Keep what is said of a household or a child. The reference begins when the register does not know it."""
        answer: shapes.ActShape = self._json(
            "POST", "/v1/register", Sent("application/json", headers={"content-type": "application/json"}, json=body)
        )
        return answer

    def find_reference(self, body: shapes.FindReferenceBody) -> shapes.ReferenceKept:
        """Return what is kept under a reference, with the id that stands for it in addresses."""
        answer: shapes.ReferenceKept = self._json(
            "POST",
            "/v1/register/find",
            Sent("application/json", headers={"content-type": "application/json"}, json=body),
        )
        return answer

    def read_reference(self, id: str, *, known_on: str | None = None) -> shapes.ReferenceKept:
        """Return what is kept under a reference, as it was known on a day."""
        answer: shapes.ReferenceKept = self._json(
            "GET", f"/v1/register/{quote(id, safe='')}", Sent("application/json", query={"known_on": known_on})
        )
        return answer

    def read_history(self, id: str) -> shapes.History:
        """Return every act about a reference and those it has to do with: who did it, when and why."""
        answer: shapes.History = self._json(
            "GET", f"/v1/register/{quote(id, safe='')}/history", Sent("application/json")
        )
        return answer

    def correct_register(self, id: str, body: shapes.CorrectRegisterBody) -> shapes.ActShape:
        """Add, correct, withdraw, strike, move, merge, split, close, reopen or undo. Nothing is ever erased."""
        answer: shapes.ActShape = self._json(
            "POST",
            f"/v1/register/{quote(id, safe='')}/acts",
            Sent("application/json", headers={"content-type": "application/json"}, json=body),
        )
        return answer

    def list_findings(
        self,
        *,
        state: Literal["open", "acknowledged", "all"] | None = None,
        before: str | None = None,
        limit: int | None = None,
    ) -> shapes.FindingsListed:
        """List what time alone has brought about in open cases. The next page is `before` the last one of this."""
        answer: shapes.FindingsListed = self._json(
            "GET", "/v1/watch", Sent("application/json", query={"state": state, "before": before, "limit": limit})
        )
        return answer

    def read_finding(self, id: str) -> shapes.FindingShape:
        """Return what was found, and who has taken note of it."""
        answer: shapes.FindingShape = self._json("GET", f"/v1/watch/{quote(id, safe='')}", Sent("application/json"))
        return answer

    def acknowledge_finding(self, id: str, body: shapes.AcknowledgeFindingBody) -> shapes.FindingShape:
        """Record that a named person has taken note of a finding, and what is done about it."""
        answer: shapes.FindingShape = self._json(
            "POST",
            f"/v1/watch/{quote(id, safe='')}/acknowledgement",
            Sent("application/json", headers={"content-type": "application/json"}, json=body),
        )
        return answer

    def hand_over(self, id: str) -> shapes.HandOverAnswer:
        """Return one signed file with the events, facts, decisions, rulesets and open steps of a reference."""
        answer: shapes.HandOverAnswer = self._json(
            "GET", f"/v1/register/{quote(id, safe='')}/handover", Sent("application/json")
        )
        return answer

    def list_handovers(
        self,
        *,
        way: Literal["received", "sent", "all"] | None = None,
        before: str | None = None,
        limit: int | None = None,
    ) -> shapes.HandoversListed:
        """List what came in and what was sent, by whom and when. The next page is `before` the last one of this."""
        answer: shapes.HandoversListed = self._json(
            "GET", "/v1/handovers", Sent("application/json", query={"way": way, "before": before, "limit": limit})
        )
        return answer

    def receive_handover(self, body: shapes.ReceiveHandoverBody) -> shapes.HandoverShape:
        """Check a file against the trusted keys, keep it, and decide its last case under the rules in force here."""
        answer: shapes.HandoverShape = self._json(
            "POST", "/v1/handovers", Sent("application/json", headers={"content-type": "application/json"}, json=body)
        )
        return answer

    def read_handover(self, id: str) -> shapes.HandoverShape:
        """Return a handover, what was decided there and what is decided here today, side by side."""
        answer: shapes.HandoverShape = self._json(
            "GET", f"/v1/handovers/{quote(id, safe='')}", Sent("application/json")
        )
        return answer

    def take_handover(self, id: str, body: shapes.TakeHandoverBody) -> shapes.Taken:
        """Keep the events and facts of a handover under references of our own. No list is taken to be in full here."""
        answer: shapes.Taken = self._json(
            "POST",
            f"/v1/handovers/{quote(id, safe='')}/take",
            Sent("application/json", headers={"content-type": "application/json"}, json=body),
        )
        return answer

    def compare_versions(self, *, a: str, b: str) -> shapes.ComparisonShape | shapes.JobShape:
        """Say what `b` says differently from `a`, rule by rule, and show a case of every kind they answer differently."""
        answer: shapes.ComparisonShape | shapes.JobShape = self._json(
            "GET", "/v1/rulesets/compare", Sent("application/json", query={"a": a, "b": b})
        )
        return answer

    def list_versions(self) -> shapes.Rulesets:
        """Say which families there are, which version of each is in force today, and which cannot be used."""
        answer: shapes.Rulesets = self._json("GET", "/v1/rulesets", Sent("application/json"))
        return answer

    def check_ruleset(self, body: str, *, family: str | None = None) -> shapes.Checked:
        """Report everything wrong with the text of a ruleset, at its line and column, with how to mend it."""
        answer: shapes.Checked = self._json(
            "POST",
            "/v1/rulesets/check",
            Sent(
                "application/json", query={"family": family}, headers={"content-type": "application/yaml"}, content=body
            ),
        )
        return answer

    def read_version_in_force(self, family: str) -> shapes.RulesetShape:
        """Return the version of the family that is in force today: YAML, JSON or plain English, by `Accept`."""
        answer: shapes.RulesetShape = self._json(
            "GET", f"/v1/rulesets/{quote(family, safe='')}", Sent("application/json")
        )
        return answer

    def read_version_in_force_as_yaml(self, family: str) -> str:
        """Return the version of the family that is in force today: YAML, JSON or plain English, by `Accept`."""
        return self._text("GET", f"/v1/rulesets/{quote(family, safe='')}", Sent("application/yaml"))

    def read_version_in_force_as_markdown(self, family: str) -> str:
        """Return the version of the family that is in force today: YAML, JSON or plain English, by `Accept`."""
        return self._text("GET", f"/v1/rulesets/{quote(family, safe='')}", Sent("text/markdown"))

    def read_version_in_force_as_text(self, family: str) -> str:
        """Return the version of the family that is in force today: YAML, JSON or plain English, by `Accept`."""
        return self._text("GET", f"/v1/rulesets/{quote(family, safe='')}", Sent("text/plain"))

    def read_version(self, family: str, version: str) -> shapes.RulesetShape:
        """Return one version, in force or not: YAML (the exact file), JSON or plain English, by `Accept`."""
        answer: shapes.RulesetShape = self._json(
            "GET", f"/v1/rulesets/{quote(family, safe='')}/{quote(version, safe='')}", Sent("application/json")
        )
        return answer

    def read_version_as_yaml(self, family: str, version: str) -> str:
        """Return one version, in force or not: YAML (the exact file), JSON or plain English, by `Accept`."""
        return self._text(
            "GET", f"/v1/rulesets/{quote(family, safe='')}/{quote(version, safe='')}", Sent("application/yaml")
        )

    def read_version_as_markdown(self, family: str, version: str) -> str:
        """Return one version, in force or not: YAML (the exact file), JSON or plain English, by `Accept`."""
        return self._text(
            "GET", f"/v1/rulesets/{quote(family, safe='')}/{quote(version, safe='')}", Sent("text/markdown")
        )

    def read_version_as_text(self, family: str, version: str) -> str:
        """Return one version, in force or not: YAML (the exact file), JSON or plain English, by `Accept`."""
        return self._text("GET", f"/v1/rulesets/{quote(family, safe='')}/{quote(version, safe='')}", Sent("text/plain"))

    def attach_study(self, id: str, body: shapes.AttachStudyBody) -> shapes.ProposalShape:
        """Keep a finished study, its report and consultation pack, with the draft or the proposal it is of, for good."""
        answer: shapes.ProposalShape = self._json(
            "POST",
            f"/v1/proposals/{quote(id, safe='')}/studies",
            Sent("application/json", headers={"content-type": "application/json"}, json=body),
        )
        return answer

    def get_proposal_study(self, id: str, study: str) -> None:
        """Return a study as it was attached, by the `id` it has in `studies`."""
        self._nothing(
            "GET", f"/v1/proposals/{quote(id, safe='')}/studies/{quote(study, safe='')}", Sent("application/zip")
        )

    def list_proposals(
        self,
        *,
        family: str | None = None,
        state: Literal["draft", "proposed", "approved", "in force", "superseded", "retired", "proposal"] | None = None,
    ) -> shapes.ProposalsListed:
        """List drafts, proposals and what became of them. Versions that came with the folder of rulesets are not here."""
        answer: shapes.ProposalsListed = self._json(
            "GET", "/v1/proposals", Sent("application/json", query={"family": family, "state": state})
        )
        return answer

    def begin_draft(self, body: shapes.BeginDraftBody) -> shapes.ProposalShape:
        """Begin a draft from a text, or from a copy of a version. It may have mistakes in it until it is proposed."""
        answer: shapes.ProposalShape = self._json(
            "POST", "/v1/proposals", Sent("application/json", headers={"content-type": "application/json"}, json=body)
        )
        return answer

    def read_proposal(self, id: str) -> shapes.ProposalShape:
        """Return a version with its text, everything that happened to it, and whether whoever asks may approve it."""
        answer: shapes.ProposalShape = self._json(
            "GET", f"/v1/proposals/{quote(id, safe='')}", Sent("application/json")
        )
        return answer

    def edit_draft(self, id: str, body: shapes.EditDraftBody) -> shapes.ProposalShape:
        """Put a new text in the place of the one seen, or new values of parameters, which leaves every other byte alone."""
        answer: shapes.ProposalShape = self._json(
            "PUT",
            f"/v1/proposals/{quote(id, safe='')}",
            Sent("application/json", headers={"content-type": "application/json"}, json=body),
        )
        return answer

    def propose_draft(self, id: str, body: shapes.ProposeDraftBody) -> shapes.ProposalShape:
        """Propose the text seen. The day is written into it; it may have no mistakes, and the day has to be free."""
        answer: shapes.ProposalShape = self._json(
            "POST",
            f"/v1/proposals/{quote(id, safe='')}/propose",
            Sent("application/json", headers={"content-type": "application/json"}, json=body),
        )
        return answer

    def approve_proposal(self, id: str, body: shapes.ApproveProposalBody) -> shapes.ProposalShape:
        """Approve the text seen. Nobody approves what they began, edited or proposed."""
        answer: shapes.ProposalShape = self._json(
            "POST",
            f"/v1/proposals/{quote(id, safe='')}/approve",
            Sent("application/json", headers={"content-type": "application/json"}, json=body),
        )
        return answer

    def reject_proposal(self, id: str, body: shapes.RejectProposalBody) -> shapes.ProposalShape:
        """Make a proposal a draft again, and say why."""
        answer: shapes.ProposalShape = self._json(
            "POST",
            f"/v1/proposals/{quote(id, safe='')}/reject",
            Sent("application/json", headers={"content-type": "application/json"}, json=body),
        )
        return answer

    def withdraw_proposal(self, id: str, body: shapes.WithdrawProposalBody) -> shapes.ProposalShape:
        """Make a proposal a draft again."""
        answer: shapes.ProposalShape = self._json(
            "POST",
            f"/v1/proposals/{quote(id, safe='')}/withdraw",
            Sent("application/json", headers={"content-type": "application/json"}, json=body),
        )
        return answer

    def comment_on_version(self, id: str, body: shapes.CommentOnVersionBody) -> shapes.ProposalShape:
        """Comment on a version, or on one rule of it."""
        answer: shapes.ProposalShape = self._json(
            "POST",
            f"/v1/proposals/{quote(id, safe='')}/comments",
            Sent("application/json", headers={"content-type": "application/json"}, json=body),
        )
        return answer

    def retire_version(self, family: str, version: str, body: shapes.RetireVersionBody) -> shapes.ProposalShape:
        """Use a version no longer after a last day. Nothing older takes its place, and what it decided still replays."""
        answer: shapes.ProposalShape = self._json(
            "POST",
            f"/v1/rulesets/{quote(family, safe='')}/{quote(version, safe='')}/retire",
            Sent("application/json", headers={"content-type": "application/json"}, json=body),
        )
        return answer

    def run_feature(self, body: shapes.RunFeatureBody) -> shapes.RunShape:
        """Run the scenarios of a feature by the versions they name, or by another. Nothing is kept."""
        answer: shapes.RunShape = self._json(
            "POST",
            "/v1/scenarios/run",
            Sent("application/json", headers={"content-type": "application/json"}, json=body),
        )
        return answer

    def list_sentences(
        self, *, like: str | None = None, keyword: Literal["given", "when", "then"] | None = None
    ) -> shapes.StepsListed:
        """List the sentences a scenario may use, made from the vocabulary: to be offered while somebody writes one."""
        answer: shapes.StepsListed = self._json(
            "GET", "/v1/scenarios/steps", Sent("application/json", query={"like": like, "keyword": keyword})
        )
        return answer

    def study_impact(self, body: shapes.StudyImpactBody) -> shapes.JobShape:
        """Start a study of two versions on a history. `/v1/jobs/{id}` follows it, and lists its files once it is done."""
        answer: shapes.JobShape = self._json(
            "POST", "/v1/impact", Sent("application/json", headers={"content-type": "application/json"}, json=body)
        )
        return answer

    def artefact(self, id: str) -> None:
        """Return a finished study as one file to keep; `contents.json` in it says what it is about, file by file."""
        self._nothing("GET", f"/v1/impact/studies/{quote(id, safe='')}/artefact", Sent("application/zip"))

    def list_histories(self) -> shapes.HistoriesListed:
        """List every history that was uploaded and not removed."""
        answer: shapes.HistoriesListed = self._json("GET", "/v1/impact/histories", Sent("application/json"))
        return answer

    def upload_history(self, name: str, file: str, body: bytes) -> shapes.HistoryShape:
        """Keep one file of a history, CSV or Parquet, in place of any of its name: `cases.csv`, `referrals.parquet`."""
        answer: shapes.HistoryShape = self._json(
            "PUT",
            f"/v1/impact/histories/{quote(name, safe='')}/{quote(file, safe='')}",
            Sent("application/json", headers={"content-type": "application/octet-stream"}, content=body),
        )
        return answer

    def remove_history(self, name: str) -> None:
        """Remove a history with all its files. Studies that were made of it stay."""
        self._nothing("DELETE", f"/v1/impact/histories/{quote(name, safe='')}", Sent(""))

    def list_facts(self) -> shapes.VocabularyShape:
        """Return every fact and event list a case may hold, with the question a person is asked."""
        answer: shapes.VocabularyShape = self._json("GET", "/v1/vocabulary", Sent("application/json"))
        return answer

    def describe_case(self) -> dict[str, Any]:
        """Return the JSON Schema of the body of `POST /v1/decisions`: enough to build a form and check what it sends."""
        answer: dict[str, Any] = self._json("GET", "/v1/vocabulary/case.schema.json", Sent("application/schema+json"))
        return answer

    def list_steps(self) -> shapes.StepsShape:
        """Return every step that can be recommended, highest rank first."""
        answer: shapes.StepsShape = self._json("GET", "/v1/steps", Sent("application/json"))
        return answer

    def list_keys(self) -> shapes.KeysListed:
        """List every key, the newest first, with the day it was last used."""
        answer: shapes.KeysListed = self._json("GET", "/v1/keys", Sent("application/json"))
        return answer

    def make_key(self, body: shapes.MakeKeyBody) -> shapes.KeyMade:
        """Make a key for a screen or a person, with the roles it needs and the last day it can be used."""
        answer: shapes.KeyMade = self._json(
            "POST", "/v1/keys", Sent("application/json", headers={"content-type": "application/json"}, json=body)
        )
        return answer

    def revoke_key(self, id: str) -> shapes.KeyListed:
        """Revoke a key for good. It stops being answered here at once, and everywhere within seconds."""
        answer: shapes.KeyListed = self._json("POST", f"/v1/keys/{quote(id, safe='')}/revoke", Sent("application/json"))
        return answer

    def list_jobs(self) -> shapes.JobsListed:
        """List the long work you started, newest first, for as long as it is kept."""
        answer: shapes.JobsListed = self._json("GET", "/v1/jobs", Sent("application/json"))
        return answer

    def read_job(self, id: str) -> shapes.WholeJobShape:
        """Return a job as it stands: ask again until `state` is `done`, `stopped` or `failed`."""
        answer: shapes.WholeJobShape = self._json("GET", f"/v1/jobs/{quote(id, safe='')}", Sent("application/json"))
        return answer

    def cancel_job(self, id: str) -> shapes.JobShape:
        """Stop a job within a moment. A job that has ended stays as it is."""
        answer: shapes.JobShape = self._json("DELETE", f"/v1/jobs/{quote(id, safe='')}", Sent("application/json"))
        return answer

    def fetch_job_file(self, id: str, *, name: str) -> bytes:
        """Return one file that a job wrote, by the name it is listed with."""
        return self._bytes(
            "GET", f"/v1/jobs/{quote(id, safe='')}/file", Sent("application/octet-stream", query={"name": name})
        )
