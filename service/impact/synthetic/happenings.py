"""The lists of events of a made-up year: every referral of each family, moves, arrivals and core groups."""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from service.impact.synthetic import figures
from service.impact.synthetic.columns import Array, dates, known_yes, references, words, yes_no
from service.impact.synthetic.contacts import Columns, Contacts
from service.impact.synthetic.families import drawn


class Happenings:
    """Makes the event lists that belong to some contacts."""

    def __init__(self, rng: np.random.Generator, contacts: Contacts) -> None:
        self.rng, self.contacts, self.start = rng, contacts, contacts.start

    def lists(self) -> dict[str, Columns]:
        """Return the columns of each list of events by its name."""
        return {
            "referrals": self._referrals(),
            "moves": self._moves(),
            "family_arrivals": self._arrivals(),
            "core_groups": self._core_groups(),
        }

    def _referrals(self) -> Columns:
        """Return every contact as a referral, and now and then a second one about the same incident."""
        families = self.contacts.families
        count = len(families.contact_family)
        in_year = families.contact_day >= 0
        abuse = self.rng.random(count) < figures.PARENT_A_VICTIM_OF_DOMESTIC_ABUSE / figures.ASSESSMENTS
        abuse[in_year] = known_yes(self.contacts.abuse)
        source = drawn(
            self.rng, {"police": 0.29, "school": 0.2, "health_visitor": 0.2, "family_or_carer": 0.31}, count
        ).astype(object)
        source[in_year] = self.contacts.source
        concern = np.where(abuse, "domestic_abuse", drawn(self.rng, figures.ASSUMED_CONCERNS, count))
        status = drawn(self.rng, {"active": 0.965, "withdrawn": 0.025, "recorded_in_error": 0.01}, count)
        again = np.flatnonzero(abuse & (self.rng.random(count) < 0.12))
        every = np.concatenate([np.arange(count), again])
        second = np.arange(len(every)) >= count
        return {
            "household": references("F", families.contact_family[every]),
            "date": dates(families.contact_day[every], self.start, self._hidden(every, 0.01)),
            "concern": words(concern[every], self._hidden(every, figures.ASSUMED_FIELD_NOT_KNOWN)),
            "seriousness": words(
                drawn(self.rng, figures.ASSUMED_SERIOUSNESS, count)[every],
                self._hidden(every, figures.ASSUMED_FIELD_NOT_KNOWN),
            ),
            "incident": _masked(references("INC", every), self._hidden(every, 0.35)),
            "source": words(np.where(second, "other_health", source[every]), self._hidden(every, 0.01)),
            "status": words(status[every], np.zeros(len(every), bool)),
        }

    def _hidden(self, rows: Array, share: float) -> Array:
        return self.rng.random(len(rows)) < share

    def _some(self, share: float, most: int) -> tuple[Array, Array]:
        """Return some of the year's contacts, each up to so many times, and days before them."""
        count = len(self.contacts.family)
        chosen = np.flatnonzero(self.rng.random(count) < share)
        rows = np.repeat(chosen, self.rng.integers(1, most + 1, len(chosen)))
        return rows, self.contacts.day[rows] - self.rng.integers(0, 700, len(rows))

    def _moves(self) -> Columns:
        rows, days = self._some(0.08, 3)
        return {
            "household": references("F", self.contacts.family[rows]),
            "date": dates(days, self.start, self._hidden(rows, 0.03)),
            "from_area": references("Area ", self.rng.integers(1, 30, len(rows))),
            "to_area": references("Area ", self.contacts.family[rows] % 9 + 1),
        }

    def _arrivals(self) -> Columns:
        rows, days = self._some(0.025, 3)
        return {
            "household": references("F", self.contacts.family[rows]),
            "date": dates(days, self.start, self._hidden(rows, 0.05)),
            "visa": words(
                drawn(self.rng, {"temporary": 0.45, "settled": 0.45, "none": 0.1}, len(rows)), self._hidden(rows, 0.4)
            ),
            "relation": words(drawn(self.rng, {"child": 0.55, "adult": 0.45}, len(rows)), self._hidden(rows, 0.05)),
        }

    def _core_groups(self) -> Columns:
        """Return core groups every six weeks for each child on a child protection plan; some were not held."""
        contacts = self.contacts
        planned = np.flatnonzero(contacts.plan == "child_protection")
        many = self.rng.integers(1, 5, len(planned))
        rows = np.repeat(planned, many)
        nth = np.arange(len(rows)) - np.repeat(np.cumsum(many) - many, many)
        due = contacts.day[contacts.contact_of[rows]] - 10 - 42 * nth
        return {
            "household": references("F", contacts.family[contacts.contact_of[rows]]),
            "child": references("C", contacts.child[rows]),
            "due_on": dates(due, self.start, self._hidden(rows, 0.01)),
            "held": yes_no(self.rng, len(rows), 0.88, 0.05),
        }


def _masked(values: pa.Array, hidden: Array) -> pa.Array:
    return pa.array(values.to_numpy(zero_copy_only=False), values.type, mask=hidden)
