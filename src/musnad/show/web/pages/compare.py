"""Two or more printings side by side: the base against each other report, every changed word by severity."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from musnad.show.dossier import sections
from musnad.show.dossier.sheet import Source
from musnad.show.web.pages.front import headline_of
from musnad.show.web.pages.side_by_side import side_by_side
from musnad.show.web.viewing import Asked, MissingError, View, rows_of, said
from musnad.show.web.windows import window
from musnad.store import Case

# So many printings stand beside the base at once.
MOST_BESIDE = 6
# At first spelling and honorifics are hidden.
LEVEL_AT_FIRST = 1
GRAVEST = 3


@dataclass(frozen=True, slots=True)
class Beside:
    """One report against the base; ``pair`` is ``None`` where they share no passage."""

    source: Source
    pair: sections.Pair | None
    base_is_left: bool


def compare(case: Case, asked: Asked) -> View:
    """Return the base (``base``) and the reports beside it (``with``, more than once)."""
    base = asked.get("base")
    beside = [each for each in dict.fromkeys(asked.all("with")) if each != base]
    beside = beside if asked.whole else beside[:MOST_BESIDE]
    title = said("compare").in_language(asked.language)
    if not base:
        return View("compare.html", title, {"base": None, "pairs": [], "candidates": _candidates(case)})
    for each in (base, *beside):
        if case.get("report", each) is None:
            raise MissingError(each)
    sheet = window(case, [base, *beside], asked)
    pairs = sections.pairs_of(sheet, set(sheet.sources))
    views = [_beside(sheet.sources[each], base, pairs) for each in beside]
    rows = side_by_side(sheet, sheet.sources[base], [sheet.sources[each] for each in beside])
    context = {
        "base": sheet.sources[base],
        "pairs": views,
        "level": asked.number("level", LEVEL_AT_FIRST, 0, GRAVEST),
        "beside": beside,
        "more": len(asked.all("with")) - len(beside) if not asked.whole else 0,
        "columns": [sheet.sources[each] for each in (base, *beside)],
        "rows": rows,
        "places": [number for number, row in enumerate(rows) if row.cells[0] is not None],
        "switched": {each: asked.here(base=each, **{"with": ""}) + _with(each, (base, *beside)) for each in beside},
        "candidates": [],
    }
    return View("compare.html", title, context, [row for each in views for row in _exported(each)])


def _with(base: str, ids: tuple[str, ...]) -> str:
    """Return the reports beside a new base, as they stand in an address."""
    return "&" + urlencode([("with", each) for each in ids if each != base])


def _beside(source: Source, base: str, pairs: list[sections.Pair]) -> Beside:
    for pair in pairs:
        if {pair.left.id, pair.right.id} == {source.id, base}:
            return Beside(source, pair, pair.left.id == base)
    return Beside(source, None, True)


def _candidates(case: Case) -> list[dict[str, Any]]:
    """Return the pairs with the gravest changes in their passages, to begin with."""
    sql = (
        "SELECT left_id, right_id, max(severity) AS severity, count(*) AS changes FROM change"
        " JOIN reuse ON reuse.id = reuse_id WHERE severity >= 4 GROUP BY left_id, right_id"
        " ORDER BY severity DESC, changes DESC, left_id, right_id LIMIT 20"
    )
    sql = f"SELECT *, {headline_of('left_id')} AS one, {headline_of('right_id')} AS other FROM ({sql})"
    return rows_of(case, sql)


def _exported(view: Beside) -> list[dict[str, Any]]:
    if view.pair is None:
        return []
    rows = []
    for change in view.pair.changes:
        left, right = (change.left, change.right) if view.base_is_left else (change.right, change.left)
        rows.append(
            {
                "class": change.cls, "level": change.level, "in_quote": change.in_quote, "base_id": left.source.id,
                "base_words": left.words.unescape(), "other_id": right.source.id,
                "other_words": right.words.unescape(), "why": change.why.en, "base_opens_at": left.href,
                "other_opens_at": right.href,
            }
        )  # fmt: skip
    return rows
