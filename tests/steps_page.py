"""Writes the list of sentences in features/README.md anew from the vocabulary: `python -m tests.steps_page`."""

from __future__ import annotations

from pathlib import Path

from service.assurance.steps_page import BEGIN, steps_page
from tests.shipped import shipped

README = Path(__file__).parents[1] / "features" / "README.md"


def readme() -> str:
    """Return features/README.md as it should be: what people wrote, then the sentences made from the vocabulary."""
    written = README.read_text("utf-8").partition(BEGIN)[0]
    return f"{written.rstrip()}\n\n{steps_page(shipped()[0]).rstrip()}\n"


if __name__ == "__main__":
    README.write_text(readme(), "utf-8")
