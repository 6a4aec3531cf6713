"""The states of the pages of the policy desk, and of a study: each reached by what people send, then opened."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from playwright.sync_api import Page, expect

from tests.browser.journeys import press, unfold

Json = dict[str, Any]
Reach = Callable[[Page], None]
LONG_NAME = "a-draft-that-is-called-by-everything-that-anybody-changed"
LONG_WORD = "unresponsiveness" * 12
STUDY_PATIENCE = 120_000
_STUDIES: dict[str, tuple[Json, str]] = {}  # a study takes long, so each service makes one


def sent(page: Page, method: str, path: str, said: Json) -> Json:
    """Send something to the API as the page's own service has it, and return the answer."""
    answer = page.request.fetch(f"{_here(page)}/v1{path}", method=method, data=said)
    assert answer.ok, answer.text()
    body: Json = answer.json()
    return body


def _here(page: Page) -> str:
    page.goto("/sign-in")
    return page.url.removesuffix("/sign-in")


def begun(page: Page, person: str = "Ada Lovelace", **said: str) -> Json:
    """Begin a draft of the rules of 2004, with another number."""
    draft = sent(page, "POST", "/proposals", {"family": "lcpc", "version": "2004-04-01", "person": person, **said})
    changed = {"seen": draft["digest"], "parameters": {"minor referral limit": "4"}, "person": person}
    return sent(page, "PUT", f"/proposals/{draft['id']}", changed)


def proposed(page: Page, person: str = "Ada Lovelace") -> Json:
    """Propose it, with a comment on one rule and one on the whole."""
    draft = begun(page, person)
    for rule in ("third-minor-domestic-abuse-referral", None):
        said = {"words": f"Why four? {LONG_WORD}", "rule": rule, "person": "Grace Hopper"}
        sent(page, "POST", f"/proposals/{draft['id']}/comments", said)
    said = {"seen": draft["digest"], "starts": "2027-04-01", "note": "Agreed by the board", "person": person}
    return sent(page, "POST", f"/proposals/{draft['id']}/propose", said)


def there(page: Page, proposal: Json, under: str = "") -> None:
    """Open the page of a version, or one under it."""
    page.goto(f"/proposals/{proposal['id']}{under}")
    page.wait_for_load_state("load")
    unfold(page)


def _mistaken(page: Page) -> Json:
    draft = begun(page)
    text = draft["text"].replace("child.unborn", "child.unbron").replace("harm.suspected", "harm.suspcted")
    return sent(page, "PUT", f"/proposals/{draft['id']}", {"seen": draft["digest"], "text": text})


def _draft_with_mistakes(page: Page) -> None:
    there(page, _mistaken(page))


def _long(page: Page) -> None:
    draft = begun(page, person=f"Ada {LONG_WORD}", name=LONG_NAME)
    sent(page, "POST", f"/proposals/{draft['id']}/comments", {"words": LONG_WORD})
    there(page, draft)


def _to_approve(page: Page) -> None:
    there(page, proposed(page))


def _own(page: Page) -> None:
    there(page, proposed(page, "Demo"))
    expect(page.locator("#four-eyes")).to_be_visible()


def _not_sent_back(page: Page) -> None:
    there(page, proposed(page))
    press(page, "Send it back")
    page.wait_for_selector(".govuk-error-summary")


def _study_of(page: Page) -> tuple[Json, str]:
    """Study a draft on a few referrals that are made up: the draft and the job, done."""
    draft = begun(page)
    asked = {"old": "lcpc:2004-04-01", "new": f"lcpc:{draft['name']}", "referrals": 80, "by": ["sex"]}
    job = sent(page, "POST", "/impact", {**asked, "sweeps": ["minor referral limit=2..4"]})["id"]
    page.goto(f"/jobs/{job}")
    page.wait_for_url(f"**/impact/studies/{job}", timeout=STUDY_PATIENCE)
    return draft, str(job)


def _studied(page: Page) -> None:
    draft, job = _study(page)
    sent(page, "POST", f"/proposals/{draft['id']}/studies", {"job": job, "note": "A first look"})
    there(page, draft)
    expect(page.locator(".app-study").first).to_be_visible()


def _study(page: Page) -> tuple[Json, str]:
    here = _here(page)
    if here not in _STUDIES:
        _STUDIES[here] = _study_of(page)
    return _STUDIES[here]


def _study_done(page: Page) -> None:
    _, job = _study(page)
    page.goto(f"/impact/studies/{job}")
    expect(page.get_by_role("heading", level=1)).to_contain_text("What would change")


def _not_studied(page: Page) -> None:
    page.goto("/impact?old=lcpc:2004-04-01&new=lcpc:proposed")
    page.fill("#sweeps", "no such number=2..4")
    page.fill("#smallest", "none")
    press(page, "Start the study")
    page.wait_for_selector(".govuk-error-summary")


def _editor(page: Page) -> None:
    there(page, begun(page), "/edit")
    page.locator("[data-reading-panel]").get_by_text("The thresholds").wait_for()


def _editor_with_mistakes(page: Page) -> None:
    there(page, _mistaken(page), "/edit")
    press(page, "Check it first")
    page.wait_for_selector(".govuk-error-summary")


def _numbers_with_mistakes(page: Page) -> None:
    there(page, begun(page), "/numbers")
    page.get_by_label("Minor referral limit").fill("fuor")
    press(page, "Keep these numbers")
    page.wait_for_selector(".govuk-error-summary")


def _not_begun(page: Page) -> None:
    page.goto("/proposals/new")
    page.fill("#ruleset", "front-dor")
    press(page, "Begin the draft")
    page.wait_for_selector(".govuk-error-summary")


def _not_retired(page: Page) -> None:
    page.goto("/rulesets/lcpc/2004-04-01/retire")
    press(page, "Retire it")
    page.wait_for_selector(".govuk-error-summary")


def _home(page: Page) -> None:
    proposed(page)
    page.goto("/")
    expect(page.get_by_role("heading", name="Waiting for you")).to_be_visible()


DESK: Mapping[str, Mapping[str, Reach]] = {
    "/": {"something waits": _home},
    "/proposals/new": {"mistakes": _not_begun},
    "/proposals/{id}": {
        "with mistakes": _draft_with_mistakes,
        "long": _long,
        "to approve": _to_approve,
        "own": _own,
        "not sent back": _not_sent_back,
        "with a study": _studied,
    },
    "/proposals/{id}/edit": {"filled": _editor, "mistakes": _editor_with_mistakes},
    "/proposals/{id}/numbers": {"mistakes": _numbers_with_mistakes},
    "/rulesets/{family}/{version}/retire": {"mistakes": _not_retired},
    "/impact": {"mistakes": _not_studied},
    "/impact/studies/{id}": {"done": _study_done},
}
