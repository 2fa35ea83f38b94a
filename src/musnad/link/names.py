"""Comparing names: when are two printings the spellings of one name?

A weighted edit distance (Wagner and Fischer 1974) whose costs come from ``lang/ar/name_variants.tsv``:
letters that transliteration swaps, adds or drops cost little, others a whole letter. Arab names are
written, not transliterated: حسن and حسين, سالم and سليم are two names, so those must agree letter by letter.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import accumulate

from musnad.lang import Lang
from musnad.text import fold_word

# Two spellings of one word of a name differ by at most this, and of a whole name by at most NAME_BOUND.
# Set so that the pairs of spellings in eval/names.py pass and its near misses do not.
WORD_BOUND = 0.65
NAME_BOUND = 0.8
# Shorter words have too few letters to vary in.
SHORTEST_VARYING = 4
# A doubled letter, and two neighbouring letters that changed places with a vowel between them.
DOUBLED = 0.2
_VOWELS = "اوي"
_CLASSES = str.maketrans({"غ": "ك", "ج": "ك", "ق": "ك", "گ": "ك", "چ": "ك", "ط": "ت", "ث": "ت", "ص": "س", "ز": "س",
                          "ذ": "د", "ض": "د", "ظ": "س", "پ": "ب", "ڤ": "ب", "ف": "ب", "ڥ": "ب", "ش": "ك", "ژ": "ك",
                          "ح": "ه", "خ": "ه", "ا": None, "و": None, "ي": None, "ه": None})  # fmt: skip


@dataclass(frozen=True, slots=True)
class Costs:
    swap: dict[tuple[str, str], tuple[float, str]]
    drop: dict[str, tuple[float, str]]
    swap_by_letter: dict[str, dict[str, float]]


@cache
def costs(lang: Lang) -> Costs:
    """Return what swapping and dropping a letter costs, with the name of the rule."""
    swap: dict[tuple[str, str], tuple[float, str]] = {}
    drop: dict[str, tuple[float, str]] = {}
    for row in lang.rows("name_variants"):
        cost, one, other = (float(row["cost"]), row["rule"]), row["one"], row["other"]
        if other:
            swap[one, other] = swap[other, one] = cost
        else:
            drop[one] = cost
    by_letter: dict[str, dict[str, float]] = defaultdict(dict)
    for (one, other), (price, _) in swap.items():
        by_letter[one][other] = price
    return Costs(swap, drop, dict(by_letter))


@cache
def arab_names(lang: Lang) -> frozenset[str]:
    """Return the Arab given names, folded: they are written one way only."""
    return frozenset(fold_word(row["name"]) for row in lang.rows("given_names") if row["origin"] == "arab")


@lru_cache(maxsize=100_000)
def skeleton(word: str) -> str:
    """Return what every spelling of a word shares: its consonants by class, without doubles."""
    kept = word.translate(_CLASSES)
    return "".join(letter for i, letter in enumerate(kept) if i == 0 or kept[i - 1] != letter) or word[:1]


def is_written_one_way(word: str, lang: Lang) -> bool:
    """Tell that a folded word is an Arab name or built on one, so that no letter of it may vary."""
    arab = arab_names(lang)
    return word.startswith("ال") or word in arab or (word[-1:] == "ي" and word[:-1] in arab)


@lru_cache(maxsize=100_000)
def word_distance(one: str, other: str, lang: Lang) -> tuple[float, str]:
    """Return what two folded words differ by, and the rules at work ("" for equal words).

    1.0 means different words: more than the bound.
    """
    if one == other:
        return 0.0, ""
    if min(len(one), len(other)) < SHORTEST_VARYING or abs(len(one) - len(other)) > 2:
        return 1.0, "short"
    if is_written_one_way(one, lang) or is_written_one_way(other, lang):
        return 1.0, "arab-name"
    known = costs(lang)
    if not _is_near(one, other, known):
        return 1.0, "letters"
    cost, rules = _distance(one, other, known)
    return cost, "+".join(sorted(set(rules)))


def _is_near(one: str, other: str, known: Costs) -> bool:
    """Tell whether two words lie within the bound, from the costs alone; most pairs are out of it after two letters."""
    drops = [_dropped(other, j, known)[0] for j in range(len(other))]
    row = [0.0, *accumulate(drops)]
    for i, letter in enumerate(one):
        swaps, drop = known.swap_by_letter.get(letter, {}), _dropped(one, i, known)[0]
        above, row = row, [row[0] + drop]
        for j, target in enumerate(other):
            swapped = above[j] + (0.0 if letter == target else swaps.get(target, 1.0))
            row.append(min(swapped, above[j + 1] + drop, row[j] + drops[j]))
        if min(row) > WORD_BOUND:
            return False
    return row[-1] <= WORD_BOUND


def _distance(one: str, other: str, known: Costs) -> tuple[float, tuple[str, ...]]:
    """Return the weighted edit distance and the rules used, by dynamic programming over both words."""
    row: list[tuple[float, tuple[str, ...]]] = [(0.0, ())]
    for j in range(len(other)):
        row.append(_plus(row[j], _dropped(other, j, known)))
    for i, letter in enumerate(one):
        above, row = row, [_plus(row[0], _dropped(one, i, known))]
        for j, target in enumerate(other):
            swap = (0.0, "") if letter == target else known.swap.get((letter, target), (1.0, "letter"))
            row.append(
                min(
                    _plus(above[j], swap),
                    _plus(above[j + 1], _dropped(one, i, known)),
                    _plus(row[j], _dropped(other, j, known)),
                )
            )
    return row[-1]


def _plus(sofar: tuple[float, tuple[str, ...]], step: tuple[float, str]) -> tuple[float, tuple[str, ...]]:
    return (sofar[0] + step[0], (*sofar[1], step[1]) if step[1] else sofar[1])


def _dropped(word: str, at: int, known: Costs) -> tuple[float, str]:
    """Return what leaving out letter ``at`` costs; the first letter of a name is never free."""
    if at and word[at] == word[at - 1]:
        return (DOUBLED, "doubled")
    cost = known.drop.get(word[at], (1.0, "letter"))
    return cost if at else (max(cost[0], 0.5), cost[1])


def same_name(one: tuple[str, ...], other: tuple[str, ...], lang: Lang) -> str | None:
    """Return the rules by which two names of equal length are spellings of one, or ``None``."""
    if len(one) != len(other):
        return None
    total, rules = 0.0, []
    for left, right in zip(one, other, strict=True):
        cost, rule = word_distance(left, right, lang)
        total += cost
        if cost > WORD_BOUND or total > NAME_BOUND:
            return None
        if rule:
            rules.append(rule)
    return "+".join(sorted(set("+".join(rules).split("+")))) if rules else ""
