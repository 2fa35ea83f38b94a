"""How well pages and records are read: the seed pages, and bodies of corpora.

On the seeds (``documents`` of the gold): characters of the body (precision, recall), furniture and
captions in the body, headline, kicker and standfirst, dates and outlets given or rightly left out,
agencies credited.
"""

from __future__ import annotations

from typing import Any

from gold import Score, missing, overlap, seed_files, seed_gold

from musnad.find.credits import find_credits
from musnad.lang import load_lang
from musnad.read.letters import decode
from musnad.read.plain import Page, read_page
from musnad.records import Piece, Report, make_id

AGENCIES = {"AFP": "afp", "Reuters": "reuters", "dpa": "dpa", "وكالات": "agencies"}


def evaluate() -> dict[str, float]:
    """Return the scores on the seeds, or nothing where they are missing."""
    if missing("seeds", "gold.json"):
        return {}
    lang = load_lang("ar")
    assert lang is not None
    documents = seed_gold()["documents"]
    body, credits, parts = [0, 0, 0], [0, 0, 0], [0, 0, 0]
    leaked = dates = outlets = 0
    for path in seed_files():
        facts = documents[path.name[:3]]
        decoded = decode(path.read_bytes())
        assert decoded is not None
        page = read_page(decoded.text, lang)
        _add(body, _body(page, facts, decoded.text))
        _add(parts, _parts(page, facts))
        _add(credits, _credits(page, facts, decoded.text))
        leaked += _leaked(page, facts)
        dates += page.published == _printed_date(facts)
        outlets += (page.outlet is not None) == (facts["outlet"]["value"] is not None)
    return {
        "seeds.body.precision": Score(*body).precision,
        "seeds.body.recall": Score(*body).recall,
        "seeds.body.leaked": float(leaked),
        "seeds.titles.f1": Score(*parts).f1,
        "seeds.credits.f1": Score(*credits).f1,
        "seeds.published.right": dates / 5,
        "seeds.outlet.right": outlets / 5,
    }


def _add(total: list[int], more: Score) -> None:
    for index, value in enumerate((more.right, more.found, more.wanted)):
        total[index] += value


def _characters(spans: list[tuple[int, int]], text: str) -> set[int]:
    return {at for start, stop in spans for at in range(start, stop) if not text[at].isspace()}


def _body(page: Page, facts: dict[str, Any], text: str) -> Score:
    found = _characters([(span.start, span.stop) for span in page.spans if span.part == "body"], text)
    wanted = _characters([(span["start"], span["end"]) for span in facts["body"]], text)
    return Score(len(found & wanted), len(found), len(wanted))


def _parts(page: Page, facts: dict[str, Any]) -> Score:
    found = {(span.part, span.start, span.stop) for span in page.spans}
    found = {each for each in found if each[0] in ("kicker", "headline", "standfirst")}
    wanted = {
        (part, facts[part]["start"], facts[part]["end"])
        for part in ("kicker", "headline", "standfirst")
        if facts.get(part)
    }
    return Score(len(found & wanted), len(found), len(wanted))


def _leaked(page: Page, facts: dict[str, Any]) -> int:
    """Count body characters inside a boilerplate span, caption or byline of the gold."""
    byline = [facts["byline"]["span"]] if facts.get("byline") else []
    others = [*facts.get("boilerplate", []), *facts.get("captions", []), *facts.get("credit_lines", []), *byline]
    bodies = [(span.start, span.stop) for span in page.spans if span.part == "body"]
    return sum(
        max(0, min(stop, other["end"]) - max(start, other["start"])) for start, stop in bodies for other in others
    )


def _printed_date(facts: dict[str, Any]) -> str | None:
    date = facts["date"]
    return date["value"] if str(date["status"]).startswith("in_text") else None


def _credits(page: Page, facts: dict[str, Any], text: str) -> Score:
    report = Report("report", "page", None, None, None, text, None, "", "ar", None, "sha")
    pieces = [
        Piece(make_id("piece", s.start), "report", s.part, s.start, s.stop, None, s.start, s.score, s.why)
        for s in page.spans
    ]
    lang = load_lang("ar")
    assert lang is not None
    found = {
        (credit.agency, credit.start, credit.stop)
        for credit in find_credits(report, pieces, lang=lang)
        if credit.kind in ("agency", "agencies")
    }
    wanted = [(AGENCIES[each["value"]], each["span"]["start"], each["span"]["end"]) for each in facts["agency_credits"]]
    right = sum(
        any(key == agency and overlap((start, stop), place) >= 0.5 for agency, *place in found)  # type: ignore[arg-type]
        for key, start, stop in wanted
    )
    return Score(right, len(found), len(wanted))


if __name__ == "__main__":
    for name, value in evaluate().items():
        print(f"{name:32} {value:.3f}")
