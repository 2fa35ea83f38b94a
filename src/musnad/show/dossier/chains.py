"""The chain behind a statement or figure: which reports are one origin, why, and what stands behind each."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from musnad.compare.origins import Answer, Carrier, Origin, OriginTables, origins_of_statement, read_origins
from musnad.show.chains import join_words, origins_words, source_kind
from musnad.show.dossier.sheet import Sheet, Source
from musnad.show.words import Both, agency_name, sentence, word


@dataclass(frozen=True, slots=True)
class Behind:
    """What stands behind one report: the kind of source, the agency or report where one is named, and why."""

    source: Source
    kind: Both
    agency: Both | None
    parent: Source | None
    why: Both


@dataclass(frozen=True, slots=True)
class Group:
    """Reports that are one origin; ``is_open`` where they may be more than one."""

    sources: list[Source]
    joins: list[Both]
    behind: list[Behind]
    is_open: bool


@dataclass(frozen=True, slots=True)
class Chain:
    """How many origins, in words, and the groups."""

    count: Both
    groups: list[Group]


def statement_chain(sheet: Sheet, statement_id: str) -> Chain:
    """Return the chain of a statement."""
    return _chain(sheet, origins_of_statement(origin_tables(sheet), statement_id))


def origin_tables(sheet: Sheet) -> OriginTables:
    """Return the tables the origins of this sheet's reports are counted from, read once a page."""
    if "origin tables" not in sheet.read:
        sheet.read["origin tables"] = [read_origins(sheet.case)]
    tables: OriginTables = sheet.read["origin tables"][0]
    return tables


def _chain(sheet: Sheet, answer: Answer) -> Chain:
    groups = [_group(sheet, origin) for origin in answer.origins]
    return Chain(origins_words(answer.at_least, answer.at_most), groups)


def _group(sheet: Sheet, origin: Origin) -> Group:
    joins = {words.en: words for words in map(join_words, origin.joins)}
    behind = [each for carrier in origin.carriers for each in _behind(sheet, carrier)]
    sources = [sheet.sources[carrier.printed.report_id] for carrier in origin.carriers]
    return Group(sources, list(joins.values()), behind, len(origin.parts) > 1)


def _behind(sheet: Sheet, carrier: Carrier) -> Iterator[Behind]:
    """Yield what stands behind a report, and whom its text names for just this."""
    source = sheet.sources[carrier.printed.report_id]
    for row in carrier.sources:
        agency = agency_name(row.parent_id or "") if row.parent_kind == "agency" else None
        parent = sheet.sources.get(row.parent_id or "")
        yield Behind(source, word(source_kind(row)), agency, parent, sentence(row.why))
    for named in carrier.named:
        yield Behind(source, word("named_there"), agency_name(named.key), None, sentence("rule=named"))
