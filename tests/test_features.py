"""Every scenario in features/, run by pytest-bdd against the shipped rulesets."""

from __future__ import annotations

from pathlib import Path

from pytest_bdd import scenarios

pytest_plugins = ("service.assurance.plugin",)

scenarios(str(Path(__file__).parents[1] / "features"))
