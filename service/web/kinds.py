"""Every kind of refusal of a request: the status it is sent with, its title, and what to do about it.

Mistakes inside a case or a ruleset have codes and help pages of their own, beside the reading of them.
"""

from __future__ import annotations

from collections.abc import Mapping

from service.web.access_kinds import ACCESS
from service.web.kind import Kind
from service.web.publication_kinds import PUBLICATION

KINDS: Mapping[str, Kind] = {
    **ACCESS,
    **PUBLICATION,
    "nothing-here": Kind(
        404,
        "There is nothing at this address",
        "Look for a slip in the address. Every address the service has is listed on `/docs`.",
    ),
    "no-such-decision": Kind(
        404,
        "There is no decision with this id",
        "Use the `id` from the answer to `POST /v1/decisions`. A preview is not kept, so it has no id.",
    ),
    "no-such-key": Kind(404, "There is no key with this id", "`GET /v1/keys` and `threshold key list` list them."),
    "no-such-handover": Kind(
        404, "There is no handover with this id", "Use the `id` from the answer to `POST /v1/handovers`."
    ),
    "no-such-finding": Kind(
        404, "There is no finding with this id", "`GET /v1/watch` lists what was found, newest first."
    ),
    "no-such-reference": Kind(
        404,
        "The register has nothing under this reference",
        "Check the reference. It begins when something is first kept under it: `POST /v1/register`, or a case decided "
        'with `"register": {"household": "…", "record": true}`.',
    ),
    "no-such-outcome": Kind(
        404,
        "There is no outcome with this id",
        "Use the `id` of an outcome from `GET /v1/decisions/{id}/outcomes`.",
    ),
    "no-such-job": Kind(
        404,
        "There is no job with this id",
        "Use the `id` from the answer that started it. What came of a job is removed after the time set by "
        "`THRESHOLD_JOBS_KEPT`, and nobody sees the jobs of others.",
    ),
    "no-such-file": Kind(
        404,
        "The job has no file of this name",
        "`GET /v1/jobs/{id}` lists every file the job wrote, with its address, once the job is done.",
    ),
    "no-such-history": Kind(
        404,
        "There is no history with this name",
        "`GET /v1/impact/histories` lists every history that was uploaded and not removed.",
    ),
    "study-has-mistakes": Kind(
        422,
        "The study has something in it that cannot be used",
        "Each entry of `errors` points at one place and says how to mend it. No study was started.",
    ),
    "no-such-page": Kind(
        404, "There is no help page with this code", "Every code that has a page is listed on `/help`."
    ),
    "wrong-method": Kind(
        405,
        "This address is not used in that way",
        "The `Allow` header of the answer names the methods this address takes. `/docs` says what each does.",
    ),
    "no-such-form": Kind(
        406,
        "This is not available in the form asked for",
        "Name in the `Accept` header a form the answer comes in, or `*/*`.\n\n"
        "A ruleset comes as `application/yaml`, `application/json`, `text/markdown` and `text/plain`. "
        "A help page comes as `text/html` and `text/markdown`.",
    ),
    "unknown-ruleset": Kind(
        404, "There is no ruleset with this name", "`/v1/rulesets` lists every family and its versions."
    ),
    "unknown-version": Kind(
        404,
        "The ruleset has no version with this name",
        "`/v1/rulesets` lists every version. Leave the version out to use the one in force on the day.",
    ),
    "no-ruleset-in-force": Kind(
        409,
        "No version of the ruleset is in force on that day",
        "Name a version to use it for a day outside its dates, or change `as_of`.",
    ),
    "ruleset-has-mistakes": Kind(
        409,
        "The version of the ruleset that applies has mistakes in it",
        "It cannot be used until they are mended, and an older version does not quietly take its place. "
        "`threshold check` and `/readyz` say what is wrong.",
    ),
    "ruleset-changed": Kind(
        409,
        "The ruleset of this decision is not kept as it was",
        "A decision is replayed with exactly the rules, vocabulary and steps it was made with, which are kept with it. "
        "If they are not there as they were, the records were altered: `threshold records verify` names what was.",
    ),
    "case-not-taken": Kind(
        409,
        "This version of the service does not take the case that was kept",
        "What a case may hold has changed since. Replay the decision with the version of the service that made it.",
    ),
    "outcome-there": Kind(
        409,
        "An outcome has been recorded for this child already",
        "Look at it first. If yours is to stand in its place, send its id as `supersedes`; both are kept.",
    ),
    "nothing-to-supersede": Kind(
        409,
        "There is no outcome for this child to supersede",
        "Leave `supersedes` out for the first outcome of a child.",
    ),
    "not-awaiting": Kind(
        409,
        "This outcome does not await a second person",
        "Somebody has agreed to it, it has been superseded, or it never needed a second person. Look at the outcomes "
        "of the decision again.",
    ),
    "register-moved": Kind(
        409,
        "The register changed while this was being recorded",
        "Others kept recording about the same references, so what was sent no longer fitted. Look at them again, and "
        "send it again.",
    ),
    "no-handover-key": Kind(
        409,
        "The keys of handovers cannot be used",
        "Make a key pair with `threshold handover keys FILE --name NAME`, and set `THRESHOLD_HANDOVER_KEY`. "
        "`THRESHOLD_HANDOVER_TRUSTED` is a file of the public keys of others.",
    ),
    "taken-before": Kind(
        409,
        "What came with this handover has been taken in already",
        "`POST /v1/register/find` shows what is kept. Undo the acts of the first time to take it in again.",
    ),
    "acknowledged-before": Kind(
        409,
        "This finding has been acknowledged already",
        "`GET /v1/watch/{id}` says who took note of it, when, and what they wrote.",
    ),
    "later-act-rests": Kind(
        409,
        "A later act rests on this one",
        "Undo the later act first. `GET /v1/register/{id}/history` lists every act, oldest first.",
    ),
    "nothing-changes": Kind(
        409,
        "This would change nothing",
        "It is so already: the reference is closed or open, or the act has been undone. Look at its history.",
    ),
    "register-tangled": Kind(
        409,
        "Too many references have to do with one another",
        "Merges, moves and splits have tied more references together than are looked at at once. Undo some of them.",
    ),
    "same-person": Kind(
        409,
        "The person who decided cannot also be the second person",
        "Ask somebody else to look at it and agree, or record another outcome in its place.",
    ),
    "purged": Kind(
        410,
        "What this decision said has been removed",
        "Records are kept for as long as the organisation has decided to keep them. The ledger still shows that the "
        "decision was made, and when.",
    ),
    "body-too-long": Kind(
        413,
        "The body is longer than is taken",
        "A case is a few thousand characters, and a ruleset seldom more than fifty thousand. "
        "Send one household at a time. The limit is the setting `THRESHOLD_MAX_BODY`.",
    ),
    "wrong-content-type": Kind(
        415,
        "The body is not of a kind that is read here",
        "Send a case with `Content-Type: application/json`, and a ruleset with `Content-Type: application/yaml`, "
        "neither of them compressed.",
    ),
    "body-not-utf-8": Kind(422, "The body is not UTF-8 text", "Save or send the text as UTF-8."),
    "not-a-form": Kind(422, "The form cannot be read", "Open the page again and send it from there."),
    "not-json": Kind(
        422,
        "The body is not JSON",
        "Look just before the place named for a comma, a quote mark or a bracket that is missing or one too many.",
    ),
    "wrong-query": Kind(
        422,
        "Something in the address cannot be used",
        "The names that can follow the question mark, and what each takes, are listed on `/docs`.",
    ),
    "case-has-mistakes": Kind(
        422,
        "The case has something in it that cannot be used",
        "Each entry of `errors` points at one place and says how to mend it. Nothing was decided and nothing was kept.",
    ),
    "not-a-handover": Kind(
        422,
        "This is not a handover that can be read here",
        "Send the file that `threshold handover export` wrote, unchanged. Nothing in it was looked at.",
    ),
    "handover-tampered": Kind(
        422,
        "The handover has been altered since it was signed",
        "The answer names the part and the place. Nothing of it was kept. Ask the sender for the file again.",
    ),
    "handover-not-trusted": Kind(
        422,
        "The handover is signed with a key that is not trusted here",
        "Get the public key of the sending authority by another way than the file came, compare its id on the "
        "telephone, and add it to the file `THRESHOLD_HANDOVER_TRUSTED` names.",
    ),
    "watch-has-mistakes": Kind(
        422,
        "The acknowledgement has something in it that cannot be used",
        "Each entry of `errors` points at one place and says how to mend it. Nothing was recorded.",
    ),
    "register-has-mistakes": Kind(
        422,
        "What was sent to the register has something in it that cannot be used",
        "Each entry of `errors` points at one place and says how to mend it. Nothing was recorded.",
    ),
    "outcome-has-mistakes": Kind(
        422,
        "The outcome has something in it that cannot be used",
        "Each entry of `errors` points at one place and says how to mend it. Nothing was recorded.",
    ),
    "key-has-mistakes": Kind(
        422,
        "What was sent for a new key has something in it that cannot be used",
        "Each entry of `errors` points at one place and says how to mend it. No key was made.",
    ),
    "run-has-mistakes": Kind(
        422,
        "The scenarios could not be run as asked",
        "Each entry of `errors` points at one place and says how to mend it. Nothing was run. Send the scenarios as "
        "`gherkin`, and perhaps which version is to decide: its name as `ruleset`, or its text as `yaml`.",
    ),
    "key-used-before": Kind(
        422,
        "This `Idempotency-Key` came with something else before",
        "A key marks one request, so that it can be sent again without being kept twice. Use a new key, such as a "
        "UUID, for every new request.",
    ),
    "our-fault": Kind(
        500,
        "Something went wrong on our side",
        "Nothing you sent is to blame. Tell the people who run the service the `request_id`, and send it again later.",
    ),
    "record-altered": Kind(
        500,
        "What this record says has been altered since it was recorded",
        "The hash in the ledger does not fit it, so it is not shown as if nothing had happened. Tell the people who "
        "run the service: `threshold records verify` names every record that was altered.",
    ),
    "engines-disagree": Kind(
        500,
        "The two engines disagree, so there is no answer",
        "Every case is decided twice, by two engines that share no code, and an answer is given only when they agree. "
        "An alarm has been raised. Decide by the written procedures, "
        "and tell the people who run the service the `request_id`.",
    ),
    "could-not-decide": Kind(
        503,
        "The case could not be decided",
        "An engine stopped before it had an answer. Send the case again. If it happens twice, decide by the written "
        "procedures and tell the people who run the service the `request_id`.",
    ),
    "too-many-runs": Kind(
        503,
        "Too many scenarios are being run already",
        "Scenarios are run a few at a time, so that decisions never wait for them. Send them again in a moment.",
    ),
    "too-many-jobs": Kind(
        503,
        "Too much long work is running or waiting already",
        "Wait until some of it is done, or cancel what is no longer needed: `/jobs` lists yours. How much may run and "
        "wait is set by `THRESHOLD_JOBS_AT_ONCE` and `THRESHOLD_JOBS_WAITING`.",
    ),
    "records-busy": Kind(
        503,
        "Too much is waiting to be kept, so nothing was kept",
        "A decision is only answered once it is on disk. Send it again in a few seconds, with the same "
        "`Idempotency-Key` if it had one.",
    ),
    "records-closing": Kind(503, "The service is stopping, so nothing was kept", "Send it again shortly."),
    "not-kept": Kind(
        503,
        "The database did not confirm that this is kept",
        "It may have been kept, and the confirmation lost. Send it again with the same `Idempotency-Key`: it is then "
        "kept once, and you get its first answer.",
    ),
    "no-database": Kind(
        503,
        "The database of records does not answer",
        "Send it again in a few seconds. `/readyz` says when it is back.",
    ),
}

# Mistakes in a body that are found before anything in it is understood.
JSON_MISTAKES: Mapping[str, tuple[str, str]] = {
    "said-twice": (
        "The same name is used twice in one place",
        "Of two lines with one name only the last would count, so neither is taken. Keep the one that is meant.",
    ),
    "not-a-number": (
        "This is not a number JSON can hold",
        "`NaN` and `Infinity` are not numbers. Leave out a fact that is not known, or send `null`.",
    ),
    "number-too-long": (
        "This number has too many digits",
        "Look for a slip of the keyboard: every number in a case is a million or less.",
    ),
    "broken-text": (
        "This text has half a character in it",
        "An escape such as `\\ud83d` is only half of a character. Send both halves, or the character itself.",
    ),
    "too-many-brackets": (
        "There are too many brackets inside one another",
        "A case is only a few levels deep: the household, a group or an event list, an event.",
    ),
}
