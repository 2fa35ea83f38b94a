"""The tables of the events stage, ready to match: words that tell a happening, and what says whether it was one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache

from musnad.lang import Lang
from musnad.lang.forms import Form, core_of, inflected, read_forms
from musnad.text import fold_word


@dataclass(frozen=True, slots=True)
class Predicate:
    """A row of the table."""

    name: str
    word: str
    needs: frozenset[str]
    needed_cores: frozenset[str]  # of what it needs
    nominal: str


@dataclass(frozen=True, slots=True)
class Cue:
    """A word, or the last of several, that decides the status of a happening so many words behind it."""

    status: str
    within: int
    form: Form


@dataclass(frozen=True, slots=True, eq=False)
class Tables:
    """``by_stem``: what a stem tells, with the form of a noun, ``None`` for a verb; ``cores``: those of all stems."""

    by_stem: Mapping[str, list[tuple[Predicate, Form | None]]]
    cores: frozenset[str]
    cues: Mapping[str, Cue]
    cue_cores: frozenset[str]
    cue_reach: int  # the most words any cue reaches
    prepositions: frozenset[str]
    heads: frozenset[str]


@cache
def read_tables(lang: Lang) -> Tables:
    """Return the tables of a language."""
    by_stem: dict[str, list[tuple[Predicate, Form | None]]] = {}
    for row in lang.rows("events"):
        predicate = _predicate(row)
        for form in _verb_forms(_cell(row["perfect"]), _cell(row["imperfect"])):
            by_stem.setdefault(form, []).append((predicate, None))
        for noun in read_forms(_cell(row["nouns"])):
            for stem, _ in inflected(noun.words[0], exact=True):
                by_stem.setdefault(stem, []).append((predicate, noun))
    cues: dict[str, Cue] = {}
    for row in lang.rows("event_status"):
        for cue in read_forms(row["forms"]):
            cues.setdefault(cue.words[-1], Cue(row["status"], int(row["within"]), cue))
    grammar = lang.settings("event_grammar")
    return Tables(
        by_stem,
        frozenset(map(core_of, by_stem)),
        cues,
        frozenset(map(core_of, cues)),
        max((each.within for each in cues.values()), default=0),
        frozenset(map(fold_word, grammar["place_prepositions"])),
        frozenset(map(fold_word, grammar["place_heads"])),
    )


def _predicate(row: Mapping[str, str]) -> Predicate:
    word = next(row[name] for name in ("perfect", "nouns") if row[name] != "-").split("|")[0]
    needs = frozenset(stem for form in read_forms(_cell(row["needs"])) for stem, _ in inflected(form.words[0]))
    return Predicate(row["class"], word, needs, frozenset(map(core_of, needs)), row["nominal"])


def _cell(cell: str) -> str:
    return "" if cell == "-" else cell


def _verb_forms(perfect: str, imperfect: str) -> Iterator[str]:
    """Yield the third-person forms of a verb, folded.

    The object pronoun ه is left out: «وزارة» is no «وزاره».
    """
    if perfect:
        base = fold_word(perfect)
        weak = perfect[-1] in "ىا"
        short = base[:-1] if weak else base
        yield from (
            base,
            short + "ت",
            short + "وا",
            base[:-1] + "يا" if weak else base + "ا",
            short + "تا",
            short + "ن",
        )
        yield from (base + "ها", base + "هم", short + "ته", short + "تها", short + "تهم")
        if len(base) == 4 and base[1] == "ا":  # هاجم: هوجم
            yield from (base[0] + "و" + base[2:] + ending for ending in ("", "ت", "وا", "ا"))
    if imperfect:
        base = fold_word(imperfect)[1:]
        short = base[:-1] if base.endswith(("ي", "و")) else base
        for prefix in ("ي", "ت"):
            yield from (
                prefix + base,
                prefix + short + "ون",
                prefix + base + "ان",
                prefix + base + "ها",
            )
