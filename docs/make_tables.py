"""Writes docs/tables.md from schema.sql, so that the page can't drift from the tables.

python docs/make_tables.py
"""

from __future__ import annotations

import re
from pathlib import Path

from musnad.store import schema_sql

PAGE = Path(__file__).parent / "tables.md"
HEAD = """# Tables

Made from `src/musnad/schema.sql` by `python docs/make_tables.py`. `musnad export TABLE` writes the columns in this
order; some exports add joined ones at their place (`report.headline`, `mention.entity_id`, `quote.entity_id`,
`quote.statement_id`; of a statement what `docs/stages/exports.md` says; `reuse.version_of` and `change.version_of`: the
first version of the page both sides are versions of). An export of `piece` has the furniture learned after reading cut
out.

Places are `start, stop`: 0-based, end-exclusive, in Unicode code points of `report.text`.
"""
_COLUMN = re.compile(r"^ {4}(\w+) (TEXT|INTEGER|REAL|BLOB)\b[^\n]*?(?:--\s*(.*))?$")


def tables_page() -> str:
    """Return docs/tables.md."""
    page = [HEAD]
    about: list[str] = []
    for line in _one_column_a_line(schema_sql()).splitlines():
        if line.startswith("-- ") and line.endswith("---"):
            page.append(f"\n## {line.strip('- ')}")
            about = []
        elif line.startswith("-- "):
            about.append(line.removeprefix("-- "))
        elif line.startswith(("CREATE TABLE", "CREATE VIRTUAL TABLE")):
            page.append(_heading(line, about))
            about = []
        elif match := _COLUMN.match(line):
            page.append(f"| `{match[1]}` | {match[2].lower()} | {(match[3] or '').strip()} |")
    return "\n".join(page) + "\n"


def _heading(line: str, about: list[str]) -> str:
    name = line.split()[line.split().index("EXISTS") + 1] if "EXISTS" in line else line.split()[2]
    table = "" if "VIRTUAL" in line else "\n\n| column | type | |\n|---|---|---|"
    return "\n".join(["", f"### {name}", *(["", " ".join(about)] if about else [])]) + table


def _one_column_a_line(sql: str) -> str:
    return re.sub(r"^ {4}id TEXT PRIMARY KEY, .*$", lambda match: match[0].replace(", ", ",\n    "), sql, flags=re.M)


if __name__ == "__main__":
    PAGE.write_text(tables_page(), "utf-8")
