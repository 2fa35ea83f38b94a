"""What stands in another table than the row it is shown with: a report's headline, a quote's speaker."""

from __future__ import annotations

from collections import defaultdict
from itertools import groupby
from operator import itemgetter
from typing import Any

from musnad.compare.printings import content_words
from musnad.find.touching import marked_places
from musnad.lang import load_lang
from musnad.records import Mention, Quote
from musnad.store import Case
from musnad.text import folded_words


def headlines(case: Case) -> dict[str, str]:
    """Return the words of each report's headline, by report id; a report without one is left out."""
    sql = (
        "SELECT report.id, report.text, piece.start, piece.stop FROM piece JOIN report ON report.id = piece.report_id"
        " WHERE piece.part = 'headline' ORDER BY piece.report_id, piece.start DESC"
    )
    # the first headline of the page stays: it comes last here
    return {
        report_id: " ".join(text[start:stop].split()) for report_id, text, start, stop in case.connection.execute(sql)
    }


def passages_between_versions(case: Case) -> dict[str, str]:
    """Return the first version's id for each passage that two versions of one page share, by the passage's id."""
    sql = (
        "SELECT reuse.id, coalesce(one.version_of, one.id) FROM reuse"
        " JOIN report AS one ON one.id = left_id JOIN report AS other ON other.id = right_id"
        " WHERE coalesce(one.version_of, one.id) = coalesce(other.version_of, other.id)"
    )
    return dict(case.connection.execute(sql).fetchall())


def changes_between_versions(case: Case) -> dict[str, str]:
    """Return the first version's id for each silent change of table ``change``, by the change's id."""
    pages = passages_between_versions(case)
    rows = case.connection.execute("SELECT id, reuse_id FROM change").fetchall()
    return {change_id: pages[reuse_id] for change_id, reuse_id in rows if reuse_id in pages}


def speaker_entities(case: Case) -> dict[str, str]:
    """Return the entity of each quote's speaker, by quote id, where one is known.

    The mention printed as the speaker decides; where a role or nobody is printed there, a mention of
    the report in the words of ``speaker_name``; then the speaker of the statement.
    """
    entity_of = dict(case.connection.execute("SELECT mention_id, entity_id FROM entity_member").fetchall())
    by_report: dict[str, list[Mention]] = defaultdict(list)
    for mention in case.rows("mention"):
        if mention.id in entity_of:
            by_report[mention.report_id].append(mention)
    texts = dict(case.connection.execute("SELECT id, text FROM report").fetchall())
    said = dict(
        case.connection.execute(
            "SELECT quote_id, speaker_entity_id FROM statement_member"
            " JOIN statement ON statement.id = statement_id WHERE speaker_entity_id IS NOT NULL"
        ).fetchall()
    )
    found: dict[str, str] = {}
    for quote in case.rows("quote"):
        mention = _speaker_mention(quote, by_report[quote.report_id], texts[quote.report_id])
        entity = entity_of[mention.id] if mention else said.get(quote.id)
        if entity:
            found[quote.id] = entity
    return found


def _speaker_mention(quote: Quote, mentions: list[Mention], text: str) -> Mention | None:
    """Return the mention that names the speaker: the longest in the speaker's place, persons before bodies."""
    if quote.speaker_start is not None and quote.speaker_stop is not None:
        inside = [each for each in mentions if quote.speaker_start <= each.start and each.stop <= quote.speaker_stop]
        if inside:
            return max(inside, key=lambda each: (each.kind == "PER", each.stop - each.start, -each.start))
    named = [each for each in mentions if text[each.start : each.stop] == quote.speaker_name]
    return named[0] if named else None


def statement_columns(case: Case) -> dict[str, dict[str, Any]]:
    """Return what an export says of each statement beside its own columns, by its id.

    ``words`` are those of the fullest printing; ``first`` and ``last`` the days by which the first and the last report
    with it were surely printed; ``altered`` is 1 where two printings differ in words or in being direct speech.
    """
    sql = (
        "SELECT statement_id, speaker_name, type, coalesce(version_of, report.id),"
        " coalesce(outlet_id, version_of, report.id),"
        " substr(text, quote.start + 1, quote.stop - quote.start), quoted, latest, language"
        " FROM statement_member JOIN quote ON quote.id = quote_id JOIN report ON report.id = quote.report_id"
        " LEFT JOIN report_date ON report_date.report_id = report.id"
        " WHERE NOT (version_of IS NOT NULL AND EXISTS"  # the page again is no printing of its own
        " (SELECT 1 FROM lineage WHERE child_id = report.id AND why = 'rule=same-page'))"
        " ORDER BY statement_id, quote.id"
    )
    rows = groupby(case.connection.execute(sql), key=itemgetter(0))
    return {id: _statement_row([*some]) for id, some in rows}


def _statement_row(printings: list[tuple[str, ...]]) -> dict[str, Any]:
    _, speakers, types, reports, outlets, words, quoted, printed_by, languages = zip(*printings, strict=True)
    lang = load_lang(languages[0])
    folded = [tuple(folded_words(each)) for each in words]
    full = max(
        range(len(words)), key=lambda at: (content_words(words[at], lang), _marked_length(quoted[at]), words[at])
    )
    return {
        "speaker_name": max(filter(None, speakers), key=lambda name: (len(name), name), default=None),
        "words": words[full],
        "printings": len(printings),
        "reports": len(set(reports)),
        "outlets": len(set(outlets)),
        "first": min(filter(None, printed_by), default=None),
        "last": max(filter(None, printed_by), default=None),
        "altered": int(len(set(zip(folded, types, strict=True))) > 1),
    }


def _marked_length(quoted: str) -> int:
    """Return how many characters the stretches between marks have."""
    return sum(stop - start for start, stop in marked_places(quoted))


def report_names(case: Case) -> dict[str, str]:
    """Return how each report is called: its outlet's name, or its source where the outlet is unknown."""
    sql = (
        "SELECT report.id, coalesce(name_ar, name_en, domain, outlet.id, source) FROM report"
        " LEFT JOIN outlet ON outlet.id = outlet_id ORDER BY report.id"
    )
    return dict(case.connection.execute(sql).fetchall())
