"""Origins in words: how many, which reports are one, what joins them, what stands behind each."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from musnad.compare.origins import Answer, Carrier, Join, Origin
from musnad.link.page_versions import SAME_PAGE, VERSION
from musnad.records import Lineage
from musnad.show.terminal import isolated, plain
from musnad.show.words import Both, agency_name, counted, date_range, sentence, word

# A place longer than this many characters is cut in a terminal.
LONGEST_WORDS = 110


def origins_words(at_least: int, at_most: int) -> Both:
    """Return "2 independent origins", or "1 to 2 …" where the evidence leaves it open."""
    if at_least == at_most:
        return counted("origin", at_least)
    return word("origins_between", low=at_least, high=at_most)


def join_words(join: Join) -> Both:
    """Return what joins two reports, "perhaps" where it is not sure."""
    words = word(f"join_{join.kind}")
    perhaps = word("join_perhaps")
    return words if join.is_sure else Both(f"{perhaps.ar} {words.ar}", f"{perhaps.en} {words.en}")


def source_kind(row: Lineage) -> str:
    """Return the key of the words that name this kind of source: lineage_report, lineage_unseen, …"""
    kind = {VERSION: "version", SAME_PAGE: "same_page"}.get(row.why, row.parent_kind)
    return "lineage_undecided" if row.parent_id is None else f"lineage_{kind}"


def chain_lines(answer: Answer, names: Mapping[str, str]) -> Iterator[str]:
    """Yield an answer as lines for a terminal; ``names`` are what the reports are called, by report id."""
    if answer.words:
        yield isolated(_shortened(answer.words))
    count = origins_words(answer.at_least, answer.at_most).en
    yield f"{count} in {counted('report', answer.reports).en}"
    for number, origin in enumerate(answer.origins, 1):
        for first, carrier in enumerate(origin.carriers):
            yield f"{'   ' if first else f'{number:>2}.'} {_carrier_line(carrier, answer)}"
            for row in carrier.sources:
                yield f"        {_source_line(row, names)}"
            for named in carrier.named:
                yield f"        {word('named_there').en} {isolated(agency_name(named.key).en)}"
        yield from _join_lines(origin, names)


def _carrier_line(carrier: Carrier, answer: Answer) -> str:
    printed = carrier.printed
    who = isolated(printed.outlet_name or printed.source)
    line = f"{who} · {date_range(printed.earliest, printed.latest).en} · {printed.report_id}"
    if carrier.words and carrier.words != answer.words and answer.kind != "story":
        line += f" · {isolated(_shortened(carrier.words))}"
    return line


def _source_line(row: Lineage, names: Mapping[str, str]) -> str:
    kind = word(source_kind(row)).en
    parent = row.parent_id or ""
    who = (
        isolated(names[parent])
        if parent in names
        else isolated(agency_name(parent).en)
        if row.parent_kind == "agency"
        else ""
    )
    why = plain(sentence(row.why).en)
    return " ".join(part for part in (kind, who, f"({row.score:.2f}: {why})") if part)


def _join_lines(origin: Origin, names: Mapping[str, str]) -> Iterator[str]:
    for join in origin.joins:
        pair = " = ".join(isolated(names.get(each, each)) for each in (join.left_id, join.right_id))
        yield f"      one origin: {pair}: {join_words(join).en} ({plain(join.row_id)})"
    if len(origin.parts) > 1:
        yield f"      {word('origins_open').en}"
    if len(origin.carriers) > 1 and origin.named_by_all:
        sources = ", ".join(isolated(agency_name(key).en) for key in origin.named_by_all)
        yield f"      {word('origin_named').en} {sources}"


def _shortened(words: str) -> str:
    flat = " ".join(words.split())
    return flat if len(flat) <= LONGEST_WORDS else flat[: LONGEST_WORDS - 2] + " …"


def chain_json(answer: Answer) -> dict[str, Any]:
    """Return an answer as plain values for programs."""
    return {
        "kind": answer.kind,
        "id": answer.id,
        "words": answer.words,
        "at_least": answer.at_least,
        "at_most": answer.at_most,
        "reports": answer.reports,
        "origins": [
            {
                "reports": [_carrier_json(carrier) for carrier in origin.carriers],
                "joins": [
                    {"left_id": each.left_id, "right_id": each.right_id, "kind": each.kind, "sure": each.is_sure,
                     "row_id": each.row_id}
                    for each in origin.joins
                ],
                "parts": [list(part) for part in origin.parts],
                "named_by_all": list(origin.named_by_all),
            }
            for origin in answer.origins
        ],
    }  # fmt: skip


def _carrier_json(carrier: Carrier) -> dict[str, Any]:
    place = carrier.place
    rows = [
        {"parent_kind": row.parent_kind, "parent_id": row.parent_id, "score": row.score, "why": row.why}
        for row in carrier.sources
    ]
    return {
        "report_id": place.report_id,
        "outlet": carrier.printed.outlet_name,
        "start": place.start,
        "stop": place.stop,
        "words": carrier.words,
        "sources": rows,
        "named": [{"key": each.key, "start": each.place.start, "stop": each.place.stop} for each in carrier.named],
    }
