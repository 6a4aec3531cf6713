"""The text of a feature with one more sentence at its end, laid out as people would."""

from __future__ import annotations

import re

from service.assurance.steps import KEYWORDS, StepTable
from service.assurance.wordings import Step, tidy
from service.ruleset.vocabulary import Vocabulary

_SAID = re.compile(r"(?m)^\s*(given|when|then|scenario|scenario outline|background)\b", re.IGNORECASE)


def with_sentence(text: str, sentence: str, vocabulary: Vocabulary) -> str:
    """Return the text with the sentence under it, after And where it goes on with the same; with a table if it has one.

    A sentence that is not known is put there too: running it says which is nearest.
    """
    said = tidy(sentence)
    if not said:
        return text
    table = StepTable(vocabulary)
    step = next((found for keyword in KEYWORDS for found in table.matches(keyword, said)), None)
    keyword = step.keyword if step else "given"
    begun = [found[1].casefold() for found in _SAID.finditer(text)]
    word = "And" if begun and begun[-1] == keyword else keyword.capitalize()
    return "\n".join([text.rstrip(), f"    {word} {said}", *_table(step, vocabulary), ""])


def _table(step: Step | None, vocabulary: Vocabulary) -> list[str]:
    if step is None or not step.table:
        return []
    events = next((each for each in vocabulary.events.values() if each.many in step.wording), None)
    columns = list(events.fields) if events else ["step", "strength"]
    return [f"      | {' | '.join(columns)} |", f"      | {' | '.join(' ' * len(name) for name in columns)} |"]
