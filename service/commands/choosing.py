"""The settings a command goes by, with what is wrong with them said as every command says it."""

from __future__ import annotations

from typing import Any

from pydantic import ValidationError

from service.commands.terminal import Mistaken
from service.settings import Settings


def chosen(**said: Any) -> Settings:  # noqa: ANN401 - the values of any settings
    """Return the settings, with what was said on the command line in place of the environment. Raises Mistaken."""
    try:
        return Settings(**{name: value for name, value in said.items() if value is not None})
    except ValidationError as error:
        if not error.errors()[0]["loc"]:  # two settings that do not go together
            message, help_line = error.errors()[0]["ctx"]["error"].args
            raise Mistaken(message, help_line) from None
        name = str(error.errors()[0]["loc"][0])
        described = Settings.model_fields[name].description
        raise Mistaken(f"The setting `THRESHOLD_{name.upper()}` cannot be used", f"It is the: {described}") from None
