"""Writes the parts of the README that the code knows best: the first answer and the settings.

`python -m tests.house.first_answer` writes them again after a change.
"""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from starlette.testclient import TestClient

from service.settings import Settings
from service.web.app import create_app

ROOT = Path(__file__).parents[2]
README = ROOT / "README.md"
NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)

Json = dict[str, Any]


def first_answer() -> str:
    """Return the answer to the example case, shortened, as JSON."""
    with TemporaryDirectory() as folder:
        app = create_app(Settings(database=f"{folder}/records.db"), clock=lambda: NOON)
        here = TestClient(app, base_url="http://127.0.0.1:8000", client=("127.0.0.1", 50000))
        case = (ROOT / "docs" / "examples" / "case.json").read_bytes()
        made = here.post("/v1/decisions", content=case, headers={"Content-Type": "application/json"})
        app.state.room.close()
    return _laid_out(_shortened(made.json()))


def settings_table() -> str:
    """Return the settings as a table."""
    rows = [
        f"| `THRESHOLD_{name.upper()}` | {field.description} | {_default(name, field.default)} |"
        for name, field in Settings.model_fields.items()
    ]
    return "\n".join(["| setting | what it is | when not set |", "| --- | --- | --- |", *rows])


def written_again(readme: str) -> str:
    """Return the README with both parts as they should be now."""
    readme = _between(readme, r"<!-- answer:.*?-->", "<!-- /answer -->", f"```json\n{first_answer()}\n```")
    return _between(readme, "<!-- settings -->", "<!-- /settings -->", settings_table())


def _shortened(answer: Json) -> Json:
    child = answer["children"][0]
    trace = next(node for node in child["trace"] if node["outcome"] == "met")
    return {
        "id": "…",
        "as_of": answer["as_of"],
        "reference": answer["reference"],
        "ruleset": {**answer["ruleset"], "digest": "sha256:…"},
        "engines": answer["engines"],
        "children": [
            {
                "ref": child["ref"],
                "highest": child["highest"],
                "recommendations": [child["recommendations"][0], "…"],
                "questions": [_without(child["questions"][0], "help", "kind"), "…"],
                "near_misses": [child["near_misses"][0], "…"],
                "trace": [_without(trace, "says", "source") | {"when": _first_parts(trace["when"])}, "…"],
            },
            "…",
        ],
        "caution": answer["caution"],
    }


def _without(part: Json, *names: str) -> Json:
    return {name: value for name, value in part.items() if name not in names}


def _first_parts(node: Json) -> Json:
    """Return a block of the trace with its first part only."""
    return {**node, "parts": [node["parts"][0], "…"]} if "parts" in node else node


def _laid_out(answer: Json) -> str:
    """Return JSON with everything short on one line."""
    text = json.dumps(answer, indent=2, ensure_ascii=False)
    joined = re.compile(r"[\[{][^\[\]{}]*[\]}]")
    return joined.sub(lambda found: _on_one_line(found[0]), text)


def _on_one_line(text: str) -> str:
    flat = re.sub(r"\s*\n\s*", " ", text)
    return flat if len(flat) < 110 else text


def _default(name: str, value: object) -> str:
    return "the shipped folder" if name in ("rulesets", "features") else f"`{value}`" if str(value) else "none"


def _between(text: str, start: str, end: str, new: str) -> str:
    return re.sub(
        f"({start})\n.*?({re.escape(end)})", lambda found: f"{found[1]}\n{new}\n{found[2]}", text, flags=re.DOTALL
    )


if __name__ == "__main__":
    README.write_text(written_again(README.read_text("utf-8")), "utf-8")
