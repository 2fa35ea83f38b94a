"""Draw candidate pairs of the newspaper corpus for ``reuse_pairs.jsonl``, over bands of shared 5-grams.

``python eval/pair_candidates.py [SEED] > candidates.tsv`` writes band, left key and right key; what a pair
is, a reader says (``label_pairs.py``). The 5-grams here are counted apart from ``musnad.link``: the bands
only spread the pairs, and must not be what our own search finds.
"""

from __future__ import annotations

import json
import random
import sys
import zipfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import gold

from musnad.text import folded_words

CORPUS = Path("corpora") / "saudinewsnet"
# Texts a person reads in a minute or two.
FEWEST_WORDS, MOST_WORDS = 30, 190
GRAM = 5
# A 5-gram in more articles than this is standing text; a pair that shares only such is the band "template".
STANDING = 25
MOST_STANDING = 400
# Pairs of one band, and per pair of outlets in it, so that no outlet fills a band.
PER_BAND = {
    "identical": 18,
    "high": 34,
    "middle": 40,
    "contained": 30,
    "low": 34,
    "trace": 30,
    "template": 34,
    "event": 40,
    "storyline": 22,
    "retold": 40,
    "numbers": 16,
    "labels": 16,
}
PER_OUTLETS = 4

# Stems of words for one group, act or thing (folded): the band "labels" holds pairs that share much and yet have
# one stem on one side only and another of its line on the other side only. It spreads the pairs, no more.
FAMILIES = (
    ("ارهاب", "متشدد", "متطرف", "مسلح", "متمرد", "مقاتل", "عناصر"),
    ("داعش", "الدوله الاسلاميه"),
    ("استشهاد", "مقتل", "وفاه", "مصرع"),
    ("مليشيا", "ميليشيا", "جماعه", "قوات"),
    ("المخلوع", "السابق"),
    ("الاحتلال", "اسرائيل"),
    ("النظام", "الحكومه", "الجيش"),
    ("مهاجر", "متسلل", "لاجئ", "مخالف"),
)

Key = tuple[str, int]


def read_articles() -> Iterator[tuple[Key, dict[str, Any]]]:
    """Yield key and record of every article of the corpus, day after day."""
    for path in sorted((gold.DATA / CORPUS).glob("*.zip")):
        with zipfile.ZipFile(path) as archive:
            for index, record in enumerate(json.loads(archive.read(archive.namelist()[0]))):
                yield (path.name, index), record


def grams_of(words: list[str]) -> set[int]:
    """Return the hashes of the 5-grams of some words."""
    return {hash(tuple(words[at : at + GRAM])) for at in range(len(words) - GRAM + 1)}


def band_of(shared: int, left: int, right: int) -> str:
    """Return the band of a pair that shares rare 5-grams: by what the two and the smaller of the two share."""
    together, contained = shared / (left + right - shared), shared / min(left, right)
    if together >= 0.8:
        return "high"
    if contained >= 0.7 and together < 0.5:
        return "contained"
    if contained >= 0.35:
        return "middle"
    return "low" if contained >= 0.06 else "trace"


def shared_grams(grams: dict[Key, set[int]]) -> tuple[Counter[tuple[Key, Key]], set[tuple[Key, Key]]]:
    """Return how many rare 5-grams pairs share, and pairs that share a standing one (a chain of neighbours)."""
    places: dict[int, list[Key]] = {}
    for key, each in grams.items():
        for gram in each:
            places.setdefault(gram, []).append(key)
    rare: Counter[tuple[Key, Key]] = Counter()
    standing: set[tuple[Key, Key]] = set()
    for keys in places.values():
        if 1 < len(keys) <= STANDING:
            rare.update((one, other) for at, one in enumerate(keys) for other in keys[at + 1 :])
        elif STANDING < len(keys) <= MOST_STANDING:
            standing.update((keys[at], keys[at + 7]) for at in range(0, len(keys) - 7, 3))
    return rare, standing - rare.keys()


def candidates() -> tuple[dict[str, list[tuple[Key, Key]]], dict[Key, str]]:
    """Return all pairs by band, and the outlet of each article."""
    outlets: dict[Key, str] = {}
    grams: dict[Key, set[int]] = {}
    texts: dict[Key, list[str]] = {}
    same: dict[str, list[Key]] = {}
    for key, record in read_articles():
        words = folded_words(record["content"] or "")
        if FEWEST_WORDS <= len(words) <= MOST_WORDS:
            outlets[key], grams[key], texts[key] = record["source"], grams_of(words), words
            same.setdefault(record["content"], []).append(key)
    rare, standing = shared_grams(grams)
    equal = {(keys[0], other) for keys in same.values() for other in keys[1:]}
    bands: dict[str, list[tuple[Key, Key]]] = {"identical": sorted(equal), "template": sorted(standing)}
    alike = {tuple(sorted(pair)) for keys in same.values() for pair in ((a, b) for a in keys for b in keys if a < b)}
    for (one, other), shared in rare.items():
        if (one, other) not in alike and grams[one] != grams[other]:
            bands.setdefault(band_of(shared, len(grams[one]), len(grams[other])), []).append((one, other))
    events = [(a, b, e) for a, b, e in event_pairs() if a in grams and b in grams]
    apart = [(one, other, event) for one, other, event in events if not grams[one] & grams[other]]
    bands["event"] = [(one, other) for one, other, event in apart if event]
    bands["storyline"] = [(one, other) for one, other, event in apart if not event]
    few = {*bands["low"], *bands["trace"]}
    bands["retold"] = [(one, other) for one, other, event in events if event and (one, other) in few]
    close = [pair for band in ("high", "middle", "contained") for pair in bands[band]]
    bands["numbers"] = [pair for pair in close if numbers_differ(texts[pair[0]], texts[pair[1]])]
    bands["labels"] = [pair for pair in close if labels_differ(texts[pair[0]], texts[pair[1]])]
    return bands, outlets


def numbers_differ(left: list[str], right: list[str]) -> bool:
    """Tell whether one or two numbers stand on each side only."""
    one, other = ({word for word in words if word[0].isdigit()} for words in (left, right))
    return 1 <= len(one - other) <= 2 and 1 <= len(other - one) <= 2


def labels_differ(left: list[str], right: list[str]) -> bool:
    """Tell whether each side alone has a stem of one family."""
    one, other = " ".join(left), " ".join(right)
    for family in FAMILIES:
        here, there = {stem for stem in family if stem in one}, {stem for stem in family if stem in other}
        if here - there and there - here:
            return True
    return False


def event_pairs() -> Iterator[tuple[Key, Key, bool]]:
    """Yield pairs of one storyline of the annotated days, and whether they are of one event too."""
    lines = (gold.DATA / "stories" / "saudi_events_dev.jsonl").read_text("utf-8").splitlines()
    by_storyline: dict[str, list[tuple[Key, str]]] = {}
    for row in map(json.loads, lines):
        key = (Path(row["file"]).name, row["index"])
        by_storyline.setdefault(row["storyline"], []).append((key, row["cluster"]))
    for rows in by_storyline.values():
        for at, (one, cluster) in enumerate(rows):
            for other, other_cluster in rows[at + 1 :]:
                yield one, other, cluster == other_cluster


def draw(
    pairs: list[tuple[Key, Key]], most: int, outlets: dict[Key, str], used: set[Key], seed: int
) -> list[tuple[Key, Key]]:
    """Return up to ``most`` pairs in a fixed random order; an article is used once, two outlets a few times."""
    order = sorted(set(pairs))
    random.Random(seed).shuffle(order)
    counts: Counter[tuple[str, ...]] = Counter()
    drawn: list[tuple[Key, Key]] = []
    for one, other in order:
        both = tuple(sorted((outlets[one], outlets[other])))
        if len(drawn) < most and counts[both] < PER_OUTLETS and not {one, other} & used:
            counts[both] += 1
            used.update((one, other))
            drawn.append((one, other))
    return drawn


def main() -> None:
    seed = int(sys.argv[1]) if len(sys.argv) > 1 else 4
    bands, outlets = candidates()
    used: set[Key] = set()
    for band, most in PER_BAND.items():
        print(band, len(bands[band]), "pairs", file=sys.stderr)
        for one, other in draw(bands[band], most, outlets, used, seed):
            left, right = sorted((one, other))
            print(band, f"{left[0]}/{left[1]}", f"{right[0]}/{right[1]}", sep="\t")


if __name__ == "__main__":
    main()
