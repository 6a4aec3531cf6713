"""A mapping file: which column of a council's own extract is which fact, and what its codes mean.

cases:
file: cin-extract.csv
columns:
child: LAchildID
contact.source: {column: ReferralSource, codes: census referral sources}
later.section_47_on: S47ActualStartDate
factors: {column: AssessmentFactors}
referrals:
file: referrals.csv
columns: {child: LAchildID, date: ReferralDate, status: {always: active}}
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from service.impact.history.cells import UNMAPPED, Cell, named, quoted
from service.impact.history.code_lists import CODE_LISTS
from service.impact.history.files import CASES, cell_named, cells_of
from service.ruleset.fields import Fields, entries_of
from service.ruleset.problems import Enough, Findings, Problem, in_file_order, suggest
from service.ruleset.vocabulary import Kind, Vocabulary
from service.ruleset.yaml_nodes import Entries, Entry, Node, Words, read_nodes, spoken

NOT_KNOWN = "not known"
# The census has a code for going missing, which says nothing of where the family is now.
NOT_FROM_FACTORS = ("engagement.whereabouts_known",)


@dataclass(frozen=True, slots=True)
class Source:
    """Where the cells of one column come from. With `codes` each is looked up; with `has` any of several codes is yes.

    `otherwise` is what a list of codes without any of `has` means; `always` is written in every row.
    """

    column: str = ""
    codes: Mapping[str, str] | None = None
    has: tuple[str, ...] = ()
    otherwise: str = NOT_KNOWN
    always: str = ""

    def sql(self) -> str:
        """Return SQL for the text of a cell, from the column of the file."""
        if not self.column:
            return quoted(self.always)
        text = f"trim(CAST({named(self.column)} AS VARCHAR))"
        if self.has:
            listed = ", ".join(quoted(code) for code in self.has)
            found = f"list_has_any(regexp_split_to_array(upper({text}), '[^0-9A-Z]+'), [{listed}])"
            return f"CASE WHEN {text} = '' THEN '' WHEN {found} THEN 'yes' ELSE {quoted(self.otherwise)} END"
        if self.codes is None:
            return named(self.column)
        cases = " ".join(f"WHEN {quoted(code.lower())} THEN {quoted(to)}" for code, to in self.codes.items())
        return f"CASE lower({text}) WHEN '' THEN '' {cases} ELSE {quoted(UNMAPPED)} END"


@dataclass(frozen=True, slots=True)
class TableMapping:
    """One file of the extract, and where each column of its table comes from."""

    file: str
    columns: Sequence[tuple[Cell, Source]]


def read_mapping(
    data: bytes, vocabulary: Vocabulary, path: str = ""
) -> tuple[Mapping[str, TableMapping] | None, list[Problem]]:
    """Return the mapping in the bytes by table, or None, with every problem found."""
    findings = Findings(path)
    tables: dict[str, TableMapping] = {}
    try:
        root = read_nodes(data, findings)
        top = Fields(root, findings, "A mapping", (CASES, *vocabulary.events), (CASES,)) if root else None
        for name in top.entries if top else ():
            tables[name] = _Reader(name, vocabulary, findings).table(top.node(name) if top else None)
    except Enough:
        pass
    return (None if findings.stopped else tables), in_file_order(findings.problems)


class _Reader:
    """Reads the part of a mapping that is about one table."""

    def __init__(self, table: str, vocabulary: Vocabulary, findings: Findings) -> None:
        self.table_name, self.vocabulary, self.findings = table, vocabulary, findings
        self.cells = cells_of(table, vocabulary)

    def table(self, node: Node | None) -> TableMapping:
        allowed = ("file", "columns", "factors") if self.table_name == CASES else ("file", "columns")
        fields = Fields(node, self.findings, f"`{self.table_name}`", allowed, ("file", "columns"))
        columns = list(self._columns(fields.node("columns")))
        if "factors" in fields:
            taken = {cell.name for cell, _ in columns}
            columns += [each for each in self._factors(fields.node("factors")) if each[0].name not in taken]
        return TableMapping(fields.text("file"), columns)

    def _columns(self, node: Node | None) -> Iterator[tuple[Cell, Source]]:
        for entry in entries_of(node, self.findings, "`columns`") if node else ():
            cell = cell_named(entry.key.text, self.cells, self.table_name)
            if cell is None:
                message = f"There is no fact or field called `{entry.key.text}`"
                hint = suggest(spoken(entry.key.text), self.cells)
                self.findings.error("unknown-fact", message, entry.key.span, hint)
            else:
                yield cell, self._source(entry, cell)

    def _source(self, entry: Entry, cell: Cell) -> Source:
        if isinstance(entry.value, Words):
            return Source(entry.value.text)
        fields = Fields(entry.value, self.findings, f"`{entry.key.text}`", ("column", "codes", "always"))
        if "always" in fields:
            return Source(always=fields.text("always"))
        if "column" not in fields:
            message = f"`{entry.key.text}` does not say which column it comes from"
            self.findings.error("missing-key", message, entry.key.span, "Add `column: …`, or `always: …`")
        return Source(fields.text("column"), self._codes(fields.node("codes"), cell))

    def _codes(self, node: Node | None, cell: Cell) -> Mapping[str, str] | None:
        if isinstance(node, Words):
            codes = CODE_LISTS.get(spoken(node.text))
            if codes is None:
                message = f"There is no list of codes called `{node.text}`"
                self.findings.error("wrong-value", message, node.span, suggest(spoken(node.text), CODE_LISTS))
            return codes
        if not isinstance(node, Entries):
            return None
        return {entry.key.text: self._meaning(entry, cell) for entry in node.entries}

    def _meaning(self, entry: Entry, cell: Cell) -> str:
        text = entry.value.text if isinstance(entry.value, Words) else ""
        choices = cell.fact.choices if cell.fact else {}
        known = spoken(text).replace(" ", "_")
        if cell.kind is Kind.CHOICE and spoken(text) != NOT_KNOWN and known not in choices:
            message = f"`{cell.name}` has no answer `{text}`"
            self.findings.error("unknown-choice", message, entry.value.span, suggest(known, choices))
        return text

    def _factors(self, node: Node | None) -> Iterator[tuple[Cell, Source]]:
        """Yield each fact that the census has codes for, from the one column that lists them."""
        fields = Fields(node, self.findings, "`factors`", ("column", "otherwise"), ("column",))
        otherwise = spoken(fields.text("otherwise", NOT_KNOWN))
        if otherwise not in (NOT_KNOWN, "no"):
            message = f"`otherwise` is `no` or `not known`, and this is `{otherwise}`"
            self.findings.error("wrong-value", message, fields.place("otherwise"), "Write `no` or `not known`")
        for fact in self.vocabulary.facts.values():
            if fact.census and fact.kind is Kind.YES_NO and fact.name not in NOT_FROM_FACTORS:
                yield self.cells[fact.name], Source(fields.text("column"), has=fact.census, otherwise=otherwise)
