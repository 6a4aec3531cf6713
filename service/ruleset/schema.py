"""The JSON Schemas that go with a folder of rulesets, for editors, for callers and for OpenAPI.

`python -m service.ruleset.schema rulesets` writes them to rulesets/schemas; a test holds them to the vocabulary.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

from service.ruleset.library import Library
from service.ruleset.schema_answer import answer_schema
from service.ruleset.schema_case import Schema, case_schema
from service.ruleset.schema_files import ruleset_schema, steps_schema, vocabulary_schema
from service.ruleset.vocabulary import Steps, Vocabulary

__all__ = [
    "all_schemas",
    "answer_schema",
    "as_components",
    "case_schema",
    "ruleset_schema",
    "steps_schema",
    "vocabulary_schema",
    "write",
]


def all_schemas(vocabulary: Vocabulary, steps: Steps) -> dict[str, Schema]:
    """Return every schema by the name of its file."""
    return {
        "answer.schema.json": answer_schema(),
        "case.schema.json": case_schema(vocabulary),
        "ruleset.schema.json": ruleset_schema(vocabulary, steps),
        "steps.schema.json": steps_schema(),
        "vocabulary.schema.json": vocabulary_schema(),
    }


def as_components(name: str, schema: Schema) -> dict[str, Schema]:
    """Return the schema and its parts as OpenAPI components: `Answer`, `AnswerNode`."""
    whole = {key: value for key, value in schema.items() if key not in ("$schema", "$defs")}
    parts = {_of(name, part): each for part, each in schema.get("$defs", {}).items()}
    return {key: _pointed(each, name) for key, each in {name: whole, **parts}.items()}


def _of(name: str, part: str) -> str:
    """Return what a part is called outside its schema: one word, which clients in any language can name a type by."""
    return name + "".join(word.capitalize() for word in part.split("_"))


def _pointed(part: Any, name: str) -> Any:  # noqa: ANN401 - any JSON
    """Return the JSON with its references pointing at the components."""
    if isinstance(part, list):
        return [_pointed(each, name) for each in part]
    if not isinstance(part, dict):
        return part
    return {
        key: f"#/components/schemas/{_of(name, value.removeprefix('#/$defs/'))}"
        if key == "$ref"
        else _pointed(value, name)
        for key, value in part.items()
    }


def written(schema: Schema) -> str:
    """Return a schema as the text of its file."""
    return json.dumps(schema, indent=1, ensure_ascii=False) + "\n"


def write(folder: Path) -> None:
    """Write every schema into the `schemas` folder beside the families."""
    library = Library.load(folder)
    schemas = folder / "schemas"
    schemas.mkdir(exist_ok=True)
    for name, schema in all_schemas(library.vocabulary, library.steps).items():
        (schemas / name).write_text(written(schema), "utf-8")


if __name__ == "__main__":
    write(Path(sys.argv[1]))
