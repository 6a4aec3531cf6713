"""Why no decision was given. None of them ever carries a value of a fact."""

from __future__ import annotations

from collections.abc import Sequence


class CouldNotDecide(Exception):  # noqa: N818 - it says what happened, as the sentence it carries does
    """The inference engine gave no answer that can be relied on, so nothing was decided.

    Carries one plain sentence. Nothing recommended is never what this means.
    """


class Late(Exception):  # noqa: N818 - it says what happened
    """Asked in a hurry, the inference engine had no answer yet. Ask again where waiting holds nobody up."""


class EnginesDisagree(Exception):  # noqa: N818 - it says what happened
    """The two engines did not name the same met rules, so nothing was decided.

    `inferred` are the rules only inference found met, `explained` those only the explanation found met.
    """

    def __init__(self, inferred: Sequence[str], explained: Sequence[str]) -> None:
        self.inferred, self.explained = tuple(inferred), tuple(explained)
        rules = ", ".join(f"`{rule}`" for rule in sorted({*inferred, *explained}))
        super().__init__(f"The two engines do not agree about {rules}, so nothing was decided")
