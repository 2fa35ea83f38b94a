"""A case read once: a page asks for the same tables again for every story, and nothing is written meanwhile."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from musnad.records import COLUMN_NAMES
from musnad.store import Case, columns_of

# The bytes of the sources are never asked for as a table.
_TOO_LARGE = {"raw"}
_FIELDS = {column: field for field, column in COLUMN_NAMES.items()}


class Remembered(Case):
    """An open case whose tables are kept in memory once read: as much memory as the findings take."""

    def __init__(self, case: Case) -> None:
        super().__init__(case.path, case.connection)
        self._whole: dict[str, list[Any]] = {}
        self._by: dict[tuple[str, str], dict[Any, list[Any]]] = {}

    def rows(self, table: str, **equals: Any) -> list[Any]:
        if len(equals) > 1 or table in _TOO_LARGE:
            return super().rows(table, **equals)
        if not equals:
            return list(self._table(table))
        ((column, value),) = equals.items()
        return list(self._grouped(table, column).get(value, ()))

    def rows_of_reports(self, table: str, report_ids: Sequence[str]) -> dict[str, list[Any]]:
        if "start" not in columns_of(table):
            return super().rows_of_reports(table, report_ids)
        by_report = self._grouped(table, "report_id")
        return {id: list(by_report.get(id, ())) for id in report_ids}

    def _table(self, table: str) -> list[Any]:
        if table not in self._whole:
            self._whole[table] = super().rows(table)
        return self._whole[table]

    def _grouped(self, table: str, column: str) -> dict[Any, list[Any]]:
        if (table, column) not in self._by:
            found: dict[Any, list[Any]] = {}
            for row in self._table(table):
                found.setdefault(getattr(row, _FIELDS.get(column, column)), []).append(row)
            self._by[table, column] = found
        return self._by[table, column]
