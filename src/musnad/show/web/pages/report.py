"""The page of a report: its text as printed, with layers of findings to switch on."""

from __future__ import annotations

import zlib
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from operator import itemgetter
from typing import Any

from markupsafe import Markup
from starlette.requests import Request
from starlette.responses import Response

from musnad.compare.origins import counted_figures, story_reports
from musnad.compare.stretches import Sourced, stretches_of
from musnad.errors import MusnadError
from musnad.read.same_address import without_words_behind
from musnad.records import Quote, Report, page_of
from musnad.show.dossier import facts, sections
from musnad.show.dossier.marking import Spot, marked
from musnad.show.dossier.sheet import Sheet, Source
from musnad.show.dossier.silent import silent_of
from musnad.show.outward.chosen import cited_report
from musnad.show.outward.citations import citation_parts
from musnad.show.web.answering import refusal_of
from musnad.show.web.pages.behind import lineage_of
from musnad.show.web.pages.notes import notes_beside
from musnad.show.web.pages.text_origins import TextOrigin, did_of, origins_of_text, outlet_names, own_share
from musnad.show.web.pictures.bars import strip
from musnad.show.web.viewing import Asked, MissingError, View, place_in, reading
from musnad.show.web.windows import Openings, window
from musnad.show.words import sentence
from musnad.store import Case

# The layers of a text, by table; those switched on at first.
LAYERS = ("reuse", "quote", "mention", "date", "figure", "label", "note")
AT_FIRST = ("reuse", "quote", "note")
# A report is set against so many others that share text with it, those that share most first.
MOST_OTHERS = 12
MOST_VERSIONS = 20
# A text of so many words has links to its tenths.
WORDS_TO_JUMP = 3000
# The list of more quotes, or figures, than this is folded away.
QUOTES_OPEN = FIGURES_OPEN = 40
# A kept source larger than this is not sent whole: its file is at hand, or an export has it.
LARGEST_RAW = 64 * 1024 * 1024


def report(case: Case, asked: Asked) -> View:
    """Return a report with its findings marked in the text."""
    row = case.get("report", asked.id)
    if row is None:
        raise MissingError(asked.id)
    versions = _versions(case, row)
    shared = [each for each in _shared(case, row.id) if each[2] not in versions]
    noted = notes_beside(case, row, asked)
    story_ids = [each.story_id for each in case.rows("story_member", report_id=row.id)]
    raw = case.connection.execute("SELECT size, encoding, reader FROM raw WHERE sha = ?", (row.raw_sha,)).fetchone()
    sourced = stretches_of(case, row.id, shared)
    counted = counted_figures(case, story_reports(case, row.id), given_by=row.id)
    others = list(dict.fromkeys(other for _, _, other in sorted(shared, key=lambda each: each[0] - each[1])))
    behind = [each.id for each in sourced.sharing if each.kind == "report"]
    beside = list(dict.fromkeys([*behind, *others]))[:MOST_OTHERS]
    outlets = outlet_names(case, others)
    sheet = window(case, [row.id, *beside, *versions], asked)
    origins = origins_of_text(sourced, sheet, outlets, len(row.text), asked)
    source = sheet.sources[row.id]
    found = _findings(sheet, row)
    figures = [each for each in facts.figures_of(sheet, {row.id}, counted) if each.origins]
    accounts = [each for each in sections.accounts_of(sheet, {row.id}) if each.source.id == row.id]
    on = asked.get("layers", " ".join(AT_FIRST)).replace(",", " ").split()
    context = {
        "row": row,
        "source": source,
        "others": [sheet.sources[each] for each in beside],
        "more_others": [(each, outlets[each]) for each in others if each not in beside],
        "origins": origins,
        "own_share": own_share(sourced, len(row.text)),
        "jumps": _jumps(source),
        "silent": silent_of(sheet) if versions else [],
        "paragraphs": _paragraphs(source, {**found, "note": noted.places}, _coloured(sourced, origins), asked),
        "layers": LAYERS,
        "on": on,
        "numbers": {table: len(found.get(table, ())) for table in LAYERS}
        | {"reuse": len(shared), "note": len(noted.places)},
        "noted": noted,
        "strip": strip(len(row.text), _strip(sourced, origins), asked),
        "speakers": _speakers(source, found["quote"]),
        "figures": figures,
        "figures_open": len(figures) <= FIGURES_OPEN,
        "quotes": [(each, row.text[each.start : each.stop]) for each in found["quote"]],
        "quotes_open": len(found["quote"]) <= QUOTES_OPEN,
        "account": accounts[0] if accounts else None,
        "did": did_of(sheet, row.id),
        "lineage": lineage_of(sheet, outlets).get(row.id, []),
        "stories": story_ids,
        "raw": raw,
        "date_why": source.date_why,
        "cite": citation_parts(cited_report(sheet.case, row.id), asked.language),
    }
    data = {
        "id": row.id, "outlet_id": row.outlet_id, "url": row.url, "published": row.published, "text": row.text,
        "source": row.source, "raw_sha": row.raw_sha, "stories": story_ids,
    }  # fmt: skip
    return View(
        "report.html", source.headline or row.source, context, list(_exported(found)) if asked.whole else [], data
    )


def _shared(case: Case, report_id: str) -> list[tuple[int, int, str]]:
    """Return the passages a report shares: its own place, the other report. Stock phrases are left out."""
    sql = (
        "SELECT left_start, left_stop, right_id FROM reuse WHERE left_id = ? AND kind = 'passage' UNION ALL"
        " SELECT right_start, right_stop, left_id FROM reuse WHERE right_id = ? AND kind = 'passage'"
    )
    return sorted(case.connection.execute(sql, (report_id, report_id)).fetchall())


def _versions(case: Case, row: Report) -> list[str]:
    """Return the other versions of a report's page, and that page met again, found by the keys of its addresses."""
    path = without_words_behind(row.address or "")
    sql = (
        "SELECT id FROM report WHERE (address = :path OR address > :path || '?' AND address < :path || '@')"
        " AND coalesce(version_of, id) = :page AND id != :id ORDER BY id LIMIT :most"
    )
    asked = {"path": path, "page": page_of(row), "id": row.id, "most": MOST_VERSIONS}
    return [each for (each,) in case.connection.execute(sql, asked)]


def _findings(sheet: Sheet, row: Report) -> dict[str, list[Any]]:
    tables = ("quote", "mention", "date", "figure", "label")
    return {table: sheet.case.rows_of_reports(table, [row.id])[row.id] for table in tables}


def _paragraphs(
    source: Source, found: dict[str, list[Any]], shared: Iterable[tuple[int, int, int]], asked: Asked
) -> list[tuple[str, list[tuple[int, Markup]]]]:
    """Return the text as runs of paragraphs of one part: where each begins, and its words.

    Each finding is a span with the layers it belongs to.
    """
    styles: dict[Spot, str] = {}
    for start, stop, colour in shared:
        _add(styles, start, stop, f"f-reuse o{colour}")
    for table, rows in found.items():
        for each in rows:
            _add(styles, each.start, each.stop, f"f-{table}" + (f" v-{each.voice}" if table == "label" else ""))
    at = place_in(asked.get("at"), len(source.text))
    if at:
        _add(styles, *at, "at")
    runs = groupby(_marked(source, styles, at), key=itemgetter(0))
    return [(part, [(start, words) for _, start, words in some]) for part, some in runs]


def _add(styles: dict[Spot, str], start: int, stop: int, style: str) -> None:
    spot = Spot(start, stop)
    if style not in styles.get(spot, ""):
        styles[spot] = f"{styles.get(spot, '')} {style}".strip()


def _marked(source: Source, styles: dict[Spot, str], at: tuple[int, int] | None) -> Iterator[tuple[str, int, Markup]]:
    spots = sorted(styles)
    starts = [spot.start for spot in spots]
    longest = max((spot.stop - spot.start for spot in spots), default=0)
    anchor = Markup('<span id="at"></span>')
    for piece in source.pieces:
        start = piece.start
        for line in source.text[piece.start : piece.stop].split("\n"):
            stop = start + len(line)
            if line.strip():
                # only what can reach into this line: a report of 50,000 words has many of both
                near = spots[bisect_left(starts, start - longest) : bisect_right(starts, stop)]
                here = Openings({source.id: 1}, {source.id: {spot: styles[spot] for spot in near}})
                words = marked(source.text, start, stop, source.id, here)
                if at and start <= at[0] < max(stop, start + 1):
                    words = anchor + words
                yield piece.part, start, words
            start = stop + 1


def _coloured(sourced: Sourced, origins: Sequence[TextOrigin]) -> list[tuple[int, int, int]]:
    colours = {each.source: each.colour for each in origins}
    return [(each.start, each.stop, colours[each.source]) for each in sourced.stretches]


def _strip(sourced: Sourced, origins: Sequence[TextOrigin]) -> list[tuple[int, int, int, str]]:
    known = {each.source: each for each in origins}
    return [(each.start, each.stop, known[each.source].colour, known[each.source].words) for each in sourced.stretches]


def _speakers(source: Source, quotes: Iterable[Quote]) -> dict[int, list[Quote]]:
    """Return the quotes whose speaker is known, by the line they begin in: what stands beside the text."""
    lines = sorted(start for piece in source.pieces for start in _line_starts(source.text, piece.start, piece.stop))
    found: dict[int, list[Quote]] = {}
    for each in quotes:
        place = bisect_right(lines, each.start) - 1
        if each.speaker_name and place >= 0:
            found.setdefault(lines[place], []).append(each)
    return found


def _jumps(source: Source) -> list[tuple[int, int]]:
    """Return where each tenth of a long text begins: a paragraph, and how many per cent stand before it."""
    length = len(source.text)
    if source.words < WORDS_TO_JUMP:
        return []
    lines = [start for piece in source.pieces for start in _line_starts(source.text, piece.start, piece.stop)]
    found = {min(lines, key=lambda start: abs(start - length * tenth / 10)): tenth * 10 for tenth in range(10, -1, -1)}
    return sorted(found.items())


def _line_starts(text: str, start: int, stop: int) -> Iterator[int]:
    for line in text[start:stop].split("\n"):
        if line.strip():
            yield start
        start += len(line) + 1


def _exported(found: dict[str, list[Any]]) -> Iterator[dict[str, Any]]:
    for table, rows in found.items():
        for each in rows:
            yield {
                "table": table, "id": each.id, "start": each.start, "stop": each.stop, "score": each.score,
                "why": each.why, "why_words": sentence(each.why).en,
            }  # fmt: skip


def raw_bytes(request: Request) -> Response:
    """Send the kept bytes of a report's source as a file: nothing of them is shown or run here."""
    try:
        with reading(request.app.state.case_path) as case:
            row = case.connection.execute(
                "SELECT raw.data, raw.size, raw.sha FROM report JOIN raw ON raw.sha = raw_sha WHERE report.id = ?",
                (request.path_params["id"],),
            ).fetchone()
    except MusnadError:
        row = None
    if row is None or row[1] > LARGEST_RAW:
        asked = Asked(request.path_params["language"], "report", form="raw")
        return refusal_of(asked, "missing", 404)
    data = zlib.decompressobj().decompress(row[0], LARGEST_RAW)
    headers = {
        "Content-Disposition": f'attachment; filename="{row[2][:16]}.bin"',
        "Content-Security-Policy": "sandbox; default-src 'none'",
    }
    return Response(data, 200, headers, media_type="application/octet-stream")
