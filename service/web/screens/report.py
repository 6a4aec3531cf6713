"""The report of one decision as a PDF, tagged so that it can be listened to: what the page says, on paper.

What a case holds reaches the typesetter as data only. The same decision makes the same report.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import orjson

from service.records.decisions import Decision
from service.ruleset.wording import date_words, either
from service.web.screens.advice import AnswerShown, ChildShown, RuleShown, StepShown
from service.web.screens.decided import Decided
from service.web.screens.frame import TEMPLATES, capital, day_words, moment_words
from service.web.screens.known import Known
from service.web.screens.tree import OUTCOMES, Line

Json = dict[str, Any]
HALF = 39


def pdf(
    decision: Decision, advice: AnswerShown, known: Sequence[Known], decided: Mapping[str, Decided], footer: str
) -> bytes:
    """Return the report of a decision as a PDF (PDF/UA-1, A4)."""
    import typst  # noqa: PLC0415 - the service need not wait for it to start

    return typst.compile(
        str(TEMPLATES / "report.typ"),
        sys_inputs={"data": orjson.dumps(_report(decision, advice, known, decided, footer)).decode()},
        ignore_system_fonts=True,
        pdf_standards=["ua-1"],
        timestamp=int(decision.recorded_at.timestamp()),
    )


def _report(
    decision: Decision, advice: AnswerShown, known: Sequence[Known], decided: Mapping[str, Decided], footer: str
) -> Json:
    return {
        "title": f"Decision recorded on {moment_words(decision.recorded_at)}",
        "caution": advice.answer["caution"],
        "footer": footer,
        "about": list(about(decision, advice)),
        "children": [_child(child, decided.get(child.ref)) for child in advice.children],
        "near": [_near(each.rule.title, each.says, each.refs, advice) for each in advice.near],
        "known": [_known(each) for each in known],
    }


def about(decision: Decision, advice: AnswerShown) -> Iterator[tuple[str, str]]:
    """Yield what there is to say of the decision itself, each beside its heading."""
    answer, title = advice.answer, advice.ruleset.title if advice.ruleset else advice.answer["ruleset"]["family"]
    yield "Recorded", moment_words(decision.recorded_at)
    yield "Case reference", answer.get("reference") or "None given"
    yield "As things stood on", date_words(decision.as_of)
    yield "Number of this decision", decision.id
    yield "Decided by", f"{title}, version {answer['ruleset']['version']}"
    digest = answer["ruleset"]["digest"]
    yield "Digest of its rules", f"{digest[:HALF]}\u200b{digest[HALF:]}"  # where the line may break
    yield (
        "Engines",
        f"Both agree: {answer['engines']['inference']}, and the {answer['engines']['explanation']} evaluator",
    )


def _child(child: ChildShown, decided: Decided | None) -> Json:
    return {
        "ref": child.ref,
        "decided": list(decided.lines) if decided else [],
        "guidance": child.guidance,
        "steps": [_step(step) for step in child.steps],
        "questions": [each["ask"] for each in child.questions],
        "rules": [
            {"title": rule.title, "outcome": OUTCOMES[rule.outcome], "lines": _lines(rule.lines)}
            for rule in child.rules
        ],
    }


def _step(step: StepShown) -> Json:
    return {
        "strength": capital(step.strength),
        "title": step.title,
        "owner": step.owner,
        "due": due_words(step.due),
        "guidance": step.step.guidance if step.step else "",
        "rules": [_rule(rule) for rule in step.rules],
    }


def due_words(due: Mapping[str, Any] | None) -> str:
    """Return by when a step is due, in words."""
    if not due:
        return "No time is set"
    return f"By {day_words(due['on'])}: {due['says']}" if due["on"] else capital(due["says"])


def _rule(rule: RuleShown) -> Json:
    source = rule.source
    named = source.get("title") or source["document"]
    dated = f"{named} ({source['date']})" if source.get("date") else named
    return {
        "title": rule.title,
        "says": rule.says,
        "because": rule.because,
        "source": f"{dated}, {source['paragraph']}",
        "lines": _lines(rule.lines),
    }


def _lines(lines: Sequence[Line]) -> list[Json]:
    return [
        {
            "said": line.said,
            "words": line.words,
            "seen": line.seen,
            "notes": list(line.notes),
            "parts": _lines(line.parts),
        }
        for line in lines
    ]


def _near(title: str, says: str, refs: Sequence[str], advice: AnswerShown) -> str:
    several = len(advice.children) > 1
    return f"{title}: {says}" + (f" ({'child' if len(refs) == 1 else 'children'} {either(refs, 'and')})" * several)


def _known(known: Known) -> Json:
    tables = [
        {"title": table.title if table.rows else f"{table.title}: none", "headings": table.headings, "rows": table.rows}
        for table in known.tables
    ]
    return {"title": known.title, "answers": known.answers, "tables": tables}
