"""Looks at every open case as of today, and tells what time alone has brought about: once, or over and over.

A case is open from the decision that filled it in from the register until its reference is closed. It is decided again
with what the decision was sent and what the register knows by now. A reference that is only registered is decided about
a first time by the watch, where a setting says by which rules; all that is met then is new.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import timedelta
from threading import Event, Thread
from typing import Any

from service.records.decisions import Decision
from service.records.errors import RecordsRefusal
from service.records.notices import Notices, Sent
from service.records.register.lasting import lasts
from service.records.watch import LOOKS, Found, Watch
from service.ruleset.vocabulary import Scope, Vocabulary
from service.telemetry import log
from service.web import desk, webhook
from service.web.problems import Refusal
from service.web.registered_only import decide_first, registered_only
from service.web.room import Room

SENDS_EVERY = 10.0  # seconds between looks for notices that are due
NOTHING: Mapping[str, Any] = {"trace": (), "recommendations": ()}
STRONGER = {"consider": 1, "should": 2, "must": 3}


@dataclass(slots=True)
class Looked:
    """What one look came to. What could not be looked at is counted: nothing is known of it.

    `undecided` cases could not be decided; `unwatched` references are open, were never decided about, and no setting
    says by which rules they are to be.
    """

    cases: int = 0
    findings: int = 0
    undecided: int = 0
    unwatched: int = 0


def look(room: Room) -> Looked:
    """Decide every open case again as of today, and record what is new. Raises RecordsRefusal."""
    looked, watch = Looked(), Watch(room.ledger)
    _begin(room, looked)
    for id_, references in watch.watched():
        open_ones = _open(room, references)
        if not open_ones:
            continue
        looked.cases += 1
        try:
            decision = room.kept.behind(id_)
            answer = desk.preview(room, _case_of_today(room, decision))
        except (Refusal, RecordsRefusal) as refused:
            looked.undecided += 1
            log.warning("watch-undecided", decision=id_, why=refused.code)
            continue
        for found in _new(room, watch, decision, answer, open_ones):
            looked.findings += watch.record(found) is not None
    return looked


def _begin(room: Room, looked: Looked) -> None:
    """Decide a first time about what is only registered, or count it."""
    for reference in registered_only(room):
        if not room.settings.watch_ruleset:
            looked.unwatched += 1
            continue
        try:
            decide_first(room, reference)
        except (Refusal, RecordsRefusal) as refused:
            looked.cases += 1
            looked.undecided += 1
            log.warning("watch-undecided", reference=reference.id, why=refused.code)


def notify(room: Room) -> Sent:
    """Send every notice that is due to the webhook, where there is one. Raises RecordsRefusal."""
    hook = webhook.Webhook.of(room.settings)
    if hook is None:
        return Sent()
    watch = Watch(room.ledger)
    return Notices(room.ledger, room.me).send(lambda finding: hook.post(watch.find(finding), room.clock()))


class Watching:
    """A thread that looks on schedule and sends notices, beside the answering of requests."""

    def __init__(self, room: Room) -> None:
        self._room, self._stop = room, Event()
        self._thread = Thread(target=self._run, name="watching", daemon=True)

    @classmethod
    def begun(cls, room: Room) -> Watching | None:
        """Return it at work, or None when the settings ask for neither looks nor notices."""
        if not room.settings.watch_minutes and not room.settings.webhook_address:
            return None
        made = cls(room)
        made._thread.start()
        return made

    def end(self) -> None:
        """Stop after what it is doing."""
        self._stop.set()
        self._thread.join()

    def _run(self) -> None:
        notices, every = Notices(self._room.ledger, self._room.me), timedelta(minutes=self._room.settings.watch_minutes)
        while not self._stop.is_set():
            try:
                if every and notices.take_turn("watch", every):
                    looked = look(self._room)
                    log.info("watched", **asdict(looked))
                notify(self._room)
            except RecordsRefusal as refused:
                log.error("watch-stopped", why=refused.code)
            except Exception as error:  # noqa: BLE001 - the next look has to come, whatever became of this one
                log.error("watch-stopped", why=type(error).__name__)
            self._stop.wait(SENDS_EVERY)


# --- one case -----------------------------------------------------------------------------------------------------


def _open(room: Room, references: Iterable[tuple[str, str | None]]) -> set[str | None]:
    """Return for which parts of a case a decision is the latest of a reference that is open: None for the household.

    What was merged into another reference is looked at under that one.
    """
    found: set[str | None] = set()
    for reference, child in references:
        loaded = room.register.load([reference])
        if reference in loaded.references:
            view = room.register.view(loaded, reference)
            if not view.closed and view.reference.id == reference:
                found.add(child)
    return found


def _case_of_today(room: Room, decision: Decision) -> dict[str, Any]:
    """Return what a decision was sent, for today; without what the register was told with it, and knows better now."""
    sent = dict(decision.sent or decision.case)
    asked = dict(sent["register"])
    if asked.pop("record", None):
        vocabulary = room.library.vocabulary
        if asked.get("household") is not None and sent.get("household"):
            sent["household"] = _without(sent["household"], vocabulary, Scope.HOUSEHOLD)
        named = asked.get("children") or {}
        sent["children"] = [
            _without(_lists_out(child, vocabulary, asked), vocabulary, Scope.CHILD) if child["ref"] in named else child
            for child in sent["children"]
        ]
    asked.pop("known_on", None)
    return {**sent, "as_of": room.today().isoformat(), "register": asked}


def _lists_out(child: Mapping[str, Any], vocabulary: Vocabulary, asked: Mapping[str, Any]) -> Mapping[str, Any]:
    if asked.get("household") is None:
        return child
    household = {name for name, each in vocabulary.events.items() if each.scope is Scope.HOUSEHOLD}
    return {name: said for name, said in child.items() if name not in household}


def _without(part: Mapping[str, Any], vocabulary: Vocabulary, scope: Scope) -> dict[str, Any]:
    """Return a part of a case without what the register keeps of it."""
    lists = {name for name, each in vocabulary.events.items() if each.scope is scope}
    kept: dict[str, Any] = {}
    for name, said in part.items():
        if name in vocabulary.groups and isinstance(said, dict):
            facts = {short: vocabulary.facts[f"{name}.{short}"] for short in said}
            kept[name] = {
                short: said[short] for short, fact in facts.items() if not (lasts(fact) and fact.scope is scope)
            }
        elif name not in lists:
            kept[name] = said
    return kept


def _new(
    room: Room, watch: Watch, decision: Decision, answer: Mapping[str, Any], open_ones: set[str | None]
) -> Iterator[Found]:
    """Yield what is new about each child that is open, by its own reference or, without one, by the household's."""
    register = decision.answer["register"]
    own = {each["child"] for each in register["filled_from"] if each["child"] is not None}
    household = next((each["id"] for each in register["filled_from"] if each["child"] is None), None)
    answered = {each.child for each in room.outcomes.of(decision.id)}
    before = {child["ref"]: child for child in decision.answer["children"]}
    # What the watch itself decided, nobody has read: all of it is new, until it has been found.
    known = {} if decision.who == LOOKS else before
    for child in answer["children"]:
        ref = child["ref"]
        if ref in open_ones or (None in open_ones and ref not in own):
            found = Found(
                decision.id,
                ref,
                answer["as_of"],
                household,
                sorted(_met(child) - _met(known.get(ref, NOTHING))),
                _stronger(child, known.get(ref, NOTHING)),
                [] if ref in answered else _overdue(before[ref], answer["as_of"]),
            )
            left = _not_said(found, watch.said_before(decision.id, ref))
            if left.whats:
                yield left


def _not_said(found: Found, said: set[str]) -> Found:
    return Found(
        found.decision,
        found.child,
        found.as_of,
        found.household,
        [rule for rule in found.rules if f"rule {rule}" not in said],
        [each for each in found.steps if f"step {each['step']} {each['strength']}" not in said],
        [each for each in found.due if f"due {each['step']} {each['on']}" not in said],
    )


def _met(child: Mapping[str, Any]) -> set[str]:
    return {each["rule"] for each in child["trace"] if each["outcome"] == "met"}


def _steps(child: Mapping[str, Any]) -> dict[str, str]:
    return {each["step"]: each["strength"] for each in child["recommendations"] if not each.get("below_threshold")}


def _stronger(now: Mapping[str, Any], before: Mapping[str, Any]) -> list[dict[str, str]]:
    was = _steps(before)
    return [
        {"step": step, "strength": strength}
        for step, strength in _steps(now).items()
        if STRONGER[strength] > STRONGER.get(was.get(step, ""), 0)
    ]


def _overdue(child: Mapping[str, Any], today: str) -> list[dict[str, str]]:
    due = {
        each["step"]: (each.get("due") or {}).get("on")
        for each in child["recommendations"]
        if not each.get("below_threshold")
    }
    return [{"step": step, "on": on} for step, on in due.items() if on and on < today]
