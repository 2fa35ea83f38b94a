"""Print pairs of articles side by side for labelling, turn labels into rows of ``reuse_pairs.jsonl``, check the rows.

    python eval/label_pairs.py show candidates.tsv > pairs.txt     what a reader reads
    python eval/label_pairs.py rows candidates.tsv labels.txt      rows on stdout
    python eval/label_pairs.py check                               every key, hash and span of reuse_pairs.jsonl

A pair is printed as numbered segments of its words: ``s3=(40|52) words`` are equal folded words, from word 40
of the left and word 52 of the right text, ``s4#(48|60)[words > words]`` differ; ``m1`` equal words elsewhere. A
label is one line: number of the pair, relation, passages, changes, note, parted by ``|``. A place is ``s1-s7``,
``s4`` or words ``L40-47/R52-60`` (first and last; ``L40-`` a point before word 40), a passage may end in ``f``
(formula) or ``m`` (moved), a change in ``:class``; ``all`` is all words of both texts.
"""

from __future__ import annotations

import hashlib
import json
import re
import sys
from collections.abc import Iterator
from difflib import SequenceMatcher
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any

from pair_candidates import Key, read_articles

from musnad.text import Words, find_words

ROWS = Path(__file__).resolve().parent / "reuse_pairs.jsonl"
RELATIONS = {
    "id": "identical",
    "near": "near copy",
    "edit": "edited copy",
    "abr": "abridged",
    "wire": "same wire, edited apart",
    "part": "partial",
    "rew": "rewrite",
    "same": "same event, independent",
    "form": "formula only",
    "no": "unrelated lookalike",
}
CLASSES = {
    "orthography",
    "marks",
    "name-variant",
    "typo",
    "time-reanchor",
    "number",
    "label",
    "attribution",
    "quote-boundary",
    "addition",
    "deletion",
    "wording",
    "honorific",
}
# Equal stretches this short between long differences are chance: shown as part of the difference.
CHANCE = ((1, 2), (2, 5))
FEWEST_MOVED = 4
MARK_EVERY = 10

Segment = tuple[bool, int, int, int, int]  # equal?, words of the left, words of the right (half-open)
Place = tuple[int, int, int, int]


@cache
def articles() -> dict[Key, dict[str, Any]]:
    """Return the records of the corpus by key."""
    return dict(read_articles())


def key_of(name: str) -> Key:
    day, _, index = name.rpartition("/")
    return day, int(index)


def segments(left: list[str], right: list[str]) -> tuple[list[Segment], list[Segment]]:
    """Return the segments of two lists of words in order, and equal stretches out of order."""
    blocks = [list(each) for each in SequenceMatcher(None, left, right, autojunk=False).get_matching_blocks()]
    kept: list[tuple[int, int, int]] = []
    done = (0, 0)
    for at, (one, other, size) in enumerate(blocks):
        after = blocks[at + 1] if at + 1 < len(blocks) else [one + size, other + size, 0]
        before_gap = max(one - done[0], other - done[1])
        after_gap = max(after[0] - one - size, after[1] - other - size)
        if size and not any(size <= most and min(before_gap, after_gap) > gap for most, gap in CHANCE):
            kept.append((one, other, size))
            done = (one + size, other + size)
    found: list[Segment] = []
    place = (0, 0)
    for one, other, size in [*kept, (len(left), len(right), 0)]:
        if (one, other) != place:
            found.append((False, place[0], one, place[1], other))
        if size:
            found.append((True, one, one + size, other, other + size))
        place = (one + size, other + size)
    return found, _moved(left, right, found)


def _moved(left: list[str], right: list[str], found: list[Segment]) -> list[Segment]:
    moved: list[Segment] = []
    gaps = [each for each in found if not each[0]]
    for _, start, stop, _, _ in gaps:
        for _, _, _, other_start, other_stop in gaps:
            match = SequenceMatcher(None, left[start:stop], right[other_start:other_stop], autojunk=False)
            for block in match.get_matching_blocks():
                if block.size >= FEWEST_MOVED:
                    one, other = start + block.a, other_start + block.b
                    moved.append((True, one, one + block.size, other, other + block.size))
    return moved


def printed(words: Words, start: int, stop: int, *, marked: bool = False) -> str:
    """Return the printed text from one word up to another, with what stands round them; numbers now and then."""
    end = words.starts[stop] if stop < len(words) else len(words.text)
    if start >= stop:
        return ""
    if not marked or stop - start < MARK_EVERY:
        return words.text[words.starts[start] : end].strip().replace("\n", "⏎")
    cuts = [*range(start, stop, MARK_EVERY), stop]
    return " ".join(f"‹{one}›{printed(words, one, other)}" for one, other in pairwise(cuts))


def show_pair(number: int, band: str, left: str, right: str) -> Iterator[str]:
    """Yield the lines of one pair."""
    records = [articles()[key_of(name)] for name in (left, right)]
    one, other = (find_words(record["content"]) for record in records)
    sides = zip((left, right), records, (one, other), strict=True)
    heads = [f"{name} {record['source']} ({len(words)})" for name, record, words in sides]
    yield f"#### {number} {band} {heads[0]} | {heads[1]}"
    yield f"T {records[0]['title']} | {records[1]['title']}"
    found, moved = segments(one.folded, other.folded)
    parts = []
    for at, (equal, start, stop, other_start, other_stop) in enumerate(found):
        words, others = (
            printed(one, start, stop, marked=not equal),
            printed(other, other_start, other_stop, marked=not equal),
        )
        if equal:
            parts.append(
                f"s{at}=({start}|{other_start}) {words}"
                + ("" if words == others else f" ~~ {others}" * (stop - start < 12))
            )
        else:
            parts.append(f"s{at}#({start}|{other_start})[{words} > {others}]")
    yield " ".join(parts)
    for at, (_, start, stop, other_start, _) in enumerate(moved):
        yield f"m{at}=({start}|{other_start}) {printed(one, start, stop)}"


def place_of(label: str, one: Words, other: Words) -> Place:
    """Return the code points of a place as it was labelled. ValueError where it can't be read."""
    found, moved = segments(one.folded, other.folded)
    if label == "all":
        return one.starts[0], one.stops[-1], other.starts[0], other.stops[-1]
    match = re.fullmatch(r"([sm]\d+)(?:-(s\d+))?", label)
    if match:
        ends = [(moved if each[0] == "m" else found)[int(each[1:])] for each in (match[1], match[2] or match[1])]
        left, right = (ends[0][1], ends[1][2]), (ends[0][3], ends[1][4])
    else:
        match = re.fullmatch(r"L(\d+)-(\d*)/R(\d+)-(\d*)", label)
        if not match:
            raise ValueError(f"no place: {label}")
        left, right = ((int(a), int(b) + 1 if b else int(a)) for a, b in ((match[1], match[2]), (match[3], match[4])))
    return *_points(one, *left), *_points(other, *right)


def _points(words: Words, start: int, stop: int) -> tuple[int, int]:
    if stop > len(words) or stop < start:
        raise ValueError(f"no words {start}-{stop} of {len(words)}")
    if start < stop:
        return words.starts[start], words.stops[stop - 1]
    point = words.starts[start] if start < len(words) else words.stops[-1]
    return point, point


def row_of(line: str, pairs: list[list[str]]) -> dict[str, Any]:
    """Return the row of a labelled pair. ValueError where the label can't be read."""
    number, relation, passages, changes, note = (each.strip() for each in line.split("|", 4))
    _, *names = pairs[int(number)]
    sides = [articles()[key_of(name)]["content"] for name in names]
    words = [find_words(side) for side in sides]
    row: dict[str, Any] = {"id": f"N{int(number):03}"}
    for side, name, content in zip(("left", "right"), names, sides, strict=True):
        day, index = key_of(name)
        row[side] = {"file": day, "index": index, "sha1": sha_of(content)}
    row["relation"] = RELATIONS[relation]
    row["passages"] = [_passage(each, words) for each in passages.split()]
    if changes:
        row["changes"] = [_change(each, words) for each in changes.split()]
    return row | {"note": note}


def _passage(label: str, words: list[Words]) -> list[Any]:
    match = re.fullmatch(r"(.*?)([fm]*)", label)
    place, flags = (match[1], match[2]) if match else (label, "")
    return [*place_of(place, *words), "formula" if "f" in flags else "passage", "m" in flags]


def _change(label: str, words: list[Words]) -> list[Any]:
    place, _, cls = label.partition(":")
    if cls not in CLASSES:
        raise ValueError(f"no class: {label}")
    return [*place_of(place, *words), cls]


def sha_of(content: str) -> str:
    """Return the hash that ties a row to a text."""
    return hashlib.sha1(content.encode("utf-8", "surrogatepass"), usedforsecurity=False).hexdigest()


def read_rows() -> list[dict[str, Any]]:
    """Return the rows of ``reuse_pairs.jsonl``."""
    return [json.loads(line) for line in ROWS.read_text("utf-8").splitlines()]


def faults_of(row: dict[str, Any]) -> Iterator[str]:
    """Yield what is wrong with a row."""
    texts = [articles()[row[side]["file"], row[side]["index"]]["content"] for side in ("left", "right")]
    for side, text in zip(("left", "right"), texts, strict=True):
        if sha_of(text) != row[side]["sha1"]:
            yield f"{side}: another text"
    if row["relation"] not in RELATIONS.values():
        yield f"relation {row['relation']}"
    for kind, places in (("passage", row["passages"]), ("change", row.get("changes", []))):
        for place in places:
            for text, start, stop in ((texts[0], *place[:2]), (texts[1], *place[2:4])):
                empty = start == stop and kind == "change"
                if not (0 <= start < stop <= len(text) or (empty and 0 <= start <= len(text))):
                    yield f"{kind} {place}: outside the text or empty"
                elif not empty and (text[start:stop].strip() != text[start:stop]):
                    yield f"{kind} {place}: ends on a space"


def main() -> int:
    order, *rest = sys.argv[1:]
    if order == "check":
        faults = [f"{row['id']}: {fault}" for row in read_rows() for fault in faults_of(row)]
        print("\n".join([*faults, f"{len(read_rows())} rows, {len(faults)} faults"]))
        return 1 if faults else 0
    pairs = [line.split("\t") for line in Path(rest[0]).read_text("utf-8").splitlines()]
    if order == "show":
        for number, pair in enumerate(pairs):
            print("\n".join(show_pair(number, *pair)))
        return 0
    for line in Path(rest[1]).read_text("utf-8").splitlines():
        if line.strip() and not line.startswith("#"):
            print(json.dumps(row_of(line, pairs), ensure_ascii=False))
    return 0


if __name__ == "__main__":
    sys.exit(main())
