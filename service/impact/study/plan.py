"""What a study is asked to find out: two versions, how to split the figures, what to vary, what to look back from."""

from __future__ import annotations

from dataclasses import dataclass

from service.ruleset.model import Ruleset

ENQUIRY = "section_47_enquiry"
SMALLEST = 6
OVER = ("week", "month", "quarter", "year")


class CannotStudy(Exception):  # noqa: N818 - it tells somebody what to ask instead
    """A study that cannot be made as it was asked for. Carries the sentence and the line of help."""

    def __init__(self, message: str, help_line: str = "") -> None:
        super().__init__(message)
        self.message, self.help = message, help_line


@dataclass(frozen=True, slots=True)
class Plan:
    """One study: the version in use (`old`), the version proposed (`new`), and what to ask of the history.

    `by` names the groups to split by, `over` the stretch of time. Counts from 1 to `smallest` less 1 are never shown.
    `sweeps` are like `infant age=3..24 months`. `teams` shares the enquiries out; 0 leaves them together.
    """

    old: Ruleset
    new: Ruleset
    by: tuple[str, ...] = ()
    over: str = "month"
    sweeps: tuple[str, ...] = ()
    smallest: int = SMALLEST
    teams: int = 0
    enquiry: str = ENQUIRY

    def __post_init__(self) -> None:
        """Refuse what no history could answer."""
        if self.over not in OVER:
            message = f"Figures are over a week, a month, a quarter or a year, not `{self.over}`"
            raise CannotStudy(message, "Use one of: " + ", ".join(f"`{each}`" for each in OVER))
        if self.old.vocabulary.text != self.new.vocabulary.text:
            raise CannotStudy("The two versions use different vocabularies", "Put both into one folder of rulesets")
        if self.smallest < 1 or self.teams < 0:
            raise CannotStudy("The smallest count shown is at least 1, and teams at least 0", "Leave them out")

    @property
    def steps(self) -> tuple[str, ...]:
        """Every step that either version may recommend, highest first."""
        named = set()
        for ruleset in (self.old, self.new):
            for recommend in (ruleset.below.recommend, *(rule.recommend for rule in ruleset.rules.values())):
                named |= set(recommend)
        order = {**self.new.steps.by_name, **self.old.steps.by_name}
        return tuple(sorted(named, key=lambda name: order[name].rank))

    def title(self, step: str) -> str:
        """Return a step's title."""
        return (self.new.steps.by_name.get(step) or self.old.steps.by_name[step]).title

    @property
    def enquiries(self) -> tuple[str, ...]:
        """The step that counts as an enquiry, and every higher one: a child recommended any of them was caught."""
        steps = self.steps
        return steps[: steps.index(self.enquiry) + 1] if self.enquiry in steps else ()
