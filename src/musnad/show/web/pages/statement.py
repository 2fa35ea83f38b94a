"""A statement: every printing of one saying, set against the fullest."""

from __future__ import annotations

from typing import Any

from musnad.compare.renderings import Rendering
from musnad.show.dossier import cards
from musnad.show.web.viewing import Asked, MissingError, View, said
from musnad.show.web.windows import window
from musnad.store import Case


def statement(case: Case, asked: Asked) -> View:
    """Return the card of a statement: its chain, its printings, what each did. Stretches of longer quotes count too."""
    row = case.get("statement", asked.id)
    sql = (
        "SELECT report_id FROM statement_member JOIN quote ON quote.id = quote_id WHERE statement_id = ?"
        " UNION SELECT report_id FROM statement_stretch WHERE statement_id = ?"
    )
    report_ids = [each for (each,) in case.connection.execute(sql, (asked.id, asked.id))]
    if row is None or not report_ids:
        raise MissingError(asked.id)
    sheet = window(case, report_ids, asked)
    found = cards.statement_of(sheet, row.id)
    context = {"row": row, "said": found, "entity": row.speaker_entity_id, "reports": list(sheet.sources.values())}
    title = found.speaker or said("statement").in_language(asked.language)
    return View(
        "statement.html",
        title,
        context,
        [_exported(one) for each in found.printings for one in (each, *each.alike)],
        {"id": row.id},
    )


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
        "did": [_did(each.what) for each in printed.did],
        "out_of_context": [each.kind for each in printed.taken],
        "why": printed.why.en,
        "opens_at": printed.href,
    }


def _did(what: Rendering) -> dict[str, Any]:
    return {
        "kind": what.kind,
        "base_words": what.base_words,
        "own_words": what.own_words,
        "severity": what.severity,
        "why": what.why,
    }
