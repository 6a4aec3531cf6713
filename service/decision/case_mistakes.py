"""What each code of a case's problems means, and how to mend it: the help behind a refusal.

Codes that rulesets have too (an unknown fact, an unknown choice) have their pages with those.
"""

from __future__ import annotations

from collections.abc import Mapping

CASE_MISTAKES: Mapping[str, tuple[str, str]] = {
    "missing": (
        "Something a case cannot do without is not there",
        "A case names a `ruleset` and lists its `children`, and each child has a `ref` of its own. The rest may be left out.",
    ),
    "impossible-date": (
        "This date cannot be so",
        "A date is a real day from 1900 to 2100, written like `2026-11-23`. What has happened is not after `as_of`, a child "
        "is under 26, and an expected date of delivery is at most 42 weeks ahead.",
    ),
    "out-of-range": (
        "This number is too small or too large for its fact",
        "The vocabulary says the least and the most each number can be. Look for a slip of the keyboard.",
    ),
    "contradiction": (
        "Two answers cannot both be so",
        "Such as a date of birth and an expected date of delivery for one child. Keep the one that is known.",
    ),
    "worked-out": (
        "This is worked out here, so it cannot be sent",
        "Send what it is worked out from: the date of birth in place of an age.",
    ),
    "wrong-place": (
        "This is about one child, and was sent for the household",
        "Move it to each child it is about, under `children`.",
    ),
    "duplicate-ref": (
        "Two children have the same `ref`",
        "A child's `ref` tells its part of the answer from the others'. Give each child one of its own.",
    ),
    "too-many": (
        "There are more of these than a case can hold",
        "A case has at most 30 children, and a list at most 1000 events.",
    ),
    "blank": ("This text is blank", "Leave it out when it is not known; blank would be taken for an answer."),
    "text-too-long": ("This text is longer than 1000 characters", "Send the reference or the few words that are asked for."),
}
