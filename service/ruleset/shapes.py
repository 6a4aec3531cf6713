"""What a phrase must fit, and what is said when it does not."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal


class NotUnderstood(Exception):  # noqa: N818 - it carries what to tell the author
    """The words are not a phrase that fits. Carries the code, the sentence and the line of help."""

    def __init__(self, code: str, message: str, help_line: str) -> None:
        super().__init__(message)
        self.code, self.message, self.help = code, message, help_line


@dataclass(frozen=True, slots=True)
class Shape:
    """What a phrase must fit: the kind of thing on its left.

    `kind` is a fact's kind in words, or `count` or `definition`; `name` is how the author wrote the left-hand side.
    """

    kind: Literal["yes or no", "number", "date", "text", "choice", "age", "count", "definition"]
    name: str
    choices: Mapping[str, str] | None = None
    unit: str = ""
