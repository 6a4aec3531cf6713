"""One cell of a history's file as SQL: the value of a fact, or the reason it cannot be one. Never both.

The same meaning as `service/decision/case_values.py`, with what spreadsheets write taken too: `Yes`, `1`, `23/11/2026`.
An empty cell is not known, and so is one that says so.
"""

from __future__ import annotations

from dataclasses import dataclass

from service.impact.history.findings import CODES
from service.impact.layout import column
from service.ruleset.vocabulary import Fact, Kind

UNMAPPED = "\x01unmapped"
LONGEST_TEXT = 1000
LONGEST_KEY = 200
NOT_KNOWN = ("", "not known", "null", "n/a")
YES_WORDS, NO_WORDS = ("yes", "y", "true", "t", "1"), ("no", "n", "false", "f", "0")

_DAYS = "DATE '1900-01-01' AND DATE '2100-12-31'"
_HIDDEN = r"[\p{Cc}\p{Zl}\p{Zp}]"
_ISO = r"^(\d{4})-(\d{2})-(\d{2})([T ][0-9:.+Z]*)?$"
_ENGLISH = r"^(\d{1,2})/(\d{1,2})/(\d{4})( [0-9:]*)?$"
# What a column of a Parquet file already is, so that it need not be read from text.
_ALREADY = {Kind.YES_NO: ("BOOLEAN",), Kind.NUMBER: ("TINYINT", "SMALLINT", "INTEGER", "BIGINT"), Kind.DATE: ("DATE",)}
_SQL_TYPES = {
    Kind.YES_NO: "BOOLEAN",
    Kind.NUMBER: "BIGINT",
    Kind.DATE: "DATE",
    Kind.TEXT: "VARCHAR",
    Kind.CHOICE: "VARCHAR",
}


@dataclass(frozen=True, slots=True)
class Cell:
    """What one column of a file is to become. `fact` has its choices and limits, where it has any."""

    name: str
    kind: Kind
    fact: Fact | None = None
    longest: int = LONGEST_TEXT

    @property
    def column(self) -> str:
        """The column it becomes."""
        return column(self.name)

    @property
    def type(self) -> str:
        """The kind of that column, in SQL."""
        return _SQL_TYPES[self.kind]


def quoted(text: str) -> str:
    """Return text as SQL writes it."""
    return "'" + text.replace("'", "''") + "'"


def named(name: str) -> str:
    """Return a column's name as SQL writes it."""
    return '"' + name.replace('"', '""') + '"'


def clean(cell: Cell, source: str, physical: str) -> str:
    """Return SQL for what a source column of a physical type holds: as it is, or as text, empty when not known."""
    if physical in _ALREADY.get(cell.kind, ()):
        return f"CAST({source} AS {cell.type})"
    text = f"trim(CAST({source} AS VARCHAR))"
    return f"CASE WHEN lower({text}) NOT IN ({_listed(_not_known_words(cell))}) THEN {text} END"


def value(cell: Cell, cleaned: str, physical: str) -> str:
    """Return SQL for the value of what was cleaned, empty when it is not known or cannot be read."""
    return cleaned if physical in _ALREADY.get(cell.kind, ()) else _READERS[cell.kind](cell, cleaned)


def reason(cell: Cell, cleaned: str, read: str, physical: str) -> str:
    """Return SQL for the number of the reason why a cell is refused, empty when it is not."""
    cases = []
    if physical not in _ALREADY.get(cell.kind, ()):
        cases.append(f"WHEN {cleaned} = {quoted(UNMAPPED)} THEN {CODES['unmapped-code']}")
        cases.append(f"WHEN {read} IS NULL AND {cleaned} IS NOT NULL THEN {_why_misread(cell, cleaned)}")
    if cell.kind is Kind.NUMBER and cell.fact:
        cases.append(f"WHEN {read} NOT BETWEEN {cell.fact.least} AND {cell.fact.most} THEN {CODES['out-of-range']}")
    if cell.kind is Kind.DATE:
        cases.append(f"WHEN {read} NOT BETWEEN {_DAYS} THEN {CODES['impossible-date']}")
    return f"CASE {' '.join(cases)} END" if cases else "NULL"


def _not_known_words(cell: Cell) -> tuple[str, ...]:
    choices = cell.fact.choices if cell.fact else {}
    return NOT_KNOWN if cell.kind is Kind.TEXT or "unknown" in choices else (*NOT_KNOWN, "unknown")


def _listed(words: tuple[str, ...]) -> str:
    return ", ".join(quoted(word) for word in words)


# --- values -------------------------------------------------------------------------------------------------------


def _yes_no(_: Cell, text: str) -> str:
    words = f"lower({text})"
    return f"CASE WHEN {words} IN ({_listed(YES_WORDS)}) THEN TRUE WHEN {words} IN ({_listed(NO_WORDS)}) THEN FALSE END"


def _number(_: Cell, text: str) -> str:
    whole = rf"regexp_matches({text}, '^-?\d{{1,15}}(\.0*)?$')"
    return f"CASE WHEN {whole} THEN CAST(TRY_CAST({text} AS DOUBLE) AS BIGINT) END"


def _date(_: Cell, text: str) -> str:
    english = f"regexp_replace({text}, '{_ENGLISH}', '\\3-\\2-\\1')"
    iso = f"WHEN regexp_matches({text}, '{_ISO}') THEN TRY_CAST(left({text}, 10) AS DATE)"
    return f"CASE {iso} WHEN regexp_matches({text}, '{_ENGLISH}') THEN TRY_CAST({english} AS DATE) END"


def _choice(cell: Cell, text: str) -> str:
    choices = cell.fact.choices if cell.fact else {}
    spoken = f"replace(replace(lower({text}), ' ', '_'), '-', '_')"
    return f"CASE WHEN {spoken} IN ({_listed(tuple(choices))}) THEN {spoken} END"


def _text(cell: Cell, text: str) -> str:
    fits = f"length({text}) <= {cell.longest} AND NOT regexp_matches({text}, '{_HIDDEN}')"
    return f"CASE WHEN {fits} THEN regexp_replace({text}, '\\s+', ' ', 'g') END"


_READERS = {Kind.YES_NO: _yes_no, Kind.NUMBER: _number, Kind.DATE: _date, Kind.CHOICE: _choice, Kind.TEXT: _text}


# --- reasons ------------------------------------------------------------------------------------------------------


def _why_misread(cell: Cell, text: str) -> str:
    if cell.kind is Kind.CHOICE:
        return str(CODES["unknown-choice"])
    if cell.kind is Kind.TEXT:
        return (
            f"CASE WHEN length({text}) > {cell.longest} THEN {CODES['too-long']} ELSE {CODES['hidden-characters']} END"
        )
    if cell.kind is Kind.DATE:
        looks = f"regexp_matches({text}, '{_ISO}') OR regexp_matches({text}, '{_ENGLISH}')"
        return f"CASE WHEN {looks} THEN {CODES['impossible-date']} ELSE {CODES['wrong-value']} END"
    return str(CODES["wrong-value"])
