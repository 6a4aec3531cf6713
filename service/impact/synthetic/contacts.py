"""What is known at each contact of a made-up year: about the household once, then about each of its children."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from service.impact.synthetic import figures
from service.impact.synthetic.columns import Array, dates, known_yes, numbers, references, words, yes_no
from service.impact.synthetic.families import YEAR, Families, Ints, drawn
from service.ruleset.vocabulary import Scope, Vocabulary

Columns = dict[str, pa.Array]
# What a fact hangs on that leaves it unasked where it is not so; of the others, it is then no.
_NOT_ASKED = (figures.BORN, "unborn", figures.PLANNED)


@dataclass
class Contacts:
    """The contacts of the year studied, and a row for each child at each of them."""

    rng: np.random.Generator
    families: Families
    vocabulary: Vocabulary
    start: date

    def __post_init__(self) -> None:
        """Lay out a row for each child at each contact of the year."""
        in_year = self.families.contact_day >= 0
        self.family: Ints = self.families.contact_family[in_year]
        self.day: Ints = self.families.contact_day[in_year]
        sizes = self.families.family_children[self.family]
        self.contact_of: Ints = np.repeat(np.arange(len(self.family)), sizes)
        first_child = np.concatenate([[0], np.cumsum(self.families.family_children)[:-1]]).astype(np.int64)
        nth = np.arange(len(self.contact_of)) - np.repeat(np.cumsum(sizes) - sizes, sizes)
        self.child: Ints = first_child[self.family[self.contact_of]] + nth
        self.rows = len(self.child)

    @cached_property
    def source(self) -> Array:
        """Who made each contact, as often as in England."""
        groups = drawn(self.rng, figures.SOURCES, len(self.family))
        found = groups.astype(object)
        for group, split in figures.ASSUMED_SPLIT.items():
            chosen = groups == group
            found[chosen] = drawn(self.rng, split, int(chosen.sum()))
        return found.astype(str)

    @cached_property
    def abuse(self) -> pa.Array:
        """Whether there is domestic abuse: as often as assessments found it, and oftener when police refer."""
        overall = figures.PARENT_A_VICTIM_OF_DOMESTIC_ABUSE / figures.ASSESSMENTS
        police = figures.SOURCES["police"] / sum(figures.SOURCES.values())
        often = figures.ASSUMED_ABUSE_WHEN_POLICE_REFER
        others = (overall - often * police) / (1 - police)
        return yes_no(self.rng, len(self.family), np.where(self.source == "police", often, others), 0.04)

    @cached_property
    def illness(self) -> pa.Array:
        """Whether there is concern about a parent's mental health, as often as assessments found it."""
        return yes_no(self.rng, len(self.family), figures.PARENTAL_MENTAL_HEALTH / figures.ASSESSMENTS, 0.08)

    @cached_property
    def plan(self) -> Array:
        """The plan each child is on."""
        shares = {"none": 0.9, "child_in_need": 0.055, "child_protection": 0.035, "looked_after": 0.01}
        return drawn(self.rng, shares, self.rows)

    @cached_property
    def unborn(self) -> Array:
        """Which rows are of a child not yet born."""
        return self._born > self.day[self.contact_of]

    @property
    def _born(self) -> Ints:
        return self.families.child_born[self.child]

    def columns(self) -> Columns:
        """Return every column of the cases but what came later."""
        family = self.family[self.contact_of]
        day = self.day[self.contact_of]
        everyone = np.zeros(self.rows, bool)
        found: Columns = {
            "household": references("F", family),
            "child": references("C", self.child),
            "as_of": dates(day, self.start, everyone),
            "contact.received_on": dates(day, self.start, everyone),
            "by.area": references("Area ", family % 9 + 1),
        }
        found |= self._household() | self._births() | self._yes_no() | self._others() | self._monitoring()
        known = {fact.name for fact in self.vocabulary.facts.values() if fact.may_be_sent}
        return {name: values for name, values in found.items() if name in known or "." not in name or name[:3] == "by."}

    def _spread(self, values: pa.Array) -> pa.Array:
        """Return a column of contacts as one of rows."""
        return values.take(pa.array(self.contact_of))

    def _household(self) -> Columns:
        count = len(self.family)
        nobody = np.zeros(count, bool)
        alcohol = figures.PARENTAL_ALCOHOL / figures.ASSESSMENTS
        chance = self.rng.random(count)
        written = self.day + self.rng.choice([0, 1, 2, 5], count, p=[0.4, 0.3, 0.2, 0.1])
        visits = self.rng.choice([0, 1, 2, 3, 4], count, p=[0.8, 0.1, 0.05, 0.03, 0.02])
        found: Columns = {
            "contact.kind": words(np.full(count, "referral"), nobody),
            "contact.source": words(self.source, nobody),
            "contact.confirmed_in_writing_on": dates(np.minimum(written, self.day), self.start, chance > 0.5),
            "domestic_abuse.present": self.abuse,
            "domestic_abuse.dash_score": self._dash_scores(),
            "parental_mental_health.concern": self.illness,
            "substance_misuse.present": yes_no(self.rng, count, alcohol, 0.15),
            "engagement.missed_visits": numbers(visits, self.rng.random(count) < 0.4),
            "agencies.involved": numbers(self.rng.poisson(2.4, count), self.rng.random(count) < 0.2),
        }
        return {name: self._spread(values) for name, values in found.items()}

    def _dash_scores(self) -> pa.Array:
        count = len(self.family)
        scores = np.clip(self.rng.normal(9, 4, count), 0, 24).round()
        asked = (self.source == "police") & known_yes(self.abuse)
        return numbers(scores, ~asked | (self.rng.random(count) < 0.25))

    def _births(self) -> Columns:
        hidden = self.rng.random(self.rows) < 0.01
        return {
            "child.date_of_birth": dates(self._born, self.start, self.unborn | hidden),
            "child.expected_delivery_on": dates(self._born, self.start, ~self.unborn | hidden),
        }

    def _yes_no(self) -> Columns:
        """Return the yes-or-no facts; where what one hangs on is not so, it is no, or is not asked at all."""
        found: Columns = {}
        for name, likely in figures.ASSUMED_FACTS.items():
            fact = self.vocabulary.facts.get(name)
            once = fact is not None and fact.scope is Scope.HOUSEHOLD
            given = self._given(likely.given, found)
            count = len(self.family) if once else self.rows
            share = likely.yes if given is None or likely.given in _NOT_ASKED else np.where(given, likely.yes, 0.0)
            answers = yes_no(self.rng, count, share, likely.not_known)
            if given is not None and likely.given in _NOT_ASKED:
                answers = pc.if_else(pa.array(given), answers, pa.nulls(count, pa.bool_()))
            found[name] = self._spread(answers) if once else answers
        return found

    def _given(self, name: str, found: Columns) -> Array | None:
        if name in found:
            return known_yes(found[name])
        given: dict[str, Callable[[], Array]] = {
            figures.ABUSE: lambda: known_yes(self.abuse),
            figures.ILLNESS: lambda: known_yes(self.illness),
            figures.BORN: lambda: ~self.unborn,
            "unborn": lambda: self.unborn,
            figures.PLANNED: lambda: self.plan == "child_protection",
        }
        return given[name]() if name else None

    def _others(self) -> Columns:
        rng, rows = self.rng, self.rows
        moved = rng.random(rows) < 0.05
        nurse = drawn(rng, {"never": 0.9, "visiting": 0.06, "ended": 0.04}, rows)
        before = drawn(rng, {"none": 0.8, "child_in_need": 0.14, "child_protection": 0.06}, rows)
        carer = {"parent": 0.93, "close_relative": 0.04, "other_relative": 0.015, "unrelated_adult": 0.015}
        return {
            "plan.status": words(self.plan, rng.random(rows) < 0.05),
            "plan.conference_on": self._back(self.plan == "child_protection", 180, 0.05),
            "transfer.moved_in_on": self._back(moved, 120, 0.1),
            "transfer.plan_at_origin": words(before, ~moved | (rng.random(rows) < 0.35)),
            "transfer.assessed_since_move": yes_no(rng, rows, 0.5, 0.95),
            "health_visiting.family_nurse": words(nurse, rng.random(rows) < 0.6),
            "health_visiting.family_nurse_ended_on": self._back(nurse == "ended", 400, 0.2),
            "injury.seen_on": self._back(rng.random(rows) < 0.06, 6, 0.1),
            "arrival.carer": words(drawn(rng, carer, rows), rng.random(rows) < 0.3),
            "arrival.expected_stay_days": numbers(rng.choice([14, 40, 365], rows), rng.random(rows) < 0.9),
        }

    def _back(self, where: Array, furthest: int, not_known: float) -> pa.Array:
        """Return dates up to so many days before the contact, and not before the child was born."""
        day = self.day[self.contact_of]
        then = np.maximum(day - self.rng.integers(0, furthest, self.rows), np.minimum(self._born, day))
        return dates(then, self.start, ~where | (self.rng.random(self.rows) < not_known))

    def _monitoring(self) -> Columns:
        families, children = len(self.families.family_children), len(self.families.child_family)
        ethnicity = drawn(self.rng, figures.ETHNICITIES, families)[self.family[self.contact_of]]
        sex = np.where(self.unborn, "not_recorded", drawn(self.rng, figures.SEXES, children)[self.child])
        nobody = np.zeros(self.rows, bool)
        return {"monitoring.ethnicity": words(ethnicity, nobody), "monitoring.sex": words(sex, nobody)}


def year_start(end: date) -> date:
    """Return the first day of the year that ends on this day."""
    return end - timedelta(days=YEAR - 1)
