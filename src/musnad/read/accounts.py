"""Writing what was read: the accounting, duplicates, versions, whatever the order of reading.

A report that comes from several places is the same row whichever came first: the facts of the
smallest ``(source, at, raw)`` stand in it. Versions of a page are decided over all that is stored.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Any

from musnad.read.same_address import without_words_behind
from musnad.records import Fetch, Item, Outlet, Piece, Raw, Report, Source, make_id, reading_order
from musnad.store import Case, columns_of, row_of

# SQLite's limit on variables in one statement is far above this.
IDS_PER_QUERY = 500


@dataclass(frozen=True, slots=True)
class Prepared:
    """One thing read, ready to be written: a report with its pieces, or the reason there is none."""

    source: str
    at: str
    raw_sha: str | None
    reason: str
    report: Report | None
    pieces: tuple[Piece, ...]
    outlet: Outlet | None

    def __reduce__(self) -> tuple[Any, ...]:
        """Go from process to process as plain tuples: half the cost of records that tell their fields one by one."""
        report, outlet = (row_of(each) if each else None for each in (self.report, self.outlet))
        head = (self.source, self.at, self.raw_sha, self.reason)
        return _prepared, (head, report, tuple(map(row_of, self.pieces)), outlet)

    @property
    def place(self) -> tuple[str, str, str]:
        return self.source, self.at, self.raw_sha or ""

    @property
    def item_id(self) -> str:
        return make_id("item", self.source, self.at, self.raw_sha)


def _prepared(
    head: tuple[str, str, str | None, str],
    report: tuple[Any, ...] | None,
    pieces: Iterable[tuple[Any, ...]],
    outlet: tuple[Any, ...] | None,
) -> Prepared:
    found = Report(*report) if report else None
    return Prepared(*head, found, tuple(Piece(*each) for each in pieces), Outlet(*outlet) if outlet else None)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a prepared thing: its item, and whether this run brought it."""

    item: Item
    is_new: bool


def write_batch(
    case: Case,
    prepared: Sequence[Prepared],
    raws: Iterable[Raw],
    fetches: Iterable[Fetch] = (),
    sources: Mapping[str, Source] = MappingProxyType({}),
    begun: Mapping[str, int] = MappingProxyType({}),
) -> list[Outcome]:
    """Write one batch in one transaction, with how far its sources are read; return what became of each thing.

    ``begun`` says how many items of a source were done before the batch, as far as this run knows.
    """
    with case.batch():
        case.write(raws)
        case.write(fetches)
        item_ids = [each.item_id for each in prepared]
        statuses = _statuses(case, item_ids)
        ids = [each.report.id for each in prepared if each.report]
        places = _places(case, ids)
        outcomes, reports, pieces, replaced = _sort_out(prepared, item_ids, statuses, places)
        _write_outlets(case, [each.outlet for each in prepared if each.outlet])
        case.write_reports(reports)
        case.write(pieces)
        for each in replaced:
            _replace(case, each)
        new = [outcome.item for outcome in outcomes if outcome.is_new]
        again = [(item.id,) for item in new if item.id in statuses]
        case.connection.executemany("DELETE FROM item WHERE id = ?", again)
        case.write(new)
        _relate_versions(case, [each.report for each in prepared if each.report])
        _write_sources(case, sources.values(), outcomes, begun)
    return outcomes


def _write_sources(
    case: Case, sources: Iterable[Source], outcomes: Sequence[Outcome], begun: Mapping[str, int]
) -> None:
    """Write how far sources are read, adding up what became of their items.

    Where another run reads the same source at the same time, each item is counted by the one that wrote it.
    """
    for source in sources:
        known: Source = case.get("source", source.id) or replace(source, items=0, is_whole=0)
        alone = known.items == begun.get(source.id, known.items)
        mine = [each.item.status for each in outcomes if each.item.source == source.name and (alone or each.is_new)]
        counts = Counter(mine)
        stored, duplicate, skipped = (counts[status] for status in ("stored", "duplicate", "skipped"))
        case.connection.execute("DELETE FROM source WHERE id = ?", (source.id,))
        case.write([
            replace(source, stored=known.stored + stored, duplicate=known.duplicate + duplicate,
                    skipped=known.skipped + skipped, items=max(source.items, known.items),
                    is_whole=max(source.is_whole, known.is_whole))
        ])  # fmt: skip


Place = tuple[str, str, str]


def _sort_out(
    prepared: Sequence[Prepared], item_ids: Sequence[str], statuses: Mapping[str, str], places: dict[str, Place]
) -> tuple[list[Outcome], list[Report], list[Piece], list[Prepared]]:
    """Tell new from duplicate; a new place smaller than the one known replaces the report's facts.

    An item that was skipped and is a report now is new.
    """
    known = {
        item_id
        for each, item_id in zip(prepared, item_ids, strict=True)
        if statuses.get(item_id, "") not in ("", "skipped" if each.report else "")
    }
    outcomes: list[Outcome] = []
    new: dict[str, Prepared] = {}
    replaced: dict[str, Prepared] = {}
    for each, item_id in zip(prepared, item_ids, strict=True):
        is_new = item_id not in known
        known.add(item_id)
        if each.report is None:
            outcomes.append(Outcome(_item(each, item_id, "skipped", each.reason), is_new))
            continue
        duplicate = each.report.id in places or not is_new
        status = "duplicate" if duplicate else "stored"
        reason = each.reason if not duplicate else "; ".join(filter(None, ("read before", each.reason)))
        outcomes.append(Outcome(_item(each, item_id, status, reason), is_new))
        if each.report.id not in places:
            new[each.report.id] = each
            places[each.report.id] = each.place
        elif each.place < places[each.report.id]:
            places[each.report.id] = each.place
            (new if each.report.id in new else replaced)[each.report.id] = each
    reports = [each.report for each in new.values() if each.report]
    pieces = [piece for each in new.values() for piece in each.pieces]
    return outcomes, reports, pieces, list(replaced.values())


def _item(each: Prepared, item_id: str, status: str, reason: str) -> Item:
    report_id = each.report.id if each.report else None
    return Item(item_id, each.source, each.at, status, reason, report_id, each.raw_sha)


def _statuses(case: Case, item_ids: Sequence[str]) -> dict[str, str]:
    """Return what became of the items that are accounted for already."""
    found: dict[str, str] = {}
    for some, marks in _some(item_ids):
        found.update(case.connection.execute(f"SELECT id, status FROM item WHERE id IN ({marks})", some))
    return found


def _some(ids: Sequence[str]) -> Iterator[tuple[Sequence[str], str]]:
    """Yield ids as many as one query takes, with the question marks for them."""
    for first in range(0, len(ids), IDS_PER_QUERY):
        some = ids[first : first + IDS_PER_QUERY]
        yield some, ", ".join("?" * len(some))


def _places(case: Case, report_ids: Sequence[str]) -> dict[str, Place]:
    """Return the smallest place of each report that is stored."""
    found: dict[str, Place] = {}
    for some, marks in _some(report_ids):
        sql = f"SELECT report_id, source, at, raw_sha FROM item WHERE report_id IN ({marks})"
        for report_id, *place in case.connection.execute(sql, some):
            here = (place[0], place[1], place[2] or "")
            found[report_id] = min(here, found.get(report_id, here))
    return found


def _write_outlets(case: Case, outlets: Sequence[Outlet]) -> None:
    """Write outlets; of two spellings of one unknown outlet the smaller stands, whichever came first."""
    for outlet in {row_of(each): each for each in outlets}.values():
        case.write([outlet])
        stored: Outlet = case.rows("outlet", id=outlet.id)[0]
        best = min((stored, outlet), key=lambda each: tuple(value or "" for value in row_of(each)))
        if best != stored:
            sql = "UPDATE outlet SET name_ar = ?, name_en = ?, domain = ?, country = ? WHERE id = ?"
            case.connection.execute(sql, (best.name_ar, best.name_en, best.domain, best.country, best.id))


def _replace(case: Case, each: Prepared) -> None:
    """Let a report carry the facts of another of its places; what was found in it is found anew."""
    report = each.report
    if report is None:
        return
    case.connection.execute(
        "UPDATE report SET source = ?, source_id = ?, published = ?, published_why = ?, language = ?, raw_sha = ?"
        " WHERE id = ?",
        (report.source, report.source_id, report.published, report.published_why, report.language, report.raw_sha,
         report.id),
    )  # fmt: skip
    case.clear("piece", [report.id])
    case.write(each.pieces)
    case.connection.execute("DELETE FROM done WHERE report_id IN (?, '')", (report.id,))


def _relate_versions(case: Case, reports: Sequence[Report]) -> None:
    """Point the other versions of one page at the earliest: by date, undated last, then by id."""
    pages = {(each.outlet_id or "", without_words_behind(each.address)) for each in reports if each.address}
    several: dict[str, set[str]] = {}
    for some, marks in _some(sorted({address for _, address in pages})):
        # "@" is the letter after "?": all addresses that only have something behind the path
        sql = (
            f"WITH asked (address) AS (VALUES {marks.replace('?', '(?)')})"
            " SELECT asked.address, report.address FROM asked CROSS JOIN report ON report.address = asked.address"
            " UNION ALL SELECT asked.address, report.address FROM asked CROSS JOIN report"
            " ON report.address > asked.address || '?' AND report.address < asked.address || '@'"
        )
        found = [
            (asked, address)
            for asked, address in case.connection.execute(sql, some)
            if without_words_behind(address) == asked
        ]
        met = Counter(asked for asked, _ in found)
        for asked, address in found:
            if met[asked] > 1:
                several.setdefault(asked, set()).add(address)
    for outlet_id, asked in sorted(page for page in pages if page[1] in several):
        _point_at_first(case, outlet_id or None, sorted(several[asked]))


def _point_at_first(case: Case, outlet_id: str | None, addresses: Sequence[str]) -> None:
    """Write into the reports at some addresses of an outlet which page they are: one for each address, and one for all
    addresses at which one text stands.
    """
    marks = ", ".join("?" * len(addresses))
    sql = f"SELECT {', '.join(columns_of('report'))} FROM report WHERE address IN ({marks}) AND outlet_id IS ?"
    reports = sorted((Report(*row) for row in case.connection.execute(sql, (*addresses, outlet_id))), key=reading_order)
    page = {each.address: each.address for each in reports}
    printed_at: dict[str, str | None] = {}
    for each in reports:
        old, new = page[each.address], page[printed_at.setdefault(each.text, each.address)]
        page = {address: new if its == old else its for address, its in page.items()}
    first: dict[str | None, str] = {}
    for each in reports:
        root = first.setdefault(page[each.address], each.id)
        wanted = None if each.id == root else root
        if wanted != each.version_of:
            case.connection.execute("UPDATE report SET version_of = ? WHERE id = ?", (wanted, each.id))


def pieces_of(report: Report, spans: Iterable[tuple[str, int, int, str | None, int, float, str]]) -> tuple[Piece, ...]:
    """Return the pieces of a report from part, start, stop, field, start in the source, score and why."""
    return tuple(
        Piece(make_id("piece", report.id, part, start, stop), report.id, part, start, stop, field, at, score, why)
        for part, start, stop, field, at, score, why in spans
    )
