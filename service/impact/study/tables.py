"""Every table of a study, in the order a report shows them."""

from __future__ import annotations

from service.impact.study import more_tables
from service.impact.study.figures import FigureTable
from service.impact.study.published import Published


def every_table(published: Published) -> list[FigureTable]:
    """Return every table of a study that has anything in it, small counts hidden."""
    steps, rates, strengths, over_time, *by = published.tables()
    swept = [more_tables.sweep(published, each) for each in published.study.swept]
    found = [
        steps,
        rates,
        more_tables.workload(published),
        over_time,
        *by,
        more_tables.blamed(published),
        *swept,
        more_tables.looked_back(published),
        *(more_tables.caught_early(published, each) for each in published.study.look_backs if each.old or each.new),
        strengths,
        more_tables.rules(published),
        more_tables.account(published),
        more_tables.not_known(published),
    ]
    return [table for table in found if table.rows]
