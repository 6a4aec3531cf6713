"""Help on how things are done, for each audience, made from what the service runs; and one search over all help."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from service.web.api.ruleset_lists import in_force_on
from service.web.help import all_codes
from service.web.room import Room

LANGUAGE = "language"
DECIDING = "how-decisions-are-made"
TOPICS = {DECIDING: "How decisions are made, for each who relies on them", LANGUAGE: "How rules are written"}


@dataclass(frozen=True, slots=True)
class Found:
    """One page of help: what kind it is, what it is called, where it is, and the words it is found by."""

    kind: str
    title: str
    address: str
    words: str

    def has(self, looked_for: list[str]) -> bool:
        """Whether every word looked for is somewhere in it."""
        text = f"{self.title} {self.words}".casefold().replace("_", " ")
        return all(word in text for word in looked_for)


def look(room: Room, words: str) -> list[Found]:
    """Return every page of help that has all of the words in it, those that have them in their title first."""
    looked_for = words.casefold().replace("_", " ").split()
    found = [each for each in _everything(room) if each.has(looked_for)] if looked_for else []
    titled = [each for each in found if all(word in each.title.casefold() for word in looked_for)]
    return [*titled, *(each for each in found if each not in titled)]


def topic(room: Room, name: str) -> str | None:
    """Return the Markdown of a topic, or None when there is none of this name."""
    if name == DECIDING:
        return _how_decisions_are_made(room)
    written = room.settings.rulesets / "README.md"
    return written.read_text("utf-8") if name == LANGUAGE and written.is_file() else None


def _everything(room: Room) -> Iterator[Found]:
    for name, title in TOPICS.items():
        yield Found("Guide", title, f"/help/{name}", topic(room, name) or "")
    for fact in room.library.vocabulary.facts.values():
        yield Found("Fact", fact.question, f"/facts/{fact.name}", f"{fact.name} {fact.label} {fact.help}")
    for events in room.library.vocabulary.events.values():
        yield Found("Fact", events.question, f"/facts/{events.name}", f"{events.name} {events.many} {events.help}")
    for step in room.library.steps.by_name.values():
        yield Found("Step", step.title, f"/steps#{step.name}", f"{step.owner} {step.guidance} {step.basis}")
    for family in sorted(room.library.families):
        ruleset = in_force_on(room.library, family, room.today())
        for rule in ruleset.rules.values() if ruleset else ():
            address = f"/rulesets/{family}/{ruleset.version if ruleset else ''}#{rule.name}"
            yield Found("Rule in force", rule.title, address, f"{rule.name} {rule.because}")
    for code, title in sorted(all_codes().items()):
        yield Found("Problem", title, f"/help/{code}", code)


def _how_decisions_are_made(room: Room) -> str:
    facts, steps = room.library.vocabulary.facts, room.library.steps.by_name
    in_force = [
        f"- [{ruleset.title}](/rulesets/{family}/{ruleset.version}): {len(ruleset.rules)} rules"
        for family in sorted(room.library.families)
        if (ruleset := in_force_on(room.library, family, room.today()))
    ]
    ranks = [f"{number}. [{step.title}](/steps#{step.name})" for number, step in enumerate(steps.values(), start=1)]
    return "\n".join(
        [
            "# How decisions are made",
            "",
            *_PARTS.format(facts=len(facts), events=len(room.library.vocabulary.events)).splitlines(),
            "",
            "## Rules in force today",
            "",
            *(in_force or ["No ruleset is in force today."]),
            "",
            "## Steps, from the highest",
            "",
            *ranks,
            "",
        ]
    )


_PARTS = """\
## For triage workers

You say what is known: any of {facts} facts and {events} lists of events. Each fact is known, or not known. **Not
known is never taken as no.** For each child, each rule is *met*, *not met* or *not known*, and every rule that is
not known turns into the questions that would settle it, the most protective first. A question about a detail waits
for the one that opens it. What is recommended adds up: no rule silences another, and of one step the strongest word
counts: *must*, then *should*, then *consider*. You decide, and say why if you decide for less.

## For policy leads

A rule is written in a ruleset, one whole file for each version, with the paragraph it rests on. A ruleset with a
mistake is never used. [How rules are written](/help/language) says all there is to write.

## For auditors and reviewers

Every case is decided twice, by two engines that share no code, and there is an answer only when both name the same
rules. Each decision is kept, with its rules as they were, before it is answered. It can be decided again, and a
record that is altered shows.

## For families, and those who speak for them

There is no score and no profile. The rules are published, the same facts come to the same answer whoever asks, and
protected characteristics are never part of a rule. A qualified practitioner decides."""
