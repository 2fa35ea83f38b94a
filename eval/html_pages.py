"""How well pages of HTML are read: three real pages, and corpus articles set in made-up page shells.

The real pages ($MUSNAD_DATA/html): words of the body (precision, recall), headline, date. The shells
(``page_shells.py``): F1 of words, the reader's beside that of trafilatura alone on the same bytes. Lines that a shell
prints for headline, byline, date, standfirst and caption count for neither.
"""

from __future__ import annotations

import gzip
import json
import random
import re
import sys
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from gold import DATA, Score, missing
from page_shells import SHELLS, Article, page

from musnad.lang import load_lang
from musnad.read.entries import Entry, Facts
from musnad.read.html import read_html
from musnad.read.letters import decode
from musnad.text import folded_words

SEED = 20190314
# Articles set in each shell, and the words they have.
ARTICLES = 12
WORDS = range(80, 900)
# Invented briefs: what is shorter than the boxes round it.
BRIEFS = (
    Article("بلدة الغدير توسع سوقها القديم", ("وافق مجلس بلدة الغدير أمس على خطة توسيع السوق القديم بعد نقاش طويل.",)),
    Article("وفاة الشاعر نبيل الحلواني", ("توفي أمس الشاعر نبيل الحلواني عن ثمانين عاما في مدينته.",
                                          "وسيشيع جثمانه غدا بعد صلاة الظهر.")),
    Article("تأجيل مباراة القمة إلى الأحد", ("أعلن اتحاد الكرة تأجيل مباراة القمة إلى الأحد لسوء الأحوال الجوية",)),
)  # fmt: skip
# Shells are allowed this much below trafilatura: rounding.
SLACK = 0.0005
_LINES = re.compile(r"[^\n]+")


def evaluate() -> dict[str, float]:
    """Return the scores, or nothing where the data is missing."""
    if missing("html") or missing("corpora", "ant"):
        return {}
    scores = _shell_scores(_articles(ARTICLES))
    briefs = _shell_scores(BRIEFS)
    ours = [our.f1 for our, _ in scores.values()]
    return {
        **_real_pages(),
        "html.shells": float(len(ours)),
        "html.shells.f1": sum(ours) / len(ours),
        "html.shells.f1.least": min(ours),
        "html.shells.f1.trafilatura": sum(theirs.f1 for _, theirs in scores.values()) / len(scores),
        "html.shells.briefs.f1": sum(our.f1 for our, _ in briefs.values()) / len(briefs),
        "html.shells.briefs.trafilatura": sum(theirs.f1 for _, theirs in briefs.values()) / len(briefs),
        "html.shells.below_trafilatura": float(sum(our.f1 < theirs.f1 - SLACK for our, theirs in scores.values())),
    }


# --- real pages ------------------------------------------------------------------------------------------


def _real_pages() -> dict[str, float]:
    body = Score(0, 0, 0)
    headlines = dates = 0
    for path in sorted((DATA / "html").iterdir()):
        if not path.name.endswith((".html", ".html.gz")):
            continue
        data = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
        entry = _read(data)
        expected = _expected(path)
        headlines += _headline_right(entry, expected)
        dates += entry.published == expected["date"] or (entry.published or "")[:19] == (expected["date"] or "-")[:19]
        if expected["body"]:
            body = _sum(body, _compared(_words(_body(entry)), _words(expected["body"])))
        elif any(each not in entry.text for each in expected["with"]) or any(
            e in entry.text for e in expected["without"]
        ):
            body = Score(body.right, body.found + 1000, body.wanted + 1000)
    return {
        "html.pages.precision": body.precision,
        "html.pages.recall": body.recall,
        "html.pages.headlines": headlines / 3,
        "html.pages.dates": dates / 3,
    }


def _expected(path: Path) -> dict[str, Any]:
    name = path.name.partition(".")[0]
    found: dict[str, Any] = {"body": "", "with": [], "without": [], "title": "", "date": None}
    plain = path.with_name(f"{name}.expected.txt")
    if plain.exists():
        # the day stands in the page's address
        return {**found, "body": plain.read_text("utf-8"), "date": "2013-08-03"}
    facts = json.loads(path.with_name(f"{name}.expected.json").read_text("utf-8"))
    if "V1" in facts:
        sections = facts["V1"]["body"]["sections"]
        words = "\n".join(line for each in sections for line in each["paragraphs"])
        date = facts["V1"]["publishing_date"].replace(" ", "T")
        return {**found, "body": words, "title": facts["V1"]["title"], "date": date}
    return {**found, "with": facts["with"], "without": facts["without"], "title": facts["title"]}


def _headline_right(entry: Entry, expected: dict[str, Any]) -> bool:
    printed = next((entry.text[span.start : span.stop] for span, _, _ in entry.spans if span.part == "headline"), "")
    if not expected["title"]:
        return printed != ""
    return folded_words(printed) == folded_words(expected["title"])


def _body(entry: Entry) -> str:
    """Return the body with the dateline and credit printed in it."""
    begun = False
    kept = []
    for span, _, _ in entry.spans:
        begun = begun or span.part == "body" or span.why.startswith("rule=place and agency")
        if begun and span.part in ("body", "dateline", "credit", "byline"):
            kept.append(entry.text[span.start : span.stop])
    return "\n".join(kept)


# --- shells ----------------------------------------------------------------------------------------------


def _shell_scores(articles: Sequence[Article]) -> dict[str, tuple[Score, Score]]:
    """Return each shell's scores: this reader's and trafilatura's."""
    return {name: _shell(name, articles) for name in SHELLS}


def _articles(number: int) -> list[Article]:
    with gzip.open(DATA / "corpora" / "ant" / "ant.jsonl.gz", "rt", encoding="utf-8") as lines:
        rows = [json.loads(line) for line in lines]
    fitting = [row for row in rows if len(row["text"].split()) in WORDS and len(row["title"].split()) > 3]
    found = []
    for row in random.Random(SEED).sample(fitting, number):
        paragraphs = tuple(" ".join(line.split()) for line in row["text"].splitlines() if line.strip())
        found.append(Article(" ".join(row["title"].split()), paragraphs))
    return found


def _shell(name: str, articles: Sequence[Article]) -> tuple[Score, Score]:
    ours = theirs = Score(0, 0, 0)
    for seed, article in enumerate(articles):
        data = page(name, article, seed)
        wanted = _words("\n".join(article.paragraphs))
        extras = {" ".join(folded_words(each)) for each in _extras(article)}
        ours = _sum(ours, _compared(_words(_without(_text(_read(data)), extras)), wanted))
        theirs = _sum(theirs, _compared(_words(_without(_trafilatura(data), extras)), wanted))
    return ours, theirs


def _extras(article: Article) -> list[str]:
    return [
        article.headline,
        article.kicker,
        article.standfirst,
        article.byline,
        article.date,
        article.caption,
        article.source,
    ]


def _text(entry: Entry) -> str:
    """Return everything kept that is not told apart as headline, kicker, standfirst or caption."""
    left_out = ("headline", "kicker", "standfirst", "caption", "furniture")
    kept = (span for span, field, _ in entry.spans if span.part not in left_out and field is None)
    return "\n".join(entry.text[span.start : span.stop] for span in kept)


def _without(text: str, extras: set[str]) -> str:
    lines = [line for line in _LINES.findall(text) if " ".join(folded_words(line)) not in extras]
    return "\n".join(lines)


def _trafilatura(data: bytes) -> str:
    import trafilatura

    decoded = decode(data)
    return trafilatura.extract(decoded.text, include_comments=False) or "" if decoded else ""


def _read(data: bytes) -> Entry:
    lang = load_lang("ar")
    assert lang is not None
    return read_html(data, Facts(), lang)


def _words(text: str) -> Counter[str]:
    return Counter(folded_words(text))


def _compared(found: Counter[str], wanted: Counter[str]) -> Score:
    return Score((found & wanted).total(), found.total(), wanted.total())


def _sum(one: Score, other: Score) -> Score:
    return Score(one.right + other.right, one.found + other.found, one.wanted + other.wanted)


if __name__ == "__main__":
    if "--shells" in sys.argv:
        for shell, (our, their) in _shell_scores(_articles(ARTICLES)).items():
            mark = "  <" if our.f1 < their.f1 - SLACK or our.f1 < 0.97 else ""
            print(f"{shell:18} {our.precision:.3f} {our.recall:.3f} {our.f1:.3f}   trafilatura {their.f1:.3f}{mark}")
    for key, value in evaluate().items():
        print(f"{key:32} {value:.3f}")
