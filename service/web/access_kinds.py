"""The kinds of refusal of who asks, of what they may do and of how often."""

from __future__ import annotations

from collections.abc import Mapping

from service.records.roles import MAY
from service.web.kind import Kind

ACCESS: Mapping[str, Kind] = {
    "from-another-site": Kind(
        403,
        "This was sent by a page of another site",
        "Only the pages of this service may send answers to it. Open the page here and send it again.",
    ),
    "no-key": Kind(
        401,
        "This does not say who asks",
        "A screen sends its key as `Authorization: Bearer …`. Whoever looks after the service makes one with "
        "`threshold key create`.",
    ),
    "wrong-key": Kind(
        401,
        "The key that was sent is none of those given out here",
        "Look for a slip in the header `Authorization: Bearer …`. A key is shown once, when it is made; one that is "
        "lost is revoked, and another made in its place.",
    ),
    "key-expired": Kind(
        401,
        "The key that was sent has expired",
        "Whoever looks after the service makes another with `threshold key create`.",
    ),
    "key-revoked": Kind(
        401,
        "The key that was sent was revoked",
        "Whoever looks after the service says why, and makes another with `threshold key create`.",
    ),
    "not-signed-in": Kind(
        401,
        "Nobody is signed in here, or not any more",
        "[Sign in](/sign-in), and open the page again. Whoever does nothing for a while is signed out.",
    ),
    "not-confirmed": Kind(
        401,
        "What the identity provider said of who asks cannot be taken",
        "[Sign in](/sign-in) again, or fetch a new pass for the API. If that does not help, tell the people who run "
        "the service what it says above: the issuer, the audience, the clock or the keys may not be as they expect.",
    ),
    "no-role-here": Kind(
        403,
        "There is no role here for whoever signed in",
        "Ask whoever looks after the accounts of the organisation for a group or role that this service knows. Which "
        "those are is the setting `THRESHOLD_OIDC_ROLES`.",
    ),
    "sign-in-lost": Kind(
        400,
        "This sign-in was not begun here, or took too long",
        "[Sign in](/sign-in) again. It has to begin and end in the same browser, within ten minutes.",
    ),
    "provider-away": Kind(
        503,
        "The identity provider does not answer as it should",
        "Sign in again in a little while. Whoever runs the service finds the reason in its log.",
    ),
    "form-too-old": Kind(
        403,
        "This form was not made for whoever is signed in now",
        "Somebody signed in or out since the page was opened. Go back, open it again, and send it from there.",
    ),
    "not-your-role": Kind(
        403,
        "This is for people in another role",
        "Ask whoever looks after the service for a key, or an account, with the role that is named.\n\n"
        + "\n".join(f"- **{role}** may {may}" for role, may in MAY.items()),
    ),
    "too-many-requests": Kind(
        429,
        "Too much is asked in one minute",
        "Wait for the seconds that `Retry-After` names, and ask again. A screen that shows advice as it is typed asks "
        "a little after the last key, not at each. The limit is the setting `THRESHOLD_RATE_LIMIT`.",
    ),
    "too-many-wrong-keys": Kind(
        429,
        "Too many keys that are not good came from this address",
        "Wait for the seconds that `Retry-After` names. Find the screen or script that sends a wrong, expired or "
        "revoked key. Whoever was answered there lately, with a good one, goes on being answered. The limit is the "
        "setting `THRESHOLD_WRONG_KEY_LIMIT`; behind a proxy, `THRESHOLD_TRUSTED_PROXIES` tells addresses apart.",
    ),
}
