"""What one edit does to a text: the places where an edit of a kind may stand, found by the lists of ``edits.toml``."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from musnad.text import WORD, fold_word

Span = tuple[int, int]
_MARKED = re.compile(r"«([^«»\n]{2,700})»|“([^“”\n]{2,700})”|\"([^\"\n]{2,700})\"")
_DIGITS = re.compile(r"(?<![\d.,/:\-\w])\d{1,4}(?![\d.,/:\-\w])")
_NUMBER_WORDS = {
    "3": "ثلاثة", "4": "أربعة", "5": "خمسة", "6": "ستة", "7": "سبعة", "8": "ثمانية", "9": "تسعة", "10": "عشرة",
    "20": "عشرين", "30": "ثلاثين", "100": "مئة", "1000": "ألف", "12": "اثني عشر", "15": "خمسة عشر",
}  # fmt: skip
_COUNTED = ("ثلاثة", "أربعة", "خمسة", "ستة", "سبعة", "ثمانية", "تسعة", "عشرة", "ثلاث", "أربع", "خمس", "ست", "سبع")
_DAYS = ("الاثنين", "الثلاثاء", "الأربعاء", "الخميس", "الجمعة", "السبت", "الأحد")
# Before these a number is no count: a date, a clock, a name's number.
_DATED = ("يناير", "فبراير", "مارس", "أبريل", "مايو", "يونيو", "يوليو", "أغسطس", "سبتمبر", "أكتوبر", "نوفمبر", "ديسمبر",
          "جانفي", "فيفري", "أفريل", "ماي", "جوان", "جويلية", "أوت", "شوال", "رمضان")  # fmt: skip
_TIME = ("الساعة", "عام", "سنة", "يوم", "القناة", "رقم", "سنوات", "أيام", "شهر", "شهرا", "دقيقة", "الدقيقة")
_HAMZA = str.maketrans("أإآ", "ااا")
_LIGHT = frozenset("وفبكل")
# Speech has at least so many words between its marks, a name or term at most so many.
_SPEECH, _TERM = 6, 3


@dataclass(frozen=True, slots=True)
class Edit:
    """``text[start:stop]`` becomes ``printed``; ``left`` and ``right`` are the places that differ, counted from there.

    ``days``: how many days later the copy must be dated for the edit to be true (0: any).
    """

    start: int
    stop: int
    printed: str
    classes: tuple[str, ...]
    kind: str
    left: Span
    right: Span
    days: int = 0


def edits_of(kind: str, text: str, tables: dict[str, Any], chance: random.Random) -> list[Edit]:
    """Return all edits of a kind the text has room for, in its order."""
    return sorted(_KINDS[kind](text, tables, chance), key=lambda edit: (edit.start, edit.stop, edit.printed))


def _replaced(start: int, stop: int, printed: str, classes: Sequence[str], kind: str, days: int = 0) -> Edit:
    return Edit(start, stop, printed, tuple(classes), kind, (0, stop - start), (0, len(printed)), days)


def _groups(
    text: str, groups: Sequence[Sequence[str]], classes: Sequence[str], kind: str, chance: random.Random
) -> Iterator[Edit]:
    """Yield a replacement for each word of a group, what is printed before the word kept."""
    for group in groups:
        for word in group:
            for match in re.finditer(rf"(?<!\w)([وفبل]?){re.escape(word)}(?!\w)", text):
                front = match.group(1)
                new = chance.choice([each for each in group if each != word])
                if front == "ل" and new.startswith("ال"):
                    front, new = "لل", new[2:]
                yield _replaced(match.start(), match.end(), front + new, classes, kind)


def _spelling(text: str, tables: dict[str, Any], chance: random.Random) -> Iterator[Edit]:
    yield from _groups(text, tables["spelling"]["groups"], ["orthography"], "spelling", chance)
    for match in WORD.finditer(text):
        word = match.group()
        new = word.translate(_HAMZA)
        if new == word and len(word) > 3:
            ends = {"ة": "ه", "ى": "ي", "ي": "ى"}
            new = word[:-1] + ends.get(word[-1], word[-1])
            if new == word and word[2] not in "اويىة" and chance.random() < 0.1:
                new = word[:3] + chance.choice("َُِّ") + word[3:]
        if new != word:
            yield _replaced(match.start(), match.end(), new, ["orthography"], "spelling")


def _names(text: str, tables: dict[str, Any], chance: random.Random) -> Iterator[Edit]:
    for edit in _groups(text, tables["names"]["groups"], ["name-variant"], "names", chance):
        yield _narrowed(edit, text)


def _narrowed(edit: Edit, text: str) -> Edit:
    """Return the edit with its places at the words only one side has (باراك of باراك أوباما)."""
    left, right = text[edit.start : edit.stop], edit.printed
    front = left[:1] if left[:1] == right[:1] and left[:1] in _LIGHT else ""
    if right.endswith(" " + left[len(front) :]):
        return Edit(edit.start, edit.stop, right, edit.classes, edit.kind, (0, 0), (0, len(right) - len(left) - 1))
    if right.startswith(left + " "):
        return Edit(
            edit.start, edit.stop, right, edit.classes, edit.kind, (len(left), len(left)), (len(left) + 1, len(right))
        )
    if left.startswith(right + " "):
        return Edit(
            edit.start, edit.stop, right, edit.classes, edit.kind, (len(right) + 1, len(left)), (len(right), len(right))
        )
    if left.endswith(" " + right[len(front) :]):
        return Edit(edit.start, edit.stop, right, edit.classes, edit.kind, (0, len(left) - len(right) - 1), (0, 0))
    return edit


def _labels(text: str, tables: dict[str, Any], chance: random.Random) -> Iterator[Edit]:
    for edit in _groups(text, tables["labels"]["groups"], ["label"], "labels", chance):
        if fold_word(text[edit.start : edit.stop]) != fold_word(edit.printed):
            yield _narrowed(edit, text)
    for word in tables["labels"]["hedged"]:
        for match in re.finditer(rf"(?<= ){word} ", text):
            hedge = chance.choice(tables["labels"]["hedges"])
            yield _inserted(match.start(), hedge + " ", ["label"], "hedges")


def _inserted(at: int, printed: str, classes: Sequence[str], kind: str) -> Edit:
    lead = len(printed) - len(printed.lstrip(" ،,"))
    trail = len(printed.rstrip(" ،,"))
    return Edit(at, at, printed, tuple(classes), kind, (0, 0), (lead, trail))


def _numbers(text: str, _tables: dict[str, Any], chance: random.Random) -> Iterator[Edit]:
    for match in _DIGITS.finditer(text):
        after = [each.group() for each in WORD.finditer(text, match.end(), min(len(text), match.end() + 30))][:1]
        before = [each.group() for each in WORD.finditer(text, max(0, match.start() - 20), match.start())][-1:]
        value = match.group()
        if any(word in (*_DATED, *_TIME) for word in (*after, *before)) or not 3 <= int(value) <= 1900:
            continue
        if value in _NUMBER_WORDS and chance.random() < 0.5:
            yield _replaced(match.start(), match.end(), _NUMBER_WORDS[value], ["orthography"], "same value")
            continue
        if chance.random() < 0.15:
            yield _replaced(match.start(), match.end(), chance.choice(("عشرات", "عدد من", "بعض")), ["number"], "vague")
            continue
        new = str(int(value) + chance.choice((1, 2, 3, 10, -1)))
        yield _replaced(match.start(), match.end(), new, ["number"], "numbers")
    for word in _COUNTED:
        for match in re.finditer(rf"(?<=\s){word}(?=\s)", text):
            if text[match.end() + 1 : match.end() + 5] in ("عشر ", "عشرة", "آلاف", "مئة ", "مائة"):
                continue
            other = {"ثلاث": "أربع", "أربع": "خمس", "خمس": "ست", "ست": "سبع", "سبع": "ثلاث"}.get(word)
            new = other or chance.choice([each for each in _COUNTED[:8] if each != word])
            yield _replaced(match.start(), match.end(), new, ["number"], "number words")


def _dates(text: str, _tables: dict[str, Any], chance: random.Random) -> Iterator[Edit]:
    days = chance.choice((1, -1))
    pairs = (("اليوم", "أمس"), ("هذا اليوم", "أمس")) if days > 0 else (("أمس", "اليوم"), ("يوم أمس", "اليوم"))
    for old, new in pairs:
        for match in re.finditer(rf"(?<=\s){old}(?=[\s.،])(?! التالي)(?! الأول)", text):
            if old == "أمس" and text[: match.start()].rstrip().endswith(("أول", "يوم", "من")):
                continue
            if old == "اليوم" and (text[: match.start()].rstrip().endswith(("في", "هذا", "ساعات", "خلال", "حتى"))):
                continue
            yield _replaced(match.start(), match.end(), new, ["time-reanchor"], "re-anchored", days)
    if chance.random() < 0.5:
        return
    for number, name in enumerate(_DAYS):
        for match in re.finditer(rf"(?<=\s){name}(?=[\s.،])", text):
            new = _DAYS[(number + chance.choice((1, 2, -1))) % 7]
            yield _replaced(match.start(), match.end(), new, ["time-reanchor"], "another day")
    for name in _DATED:
        for match in re.finditer(rf"(?<!\d)(\d{{1,2}})(?= {name}(?!\w))", text):
            value = int(match.group())
            yield _replaced(
                match.start(), match.end(), str(value % 27 + 1), ["time-reanchor", "number"], "another date"
            )


def _quotes(text: str, _tables: dict[str, Any], chance: random.Random) -> Iterator[Edit]:
    for match in _MARKED.finditer(text):
        inner = next(each for each in match.groups() if each)
        if inner != inner.strip():  # a closing mark taken for an opening one
            continue
        words = list(WORD.finditer(inner))
        whole = (0, match.end() - match.start())
        opening, closing = match.group()[0], match.group()[-1]
        if len(words) <= _TERM:
            yield Edit(match.start(), match.end(), inner, ("marks",), "marks dropped", whole, (0, len(inner)))
        if len(words) < _SPEECH:
            continue
        how = chance.choice(("dropped", "moved", "split", "gloss", "out"))
        if how == "dropped":
            yield Edit(match.start(), match.end(), inner, ("quote-boundary",), "marks dropped", whole, (0, len(inner)))
        elif how in ("moved", "out") and len(words) >= _SPEECH + 2:
            cut = words[-3].end() if how == "moved" else words[1].end()
            new = (
                f"{opening}{inner[:cut]}{closing}{inner[cut:]}" if how == "moved"
                else f"{inner[:cut]} {opening}{inner[cut:].lstrip()}{closing}"
            )  # fmt: skip
            yield Edit(match.start(), match.end(), new, ("quote-boundary",), "marks moved", whole, (0, len(new)))
        elif how == "split" and len(words) >= 2 * _SPEECH:
            cut = words[len(words) // 2].end()
            link = f"{closing} و{opening}"
            new = f"{opening}{inner[:cut]}{link}{inner[cut:].lstrip()}{closing}"
            yield Edit(match.start(), match.end(), new, ("quote-boundary",), "fragments", whole, (0, len(new)))
        elif how == "gloss":
            at = words[len(words) // 2]
            new = f"{opening}{inner[: at.start()]}({at.group()}){inner[at.end() :]}{closing}"
            place = (1 + at.start(), 1 + at.end())
            wide = (place[0], place[1] + 2)
            yield Edit(match.start(), match.end(), new, ("quote-boundary",), "gloss", place, wide)


def _attribution(text: str, tables: dict[str, Any], chance: random.Random) -> Iterator[Edit]:
    table = tables["attribution"]
    for group in table["groups"]:  # only the first of a group is looked for: the others say more than it
        for match in re.finditer(rf"(?<!\w)(و?){group[0]}(?= )", text):
            new = match.group(1) + chance.choice(group[1:])
            yield _replaced(match.start(), match.end(), new, ["attribution"], "verb of saying")
    for match in re.finditer(r"،(?!\d)|(?<=\w\w)\.(?!\d)", text):
        source = chance.choice(table["sources"])
        yield _inserted(match.start(), f"، {source}", ["attribution"], "source")


def _honorific(text: str, tables: dict[str, Any], chance: random.Random) -> Iterator[Edit]:
    table = tables["honorific"]
    for name in table["given"]:
        for match in re.finditer(rf"(?<= ){name}(?= (?:بن |[\w]{{3,}}))", text):
            last = text[: match.start()].split()[-1:]
            if (
                last
                and last[0] not in (*table["titles"], "بن", "محمد", "عبد", "ابن", "آل", "أبو")
                and last[0][-1] in "ريسة"
            ):
                yield _inserted(match.start(), chance.choice(table["before"]) + " ", ["honorific"], "title added")
    for title in (*table["titles"], *table["formulae"]):
        for match in re.finditer(rf"(?<= ){title} (?=\w{{3,}})", text):
            stop = match.end() - match.start()
            yield Edit(match.start(), match.end(), "", ("honorific",), "title dropped", (0, stop - 1), (0, 0))


def _synonyms(text: str, tables: dict[str, Any], chance: random.Random) -> Iterator[Edit]:
    yield from _groups(text, tables["synonyms"]["groups"], ["wording"], "synonyms", chance)


def _additions(text: str, tables: dict[str, Any], chance: random.Random) -> Iterator[Edit]:
    for match in re.finditer(r"،(?!\d)|(?<=\w\w)\.(?!\d)|(?<=\w{4}) (?=في |على |من |إلى )", text):
        yield _inserted(match.start(), " " + chance.choice(tables["additions"]["phrases"]), ["addition"], "additions")


def _typos(text: str, _tables: dict[str, Any], chance: random.Random) -> Iterator[Edit]:
    for match in WORD.finditer(text):
        word = match.group()
        if len(word) < 7 or not word.isalpha() or "ئ" in word or chance.random() < 0.5:
            continue
        at = chance.randrange(3, len(word) - 2)
        how = chance.choice(("swap", "double", "drop"))
        new = {
            "swap": word[:at] + word[at + 1] + word[at] + word[at + 2 :],
            "double": word[:at] + word[at] + word[at:],
            "drop": word[:at] + word[at + 1 :],
        }[how]
        if fold_word(new) != fold_word(word):
            yield _replaced(match.start(), match.end(), new, ["typo"], "typos")


def _rewrite(text: str, tables: dict[str, Any], _chance: random.Random) -> Iterator[Edit]:
    for word in tables["rewrite"]["drop"]:
        for match in re.finditer(rf"(?<= ){word} ", text):
            stop = match.end() - match.start()
            yield Edit(match.start(), match.end(), "", ("wording", "deletion"), "rewrite", (0, stop - 1), (0, 0))


_KINDS: dict[str, Callable[[str, dict[str, Any], random.Random], Iterator[Edit]]] = {
    "spelling": _spelling, "names": _names, "labels": _labels, "numbers": _numbers, "dates": _dates,
    "quotes": _quotes, "attribution": _attribution, "honorific": _honorific, "synonyms": _synonyms,
    "additions": _additions, "typos": _typos, "rewrite": _rewrite,
}  # fmt: skip
