"""Which rows of an export are asked for: by a column's value; quotes and statements also by who, through what, how.

A statement is kept where one of its printings is.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from musnad.compare.printings import differ
from musnad.errors import UsageError
from musnad.lang import COVERED, Lang, load_lang
from musnad.records import Outlet, Quote, Report
from musnad.show.joins import speaker_entities
from musnad.store import Case
from musnad.text import folded_words, proclitic_splits

# What a quote can be asked by beside its columns; a statement by some columns of its quotes too.
QUOTE_NAMES = ("speaker", "channel", "outlet", "cue")
OF_PRINTINGS = ("type", "form")
# A noun that names a channel stands among its first words, with at most so many letters of an ending.
CHANNEL_WORDS, LONGEST_ENDING = 4, 3
_VERB = re.compile(r"(?:^| )verb=(\S+)")
Row = Mapping[str, Any]
Keep = Callable[[Row], bool]


def row_filter(
    case: Case,
    table: str,
    columns: Sequence[str],
    where: Sequence[str],
    *,
    altered: bool | None = None,
    one_origin: bool = False,
) -> Keep | None:
    """Return what tells whether a row of ``table`` is asked for; ``None`` where all are.

    ``where``: NAME=VALUE each, all must hold. ``altered``: whether printings of the statement differ.
    Raises ``UsageError`` for a name the table has not.
    """
    wanted = [_condition(each, table, columns) for each in where]
    own = [(name, value) for name, value in wanted if name in columns]
    by_quote = [(name, value) for name, value in wanted if name not in columns]
    asks_statements = altered is not None or one_origin
    if asks_statements and table not in ("quote", "statement"):
        raise UsageError("--altered, --not-altered and --one-origin are for quote and statement")
    quotes = _quotes_asked(case, by_quote) if by_quote else None
    statements = _statements_asked(case, altered, one_origin) if asks_statements else None
    if not own and quotes is None and statements is None:
        return None
    key = "statement_id" if table == "quote" else "id"
    printed = {row.statement_id for row in case.rows("statement_member") if quotes is None or row.quote_id in quotes}

    def keep(row: Row) -> bool:
        if any(_told(row[name]) != value for name, value in own):
            return False
        if statements is not None and row[key] not in statements:
            return False
        return quotes is None or (row["id"] in quotes if table == "quote" else row["id"] in printed)

    return keep


def _condition(text: str, table: str, columns: Sequence[str]) -> tuple[str, str]:
    name, sign, value = text.partition("=")
    asked = {"quote": QUOTE_NAMES, "statement": (*QUOTE_NAMES, *OF_PRINTINGS)}
    names = [*columns, *asked.get(table, ())]
    if not sign or name not in names:
        raise UsageError(f"--where {text!r}: NAME=VALUE with one of: {', '.join(names)}")
    return name, value


def _told(value: Any) -> str:
    return "" if value is None else str(value)


def _quotes_asked(case: Case, wanted: Sequence[tuple[str, str]]) -> set[str]:
    """Return the quotes that answer to speaker, channel, outlet and cue."""
    reports: dict[str, Report] = {report.id: report for report in case.rows("report")}
    names = _names_of_speakers(case) if any(name == "speaker" for name, _ in wanted) else {}
    outlets: dict[str, Outlet] = {outlet.id: outlet for outlet in case.rows("outlet")}
    return {
        quote.id
        for quote in case.rows("quote")
        if all(
            _is_spoken_by(value, quote, reports[quote.report_id], names.get(quote.id, ()))
            if name == "speaker"
            else _answers(name, value, quote, reports[quote.report_id], outlets)
            for name, value in wanted
        )
    }


def _answers(name: str, value: str, quote: Quote, report: Report, outlets: Mapping[str, Outlet]) -> bool:
    if name in OF_PRINTINGS:
        return bool(getattr(quote, name) == value)
    if name == "channel":
        words = _words(report, quote.channel_start, quote.channel_stop)
        return _stands_in(value, words) or value in channel_kinds(words, load_lang(report.language))
    if name == "outlet":
        outlet = outlets.get(report.outlet_id or "")
        names = (outlet.id, outlet.name_ar, outlet.name_en, outlet.domain) if outlet else (report.outlet_id,)
        return value in names
    verb = _VERB.search(quote.why)
    return verb is not None and value in (verb[1], _class_of(verb[1]))


def channel_kinds(words: str, lang: Lang | None) -> set[str]:
    """Return the kinds of a printed channel (``channels.tsv``): statement, press-conference, broadcast, agency …"""
    if lang is None:
        return set()
    stems = {stem for word in folded_words(words)[:CHANNEL_WORDS] for _, stem in proclitic_splits(word)}
    kinds = {
        row["kind"]
        for row in lang.rows("channels")
        for noun in folded_words(row["noun"])
        if any(each.startswith(noun) and len(each) - len(noun) <= LONGEST_ENDING for each in stems)
    }
    return kinds - {"-"}


def _is_spoken_by(value: str, quote: Quote, report: Report, names: Sequence[str]) -> bool:
    """Tell whether all words of a value stand in the speaker as printed, or in one name the speaker is known by."""
    printed = f"{quote.speaker_name or ''} {_words(report, quote.speaker_start, quote.speaker_stop)}"
    return any(_stands_in(value, each) for each in (printed, *names))


def _names_of_speakers(case: Case) -> dict[str, tuple[str, ...]]:
    """Return the names of the entity that each quote's speaker is, by quote id."""
    names = {row.id: tuple(filter(None, (row.name_ar, row.name_en))) for row in case.rows("entity")}
    return {quote_id: names.get(entity_id, ()) for quote_id, entity_id in speaker_entities(case).items()}


def statements_said_by(case: Case, speaker: str) -> set[str]:
    """Return the statements of a speaker: an entity's id, or words that all stand in the speaker's name."""
    if case.get("entity", speaker) is not None:
        return {row.id for row in case.rows("statement", speaker_entity_id=speaker)}
    quotes = _quotes_asked(case, [("speaker", speaker)])
    return {row.statement_id for row in case.rows("statement_member") if row.quote_id in quotes}


def _words(report: Report, start: int | None, stop: int | None) -> str:
    return "" if start is None or stop is None else report.text[start:stop]


def _stands_in(value: str, printed: str) -> bool:
    """Tell whether all words of a value stand in what is printed, spelling aside."""
    wanted = folded_words(value)
    return bool(wanted) and set(wanted) <= set(folded_words(printed))


def _class_of(lemma: str) -> str:
    packs = filter(None, map(load_lang, COVERED))
    return next((row["class"] for lang in packs for row in lang.rows("cues") if row["lemma"] == lemma), "")


def _statements_asked(case: Case, altered: bool | None, one_origin: bool) -> set[str]:
    from musnad.compare.origins import origins_of_statement, read_origins

    quotes = {quote.id: quote for quote in case.rows("quote")}
    members: dict[str, list[Quote]] = defaultdict(list)
    for row in case.rows("statement_member"):
        members[row.statement_id].append(quotes[row.quote_id])
    asked = set(members)
    if altered is not None:
        texts = {report.id: report.text for report in case.rows("report")}
        asked = {id for id in asked if differ(members[id], texts) == altered}
    if one_origin:
        tables = read_origins(case)
        asked = {id for id in asked if origins_of_statement(tables, id).at_most == 1}
    return asked
