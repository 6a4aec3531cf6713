"""What scenarios are decided with: a folder of rulesets, both engines, and perhaps one version in place of another."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any, Final

from service.assurance.draft import NotDecided, NotUnderstood
from service.assurance.steps import StepTable
from service.decision.case import Case, CaseRefused, read_case
from service.decision.decide import Decider
from service.decision.inference import Inference
from service.ruleset.library import Library, NoRuleset
from service.ruleset.model import Ruleset
from service.ruleset.read import read_ruleset

SHIPPED: Final = Path(__file__).parents[2] / "rulesets"


class Bench:
    """Finds the rulesets that scenarios name, and decides their cases as the service does, by both engines.

    `instead` decides every scenario of its own family, whatever version the scenario names; but for those of a day on
    which no version of a family with dates is in force, since they are about just that.
    """

    def __init__(self, library: Library, instead: Ruleset | None = None) -> None:
        """Make the table of steps for the vocabulary of the folder."""
        self.library = library
        self.instead = instead
        self.table = StepTable(library.vocabulary)
        self._deciders: dict[str, Decider] = {}

    @classmethod
    def set_up(cls, folder: Path | None = None, instead: str | None = None) -> Bench:
        """Return a bench for a folder of rulesets (the shipped one unless said) and a version named to be used instead.

        Raises NotUnderstood when there is no such version, or it has mistakes.
        """
        library = Library.load(folder or SHIPPED)
        return cls(library, named_ruleset(library, instead) if instead else None)

    def find(self, name: str, day: date) -> Ruleset:
        """Return the ruleset named, `family` or `family:version`, on a day. Raises NotDecided."""
        family, _, version = name.partition(":")
        if not self.instead or self.instead.family != family:
            return find_ruleset(self.library, name, day)
        if not version and any(each.in_force for each in self.library.families.get(family, {}).values()):
            find_ruleset(self.library, name, day)
        return self.instead

    def decide(self, ruleset: Ruleset, body: Mapping[str, Any]) -> Mapping[str, Any]:
        """Return the answer to a case. Raises NotDecided; and EnginesDisagree, CouldNotDecide as the service does."""
        if ruleset.digest not in self._deciders:
            self._deciders[ruleset.digest] = Decider(ruleset, Inference(ruleset))
        return self._deciders[ruleset.digest].decide(taken(ruleset, body))


def taken(ruleset: Ruleset, body: Mapping[str, Any]) -> Case:
    """Return the case in a body, or raise NotDecided with everything that is wrong with it."""
    try:
        return read_case(body, ruleset.vocabulary, date.fromisoformat(body["as_of"]))
    except CaseRefused as refused:
        said = [f"{problem.pointer} {problem.message}. {problem.help}".strip() for problem in refused.problems]
        raise NotDecided("This case cannot be decided", "; ".join(said)) from None


def named_ruleset(library: Library, name: str) -> Ruleset:
    """Return the version named: `family:version`, or the path of a file, checked with the library's vocabulary."""
    path = Path(name)
    if path.suffix != ".yaml":
        return find_ruleset(library, name, date.max)
    if not path.is_file():
        raise NotUnderstood(f"There is no file `{name}`", "Name a file that ends in .yaml, or a FAMILY:VERSION")
    ruleset, problems = read_ruleset(path.read_bytes(), library.vocabulary, library.steps, name)
    if ruleset is None:
        raise NotUnderstood(f"`{name}` has {len(problems)} mistakes, so nothing can be decided by it", "Check it first")
    return ruleset


def find_ruleset(library: Library, name: str, day: date) -> Ruleset:
    """Return the ruleset named, `family` or `family:version`, on a day. Raises NotDecided."""
    family, _, version = name.partition(":")
    try:
        return library.find(family, version or None, day)
    except NoRuleset as missing:
        raise NotDecided(str(missing), missing.help) from None
