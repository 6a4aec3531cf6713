"""What the running service says about itself: a line of log for each event, and numbers for a monitor to collect.

INVARIANT: no value of a fact, and no name or reference of a child or case, is ever logged or counted. Only names that
a ruleset or this project made up: families, versions, rules, routes, codes.
"""

from __future__ import annotations

import logging
import os
import sys
import traceback
from collections import Counter as Tally
from collections.abc import Collection, Mapping
from typing import Any, Literal

import structlog
from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.multiprocess import MultiProcessCollector

log: structlog.stdlib.BoundLogger = structlog.get_logger("threshold")

# Where the processes of one service keep their numbers, so that any of them can give those of all.
SHARED_NUMBERS = "PROMETHEUS_MULTIPROC_DIR"
SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)


def configure_logging(log_format: Literal["json", "plain"]) -> None:
    """Send every log line, ours and the libraries', to standard error in one form."""
    shared: list[structlog.typing.Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        _without_the_words_of_exceptions,
    ]
    last: structlog.typing.Processor = (
        structlog.processors.JSONRenderer() if log_format == "json" else structlog.dev.ConsoleRenderer(colors=False)
    )
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
    )
    handler = logging.StreamHandler(sys.stderr)
    remove_meta = structlog.stdlib.ProcessorFormatter.remove_processors_meta
    handler.setFormatter(structlog.stdlib.ProcessorFormatter(foreign_pre_chain=shared, processors=[remove_meta, last]))
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(logging.WARNING)  # what libraries say of a request may hold its address, and so a reference
    logging.getLogger("threshold").setLevel(logging.INFO)


def places(error: BaseException) -> list[str]:
    """Return where an exception happened, innermost last: files, lines and functions, never its words."""
    frames = traceback.extract_tb(error.__traceback__)[-8:]
    return [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in frames]


def _without_the_words_of_exceptions(
    _: object, __: str, event: structlog.typing.EventDict
) -> structlog.typing.EventDict:
    said = event.pop("exc_info", None)
    error = said[1] if isinstance(said, tuple) else said
    if isinstance(error, BaseException):
        event.update(kind=type(error).__name__, at=places(error))
    return event


class Metrics:
    """The numbers of one running service. Each has a registry of its own, so that two never mix.

    Where the environment names a folder of shared numbers, they are those of all processes that use it.
    """

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        registry = self.registry
        ruleset = ("family", "version")
        self._decisions = Counter("threshold_decisions", "Decisions kept, by ruleset", ruleset, registry=registry)
        self._children = Counter(
            "threshold_children",
            "Children decided on, by whether a threshold was met",
            (*ruleset, "outcome"),
            registry=registry,
        )
        self._rules = Counter(
            "threshold_rules", "Rules judged, by what came of them", (*ruleset, "rule", "outcome"), registry=registry
        )
        self._of_rules: dict[tuple[str, str], dict[tuple[str, str], Counter]] = {}  # by ruleset; rule and outcome
        self._disagreements = Counter(
            "threshold_disagreements", "Decisions refused because the two engines disagreed", ruleset, registry=registry
        )
        self._undecided = Counter(
            "threshold_could_not_decide", "Decisions refused because an engine stopped", ruleset, registry=registry
        )
        self._refusals = Counter(
            "threshold_refusals", "Requests refused, by problem code", ("code",), registry=registry
        )
        self._latency = Histogram(
            "threshold_request_seconds",
            "How long requests took",
            ("method", "route", "status"),
            buckets=SECONDS,
            registry=registry,
        )

    def decided(self, family: str, version: str, children: Collection[Mapping[str, Any]]) -> None:
        """Count one kept decision: each child by whether a threshold was met, and each rule by its outcome."""
        self._decisions.labels(family, version).inc()
        for child in children:
            self._children.labels(family, version, child_outcome(child)).inc()
        # Finding the number of a rule by its labels costs more than counting, so each is found once.
        found = self._of_rules.setdefault((family, version), {})
        judged = Tally([(node["rule"], node["outcome"]) for child in children for node in child["trace"]])
        for rule_came_to, times in judged.items():
            counter = found.get(rule_came_to)
            if counter is None:
                counter = found[rule_came_to] = self._rules.labels(family, version, *rule_came_to)
            counter.inc(times)

    def disagreed(self, family: str, version: str) -> None:
        """Count a disagreement of the engines: any at all is an alarm."""
        self._disagreements.labels(family, version).inc()

    def could_not_decide(self, family: str, version: str) -> None:
        """Count a decision an engine could not make."""
        self._undecided.labels(family, version).inc()

    def refused(self, code: str) -> None:
        """Count a request answered with a problem."""
        self._refusals.labels(code).inc()

    def answered(self, method: str, route: str, status: int, seconds: float) -> None:
        """Count a request and the time it took. `route` is the pattern of the address, never the address itself."""
        self._latency.labels(method, route, str(status)).observe(seconds)

    def page(self) -> bytes:
        """Return all of it in the text form monitors collect."""
        shared = os.environ.get(SHARED_NUMBERS)
        if not shared:
            return generate_latest(self.registry)
        everybodys = CollectorRegistry()
        MultiProcessCollector(everybodys, shared)  # type: ignore[no-untyped-call]
        return generate_latest(everybodys)


def child_outcome(child: Mapping[str, Any]) -> str:
    """Return `met`, `undetermined` or `not_met` for a child: the most that any rule came to."""
    outcomes = {node["outcome"] for node in child["trace"]}
    return next((outcome for outcome in ("met", "undetermined") if outcome in outcomes), "not_met")
