"""What came later of each child in a made-up year: enquiries and conferences as often as in England."""

from __future__ import annotations

from datetime import date

import numpy as np
import pyarrow as pa

from service.impact.synthetic import figures
from service.impact.synthetic.columns import Array, dates, known_yes
from service.impact.synthetic.contacts import Columns


def outcomes(rng: np.random.Generator, cases: Columns, start: date) -> Columns:
    """Return the columns of what came later: likelier where more was known at the contact, but never certain."""
    rows = len(cases["child"])
    day = np.asarray(cases["as_of"].cast(pa.int32()).to_numpy()) - (start - date(1970, 1, 1)).days
    risk = rng.logistic(size=rows) + sum(
        weight * known_yes(cases[name]) for name, weight in figures.ASSUMED_RISK.items() if name in cases
    )
    enquiries = _most(risk, figures.SECTION_47_ENQUIRIES / figures.REFERRALS)
    conferences = enquiries & (rng.random(rows) < figures.CONFERENCES_2023 / figures.SECTION_47_ENQUIRIES_2023)
    incidents = _most(risk + rng.logistic(size=rows) * 2, figures.ASSUMED_SERIOUS_INCIDENTS)
    after = day + np.where(rng.random(rows) < 0.5, rng.integers(0, 8, rows), rng.integers(8, 300, rows))
    return {
        "later.section_47_on": dates(after, start, ~enquiries),
        "later.conference_on": dates(after + rng.integers(7, 22, rows), start, ~conferences),
        "later.serious_incident_on": dates(day + rng.integers(10, 365, rows), start, ~incidents),
    }


def _most(risk: Array, share: float) -> Array:
    """Return which are the share most at risk."""
    highest: Array = np.greater(risk, np.quantile(risk, 1 - share))
    return highest
