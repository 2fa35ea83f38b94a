"""The tables of the figures stage, and a figure in the making."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import NamedTuple

from musnad.lang import Lang
from musnad.lang.forms import core_of
from musnad.text import Words, fold_word

# Scores by what confirms that the number counts something; set by judgement after reading ANT articles.
WITH_UNIT, WITH_NOUN, WITH_DUAL, BARE = 0.95, 0.9, 0.8, 0.6
DUAL_ENDINGS = ("ان", "ين")
PROCLITICS = ("", "و", "ف", "ب", "ل", "ك", "وب", "ول")
_TIME_KEYS = {"TS": "second", "TM": "minute", "H": "hour", "D": "day", "N": "night", "W": "week", "M": "month",
              "Y": "year", "YY": "decade", "CC": "century"}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Lexicon:
    """The tables of this stage by folded form; several words are joined by one space.

    ``_ends`` and ``_openings`` are the last and first words of a table's forms: looked at before words are joined.
    """

    approx_before: Mapping[str, tuple[str, int]]  # with proclitics, and their letters
    approx_before_ends: frozenset[str]
    approx_after: Mapping[str, str]
    approx_after_openings: frozenset[str]
    units: Mapping[str, str]
    unit_openings: frozenset[str]
    times: frozenset[str]
    duals: Mapping[str, int]  # with proclitics: their letters
    dual_signs: frozenset[str]  # duals, and elatives
    singulars: frozenset[str]
    elatives: frozenset[str]
    numbered: frozenset[str]
    numbered_cores: frozenset[str]
    no_nouns: frozenset[str]
    takers: frozenset[str]
    its_units: Mapping[str, str]


class Draft(NamedTuple):
    """A figure in the making: word indexes of its span, printed place, values."""

    first: int
    last: int
    start: int
    stop: int
    low: float | None
    high: float | None
    approx: str
    why: str
    score: float
    unit: str | None = None
    noun_word: int | None = None
    noun: tuple[int, int] | None = None  # printed place of what is counted


@cache
def read_lexicon(lang: Lang) -> Lexicon:
    words: dict[str, set[str]] = {
        "counted": set(),
        "elative": set(),
        "numbered": set(),
        "no_noun": set(),
        "taker": set(),
    }
    words["counted_an"], words["counted_in"] = set(), set()
    for row in lang.rows("figure_words"):
        words[row["kind"]].add(fold_word(row["form"]))
    units: dict[str, str] = {}
    times: set[str] = set()
    its: dict[str, str] = {}
    for row in lang.rows("units"):
        units[fold_word(row["form"])] = row["unit"]
        units.setdefault("ال" + fold_word(row["form"]), row["unit"])
    for row in lang.rows("time_units"):
        for form in f"{row['one']}|{row['many']}".split("|"):
            units.setdefault(fold_word(form), _TIME_KEYS[row["unit"]])
            times.add(fold_word(form))
        stem = fold_word(row["one"].split("|")[0])
        its |= {stem + suffix: _TIME_KEYS[row["unit"]] for suffix in ("ه", "ها", "هم")}
    places = {"before": {}, "after": {}}  # type: dict[str, dict[str, str]]
    for row in lang.rows("approximators"):
        places[row["place"]][fold_word(row["form"])] = row["approx"]
    duals = {dual for noun in words["counted"] for dual in dual_forms(noun)}
    duals |= {dual_forms(noun)[0] for noun in words["counted_an"]}
    duals |= {dual_forms(noun)[1] for noun in words["counted_in"]}
    before = _with_proclitics(places["before"])
    known_duals = {form: length for form, length in _with_proclitics(duals).items() if not form.startswith("ال")}
    return Lexicon(
        {form: (places["before"][form[length:]], length) for form, length in before.items()},
        frozenset(form.split()[-1] for form in before),
        places["after"],
        frozenset(form.split()[0] for form in places["after"]),
        units,
        frozenset(form.split()[0] for form in units),
        frozenset(times),
        known_duals,
        frozenset(known_duals) | words["elative"],
        frozenset(words["counted"] | words["counted_an"]),
        frozenset(words["elative"]),
        frozenset(words["numbered"]),
        frozenset(map(core_of, words["numbered"])),
        frozenset(words["no_noun"]),
        frozenset(words["taker"]),
        its,
    )


def _with_proclitics(forms: Iterable[str]) -> dict[str, int]:
    """Return each form with each proclitic, and the letters of that: the fewest, where a form can be read twice."""
    found: dict[str, int] = {}
    for proclitic in PROCLITICS:
        for form in forms:
            found.setdefault(proclitic + form, len(proclitic))
    return found


def dual_forms(noun: str) -> tuple[str, str]:
    """Return the two indefinite duals of a folded noun, -ان and -ين: ة opens to ت, a final alef to ي."""
    stem = noun[:-1] + "ت" if noun.endswith("ه") else noun[:-1] + "ي" if noun.endswith("ا") else noun
    return stem + DUAL_ENDINGS[0], stem + DUAL_ENDINGS[1]


def spaced(words: Words, at: int) -> bool:
    """Tell whether only space parts word ``at`` from the one before it."""
    if at == 0:
        return False
    gap = words.text[words.stops[at - 1] : words.starts[at]]
    return gap.isspace() and "\n" not in gap
