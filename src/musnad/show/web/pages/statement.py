"""A statement: every printing of one saying, set against the fullest."""

from __future__ import annotations

from typing import Any

from musnad.show.dossier import cards
from musnad.show.web.viewing import Asked, MissingError, View, said
from musnad.show.web.windows import window
from musnad.store import Case


def statement(case: Case, asked: Asked) -> View:
    """Return the printings of a statement, with who said it and where else that person is quoted."""
    row = case.get("statement", asked.id)
    sql = "SELECT DISTINCT report_id FROM statement_member JOIN quote ON quote.id = quote_id WHERE statement_id = ?"
    report_ids = [each for (each,) in case.connection.execute(sql, (asked.id,))]
    if row is None or not report_ids:
        raise MissingError(asked.id)
    sheet = window(case, report_ids, asked)
    found = cards.statement_of(sheet, row.id)
    context = {"row": row, "said": found, "entity": row.speaker_entity_id, "reports": list(sheet.sources.values())}
    title = found.speaker or said("statement").in_language(asked.language)
    return View("statement.html", title, context, [_exported(each) for each in found.printings], {"id": row.id})


def _exported(printed: cards.Printed) -> dict[str, Any]:
    return {
        "report_id": printed.source.id,
        "outlet": printed.source.name,
        "day": printed.source.days[0],
        "words": printed.words.striptags(),
        "type": printed.type,
        "is_fullest": printed.base,
        "is_first": printed.first,
        "marks": printed.marks,
        "level": printed.level,
        "why": printed.why.en,
        "opens_at": printed.href,
    }
