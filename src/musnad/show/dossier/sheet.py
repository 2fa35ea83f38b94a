"""What every section of the page draws on: the reports in their order, their texts, and the places linked."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from markupsafe import Markup

from musnad.compare.alterations import alterations
from musnad.compare.omissions import common_texts
from musnad.compare.places import Place, Printed, printed_reports
from musnad.pieces import pieces_of_reports
from musnad.records import RECORDS, Credit, Piece, Quote, Report, page_of
from musnad.show.dossier.marking import Anchors, visible
from musnad.show.joins import headlines
from musnad.show.words import Both, date_range, sentence, word
from musnad.store import Case
from musnad.text import find_words

# Levels a reader can switch: 3 label, number; 2 source, or inside a quotation; 1 wording; 0 spelling.
SPELLING = {"orthography", "marks", "typo", "name-variant"}
GRAVE_SEVERITY, QUOTED_SEVERITY = 4, 3
# Words of context round a place; a place longer than this many characters is cut in the middle.
CONTEXT_WORDS = 6
LONGEST_SHOWN = 220
EXCERPT_WORDS = 80
# A report without a headline is called by its first words.
FIRST_WORDS = 12


@dataclass(frozen=True, slots=True)
class Source:
    """One report as the page calls it."""

    number: int
    id: str
    name: str | None  # None: the outlet is unknown
    file: str
    url: str | None
    days: tuple[str | None, str | None]
    date: Both
    date_why: Both
    headline: str
    words: int
    credits: tuple[str, ...]
    text: str
    pieces: tuple[Piece, ...]
    page: str  # what the versions of one page share


@dataclass(frozen=True, slots=True)
class Shown:
    """A place as the page shows it: words with some before and after, and the link that opens it."""

    source: Source
    before: str
    words: Markup
    after: str
    href: str
    empty: bool = False


@dataclass(slots=True)
class Sheet:
    """The reports of a case by id, in the order of their dates, and the links made so far."""

    case: Case
    sources: dict[str, Source]
    anchors: Anchors
    excerpts: bool
    read: dict[str, list[Any]] = field(default_factory=dict)  # tables read so far: each story asks for them

    def rows(self, table: str) -> list[Any]:
        """Return all rows of a table, or all alterations or common texts, read once a page."""
        if table not in self.read:
            if table == "alterations":
                self.read[table] = alterations(self.case)
            else:
                self.read[table] = [*common_texts(self.case)] if table == "common_texts" else self.case.rows(table)
        return self.read[table]

    def link(self, report_id: str, start: int, stop: int) -> str:
        """Return the link to a place; in excerpts, to its report: not everything is a reason to show more text."""
        if self.excerpts:
            return f"#r{self.sources[report_id].number}"
        return self.anchors.href(report_id, start, stop)

    def shown(
        self, place: Place | tuple[str, int, int], style: str = "", *, context: int = CONTEXT_WORDS, minor: bool = False
    ) -> Shown:
        """Return a place with its context; an empty place opens at the words round it.

        ``minor``: in excerpts it is shortened, and opens at its report only.
        """
        report_id, start, stop = place if isinstance(place, tuple) else (place.report_id, place.start, place.stop)
        source = self.sources[report_id]
        first, last = _context(source.text, start, stop, context)
        ends = (start, stop) if stop > start else (first, last)
        href = self.link(report_id, *ends) if minor else self.anchors.href(report_id, *ends, style)
        longest = EXCERPT_WORDS if minor and self.excerpts else LONGEST_SHOWN
        return Shown(
            source,
            source.text[first:start],
            visible(shortened(source.text[start:stop], longest)),
            source.text[stop:last],
            href,
            stop <= start,
        )

    def page(self, report_id: str) -> str:
        """Return what the versions of a report's page share."""
        return self.sources[report_id].page

    def of(self, report_ids: Iterable[str]) -> list[Source]:
        """Return these reports in the page's order."""
        wanted = set(report_ids)
        return [source for source in self.sources.values() if source.id in wanted]


def _context(text: str, start: int, stop: int, number: int) -> tuple[int, int]:
    """Return a place with so many words before and after it, within its own lines."""
    words = find_words(text)
    line_start, line_stop = text.rfind("\n", 0, start) + 1, text.find("\n", max(start, stop - 1))
    before = words.within(line_start, start)
    after = words.within(stop, line_stop if line_stop >= 0 else len(text))
    first = words.starts[before[-number:][0]] if number and before else start
    last = words.stops[after[:number][-1]] if number and after else stop
    return first, last


def shortened(words: str, longest: int = LONGEST_SHOWN) -> str:
    """Return words, the middle of long ones left out."""
    if len(words) <= longest:
        return words
    head, tail = words[: longest * 2 // 3].rsplit(" ", 1)[0], words[-longest // 4 :].split(" ", 1)[-1]
    return f"{head} […] {tail}"


def level_of(cls: str, severity: int) -> int:
    """Return the level a change is shown at: 3 gravest, 0 spelling."""
    if cls in SPELLING:
        return 0
    return 3 if severity >= GRAVE_SEVERITY else 2 if severity >= QUOTED_SEVERITY else 1


def make_sheet(case: Case, *, excerpts: bool) -> Sheet:
    """Return the reports of a case, numbered in the order of their dates."""
    printed = printed_reports(case)
    reports: dict[str, Report] = {report.id: report for report in case.rows("report")}
    pieces = pieces_of_reports(case, [each.report_id for each in printed])
    credits = _credits(case)
    heads = headlines(case)
    sources = {
        each.report_id: _source(
            number, each, reports[each.report_id], pieces[each.report_id], credits[each.report_id], heads
        )
        for number, each in enumerate(printed, 1)
    }
    return Sheet(case, sources, Anchors({id: source.number for id, source in sources.items()}), excerpts)


def _source(
    number: int, printed: Printed, report: Report, pieces: list[Piece], credits: list[str], heads: dict[str, str]
) -> Source:
    words = find_words(report.text)
    body = [index for piece in pieces if piece.part != "furniture" for index in words.within(piece.start, piece.stop)]
    headline = heads.get(report.id)
    if headline is None:
        first = body[:FIRST_WORDS]
        headline = (
            " ".join(report.text[words.starts[first[0]] : words.stops[first[-1]]].split()) + " …" if first else ""
        )
    return Source(
        number,
        report.id,
        printed.outlet_name or printed.outlet_id,
        report.source,
        report.url,
        (printed.earliest, printed.latest),
        date_range(printed.earliest, printed.latest),
        sentence(printed.date_why),
        headline,
        len(body),
        tuple(dict.fromkeys(credits)),
        report.text,
        tuple(sorted(pieces, key=lambda piece: (piece.start, piece.stop))),
        page_of(report),
    )


def _credits(case: Case) -> dict[str, list[str]]:
    credits: dict[str, list[str]] = defaultdict(list)
    texts = dict(case.connection.execute("SELECT id, text FROM report").fetchall())
    rows: list[Credit] = case.rows("credit")
    for credit in rows:
        if credit.kind in ("agency", "agencies"):
            credits[credit.report_id].append(texts[credit.report_id][credit.start : credit.stop])
    return credits


def row_place(case: Case, id: str, *, speaker: bool = False) -> Place | None:
    """Return the place of a finding, whatever its table; ``None`` where the id is no finding.

    ``speaker``: of a quote, the place of its speaker, or of its verb where nobody is named.
    """
    table = id.partition("-")[0]
    row: Any = case.get(table, id) if table in RECORDS else None
    if row is None or not hasattr(row, "start"):
        return None
    if speaker and isinstance(row, Quote):
        if row.speaker_start is not None and row.speaker_stop is not None:
            return Place(row.report_id, row.speaker_start, row.speaker_stop, row.id)
        return Place(row.report_id, row.cue_start, row.cue_stop, row.id)
    return Place(row.report_id, row.start, row.stop, row.id)


def name_of(source: Source) -> Both:
    """Return what a report is called: its outlet, or that nobody knows it."""
    if not source.name:
        return word("outlet_unknown")
    name = visible(source.name)
    return Both(name, name)
