"""The head of a text: where it was written, by whom, from which agency, before its first words.

«place - agency:», «place (agency) -», «outlet – place», «name – outlet», «place, 5 July (agency) -». A head is
a row of short items between dashes, colons, commas and brackets; at least one of them must be known:
an agency, an outlet, a place. What else stands in it is a person's name, a day, or a word of the desk.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache, lru_cache
from typing import NamedTuple

from musnad.lang import Lang
from musnad.outlets import fold_name, load_outlets
from musnad.read.dates.printed import other_months
from musnad.read.plain.agencies import named_at
from musnad.text import Words, find_words, fold_word, folded_words

# A head ends within this many characters and words; a person's name or title in it has at most so many words.
LONGEST_HEAD = 110
MOST_WORDS = 18
MOST_WORDS_OF_A_NAME = 4
MOST_ITEMS = 6  # the words of a day apart
# Places of more words are not printed in datelines.
MOST_WORDS_OF_A_PLACE = 4
MOST_WORDS_OF_A_TOWN = 2

_SEPARATES = re.compile(r"[:\-–—ـ/|،,()«»\[\]\"“”\n*]")
_ENDS = re.compile(r"[:\-–—ـ\n]")
_STOPS = re.compile(r"[.؟?!…؛;]")
_DASH = re.compile(r"[\-–—ـ]")
# A head begins so: a few words, then a mark, or a place and a day. Most texts don't.
_LIKE_A_HEAD = re.compile(
    r"[\s(«\[*•\"“]*(?:[^\s:،,/()«»|؟!؛]+[ \t\xa0]+){0,4}?[^\s:،,/()«»|؟!؛]*\s?[:\-–—ـ/|،,()«»\[\n]"
    r"|\s*\S+(?:[ \t\xa0]\S+)?[ \t\xa0]?\d{1,2}[ \t\xa0]"
)


class Head(NamedTuple):
    """A dateline or byline that opens a stretch: where it stops, which of the two, and why."""

    stop: int
    part: str  # dateline | byline
    why: str
    score: float


class _Item(NamedTuple):
    kind: str  # agency outlet shared place town day desk name
    first: int
    last: int
    gap: str  # what is printed after it, up to the next word


def opening_head(text: str, start: int, stop: int, lang: Lang, *, strict: bool = False) -> Head | None:
    """Return the dateline or byline that opens ``text[start:stop]``, or ``None``.

    ``strict``: an agency must be named, for lines in the middle of a text.
    """
    end = min(stop, start + LONGEST_HEAD)
    head = _head_of(text[start:end], stop > end, lang, strict)
    return head._replace(stop=start + head.stop) if head and start + head.stop < stop else None


# Body and stretch are asked for the same one after the other.
@lru_cache(maxsize=4)
def _head_of(window: str, is_cut: bool, lang: Lang, strict: bool) -> Head | None:
    """Return the head that opens a window of a text; ``is_cut``: the text goes on behind it."""
    if not _LIKE_A_HEAD.match(window):
        return None
    words = find_words(window)
    best: Head | None = None
    items: list[_Item] = []
    for item in _items(words, is_cut, lang):
        if best and item.kind == "name" and re.search(r"[:\n]", items[-1].gap):
            break  # behind a colon or on the next line the text has begun
        items.append(item)
        if sum(each.kind != "day" for each in items) > MOST_ITEMS:
            break
        found = _head(items, words, lang)
        if found and (not strict or any(each.kind in ("agency", "outlet") for each in items)):
            last = item.last - 1
            best = Head(words.stops[last] + len(_closing(item.gap)), *found)
    return best


def _items(words: Words, is_cut: bool, lang: Lang) -> Iterator[_Item]:
    """Yield the items of a head in order, until something stands there that no head holds."""
    index, most = 0, min(len(words), MOST_WORDS)
    while index < most:
        known = _known(words, index, lang)
        kind, last = known or ("name", index + 1)
        if kind == "name" and _roles(lang).get(words.folded[index]) == "told":
            return
        while kind == "name" and last < most and last - index < MOST_WORDS_OF_A_NAME and not _parts(words, last):
            if _roles(lang).get(words.folded[last]) == "told":
                return
            last += 1
        if last >= len(words) and is_cut:
            return
        gap = _gap(words, last)
        if _STOPS.search(gap) and not (gap.strip() == "." and len(words.folded[last - 1]) <= 2):
            return
        if kind == "name" and not _SEPARATES.search(gap):
            return
        yield _Item(kind, index, last, gap)
        if kind != "name" and not _SEPARATES.search(gap) and not (last < most and _known(words, last, lang)):
            return
        index = last


def _gap(words: Words, last: int) -> str:
    return words.text[words.stops[last - 1] : words.starts[last] if last < len(words) else len(words.text)]


def _parts(words: Words, index: int) -> bool:
    """Tell whether a separator, or a full stop that ends no title («د.»), stands before a word."""
    gap = _gap(words, index)
    return bool(_SEPARATES.search(gap)) or (bool(_STOPS.search(gap)) and len(words.folded[index - 1]) > 2)


def _known(words: Words, index: int, lang: Lang) -> tuple[str, int] | None:
    """Return what the words at ``index`` name, the longest name first, and where it ends."""
    named = named_at(words, index, range(index, len(words)), lang)
    if named:
        return ("outlet" if named.kind == "outlet" else "agency"), named.last
    for length in range(min(MOST_WORDS_OF_A_PLACE, len(words) - index), 0, -1):
        run = tuple(words.folded[index : index + length])
        kind = _names(lang).get(run)
        if kind:
            return kind, index + length
    word = words.folded[index]
    role = _roles(lang).get(word)
    unit = _roles(lang).get(word.lstrip("0123456789"))  # «1436هـ», «2015م»
    if word.isdigit() or word in _days(lang) or "date" in (role, unit):
        return "day", index + 1
    bare = word.rstrip("0123456789")  # «الأحساء25 شوال»
    stuck = _names(lang).get((bare,)) if len(bare) < len(word) else None
    return (stuck, index + 1) if stuck else ("desk", index + 1) if role == "desk" else None


@cache
def _names(lang: Lang) -> dict[tuple[str, ...], str]:
    """Return folded names of towns, and of outlets that share theirs («الوطن»: an outlet beside a place only).

    A "town" is also a word or a person (جدة), or a region or country: it is a place beside an agency, an outlet or
    a person only.
    """
    towns = {
        tuple(folded_words(name)): "place" if row["kind"] == "city" and not row["also"] else "town"
        for row in lang.rows("places")
        if row["kind"] in ("city", "region", "country")
        for name in (row["name"], *row["variants"].split("|"))
        if name
    }
    towns |= {tuple(folded_words(town)): "place" for row in lang.rows("capitals") for town in row["capital"].split("|")}
    shared = {tuple(fold_name(each.name_ar).split()): "shared" for each in load_outlets().values() if each.shared_name}
    return shared | towns


@cache
def _days(lang: Lang) -> frozenset[str]:
    rows = (*lang.rows("months"), *lang.rows("weekdays"))
    return frozenset(word for row in rows for word in folded_words(row["form"])) | set(other_months())


@cache
def _roles(lang: Lang) -> dict[str, str]:
    return {fold_word(row["word"]): row["role"] for row in lang.rows("dateline_words")}


@cache
def _given_names(lang: Lang) -> frozenset[str]:
    return frozenset(folded_words(row["name"])[0] for row in lang.rows("given_names"))


def is_person(folded: Sequence[str], lang: Lang) -> bool:
    """Tell whether folded words begin like a person's name, a title of one or two letters aside."""
    rest = [word for word in folded if len(word) > 2] or list(folded)
    return len(rest) > 1 and (rest[0] in _given_names(lang) or rest[0].startswith("عبد"))


def is_caption(folded: Sequence[str], lang: Lang) -> bool:
    """Tell whether the folded words of a short line begin like a picture's caption: «جانب من …», «من تدريبات …»."""
    return bool(folded) and (folded[0] == "من" or _roles(lang).get(folded[0]) == "caption")


def _head(items: Sequence[_Item], words: Words, lang: Lang) -> tuple[str, str, float] | None:
    """Return part, why and score where these items are a whole head."""
    kinds = [item.kind for item in items]
    last = items[-1]
    ended = bool(_ENDS.search(last.gap))
    persons = [item for item in items if item.kind == "name"]
    if len(persons) > 2 or ("day" in (kinds[0], kinds[-1]) and not ended):
        return None
    known = {"agency", "outlet"} & set(kinds)
    part = "byline" if any(_is_writer(item, items, words, lang) for item in persons) else "dateline"
    if known and ended and (len(persons) <= 1 or (part == "dateline" and last.kind == "agency")):
        return part, "rule=place and agency", 0.9
    if known and "/" in last.gap and len(items) > 1 and not persons:
        return part, "rule=place and agency", 0.8
    if known and last.kind in ("agency", "outlet") and len(items) > 1 and _open_end(items, words, lang):
        return part, "rule=place and agency without a mark", 0.8
    if "shared" in kinds and len(items) > 1 and ended and (persons == [] or is_person(_words(persons[0], words), lang)):
        return (part, "rule=place and outlet", 0.85) if {"place", "town"} & set(kinds) or persons else None
    if "shared" in kinds and len(items) > 1 and _open_end(items, words, lang) and not persons:
        return part, "rule=place and outlet without a mark", 0.8
    if not {"place", "town"} & set(kinds):
        return None
    if not persons:
        return (part, "rule=place", 0.8) if ended and kinds[0] == "place" else None
    if len(items) > 1 and is_person(_words(persons[0], words), lang) and (ended or _open_end(items, words, lang)):
        return part, "rule=place and name", 0.8
    return None


def _is_writer(item: _Item, items: Sequence[_Item], words: Words, lang: Lang) -> bool:
    """Tell whether an unknown name is a person's: a place nobody listed stands first, before an agency."""
    unlisted = item in items[:2] and item.last - item.first <= MOST_WORDS_OF_A_TOWN
    by_agency = any(each.kind == "agency" for each in items)
    return not (unlisted and by_agency) or is_person(_words(item, words), lang)


def _words(item: _Item, words: Words) -> list[str]:
    return words.folded[item.first : item.last]


def _open_end(items: Sequence[_Item], words: Words, lang: Lang) -> bool:
    """Tell whether a head may end without a mark: its last name closes a bracket, or stands behind a dash."""
    before, last = items[-2], items[-1]
    if re.search(r"[)»\]]", last.gap) and re.search(r"[(«\[]", before.gap):
        return before.kind in ("place", "town", "day")
    if last.gap.strip() or not _DASH.search(before.gap):
        return False
    if before.kind == "name":
        return last.kind != "town" and is_person(_words(before, words), lang)
    return before.kind in ("place", "town") and last.kind in ("agency", "outlet")


def _closing(gap: str) -> str:
    """Return how much of the print after a head belongs to it: its marks, not the first mark of the text."""
    found = re.match(r"\s*[)»\]\"”]?\s*[:\-–—ـ/،,*]*\s*[:\-–—ـ/]*", gap)
    return found.group() if found else ""
