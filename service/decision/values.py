"""What both engines are given about one child: the values of facts, and the numbers counted or reckoned.

Values are held by the fact's name; a fact that is not there is not known. Readings of measures are held by the
measure's name; a measure that is not there is not known at all.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from enum import Enum
from typing import NamedTuple


class DoesNotApply(Enum):
    """Settled, but with nothing to compare, such as the due date of a child already born.

    Every comparison with it is not met; `known` is met and `not known` is not met.
    """

    DOES_NOT_APPLY = "does not apply"


DOES_NOT_APPLY = DoesNotApply.DOES_NOT_APPLY

Value = bool | int | str | date | DoesNotApply


class Interval(NamedTuple):
    """A whole number somewhere from `low` to `high`, both included; `high` None is no limit.

    It is `known` when only one number is left.
    """

    low: int
    high: int | None

    @property
    def known(self) -> bool:
        """Whether the number is settled."""
        return self.low == self.high


Reading = Interval | DoesNotApply
Values = Mapping[str, Value]
Readings = Mapping[str, Reading]
