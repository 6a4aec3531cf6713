"""The process that scenarios are run in, apart from whoever asked. Its parent is `apart.py`.

Takes a task from its parent on standard input, holds itself to the limits in it before it looks at a single sentence,
lets pytest-bdd run the scenarios, and tells its parent how each went as a line of JSON. Its folder is empty and its
environment bare, so pytest finds no settings, no conftest.py and no plugin but ours.
"""

from __future__ import annotations

import json
import os
import pickle
import re
import resource
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from threading import Thread
from typing import Any, TextIO

import pytest

from service.assurance.apart import Task
from service.assurance.bench import Bench
from service.assurance.features import FeatureProblem, Scenario, read_feature
from service.assurance.recorder import RECORDER
from service.assurance.results import Played, Unreadable, not_run, played
from service.assurance.scenarios import Result
from service.assurance.wordings import tidy

WRITTEN = "written.feature"
LARGEST_WRITTEN = 20_000_000  # bytes: whatever pytest may write of the little there is to say
MOST_OPEN = 128
NAMED = re.compile(r"the ruleset (\S+)", re.IGNORECASE)


@dataclass
class Telling:
    """The recorder of the plugin: tells each result at once, as a line."""

    bench: Bench
    out: TextIO
    names: dict[str, str]
    left: dict[tuple[Any, ...], list[Scenario]] = field(default_factory=dict)
    others: int = 0

    def ended(self, result: Result) -> None:
        """Tell how one scenario went, with the line of its own row."""
        name = self.names[str(result.scenario.path)]
        went = played(result, name)
        if not self.left.get(went.key):
            return  # in a feature with others that are about the family that is meant
        written = self.left[went.key].pop(0)
        self.tell({"scenario": replace(went, line=written.line).as_json()})

    def tell(self, said: dict[str, Any]) -> None:
        """Write one line to the parent."""
        self.out.write(json.dumps(said) + "\n")
        self.out.flush()

    def expect(self, scenario: Scenario) -> None:
        """Take note of a scenario that is to be run."""
        self.left.setdefault(not_run(scenario).key, []).append(scenario)

    def unheard(self) -> Iterator[Played]:
        """Yield every scenario that was to be run and was not."""
        for scenarios in self.left.values():
            yield from map(not_run, scenarios)


def main() -> None:
    """Run the task that comes in, and tell how it went."""
    task: Task = pickle.load(sys.stdin.buffer)  # noqa: S301 - from our own parent, and holds no more than a text from others
    Thread(target=_end_with_the_parent, daemon=True).start()
    hold(task)
    out = os.fdopen(os.dup(sys.stdout.fileno()), "w", encoding="utf-8")
    _be_silent()
    run(task, out)


def _end_with_the_parent() -> None:
    """End at once when the parent is gone: it keeps standard input open for as long as it listens."""
    sys.stdin.buffer.read()
    os._exit(1)


def hold(task: Task) -> None:
    """Bind this process, for good, to the limits of the task."""
    for kind, most in ((resource.RLIMIT_AS, task.memory), (resource.RLIMIT_CPU, task.cpu)):
        if most is not None:
            resource.setrlimit(kind, (most, most))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if task.text is not None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (LARGEST_WRITTEN, LARGEST_WRITTEN))
        resource.setrlimit(resource.RLIMIT_NOFILE, (MOST_OPEN, MOST_OPEN))


def _be_silent() -> None:
    """Send what pytest would say to nobody: the parent is told by lines of our own."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)
    os.dup2(nowhere, 2)


def run(task: Task, out: TextIO) -> None:
    """Read every feature, run what can be read, and tell all of it."""
    telling = Telling(Bench(task.library, task.instead), out, {})
    texts = _texts(task)
    readable = [path for path, text in texts if _read(path, text, task, telling)]
    total = sum(map(len, telling.left.values()))
    telling.tell({"total": total, "others": telling.others})
    if total:
        _by_pytest(readable, telling)
    for scenario in telling.unheard():
        telling.tell({"scenario": scenario.as_json()})
    telling.tell({"end": True})


def _texts(task: Task) -> list[tuple[str, str | FeatureProblem]]:
    """Return each feature by the path pytest-bdd finds it at; a text is put into a file first."""
    if task.text is None:
        return [(path, _opened(path)) for path in task.files]
    path = Path(WRITTEN).resolve()
    path.write_text(task.text, "utf-8")
    return [(str(path), task.text)]


def _opened(path: str) -> str | FeatureProblem:
    try:
        return Path(path).read_text("utf-8")
    except UnicodeDecodeError:
        return FeatureProblem("This file is not UTF-8 text", 1, "Save it as UTF-8")
    except OSError:
        return FeatureProblem("This file cannot be opened", 1, "Check who may read it")


def _read(path: str, text: str | FeatureProblem, task: Task, telling: Telling) -> bool:
    """Take note of what is in a feature, or tell why it cannot be read."""
    name = "" if task.text is not None else path
    try:
        if isinstance(text, FeatureProblem):
            raise text
        scenarios = read_feature(text, name, task.most)
    except FeatureProblem as problem:
        telling.tell({"unreadable": Unreadable.of(problem, name).as_json()})
        return False
    telling.names[path] = name
    about = [each for each in scenarios if task.instead is None or _is_about(each, task.instead.family)]
    for scenario in about:
        telling.expect(scenario)
    telling.others += len(scenarios) - len(about)
    return bool(about)


def _is_about(scenario: Scenario, family: str) -> bool:
    """Return whether a scenario names a family. One that names none is kept, so that it is told what it lacks."""
    named = [match[1] for each in scenario.sentences if (match := NAMED.fullmatch(tidy(each.text)))]
    return not named or any(name.partition(":")[0] == family for name in named)


def _by_pytest(paths: list[str], telling: Telling) -> None:
    """Let pytest-bdd collect and run the scenarios. What is named to it are paths alone, never words of a feature."""
    module = Path("the_scenarios.py").resolve()
    module.write_text(f"from pytest_bdd import scenarios\n\nscenarios(*{paths!r})\n", "utf-8")
    Path("pytest.ini").write_text("[pytest]\n", "utf-8")
    plugins: list[object] = [_Named(telling)]
    arguments = ("-p", "pytest_bdd.plugin", "-p", "service.assurance.plugin", "-p", "no:cacheprovider", "--noconftest")
    pytest.main([*arguments, "-c", "pytest.ini", "--import-mode=importlib", "-q", str(module)], plugins)


class _Named:
    """Registers the recorder under the name the plugin looks for."""

    def __init__(self, telling: Telling) -> None:
        self._telling = telling

    def pytest_configure(self, config: pytest.Config) -> None:
        """Register it."""
        config.pluginmanager.register(self._telling, RECORDER)
