"""The lines of a page and what each is by itself, before its place on the page is looked at.

A line is judged by its length, its ends, its script and the wordings of ``furniture.tsv``. What can
only be told from the neighbours (headline or menu, caption or subhead) is left to ``plain.py``.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache

from musnad.lang import Lang
from musnad.read.dates import date_in
from musnad.read.letters.languages import joining_words
from musnad.read.plain.agencies import is_credit
from musnad.text import Words, find_words, fold_word, folded_words

# Paragraphs of news have a full stop and at least this many words; captions and menus seldom both.
FEWEST_WORDS_OF_A_SENTENCE = 6
# As many words are a paragraph even without a full stop; headlines and menus are shorter.
WORDS_OF_A_PARAGRAPH = 20
# A text line without a full stop (some outlets print none) that may stand next to paragraphs.
WORDS_OF_TEXT = 12
# A dump wrapped at a fixed width: lines this long in one block, most without a full stop.
WRAPPED_WIDTH = (50, 120)
# Words left on a line beside a date for it to be a date line: weekday, time, "updated", place of the clock.
MOST_WORDS_BESIDE_A_DATE = 8
LONGEST_LINE_OF_A_CREDIT = 160
# In 25 words of news there are five or more prepositions and particles; in a menu of 25 words one or two.
FEWEST_JOINING_WORDS = 3
LOOKED_AT_FOR_JOINING = 60
# «© 2026 the outlet, all rights reserved»
MOST_WORDS_OF_A_RIGHTS_LINE = 20
MOST_WORDS_ABOUT_A_SITE = 120
# A headline has at least this many words (shorter lines are sections and menus) and at most this many.
WORDS_OF_A_HEADLINE = (3, 24)
# Kinds of furniture after which nothing of the article follows, once it has begun.
ENDS = {"more", "comment", "newsletter", "tags", "legal", "cookie", "author"}

_LINE = re.compile(r"[^\r\n\v\f\x85\u2028\u2029]+")
_END = re.compile(r"""[.؟?!…۔][\s"”»’'\])]*$""")
_FULL_STOP = re.compile(r"""(?<![.…])\.[\s"”»’'\])]*$""")
_BULLET = re.compile(r"\s*(?:[•·▪●○◦■□►▶◄»›*+\-–—]|\d{1,3}[.)])\s+")
_URL = re.compile(r"\s*(?:https?://|www\.)\S+\s*$", re.IGNORECASE)
_ADDRESS = re.compile(r"\S+@\S+\.\S+\s*$")
_LATIN = re.compile("[A-Za-z\u00c0-\u024f]")
_ARABIC = re.compile("[\u0621-\u064a\u0671-\u06d3\ufb50-\ufdff\ufe70-\ufefc]")
_PHOTO = re.compile(
    r"(?:\(|\[|©|\b)\s*(?:صورة من|صورة ل|الصورة من|الصورة|مصدر الصورة|تصوير|عدسة|كاميرا|صور|حقوق الصورة|"
    r"image source|image caption|photo by|photo credit|photo|credit|getty images|image|source)\s*[:©/]\s*",
    re.IGNORECASE,
)
_PHOTO_START = re.compile(r"\s*(?:©|صورة من|الصورة من|مصدر الصورة|تصوير|عدسة|getty images|image source|photo by)", re.I)
_COUNTER = re.compile(r"[\W\d_]*\d[\W\d_]*[a-zA-Z\u0621-\u064a]{0,2}[\W\d_]*$")
_CLOCK = re.compile(r"\d{1,2}[:.]\d{2}")
_INITIALS = re.compile(
    r"(?:[\u0621-\u064a]{1,3}\s?[./]\s?)+[\u0621-\u064a]{1,2}\.?(?:\s*[/،,]\s*(?:[\u0621-\u064a]{1,2}\s?\.\s?)+[\u0621-\u064a]{1,2}\.?)*"
)
_BYLINE_START = re.compile(
    r"(?:كتب|كتبت|كتبها|بقلم|اعداد|تحرير|تقرير|مراسل|المراسل|الكاتب|المحرر|حاوره|حاورها|حوار|ترجمه)\s*[:\-/]?"
    r"|by\s"
)
# How long ago a page was printed: no date, since the clock is not on the page.
_AGO = re.compile(
    r"(?:اخر تحديث\s*:?\s*)?(?:منذ|قبل)\s+(?:\d+\s+)?"
    r"(?:دقيق|ساع|يوم|ايام|اسبوع|اسابيع|شهر|اشهر|سنه|سنوات|سنت|ثان|ثوان)"
)
_CAPTION_START = re.compile(r"(?:التعليق علي الصوره|تعليق الصوره|شرح الصوره|image caption)\b")
_SOURCE_START = re.compile(r"(?:المصدر|مصدر|المصادر|نقلا عن|source)\s*:")
_BRACKETED = re.compile(r"[(\[][^\W\d_][^()\[\]\d:]{1,38}[)\]]")
MOST_WORDS_IN_BRACKETS = 3
_CAPTIONED = re.compile(r"[^.؟?!\s]\s*[(\[]([^()\[\]]{2,60})[)\]]\s*$")
_BREADCRUMB = re.compile(r"\S\s*(?:[>›»|/\\]|::)\s*\S")
MOST_WORDS_OF_A_BYLINE = 8

# Words of date lines that are neither date nor menu.
_BESIDE_A_DATE = re.compile(
    r"بتوقيت [^\W\d]+|الموافق|مكه المكرمه|بيروت|القدس|دمشق|بغداد|القاهره|"
    r"\b(?:ال)?(?:احد|اثنين|ثلاثاء|ثلثاء|اربعاء|خميس|جمعه|سبت)\b|نشر|تحديث|تاريخ|اخر|الساعه|توقيت|غرينتش|جرينتش|gmt|"
    r"update|publish|posted|monday|tuesday|wednesday|thursday|friday|saturday|sunday|"
    r"\bhe?\b|\bم\b|\bهـ?\b|صباح|مساء|\bam\b|\bpm\b"
)


@dataclass(frozen=True, slots=True)
class Line:
    """One printed line (or a paragraph put together from wrapped ones), without the space around it."""

    start: int
    stop: int
    block: int  # lines without an empty line between them share a number
    words: int
    # text short foreign url date credit bracketed photo caption captioned byline signed counter, or a kind of furniture
    kind: str
    ends: str  # "stop" (full stop) "mark" (? ! …) ""
    bullet: bool
    about: bool  # a paragraph in which the site speaks of itself
    joined: bool  # holds the small words that join a sentence; a menu on one line does not

    @property
    def is_core(self) -> bool:
        """A paragraph beyond doubt."""
        long_enough = self.words >= WORDS_OF_A_PARAGRAPH and self.joined
        return self.kind == "text" and (long_enough or (self.ends != "" and self.words >= FEWEST_WORDS_OF_A_SENTENCE))


def page_lines(text: str, lang: Lang) -> list[Line]:
    """Return the non-blank lines of a page, each with what it is by itself."""
    spans = _unwrapped(text, _spans(text))
    arabic = len(_ARABIC.findall(text[:20_000])) >= len(_LATIN.findall(text[:20_000]))
    return [_judged(text, start, stop, block, arabic, lang) for start, stop, block in spans]


def _spans(text: str) -> list[tuple[int, int, int]]:
    spans: list[tuple[int, int, int]] = []
    block = 0
    before = 0
    for match in _LINE.finditer(text):
        printed = match.group()
        if not find_visible(printed):
            continue
        start = match.start() + len(printed) - len(printed.lstrip())
        stop = match.end() - (len(printed) - len(printed.rstrip()))
        if spans and text.count("\n", before, start) + text.count("\r", before, start) > _breaks_of_one(text):
            block += 1
        spans.append((start, stop, block))
        before = stop
    return spans


@cache
def _breaks_of_one_for(windows: bool) -> int:
    return 2 if windows else 1


def _breaks_of_one(text: str) -> int:
    return _breaks_of_one_for("\r\n" in text[:4000])


def find_visible(printed: str) -> bool:
    """Tell whether anything but space is printed."""
    return not printed.isspace() and printed != ""


def _unwrapped(text: str, spans: Sequence[tuple[int, int, int]]) -> list[tuple[int, int, int]]:
    """Put lines wrapped at a fixed width together again, block by block."""
    found: list[tuple[int, int, int]] = []
    first = 0
    while first < len(spans):
        last = first
        while last + 1 < len(spans) and spans[last + 1][2] == spans[first][2]:
            last += 1
        some = spans[first : last + 1]
        if _is_wrapped(text, some):
            found.append((some[0][0], some[-1][1], some[0][2]))
        else:
            found.extend(some)
        first = last + 1
    return found


def _is_wrapped(text: str, spans: Sequence[tuple[int, int, int]]) -> bool:
    if len(spans) < 3:
        return False
    lengths = [stop - start for start, stop, _ in spans[:-1]]
    if min(lengths) < WRAPPED_WIDTH[0] or max(lengths) > WRAPPED_WIDTH[1] or max(lengths) - min(lengths) > 25:
        return False
    ended = sum(1 for start, stop, _ in spans[:-1] if _END.search(text[max(start, stop - 8) : stop]))
    bulleted = any(_BULLET.match(text, start) for start, _, _ in spans)
    return not bulleted and ended * 3 <= len(spans)


def _judged(text: str, start: int, stop: int, block: int, arabic: bool, lang: Lang) -> Line:
    words = find_words_between(text, start, stop)
    bullet = _BULLET.match(text, start, stop) is not None
    tail = text[max(start, stop - 12) : stop]
    ends = "stop" if _FULL_STOP.search(tail) else "mark" if _END.search(tail) else ""
    joined = joining_words(words.folded[:LOOKED_AT_FOR_JOINING]) >= FEWEST_JOINING_WORDS
    line = Line(start, stop, block, len(words), "", ends, bullet, _speaks_of_itself(words, lang), joined)
    return replace(line, kind=_kind(text, line, words, arabic, lang))


def find_words_between(text: str, start: int, stop: int) -> Words:
    """Return the words of a stretch of a text; places count from ``start``."""
    return find_words(text[start:stop])


def _kind(text: str, line: Line, words: Words, arabic: bool, lang: Lang) -> str:
    printed = text[line.start : line.stop]
    if _URL.match(printed) or _ADDRESS.match(printed):
        return "url"
    wording = furniture_kind(words, lang)
    if wording:
        return wording
    if len(printed) <= LONGEST_LINE_OF_A_CREDIT:
        special = _special(printed, line, words, lang)
        if special:
            return special
    letters = len(_ARABIC.findall(printed)), len(_LATIN.findall(printed))
    if (arabic and letters[1] > letters[0]) or (not arabic and letters[0] > letters[1]):
        return "foreign"
    if line.words == 0:
        return "counter"
    if line.words >= WORDS_OF_TEXT or (line.words >= FEWEST_WORDS_OF_A_SENTENCE and line.ends == "stop"):
        return "text"
    if line.words >= FEWEST_WORDS_OF_A_SENTENCE and line.ends:
        return "text"
    return "short"


def _special(printed: str, line: Line, words: Words, lang: Lang) -> str | None:
    """Return what a line of at most a credit's length is, where its form says so."""
    folded = fold_word(printed).lower()
    if is_date_line(folded, lang):
        return "date"
    if line.words <= 5 and not line.ends and _AGO.match(folded):
        return "counter"
    if _CAPTION_START.match(folded):
        return "caption"
    if _COUNTER.match(printed) or (line.words <= 2 and _CLOCK.search(folded)):
        return "counter"
    if is_credit(words, range(len(words)), lang):
        return "credit"
    if _PHOTO_START.match(printed) or (line.words <= 12 and _PHOTO.match(printed.lstrip("(["))):
        return "photo"
    initials = _INITIALS.match(printed.strip(" ()[]"))
    if initials:
        rest = find_words(printed.strip(" ()[]")[initials.end() :])
        if len(rest) == 0:
            return "byline"
        if is_credit(rest, range(len(rest)), lang):
            return "signed"
    most = MOST_WORDS_OF_A_BYLINE * (2 if printed[0] in "([" else 1)  # writers and editors, in brackets
    if line.words <= most and _BYLINE_START.match(folded.lstrip(" ([")) and not line.ends:
        return "byline"
    if line.words <= MOST_WORDS_OF_A_BYLINE and _SOURCE_START.match(folded):
        return "credit"
    if line.words <= MOST_WORDS_IN_BRACKETS and _BRACKETED.fullmatch(printed):
        return "bracketed"
    captioned = _CAPTIONED.search(printed)
    if captioned and line.words <= WORDS_OF_A_PARAGRAPH:
        agency = find_words(captioned[1])
        if _PHOTO_START.match(captioned[1]) or is_credit(agency, range(len(agency)), lang):
            return "captioned"
    if _breadcrumb(printed, line):
        return "menu"
    return None


def _breadcrumb(printed: str, line: Line) -> bool:
    """Short items between separators, at least three of them: a menu in one line."""
    if line.ends or len(_BREADCRUMB.findall(printed)) < 2:
        return False
    items = [len(item.split()) for item in re.split(r"[>›»|/\\]|::", printed) if item.strip()]
    return len(items) >= 3 and sum(items) <= 3 * len(items)


def is_date_line(folded: str, lang: Lang) -> bool:
    """Tell whether a folded line is a date with at most its weekday, clock and "published" beside it."""
    found = date_in(folded, lang)
    if found is None:
        return False
    beside = folded[: found.start] + " " + folded[found.stop :]
    while found := date_in(beside, lang):
        beside = beside[: found.start] + " " + beside[found.stop :]
    left = re.findall(r"[^\W\d_]{2,}", _BESIDE_A_DATE.sub(" ", beside))
    return len(left) <= 2 and len(re.findall(r"[^\W\d_]{2,}", beside)) <= MOST_WORDS_BESIDE_A_DATE


Wordings = dict[str, dict[str, list[tuple[tuple[str, ...], str]]]]


@cache
def wordings(lang: Lang) -> Wordings:
    """Return the furniture wordings by where they stand and their first word, as folded words and kind."""
    found: Wordings = {"line": {}, "start": {}, "tail": {}, "about": {}}
    for row in lang.rows("furniture"):
        words = tuple(folded_words(row["wording"]))
        found[row["where"]].setdefault(words[0], []).append((words, row["kind"]))
    for by_first in found.values():
        for some in by_first.values():
            some.sort(key=lambda pair: -len(pair[0]))
    return found


def _speaks_of_itself(words: Words, lang: Lang) -> bool:
    """Tell whether two wordings of a site about itself stand in a paragraph of ordinary length."""
    table = wordings(lang)["about"]
    if not FEWEST_WORDS_OF_A_SENTENCE <= len(words) <= MOST_WORDS_ABOUT_A_SITE:
        return False
    found = set()
    for index, word in enumerate(words.folded):
        for some, _ in table.get(word, ()):
            if tuple(words.folded[index : index + len(some)]) == some:
                found.add(some)
    return len(found) > 1


def furniture_kind(words: Words, lang: Lang) -> str | None:
    """Return the kind of furniture a line is by its wording, numbers and marks aside, or ``None``."""
    folded = [word for word in words.folded if not word.isdigit()]
    if not folded:
        return None
    table = wordings(lang)
    for some, kind in table["line"].get(folded[0], ()):
        if tuple(folded) == some:
            return kind
    for some, kind in table["start"].get(folded[0], ()):
        if tuple(folded[: len(some)]) == some:
            return kind
    if len(folded) <= MOST_WORDS_OF_A_RIGHTS_LINE:
        for index, word in enumerate(folded):
            for some, kind in table["tail"].get(word, ()):
                if kind == "legal" and tuple(folded[index : index + len(some)]) == some:
                    return kind
    repeated = {kind for word in folded for some, kind in table["line"].get(word, ()) if len(some) == 1}
    if (
        len(folded) <= 12
        and len(folded) > 1
        and all(any(len(some) == 1 for some, _ in table["line"].get(word, ())) for word in folded)
    ):  # a row of such words: «فيسبوك تويتر واتساب»
        return min(repeated)
    return None
