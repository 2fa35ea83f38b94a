"""Sets 200 ANT articles in HTML pages of about 12 kB each: the measure the unit T is defined on.

The pages are made from a fixed seed, with menus, related links and comments round the article, and
their hash is pinned: T is the CPU of ``trafilatura.extract(page)`` with its defaults over them.
"""

from __future__ import annotations

import gzip
import hashlib
import html
import json
import os
import random
from pathlib import Path

DATA = Path(os.environ.get("MUSNAD_DATA", Path(__file__).resolve().parent.parent.parent / "shared" / "data"))
ARTICLES = 200
SEED = 20161021
# Bytes of a page, and how far from it one may be.
PAGE_BYTES, PAGE_SLACK = 12_000, 1_000
# SHA-256 of all pages in order; a change means that T was measured on something else.
PAGES_SHA256 = "579178053d72fcf5beeda17ec0347d21389ba41dcc7813baac25ec4e24df9c36"

_WORDS = (  # noqa: SIM905
    "الأخبار السياسة الاقتصاد الرياضة الثقافة العالم المنوعات الرأي الفيديو الصور الطقس الأسواق الصحة "
    "العلوم السفر البيئة المجتمع التعليم القضاء النقل الزراعة الصناعة السياحة المرأة الشباب الإعلام"
).split()


def articles() -> list[dict[str, str]]:
    """Return 200 articles drawn from all that fit a page, the same ones at every run."""
    path = DATA / "corpora" / "ant" / "ant.jsonl.gz"
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        rows = [json.loads(line) for line in lines]
    fitting = [row for row in rows if 0 < len(row["text"].encode()) < PAGE_BYTES // 2]
    return random.Random(SEED).sample(fitting, ARTICLES)


def page_of(article: dict[str, str], dice: random.Random) -> str:
    """Return the article set in a page: head, menus, the text, then filler up to the page's size."""
    paragraphs = "\n".join(f"<p>{html.escape(line)}</p>" for line in article["text"].splitlines() if line.strip())
    title = html.escape(article["title"])
    head = f"""<!DOCTYPE html>
<html lang="ar" dir="rtl"><head><meta charset="utf-8"><title>{title}</title>
<meta property="og:title" content="{title}"><meta name="robots" content="index"></head><body>
<header><nav><ul>{_links(dice, 14)}</ul></nav></header>
<main><article><h1>{title}</h1>
{paragraphs}
</article></main>
<aside><h2>{dice.choice(_WORDS)}</h2><ul>"""
    tail = "</ul></aside><footer><p>©</p></footer></body></html>"
    page = head
    while len((page + tail).encode()) < PAGE_BYTES - PAGE_SLACK // 2:
        page += _links(dice, 1) if dice.random() < 0.6 else _comment(dice)
    return page + tail


def _words(dice: random.Random, least: int, most: int) -> str:
    return " ".join(dice.choice(_WORDS) for _ in range(dice.randint(least, most)))


def _links(dice: random.Random, number: int) -> str:
    return "".join(f'<li><a href="/ar/{dice.randrange(10**6)}">{_words(dice, 1, 6)}</a></li>\n' for _ in range(number))


def _comment(dice: random.Random) -> str:
    return f'<li class="comment"><b>{_words(dice, 1, 2)}</b><span>{_words(dice, 5, 15)}</span></li>\n'


def pages() -> list[str]:
    """Return the 200 pages. Raises ``ValueError`` where they are not the pinned ones."""
    dice = random.Random(SEED)
    made = [page_of(article, dice) for article in articles()]
    sizes = [len(page.encode()) for page in made]
    if max(abs(size - PAGE_BYTES) for size in sizes) > PAGE_SLACK:
        raise ValueError(f"pages of {min(sizes)} to {max(sizes)} bytes, not {PAGE_BYTES} ± {PAGE_SLACK}")
    digest = hashlib.sha256("\n".join(made).encode()).hexdigest()
    if digest != PAGES_SHA256:
        raise ValueError(f"these are not the pinned pages: {digest}")
    return made
