"""What a written report is made of, whatever it is printed as: headings, paragraphs, tables, charts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from service.impact.report.charts import Chart
from service.impact.study.figures import FigureTable


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading, of level 2 or 3."""

    text: str
    level: int = 2


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph. `kind` is plain, or lead, quote or note."""

    text: str
    kind: str = "plain"


@dataclass(frozen=True, slots=True)
class Bullets:
    """A list of short sentences; a numbered one where the order counts."""

    items: Sequence[str]
    numbered: bool = False


@dataclass(frozen=True, slots=True)
class Facts:
    """What the report is about: names with what they are."""

    rows: Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Picture:
    """A chart. The table with the same figures follows it."""

    chart: Chart


@dataclass(frozen=True, slots=True)
class Table:
    """A table of figures, as people read it: words in every cell, numbers to the right."""

    table: FigureTable


@dataclass(frozen=True, slots=True)
class Pair:
    """Two texts side by side: before and after. Each is lines, some of them further in."""

    title: str
    before: Sequence[str]
    after: Sequence[str]


Block = Heading | Paragraph | Bullets | Facts | Picture | Table | Pair


@dataclass(frozen=True, slots=True)
class Document:
    """A whole report. `kind` is said above its title."""

    kind: str
    title: str
    blocks: Sequence[Block]
