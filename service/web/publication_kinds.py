"""The kinds of refusal of what is asked about versions on their way into force."""

from __future__ import annotations

from collections.abc import Mapping

from service.web.kind import Kind

PUBLICATION: Mapping[str, Kind] = {
    "no-such-proposal": Kind(
        404,
        "There is no proposal with this id",
        "Use the `id` of a version from `GET /v1/proposals`.",
    ),
    "own-proposal": Kind(
        403,
        "Nobody approves what they wrote or proposed",
        "Ask somebody who has neither begun, edited nor proposed this version to look at it and approve it.",
    ),
    "changed-meanwhile": Kind(
        409,
        "The text has changed since it was seen",
        "Nothing was done. Read the version again, see what has changed, and send the `digest` it has now as `seen`.",
    ),
    "wrong-stage": Kind(
        409,
        "This cannot be done with a version that has come so far",
        "A draft can be edited and proposed; what is proposed can be approved, rejected or withdrawn. What is "
        "published never changes, and can be retired. Start a new draft from it to change what it says.",
    ),
    "no-such-study": Kind(
        404,
        "There is no such study with this version",
        "`GET /v1/proposals/{id}` lists the studies that are kept with it, each with its `id`.",
    ),
    "study-of-another": Kind(
        422,
        "The study is of another version",
        "A study is kept with the draft or the proposal it is of. Study this version, and attach that study.",
    ),
    "study-too-large": Kind(
        413,
        "The study is too long to be kept with a proposal",
        "Make it again with fewer facts to split by, or fewer thresholds to move.",
    ),
    "too-many-studies": Kind(
        409,
        "There are many studies with this version already",
        "Begin a new draft from it, and attach the study to that.",
    ),
    "draft-name-taken": Kind(
        409,
        "A version of this family has this name already",
        "Choose another name for the draft. `GET /v1/rulesets` lists the names that are there.",
    ),
    "day-taken": Kind(
        409,
        "Another version of the family comes into force on that day",
        "Give another day. If the other version is not to come into force, retire it first: its day is then free.",
    ),
    "wrong-draft-name": Kind(
        422,
        "This is not a name for a draft",
        "Use small letters, digits and hyphens, and say what it changes, like `infant-age`. A day is no name for a "
        "draft: versions are called by their day once they are published.",
    ),
    "day-past": Kind(
        422,
        "The day has passed",
        "Cases of that day have been decided, and no rule is changed behind them. Give today or a later day.",
    ),
    "no-day": Kind(
        422,
        "There is no day on which it comes into force",
        "Give `starts`, or write `in force: {from: 2027-04-01}` in the text.",
    ),
    "nothing-said": Kind(
        422,
        "A reason or a comment is missing",
        "Say why in a sentence. Whoever reads it years later has nothing else.",
    ),
    "said-too-long": Kind(
        422,
        "This is longer than is taken",
        "Say it in fewer words, and keep the document it comes from elsewhere.",
    ),
    "text-too-long": Kind(
        422,
        "The text is longer than is read",
        "A ruleset seldom has more than fifty thousand characters. Split it into a ruleset for each family.",
    ),
    "no-such-rule": Kind(
        422,
        "The version has no rule with this name",
        "Use the name of a rule as the text has it, or leave the rule out to comment on the whole version.",
    ),
    "text-has-mistakes": Kind(
        422,
        "The text has mistakes in it",
        "A draft may have mistakes; what is proposed and approved may not. Each entry of `errors` names a line and how "
        "to mend it, in the words of `POST /v1/rulesets/check`.",
    ),
    "value-not-changed": Kind(
        422,
        "The value cannot be changed by itself",
        "Only a value that stands on one line can be changed without touching the rest of the file. Change it in the "
        "text.",
    ),
    "proposal-has-mistakes": Kind(
        422,
        "Something that was sent cannot be used",
        "Each entry of `errors` points at one place and says how to mend it. Nothing was recorded.",
    ),
}
