"""Scores of the dates stage: the seeds' times, single expressions, and extents on tagged news.

Run: ``PYTHONPATH=eval python eval/times.py``.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterator
from typing import Any

import gold

from musnad.find.dates import find_dates
from musnad.find.sentences import find_sentences
from musnad.lang import load_lang
from musnad.link.report_dates import infer_report_dates
from musnad.records import Date, Piece, Quote, Report, Reuse

_TAG = re.compile(r"<TIMEX3([^>]*)>(.*?)</TIMEX3>", re.S)


def evaluate() -> dict[str, float]:
    """Return metrics by name; empty without the data."""
    if gold.missing("seeds", "gold.json"):
        return {}
    scores = seed_scores()
    scores["expressions.right"] = expressions_right()
    scores |= extents()
    scores |= report_dates()
    return scores


def dates_of(report: Report, pieces: list[Piece], quotes: list[Quote] | None = None) -> list[Date]:
    lang = load_lang("ar")
    assert lang
    sentences = list(find_sentences(report, pieces, lang=lang))
    return list(find_dates(report, sentences, quotes or [], pieces, lang=lang))


def seeds() -> dict[str, tuple[Report, list[Piece]]]:
    """Return the seeds with datelines where the gold has a printed date outside the text."""
    found = gold.seed_reports()
    for name, facts in gold.seed_gold()["documents"].items():
        report, pieces = found[name]
        if report.published is None:
            continue
        for span in facts["date"]["evidence"]:
            if not any(piece.start <= span["start"] < piece.stop for piece in pieces):
                pieces.append(gold.piece_of(report, "dateline", span["start"], span["end"]))
    return found


def seed_judgements() -> Iterator[tuple[dict[str, Any], list[Date], str]]:
    """Yield each gold time with the dates that overlap it best, and "right", "wrong" or "none"."""
    found = {name: dates_of(*each) for name, each in seeds().items()}
    for row in gold.seed_gold()["temporal"]:
        span = row["span"]
        place = (span["start"], span["end"])
        dates = [date for date in found[span["file"][:3]] if gold.overlap((date.start, date.stop), place) >= 0.5]
        values = [date.value for date in dates if date.value]
        if not values:
            verdict = "none" if row["accept"] else "right"
        else:
            verdict = "right" if all(value in row["accept"] for value in values) else "wrong"
        yield row, dates, verdict


def seed_scores() -> dict[str, float]:
    rows = list(seed_judgements())
    own = [verdict for row, _, verdict in rows if row["needs"] == "own"]
    other = [verdict for row, _, verdict in rows if row["needs"] != "own"]
    return {
        "seeds.times.own_right": own.count("right"),
        "seeds.times.own_wrong": own.count("wrong"),
        "seeds.times.sibling_wrong": other.count("wrong"),
        "seeds.times.extents_recall": sum(bool(dates) for _, dates, _ in rows) / len(rows),
    }


def expressions() -> Iterator[tuple[dict[str, Any], list[Date], bool]]:
    """Yield each single expression with what was found and whether it is right."""
    for line in (gold.DATA / "time" / "expressions.jsonl").read_text("utf-8").splitlines():
        item = json.loads(line)
        dates = dates_of(*_page(item["text"], item["anchor"]))
        accepted = [None] if item["kind"] == "vague" else [item["value"], *item["also_acceptable"]]
        yield item, dates, len(dates) == 1 and dates[0].value in accepted


def expressions_right() -> float:
    rows = list(expressions())
    return sum(right for _, _, right in rows) / len(rows)


def _page(text: str, published: str | None) -> tuple[Report, list[Piece]]:
    report = gold.report_of("eval", text, published=published)
    return report, [gold.piece_of(report, "body", 0, len(text))]


def tagged_texts() -> Iterator[tuple[str, list[tuple[int, int]]]]:
    """Yield each text of time/tml without its tags, and the places of the tags."""
    for path in sorted((gold.DATA / "time" / "tml").glob("*.tml")):
        source = path.read_text("utf-8-sig")
        source = re.sub(r"</?TimeML[^>]*>|<\?xml[^>]*>|<!DOCTYPE[^>]*>", "", source)
        text, places, last = "", [], 0
        for match in _TAG.finditer(source):
            text += source[last : match.start()]
            places.append((len(text), len(text) + len(match[2])))
            text += match[2]
            last = match.end()
        yield text + source[last:], places


def extents() -> dict[str, float]:
    """Return how many tagged extents are met by a date at all, and at half their union."""
    if gold.missing("time", "tml"):
        return {}
    met = half = wanted = 0
    for text, places in tagged_texts():
        found = [(date.start, date.stop) for date in dates_of(*_page(text, None))]
        wanted += len(places)
        half += len(gold.match_places(found, places))
        met += sum(any(start < b and a < stop for start, stop in found) for a, b in places)
    return {"tml.extents_met": met / wanted, "tml.extents_recall": half / wanted}


def report_dates() -> dict[str, float]:
    """Return how many seeds get the day the gold gives them, exactly, and how many another one.

    The shared passages are the gold's, so that reuse is not judged with them.
    """
    pages = seeds()
    dates = [date for each in pages.values() for date in dates_of(*each)]
    ids = {name: report.id for name, (report, _) in pages.items()}
    reuse = [
        Reuse(each["id"], ids["000"], ids["001"], each["a"]["start"], each["a"]["end"], each["b"]["start"],
              each["b"]["end"], "passage", 1.0, "gold")
        for each in gold.seed_gold()["reuse_000_001"]["passages"]
    ]  # fmt: skip
    rows = infer_report_dates([report for report, _ in pages.values()], dates, reuse, lang=load_lang("ar"))
    found = {row.report_id: row for row in rows}
    days = {name: facts["date"]["value"] for name, facts in gold.seed_gold()["documents"].items()}
    exact = {name: row.earliest for name, id_ in ids.items() if (row := found[id_]).earliest == row.latest}
    given = {name: day for name, day in exact.items() if day}
    return {
        "seeds.report_dates.right": sum(days[name] == day for name, day in given.items()),
        "seeds.report_dates.wrong": sum(days[name] != day for name, day in given.items()),
    }


def _print() -> None:
    for row, dates, verdict in seed_judgements():
        if verdict != "right":
            print(
                verdict, row["span"]["file"][:3], row["span"]["text"], row["accept"], [(d.value, d.why) for d in dates]
            )
    for item, dates, right in expressions():
        if not right:
            print("expression", item["id"], item["text"], item["value"], [(d.value, d.why) for d in dates])
    if "--extents" in sys.argv:
        for text, places in tagged_texts():
            found = dates_of(*_page(text, None))
            for start, stop in places:
                if not any(date.start < stop and start < date.stop for date in found):
                    print(
                        "missed:", text[max(0, start - 25) : start], "[", text[start:stop], "]", text[stop : stop + 25]
                    )
    for name, value in evaluate().items():
        print(f"{name}\t{value:.3f}")


if __name__ == "__main__":
    _print()
