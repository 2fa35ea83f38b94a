"""Parts printed within a line: a dateline before the first words, a credit or caption mark in it.

Cuts one stretch into several; their order and every printed character stay.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import cache
from itertools import islice

from musnad.lang import Lang
from musnad.read.plain.agencies import is_credit, is_of_picture, names_outlet
from musnad.read.plain.datelines import opening_head
from musnad.read.plain.lines import wordings
from musnad.text import find_words, fold, fold_word


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of a text and what it is, before it has a report."""

    part: str
    start: int
    stop: int
    score: float
    why: str


# A closing credit begins within this many characters of the end.
LONGEST_CREDIT = 80
LONGEST_PHOTO_CREDIT = 120
LONGEST_HEADLINE = 120
MOST_WORDS_OF_A_BARE_CREDIT = 6
# Tail furniture begins in the last part of a text: at most this many characters from the end.
LONGEST_TAIL = 900
# A caption before a photo credit in the same line is at most this long.
LONGEST_CAPTION = 300

# As many words of furniture in a row are no accident of a sentence.
WORDS_OF_A_SURE_WORDING = 3
_ADDRESS = re.compile(r"[\w.+\-]{2,60}@[\w.\-]{2,60}\.[a-zA-Z]{2,10}")

_PHOTO_MARK = re.compile(
    r"(?<!\w)(?:صورة من|الصورة من|مصدر الصورة|تصوير|عدسة|image source|photo by|photo credit)\s*:\s*|©\s*", re.IGNORECASE
)
_CLOSING = re.compile(
    r"(?:\(([^()\n]{2,80})\)|\[([^\[\]\n]{2,80})\]|[-–—ـ/]\s*([^-–—\n.]{2,40}?)\s*[-–—ـ/]?|«([^«»\n]{2,60})»"
    r"|[\"“”]([^\"“”\n]{2,60})[\"“”])[\s.]*$"
)
# «المصدر (…)»
_SOURCE_LEAD = re.compile(r"(?<!\w)(?:المصدر|المصادر|مصدر)\s*:?\s*$")
LONGEST_SOURCE_LEAD = 12
# «المصدر: …», «* بالاتفاق مع «…»»: whoever is named there is credited, known or not.
_NAMED_SOURCE = re.compile(
    r"(?:^|(?<=[.؟!»\"”)\n\xa0]))[\s*•\-–—(]*(?:"
    r"(?:المصدر|المصادر|مصدر الخبر|نقلا عن|نقلًا عن|نقلاً عن|source)\s*:"
    r"|\*?\s*(?:ينشر\s+)?(?:بالاتفاق مع|بترتيب خاص مع|خدمة)\s*:?"
    r")\s*(?P<name>[^\n.؟!:]{2,60}?)[\s.*)]*$",
    re.IGNORECASE,
)
# One of these stands in every match of it.
_SIGNS_OF_A_SOURCE = (":", "بالاتفاق", "بترتيب", "خدمة")
# why of a line of initials and agencies
SIGNED = "rule=signed line"
# why of a caption that ends in an agency in brackets
CAPTIONED = "rule=caption with agency"
# why of a closing line that names its source
NAMED = "rule=named source"
# A line that may open with a dateline of its own, as each item of a list of briefs does.
_BRIEF = re.compile(
    r"\n[ \t\xa0*•\-–—]{0,6}(?=[^\s:(،,\-–—ـ/«.*•][^\n:(،,\-–—ـ/«.]{1,30}[:(،,\-–—ـ/«][^\n]{2,40}?[-–—ـ:)])"
)
# More briefs than that are no list of news; every one of them costs a look.
MOST_BRIEFS = 100


def split_span(
    text: str, span: Span, lang: Lang, *, first: bool = False, last: bool = False, captions: bool = True
) -> list[Span]:
    """Return a stretch cut where another part is printed in it.

    ``first`` and ``last`` say that it opens or closes the body: only there datelines and closing
    credits are looked for. ``captions``: what stands before a photo credit is a caption if short.
    """
    if span.why in (SIGNED, CAPTIONED):
        return _split_bracket(text, span)
    if span.part not in ("body", "caption"):
        return [span]
    spans = _split_closing(text, span, lang) if last and span.part == "body" else [span]
    spans[:1] = _split_photo(text, spans[0], captions)
    if first and spans[0].part == "body":
        spans[:1] = _split_dateline(text, spans[0], lang)
    spans = [cut for each in spans for cut in (_split_briefs(text, each, lang) if each.part == "body" else [each])]
    return [cut for each in spans for cut in trimmed(text, each)]


def _split_bracket(text: str, span: Span) -> list[Span]:
    """Cut a line with agencies in brackets at its end: «س.ع/م.ن (agency, agency)», a caption (agency)."""
    bracket = max(text.rfind("(", span.start, span.stop), text.rfind("[", span.start, span.stop))
    if bracket < 0:
        return [replace(span, part="credit")]
    why = "rule=photo credit in brackets" if span.why == CAPTIONED else span.why
    halves = [replace(span, stop=bracket), replace(span, part="credit", start=bracket, why=why)]
    return [cut for each in halves for cut in trimmed(text, each)]


def _split_photo(text: str, span: Span, captions: bool) -> list[Span]:
    low = max(span.start, span.stop - LONGEST_PHOTO_CREDIT)
    marked = text.find(":", low, span.stop) >= 0 or text.find("©", low, span.stop) >= 0
    mark = _PHOTO_MARK.search(text, low, span.stop) if marked else None
    if not mark:
        return [span]
    credit = Span("credit", mark.start(), span.stop, 0.9, "rule=photo mark")
    if mark.start() == span.start:
        return [credit]
    before = replace(span, stop=mark.start())
    if captions and mark.start() - span.start <= LONGEST_CAPTION:
        before = replace(before, part="caption", why="rule=before photo mark", score=0.8)
    return [before, credit]


def _split_dateline(text: str, span: Span, lang: Lang) -> list[Span]:
    head = opening_head(text, span.start, span.stop, lang)
    at = span.start
    if not head:
        at = _second_line(text, span)
        head = opening_head(text, at, span.stop, lang) if at else None
        if not head or "\n" not in text[head.stop - 1 : head.stop + 1]:
            return [span]
    opened = Span(head.part, at, head.stop, head.score, head.why)
    return [*([replace(span, stop=at)] if at > span.start else []), opened, replace(span, start=head.stop)]


def _second_line(text: str, span: Span) -> int:
    """Return where the line below a first line like a headline begins, or 0: some bodies repeat their headline."""
    first = text.find("\n", span.start, min(span.stop, span.start + LONGEST_HEADLINE))
    if first < 0 or text[first - 1] in ".؟!:،":
        return 0
    while first < span.stop and text[first].isspace():
        first += 1
    return first


def _split_briefs(text: str, span: Span, lang: Lang) -> list[Span]:
    """Cut the datelines with agencies that open lines in the middle of a body: a list of briefs."""
    spans = [span]
    for line in islice(_BRIEF.finditer(text, span.start, span.stop), MOST_BRIEFS):
        head = opening_head(text, line.end(), span.stop, lang, strict=True)
        if head:
            before = replace(spans[-1], stop=line.end())
            dateline = Span(head.part, line.end(), head.stop, head.score, head.why)
            spans[-1:] = [before, dateline, replace(spans[-1], start=head.stop)]
    return spans


def _split_closing(text: str, span: Span, lang: Lang) -> list[Span]:
    """Cut tail furniture, then a closing credit or initials, off the body's end."""
    cut = tail_start(text, span.start, span.stop, lang)
    furniture = [Span("furniture", cut, span.stop, 0.8, "wording=tail")] if cut is not None else []
    stop = cut if cut is not None else span.stop
    while stop > span.start and text[stop - 1].isspace():
        stop -= 1
    credit = _closing_credit(text, span.start, stop, lang) or _named_source(text, span.start, stop)
    credit = credit or _bare_closing(text, span.start, stop, lang)
    if not credit:
        return [span if stop == span.stop else replace(span, stop=stop), *furniture]
    return [replace(span, stop=credit.start), credit, *furniture]


def _closing_credit(text: str, start: int, stop: int, lang: Lang) -> Span | None:
    """Return a credit in brackets, dashes or guillemets that ends a text."""
    window = max(start, stop - LONGEST_CREDIT)
    found = _CLOSING.search(text[window:stop])
    if not found:
        return None
    words = find_words(found.group())
    begin = window + found.start()
    lead = _SOURCE_LEAD.search(text, max(start, begin - LONGEST_SOURCE_LEAD), begin)
    begin = lead.start() if lead else begin
    # «رويترز» may be the last word of a sentence: a credit in such marks follows a stop
    loose = found.group()[0] in '«-–—ـ/"“”' and not _after_stop(text, begin)
    named = is_credit(words, range(len(words)), lang) or (lead and names_outlet(words, lang))
    if loose or not named:
        return None
    why = "rule=closing photo credit" if is_of_picture(words, range(len(words)), lang) else "rule=closing credit"
    return Span("credit", begin, stop, 0.9, why)


def _named_source(text: str, start: int, stop: int) -> Span | None:
    """Return a closing line that says who the text is from."""
    window = max(start, stop - LONGEST_CREDIT)
    if not any(text.find(sign, window, stop) >= 0 for sign in _SIGNS_OF_A_SOURCE):
        return None
    found = _NAMED_SOURCE.search(text, window, stop)
    if not found or found.start() <= start:
        return None
    begin = stop - len(text[found.start() : stop].lstrip())
    return Span("credit", begin, stop, 0.8, NAMED)


def _bare_closing(text: str, start: int, stop: int, lang: Lang) -> Span | None:
    """Return agencies or a writer's initials that stand bare after the last sentence («… غدا. أ ف ب»)."""
    window = max(start, stop - LONGEST_CREDIT)
    if not any(end in text[max(0, window - LOOKED_BACK) : stop].rstrip(_CLOSES) for end in _ENDS):
        return None  # nothing stands behind the last sentence
    words = find_words(text[window:stop])
    for first in range(max(1, len(words) - MOST_WORDS_OF_A_BARE_CREDIT), len(words)):
        begin = window + words.starts[first]
        if begin - 1 < start or not text[begin - 1].isspace() or not _after_sentence(text, begin):
            continue
        if is_credit(words, range(first, len(words)), lang):
            return Span("credit", begin, stop, 0.8, "rule=closing credit bare")
        if len(words) - first > 1 and all(len(word) == 1 and word.isalpha() for word in words.folded[first:]):
            return Span("byline", begin, stop, 0.7, "rule=initials")
    return None


def tail_start(text: str, start: int, stop: int, lang: Lang) -> int | None:
    """Return where furniture that closes a text begins in mid-line, or ``None``.

    A short wording must follow the end of a sentence; what no sentence would say need not, since
    such lines are often stuck to the last word.
    """
    low = max(start, stop - LONGEST_TAIL)
    wanted, sure = _tail_wordings(lang)
    folded_window = fold_word(text[low:stop])
    if not _holds_wording(folded_window, lang) and "@" not in folded_window:
        return None  # nearly every text: told without a map of its letters
    folded = fold(text[low:stop])
    found = []
    for match in wanted.finditer(folded.text):
        at = low + folded.starts[match.start()]
        if sure.match(folded.text, match.start()) or _after_stop(text, at):
            found.append(at)
    address = _ADDRESS.search(text, low, found[0] if found else stop)
    if address and address.end() >= (found[0] if found else stop) - 2:
        found.append(address.start())
    return min(found, default=None)


def _holds_wording(folded: str, lang: Lang) -> bool:
    """Tell whether the wanted wordings may stand in a folded text: the words of one of them all do."""
    return any(longest in folded and all(word in folded for word in rest) for longest, rest in _tail_words(lang))


@cache
def _tail_words(lang: Lang) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Return the words of each wording that may open a tail: the longest, which is the rarest, and the rest."""
    every = {tuple(sorted(words, key=len)) for some in wordings(lang)["tail"].values() for words, _ in some}
    return tuple((words[-1], words[:-1]) for words in sorted(every))


@cache
def _tail_wordings(lang: Lang) -> tuple[re.Pattern[str], re.Pattern[str]]:
    """Return the wordings that may open a tail, and those of them that need no stop before them."""
    rows = [(words, kind) for some in wordings(lang)["tail"].values() for words, kind in some]
    every = sorted(words for words, _ in rows)
    sure = sorted(words for words, kind in rows if len(words) >= WORDS_OF_A_SURE_WORDING and kind != "legal")
    return _any_of(every), _any_of(sure)


def _any_of(wordings_: list[tuple[str, ...]]) -> re.Pattern[str]:
    return re.compile("|".join(r"\W{1,3}".join(map(re.escape, words)) for words in wordings_) or r"(?!)")


# Looked at before a place to see whether a sentence ended there.
LOOKED_BACK = 12
_ENDS = (".", "\n", "؟", "!", "?", "…")
# What may close a text behind its last sentence; a number names nobody.
_CLOSES = "".join(_ENDS) + '"”») \t\xa0\u200f\u200e0123456789'


def _after_sentence(text: str, at: int) -> bool:
    """Tell whether a full stop, with the marks that close on it, or a line break stands before ``at``."""
    before = text[max(0, at - LOOKED_BACK) : at].rstrip(" \t\xa0\u200f\u200e")
    return before.endswith("\n") or before.rstrip('"”»)').endswith((".", "!", "؟", "?", "…"))


def _after_stop(text: str, at: int) -> bool:
    before = text[max(0, at - LOOKED_BACK) : at].rstrip(" \t\xa0\u200f\u200e")
    return before == "" or before[-1] in '.!؟?…»”")\n:}'


def trimmed(text: str, span: Span) -> list[Span]:
    """Return a stretch without the space around it, or nothing where it is blank."""
    start, stop = span.start, span.stop
    while start < stop and text[start].isspace():
        start += 1
    while stop > start and text[stop - 1].isspace():
        stop -= 1
    if (start, stop) == (span.start, span.stop):
        return [span] if start < stop else []
    return [replace(span, start=start, stop=stop)] if start < stop else []
