"""Makes spliced and edited copies of real articles, with exact gold: which passage comes from where, what was changed.

Everything follows from a seed. Each copy carries edits of one kind (or of many), written in ``edits.toml``, and stands
between paragraphs of an unrelated article. The articles are never kept: without the corpora nothing is made.
"""

from __future__ import annotations

import gzip
import json
import random
import re
import tomllib
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from edit_kinds import Edit, edits_of
from gold import DATA, missing, piece_of, report_of

from musnad.records import Piece, Report
from musnad.text import find_words

# Kinds of copies, from the untouched to the rewritten; the last are no copies at all.
EDITED = (
    "spelling", "names", "labels", "numbers", "dates", "quotes", "attribution", "honorific", "synonyms", "additions",
    "typos",
)  # fmt: skip
SPLICED = ("verbatim", "dropped", "inserted", "shuffled")
REWRITES = ("rewrite", "heavy", "summary")
KINDS = (*SPLICED, *EDITED, "mixed", *REWRITES)
# What the passage goals call "up to shuffled and label swaps": all but the rewrites.
PLAIN_KINDS = (*SPLICED, *EDITED, "mixed")
# An article of so many words is copied: shorter ones carry no edits, longer ones only cost time.
FEWEST_WORDS, MOST_WORDS = 90, 420
# A unit of this many words moves or stays as a whole: a shorter one is no passage of its own.
UNIT_WORDS = 10
# A passage splits where more unshared words lie between (docs/stages/reuse.md).
WIDEST_GAP, SHORTEST_PASSAGE = 12, 8
# One edit to so many words; between two edits at least so many untouched words.
WORDS_AN_EDIT, WORDS_BETWEEN = 12, 3
REWRITING = ("rewrite", "synonyms", "additions")
# Copies with fewer edits of their kind are not taken: they say little.
FEWEST_EDITS = {"labels": 3, "quotes": 2, "dates": 2, "names": 2, "mixed": 6}
DAYS = ("2015-07-21", "2015-07-25", "2015-08-01", "2015-08-06", "2015-08-10")
_SENTENCE_END = re.compile(r"(?<=[.!؟?])\s+|\n+")

HERE = Path(__file__).resolve().parent


@dataclass(frozen=True, slots=True)
class Article:
    text: str
    day: str


@dataclass(frozen=True, slots=True)
class Bit:
    """A stretch of a copy: what is printed, where in the source it comes from, what was changed."""

    printed: str
    start: int
    stop: int
    edit: Edit | None = None


Unit = list[Bit]
Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class GoldChange:
    """Where a change stands on both sides, the classes it may have (the first is meant), which edit made it."""

    left: Span
    right: Span
    classes: tuple[str, ...]
    kind: str


@dataclass(frozen=True, slots=True)
class Copied:
    """A pair of reports with what is shared; the left one is the earlier."""

    kind: str
    left: Report
    right: Report
    pieces: tuple[Piece, ...]
    passages: tuple[tuple[Span, Span], ...]
    changes: tuple[GoldChange, ...]


def lists() -> dict[str, Any]:
    """Return the lists of ``edits.toml``."""
    return tomllib.loads((HERE / "edits.toml").read_text("utf-8"))


def articles(most: int, seed: int) -> list[Article]:
    """Return articles of both corpora in an order the seed gives; none where the corpora are missing."""
    if missing("corpora", "saudinewsnet") or missing("corpora", "ant", "ant.jsonl.gz"):
        return []
    found: dict[str, Article] = {}
    for article in _saudi():
        if FEWEST_WORDS <= len(article.text.split()) <= MOST_WORDS:
            found.setdefault(article.text[:80], article)
    saudi = sorted(found.values(), key=lambda each: each.text)
    found = {}
    for article in _ant():
        if FEWEST_WORDS <= len(article.text.split()) <= MOST_WORDS:
            found.setdefault(article.text[:80], article)
    both = [saudi, sorted(found.values(), key=lambda each: each.text)]
    chance = random.Random(seed)
    for each in both:
        chance.shuffle(each)
    return [article for pair in zip(*both, strict=False) for article in pair][:most]


def _saudi() -> Iterator[Article]:
    for day in DAYS:
        with zipfile.ZipFile(DATA / "corpora" / "saudinewsnet" / f"{day}.zip") as archive:
            for record in json.loads(archive.read(archive.namelist()[0])):
                yield Article((record["content"] or "").strip(), record["date_extracted"][:10])


def _ant() -> Iterator[Article]:
    with gzip.open(DATA / "corpora" / "ant" / "ant.jsonl.gz", "rt", encoding="utf-8") as file:
        for number, line in enumerate(file):
            if number % 4 == 0:
                record = json.loads(line)
                yield Article((record["text"] or "").strip(), _day(record["published"]))


def _day(printed: str) -> str:
    """Return the day of a record; of one printed otherwise than ISO 8601 any day will do."""
    return printed[:10] if re.match(r"20\d\d-\d\d-\d\d", printed) else "2015-06-15"


def make_pairs(seed: int, each: int, kinds: Sequence[str] = KINDS) -> list[Copied]:
    """Return ``each`` copies of every kind; an article with no place for an edit of a kind is passed on to the next."""
    stock = articles(6000, seed)
    tables = lists()
    pairs: list[Copied] = []
    used: set[int] = set()
    for kind in kinds:
        made = 0
        for number, source in enumerate(stock):
            if made == each:
                break
            if number in used:
                continue
            chance = random.Random(f"{seed} {kind} {number}")
            draft = _draft(kind, source, stock[-1 - number], chance, tables)
            if draft is None:
                continue
            used |= {number, len(stock) - 1 - number}
            pairs.append(_rendered(kind, source, stock[-1 - number], draft, chance))
            made += 1
    return pairs


# --- drafts: units of bits --------------------------------------------------------------------------------


def units_of(text: str) -> list[Unit]:
    """Return the text as units of whole sentences of at least ten words."""
    units: list[Unit] = []
    start = 0
    for stop in [*(match.start() for match in _SENTENCE_END.finditer(text)), len(text)]:
        if len(text[start:stop].split()) >= UNIT_WORDS and _whole_quotations(text[start:stop]):
            first = start + len(text[start:stop]) - len(text[start:stop].lstrip())
            units.append([Bit(text[first:stop], first, stop)])
            start = stop
    if text[start:].strip() and units:
        last = units[-1][0]
        units[-1] = [Bit(text[last.start :], last.start, len(text))]
    return units


def _whole_quotations(words: str) -> bool:
    """Tell whether no quotation is cut: a unit that goes elsewhere takes its marks along."""
    return not words.count('"') % 2 and words.count("«") == words.count("»") and words.count("“") == words.count("”")


def _draft(
    kind: str, source: Article, other: Article, chance: random.Random, tables: dict[str, Any]
) -> list[Unit] | None:
    units = units_of(source.text)
    if len(units) < 3:
        return None
    if kind == "summary":
        return _summary(units, chance)
    if kind in ("rewrite", "heavy"):
        between, apart = (WORDS_BETWEEN, 5) if kind == "rewrite" else (1, 2)
        for name in ("rewrite", "synonyms", "additions", "spelling") if kind == "heavy" else REWRITING:
            units = _edited(units, name, chance, tables, apart * (4 if name == "additions" else 1), between)
        units = [_clauses_swapped(unit, chance) if chance.random() < 0.4 else unit for unit in units]
    elif kind == "mixed":
        for name in EDITED:
            units = _edited(units, name, chance, tables, 40)
    elif kind in EDITED:
        units = _edited(units, kind, chance, tables, WORDS_AN_EDIT)
    changed = sum(bit.edit is not None for unit in units for bit in unit)
    if kind not in SPLICED and changed < FEWEST_EDITS.get(kind, 2):
        return None
    if kind in ("dropped", "mixed"):
        drop = chance.sample(range(1, len(units) - 1), max(1, (len(units) - 2) // 3)) if len(units) > 3 else []
        units = [unit for number, unit in enumerate(units) if number not in drop]
    if kind in ("inserted", "mixed"):
        strange = [_strange(unit) for unit in units_of(other.text)[2:4]]
        for unit in strange:
            units.insert(chance.randrange(1, len(units)), unit)
    if kind == "shuffled" or (kind == "mixed" and chance.random() < 0.5):
        chance.shuffle(units)
    return units


def _strange(unit: Unit) -> Unit:
    return [Bit(bit.printed, -1, -1) for bit in unit]


def _summary(units: list[Unit], chance: random.Random) -> list[Unit] | None:
    """Return the first unit and some others, each cut at a comma where it has a long rest."""
    kept = sorted({0, *chance.sample(range(1, len(units)), max(1, len(units) // 3))})
    short = []
    for number in kept:
        bit = units[number][0]
        cuts = [at for at, char in enumerate(bit.printed) if char in "،," and len(bit.printed[:at].split()) >= 12]
        if cuts and chance.random() < 0.7:
            stop = bit.start + cuts[0]
            bit = Bit(bit.printed[: cuts[0]], bit.start, stop)
        short.append([bit])
    return short


def _clauses_swapped(unit: Unit, chance: random.Random) -> Unit:
    """Return the unit with its clauses in another order: cut at a comma near its middle."""
    at = [number for number, bit in enumerate(unit) if "،" in bit.printed and bit.edit is None]
    if not at:
        return unit
    number = chance.choice(at)
    bit = unit[number]
    cut = bit.printed.index("،")
    return [
        Bit(bit.printed[cut + 1 :].strip(), bit.start + cut + 1, bit.stop), *unit[number + 1 :],
        *unit[:number], Bit(bit.printed[:cut].strip(), bit.start, bit.start + cut),
    ]  # fmt: skip


def _edited(
    units: list[Unit],
    kind: str,
    chance: random.Random,
    tables: dict[str, Any],
    apart: int,
    between: int = WORDS_BETWEEN,
) -> list[Unit]:
    """Return the units with edits of one kind, about one to ``apart`` words, none near another."""
    return [_edited_unit(unit, kind, chance, tables, apart, between) for unit in units]


def _edited_unit(
    unit: Unit, kind: str, chance: random.Random, tables: dict[str, Any], apart: int, between: int
) -> Unit:
    edited: Unit = []
    for bit in unit:
        if bit.edit is not None:
            edited.append(bit)
            continue
        most = max(1, len(bit.printed.split()) // apart)
        if len(bit.printed.split()) < apart and chance.random() * apart > len(bit.printed.split()):
            edited.append(bit)
            continue
        chosen = _apart(edits_of(kind, bit.printed, tables, chance), bit.printed, most, chance, len(unit) > 1, between)
        edited += _cut(bit, chosen)
    return edited


def _apart(edits: Sequence[Edit], text: str, most: int, chance: random.Random, inner: bool, between: int) -> list[Edit]:
    """Return some of the edits, in order, each with untouched words round it (also from the text's ends)."""
    words = find_words(text)
    taken: list[tuple[int, int, Edit]] = []
    for edit in chance.sample(list(edits), len(edits)):
        first = sum(stop <= edit.start for stop in words.stops)
        last = sum(start < edit.stop for start in words.starts)
        edge = between + 1 if inner else between
        if first < edge or last > len(words) - edge:
            continue
        if all(last + between <= one or first >= other + between for one, other, _ in taken):
            taken.append((first, last, edit))
        if len(taken) == most:
            break
    return [edit for *_, edit in sorted(taken, key=lambda each: each[:2])]


def _cut(bit: Bit, edits: Sequence[Edit]) -> Unit:
    bits: Unit = []
    at = 0
    for edit in edits:
        bits.append(Bit(bit.printed[at : edit.start], bit.start + at, bit.start + edit.start))
        bits.append(Bit(edit.printed, bit.start + edit.start, bit.start + edit.stop, edit))
        at = edit.stop
    bits.append(Bit(bit.printed[at:], bit.start + at, bit.stop))
    return [each for each in bits if each.printed or each.edit]


# --- rendering ------------------------------------------------------------------------------------------


def _rendered(kind: str, source: Article, other: Article, draft: list[Unit], chance: random.Random) -> Copied:
    """Return the pair; half of the copies are dated before their source, so that every edit is seen both ways."""
    strange = ["".join(bit.printed for bit in unit) for unit in units_of(other.text)]
    before, after = "".join(f"{each}\n" for each in strange[:1]), "".join(f"\n{each}" for each in strange[1:2])
    parts, spans, at = [before], [], len(before)
    changes: list[GoldChange] = []
    for number, unit in enumerate(draft):
        if number:
            parts.append("\n")
            at += 1
        runs: list[tuple[Span, Span]] = []
        for bit in unit:
            runs.append(((bit.start, bit.stop), (at, at + len(bit.printed))))
            if bit.edit is not None:
                changes.append(_gold_change(bit, bit.edit, at))
            parts.append(bit.printed)
            at += len(bit.printed)
        if unit[0].start >= 0:
            spans += _in_order(runs)
    text = "".join(parts) + after
    shift = next((bit.edit.days for unit in draft for bit in unit if bit.edit and bit.edit.days), 0)
    sign = shift or chance.choice((1, -1))
    day = date.fromisoformat(source.day)
    one = report_of("source", source.text, published=source.day, outlet="one")
    copy = report_of("copy", text, published=(day + timedelta(days=sign)).isoformat(), outlet="other")
    passages = _joined(spans, source.text, text)
    pieces = (piece_of(one, "body", 0, len(one.text)), piece_of(copy, "body", 0, len(copy.text)))
    if sign > 0:
        return Copied(kind, one, copy, pieces, tuple(passages), tuple(changes))
    turned = tuple((right, left) for left, right in passages)
    return Copied(kind, copy, one, pieces, turned, tuple(_mirrored(each) for each in changes))


_MIRRORED = {"addition": "deletion", "deletion": "addition"}


def _mirrored(change: GoldChange) -> GoldChange:
    classes = tuple(_MIRRORED.get(each, each) for each in change.classes)
    return GoldChange(change.right, change.left, classes, change.kind)


def _gold_change(bit: Bit, edit: Edit, at: int) -> GoldChange:
    """Return the change with the places that differ: those of the edit without the words it only repeats."""
    left = (bit.start + edit.left[0], bit.start + edit.left[1])
    right = (at + edit.right[0], at + edit.right[1])
    return GoldChange(left, right, edit.classes, edit.kind)


def _in_order(runs: Sequence[tuple[Span, Span]]) -> list[tuple[Span, Span]]:
    """Return the stretches of a unit whose bits follow each other in the source too."""
    found: list[tuple[Span, Span]] = []
    for left, right in runs:
        if found and found[-1][0][1] == left[0]:
            found[-1] = ((found[-1][0][0], left[1]), (found[-1][1][0], right[1]))
        else:
            found.append((left, right))
    return found


def _joined(spans: Sequence[tuple[Span, Span]], source: str, copy: str) -> list[tuple[Span, Span]]:
    """Return passages: neighbouring units in the source's order are one, with at most twelve words between."""
    joined: list[tuple[Span, Span]] = []
    for left, right in spans:
        if joined:
            (first, last), (begin, end) = joined[-1]
            near = left[0] >= last and len(source[last : left[0]].split()) <= WIDEST_GAP
            if near and len(copy[end : right[0]].split()) <= WIDEST_GAP:
                joined[-1] = ((first, left[1]), (begin, right[1]))
                continue
        joined.append((left, right))
    return [each for each in joined if len(source[slice(*each[0])].split()) >= SHORTEST_PASSAGE]


# --- negatives ------------------------------------------------------------------------------------------


def formula_pairs(seed: int, each: int) -> list[Copied]:
    """Return pairs of unrelated articles that print one stock text, each among its own words."""
    stock = articles(4000, seed)
    texts = lists()["formula"]["texts"]
    pairs = []
    for number in range(min(each, len(stock) // 4)):
        formula = texts[number % len(texts)]
        reports = []
        for side, article in enumerate(stock[2000 + 2 * number : 2002 + 2 * number]):
            units = ["".join(bit.printed for bit in unit) for unit in units_of(article.text)]
            units.insert(min(len(units), 1 + number % 3), formula + ".")
            reports.append(
                report_of(f"formula {side}", "\n".join(units), published=article.day, outlet=f"{number} {side}")
            )
        pieces = tuple(piece_of(report, "body", 0, len(report.text)) for report in reports)
        pairs.append(Copied("formula", reports[0], reports[1], pieces, (), ()))
    return pairs
