"""What stands in another table than the row it is shown with: a report's headline, a quote's speaker."""

from __future__ import annotations

from collections import defaultdict

from musnad.records import Mention, Quote
from musnad.store import Case


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


def report_names(case: Case) -> dict[str, str]:
    """Return how each report is called: its outlet's name, or its source where the outlet is unknown."""
    sql = (
        "SELECT report.id, coalesce(name_ar, name_en, domain, outlet.id, source) FROM report"
        " LEFT JOIN outlet ON outlet.id = outlet_id ORDER BY report.id"
    )
    return dict(case.connection.execute(sql).fetchall())
