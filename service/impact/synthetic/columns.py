"""Columns of a made-up history: values drawn, some of them not known, and turned into what a file holds."""

from __future__ import annotations

from datetime import date
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

Array = NDArray[Any]


def yes_no(rng: np.random.Generator, count: int, share: float | Array, not_known: float) -> pa.Array:
    """Return answers: yes as often as the share, and not known as often as it says."""
    return pa.array(rng.random(count) < share, pa.bool_(), mask=rng.random(count) < not_known)


def words(values: Array, hidden: Array) -> pa.Array:
    """Return choices or texts; an empty one, and each that is hidden, is not known."""
    return pa.array(values.astype(object), pa.string(), mask=hidden | (values == ""))


def dates(days: Array, start: date, hidden: Array) -> pa.Array:
    """Return the dates so many days after the start."""
    first = np.datetime64(start, "D")
    return pa.array((first + days.astype("timedelta64[D]")).astype("datetime64[D]"), pa.date32(), mask=hidden)


def numbers(values: Array, hidden: Array) -> pa.Array:
    """Return whole numbers."""
    return pa.array(values.astype(np.int64), pa.int64(), mask=hidden)


def known_yes(answers: pa.Array) -> Array:
    """Return where an answer is known and yes."""
    return np.asarray(answers.fill_null(False).to_numpy(zero_copy_only=False), bool)  # noqa: FBT003 - Arrow's own


def references(prefix: str, values: Array) -> pa.Array:
    """Return references such as `F1024`."""
    return pa.array(np.char.add(prefix, values.astype(str)).astype(object), pa.string())
