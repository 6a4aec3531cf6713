"""A report as one page of HTML that needs nothing else: no script, and no picture or style from anywhere."""

from __future__ import annotations

import re
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from service.impact.report.blocks import Document
from service.impact.report.cells import read_table
from service.impact.report.charts import Chart

_IDS = re.compile(r'(\bid="|url\(#|href="#)')


def as_page(document: Document) -> str:
    """Return the whole page."""
    environment = Environment(
        loader=FileSystemLoader(Path(__file__).parent), autoescape=True, undefined=StrictUndefined, trim_blocks=True
    )
    environment.globals.update(kind_of=lambda block: type(block).__name__, read_table=read_table)
    drawn: list[int] = []

    def svg(chart: Chart) -> Markup:
        """Return a chart for the page. Its ids are made its own: two charts of one page must not share any."""
        drawn.append(1)
        own = _IDS.sub(rf"\g<1>chart-{len(drawn)}-", chart.screen)
        return Markup(own.replace("<svg ", '<svg aria-hidden="true" focusable="false" ', 1))  # noqa: S704 - drawn by us

    return environment.get_template("page.html").render(document=document, svg=svg)
