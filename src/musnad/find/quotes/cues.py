"""Cues: the words that report speech, and the constructions each governs (``lang/ar/cues.tsv``)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from musnad.find.quotes.blocks import ADJUNCT, CUE, ENDING, JOINED, OPENING, Block
from musnad.frozen import quickly_made
from musnad.lang import Lang, Row
from musnad.text import fold_word
from musnad.word_tables import WordTable

# Prepositions that stand alone, and those printed on the next word.
PREPOSITIONS = frozenset(("علي", "الي", "من", "عن", "في"))
LETTERS = ("ب", "ل")
# After these a word with a verb's letters is a noun.
_BEFORE_NOUNS = frozenset(("في", "علي", "الي", "عن"))
# Prepositions with a verb's letters: بيّن, عبّر.
PARTICLES = frozenset(("بين", "عبر"))
# A verbal noun after one of these is no cue: عن إعلان, تمت إفادة الأب بأن (by nobody named).
_BEFORE_ACTS = frozenset(("في", "عن", "علي", "تم", "تمت", "يتم", "تتم", "جري", "جرت"))
# An elative after one of these: أحد أبرز المواهب.
_BEFORE_ELATIVES = frozenset(("احد", "احدي", "من", "اهم", "كل", "بعض"))
# Words from عبر to the عن that shows it to be the verb, the speaker between.
FARTHEST_FEELING = 8
_RELATIVES = frozenset(("الذي", "التي", "الذين"))
# Letters of a two-letter particle with a conjunction joined to it.
SHORT_JOINED = 3
_NOUN_ENDINGS = ("", "ه", "ها", "هم", "هما")


@dataclass(frozen=True, slots=True)
class Verb:
    """A row of the cue table."""

    lemma: str
    cls: str
    governs: frozenset[str]
    needs: str
    folded: str  # the lemma, folded


@quickly_made
@dataclass(frozen=True, slots=True)
class Cue:
    """A cue in a block: words ``first:last``, its verb, and its form (perfect imperfect participle noun)."""

    first: int
    last: int
    verb: Verb
    form: str
    object_pronoun: bool = False
    addressed: bool = False  # أبلغتها: whom it addresses is printed on it


# Phrases by their first word: the words after it.
Endings = Mapping[str, Sequence[tuple[str, ...]]]


@dataclass(frozen=True, eq=False)
class Grammar:
    """The tables of the stage, folded and compiled."""

    forms: dict[str, tuple[Verb, str, bool]]
    words: dict[str, frozenset[str]]
    phrases: dict[str, frozenset[tuple[str, str]]]
    channels: dict[str, dict[str, str]]
    endings: Endings  # phrases that end any content
    nominal_endings: Endings  # and those that end one that is a noun phrase


@cache
def load_grammar(lang: Lang) -> Grammar:
    """Return the compiled tables of a language."""
    forms: dict[str, tuple[Verb, str, bool]] = {}
    for row in lang.rows("cues"):
        verb = Verb(row["lemma"], row["class"], frozenset(map(fold_word, row["governs"].split())), row["needs"],
                    fold_word(row["lemma"].split()[0]))  # fmt: skip
        for form, kind, pronoun in _forms(row):
            forms.setdefault(fold_word(form), (verb, kind, pronoun))
    say = forms[fold_word("قال")][0]
    settings: dict[str, Any] = lang.settings("quotation")
    words: dict[str, frozenset[str]] = {}
    phrases: dict[str, frozenset[tuple[str, str]]] = {}
    for name, entries in settings.items():
        words[name] = frozenset(fold_word(entry) for entry in entries if " " not in entry)
        pairs = (fold_word(entry).split() for entry in entries if entry.count(" ") == 1)
        phrases[name] = frozenset((pair[0], pair[1]) for pair in pairs)
    forms.update(dict.fromkeys(words["sayings"], (say, "participle", False)))
    channels: dict[str, dict[str, str]] = {}
    for row in lang.rows("channels"):
        channels.setdefault(fold_word(row["open"]), {})[fold_word(row["noun"])] = row["kind"]
    words["not_speakers"] |= frozenset(word.removeprefix("ال") for word in words["not_speakers"])
    words["unnamed"] = frozenset(fold_word(row["form"]) for row in lang.rows("unnamed_speakers"))
    words["speaking"] |= words["unnamed"]
    words["speaking"] |= frozenset(fold_word(row["noun"]) for row in lang.rows("head_nouns") if row["kind"] == "ORG")
    words["head_nouns"] = frozenset(fold_word(row["noun"]) for row in lang.rows("head_nouns"))
    words["time_tails"] |= frozenset(
        fold_word(row["form"]) for row in lang.rows("months") if row["note"] != "ambiguous" and " " not in row["form"]
    )
    words["titles"] = frozenset(fold_word(row["word"]) for row in lang.rows("titles") if " " not in row["word"])
    words["speaking"] |= words["titles"] | words["documents"]
    words["own_letters"] |= frozenset(form for form in forms if form[0] in "وف")
    # put together here, once: those who speak, their ranks, and what stands between words
    words["ranks"] = words["titles"] | words["honours"]
    words["speaking_or_honour"] = words["speaking"] | words["honours"]
    words["no_noun"] = words["asides"] | words["time_heads"] | words["construct"]
    words["no_label"] = words["asides"] | words["complementisers"] | PREPOSITIONS
    words["begin_subject"] = words["speaking_or_honour"] | words["asides"] | words["construct"]
    words["named_or_head"] = words["named"] | words["head_nouns"]
    words["no_part_of_name"] = words["ranks"] | words["asides"]
    endings, nominal = _endings(settings["content_ends"]), _endings(settings["nominal_ends"])
    return Grammar(forms, words, phrases, channels, endings, nominal)


@cache
def kinds_of_words(lang: Lang) -> WordTable:
    """Return what each word may be (``Block.kinds``), and whether a و or ف is joined to it (``JOINED``)."""
    grammar = load_grammar(lang)
    kinds, own = _kinds(grammar), grammar.words["own_letters"]

    def kind(form: str) -> int:
        joined = form[:1] in ("و", "ف") and len(form) > SHORT_JOINED and form not in own
        return kinds.get(form, 0) | JOINED * joined

    return WordTable(lambda forms: [*map(kind, forms)])


def _kinds(grammar: Grammar) -> dict[str, int]:
    """Return what a folded word may be, with a و or ف joined to it or not: most words are nothing."""
    found: dict[str, int] = {}
    words = grammar.words
    attributing = words["adjuncts"] | {first for first, _ in grammar.phrases["adjunct_phrases"]} | {"علي"}
    for kind, some in ((CUE, grammar.forms), (ADJUNCT, attributing), (ENDING, grammar.endings)):
        for each in some:
            for form in (each, "و" + each, "ف" + each):
                found[form] = found.get(form, 0) | kind
    for form in words["complementisers"] | PREPOSITIONS | {"بما", "مما", "عما"}:
        found[form] = found.get(form, 0) | OPENING
    return found


def _endings(entries: Sequence[str]) -> Endings:
    found: dict[str, list[tuple[str, ...]]] = {}
    for entry in entries:
        first, *rest = fold_word(entry).split()
        found.setdefault(first, []).append(tuple(rest))
    return found


def ends_content(block: Block, k: int, endings: Endings) -> bool:
    """Tell whether one of the phrases stands at word ``k``, set off from what is before."""
    if not block.gap(k).strip(' "«»“”'):
        return False
    for word in {block.bare[k], block.forms[k]}:
        for rest in endings.get(word, ()):
            if tuple(block.forms[k + 1 : k + len(rest) + 1]) == rest:
                return True
    return False


def _forms(row: Row) -> Iterator[tuple[str, str, bool]]:
    for form in _perfects(row["perfect"]):
        yield form, "perfect", False
    for form in _imperfects(row["imperfect"]):
        yield form, "imperfect", False
    for form in _participles(row["participle"]):
        yield form, "participle", False
    if row["noun"] != "-":
        base = row["noun"].removesuffix("ة") + "ت" if row["noun"].endswith("ة") else row["noun"]
        yield row["noun"], "noun", False
        for ending in _NOUN_ENDINGS[1:]:
            yield base + ending, "noun", True
    if "مخاطب" in row["governs"].split():
        for form in (*_perfects(row["perfect"])[:2], *_imperfects(row["imperfect"])[:2]):
            for ending in _NOUN_ENDINGS[1:]:
                yield form.replace("ى", "ا") + ending, "perfect", True
    if row["class"] in ("labelling", "opinion"):
        for form in (*_perfects(row["perfect"])[:2], *_imperfects(row["imperfect"])[:2]):
            for ending in _NOUN_ENDINGS[1:]:
                yield form + ending, "label", True


def _perfects(base: str) -> list[str]:
    if base == "-":
        return []
    if base[-1] in "ىا":
        return [base, base[:-1] + "ت", base[:-1] + "وا"]
    return [base, base + "ت", base + "وا", base + "ا", base + "تا"]


def _imperfects(base: str) -> list[str]:
    if base == "-":
        return []
    stem = base[1:]
    plural = stem[:-1] if stem[-1] in "يوى" else stem
    return [base, "ت" + stem, "ي" + plural + "ون", "ي" + stem + "ان"]


def _participles(base: str) -> list[str]:
    if base == "-":
        return []
    plural = base[:-1] + "ين" if base[-1] == "ي" else base + "ين"
    return [base + "ا", base + "ة", plural]  # the feminine plural is nearly always a noun: لافتات


def find_cues(block: Block, grammar: Grammar) -> list[Cue]:
    """Return the verbs, participles and verbal nouns of a block that may report speech, in order."""
    cues: list[Cue] = []
    behind = 0  # the last cue may take in the word after it
    for i in block.of_kind(CUE):
        if i < behind:
            continue
        known = grammar.forms.get(block.bare[i]) or grammar.forms.get(block.forms[i])
        if known is None:
            continue
        verb, form, pronoun = known
        last = block.text[block.stops[i] - 1]
        if (pronoun and last == "ة") or last == "\u064f" or (last == "أ" and verb.lemma[-1] != "أ"):
            continue  # دعاة is no دعاه; وعدتُ is the first person; أقرأ is no dual of أقر
        cue = Cue(i, i + 1, verb, form, pronoun, pronoun and form == "perfect")
        if _is_said(block, cue, grammar):
            cue = _with_saying(block, cue, grammar)
            cues.append(cue)
        behind = cue.last
    return cues


def _with_saying(block: Block, cue: Cue, grammar: Grammar) -> Cue:
    """Return the cue together with a قائلا or بقوله printed right after it."""
    after = cue.last
    if after < len(block) and cue.form in ("perfect", "imperfect") and not block.gap(after).strip():
        form = block.forms[after]
        known = grammar.forms.get(form) or (grammar.forms.get(form[1:]) if form[0] == "ب" else None)
        if known and known[0].lemma == "قال" and known[1] in ("participle", "noun", "imperfect"):
            return Cue(cue.first, after + 1, known[0], cue.form)
    return cue


def _is_said(block: Block, cue: Cue, grammar: Grammar) -> bool:
    """Tell whether the form in this place can be a cue at all."""
    i = cue.first
    same = i > 0 and block.sentence[i - 1] == block.sentence[i]
    before = block.bare[i - 1] if same else ""
    if len(before) == SHORT_JOINED and before[0] in "وف":
        before = before[1:]  # ولم, فلا: too short to take apart everywhere
    following = block.bare[i + 1] if i + 1 < block.sentence_ends[i] else ""
    if cue.form == "imperfect" and before in grammar.words["not_said"]:
        # «… قبل أن يضيف: …» and «… قبل أن يشدد على أن …» tell what was said next
        told = any(":" in block.gap(k) for k in range(i + 1, min(i + 4, len(block))))
        told = told or following in grammar.words["complementisers"]
        return before == "ان" and i > 1 and block.bare[i - 2] == "قبل" and told
    if cue.form == "perfect" and before in _BEFORE_NOUNS and not cue.object_pronoun and block.forms[i][-2:] != "وا":
        return False  # في لمح البصر, على نقل البضائع: a noun
    if cue.form == "perfect" and before in _BEFORE_ELATIVES and block.bare[i] == block.forms[i]:
        return False  # أحد أبرز المواهب
    if cue.addressed and (before in _RELATIVES or before in ("ما", "مما")):
        return False  # ما تطلبه من وثائق
    if (
        block.bare[i] in grammar.words["anonymity"]
        and following in ("عدم", "الا", "ان")
        and _names_nobody(block, i, grammar)
    ):
        return False  # مسؤول طالباً عدم كشف هويته: no demand of his
    if cue.verb.needs == "في" and following not in ("في", "فيه", "فيها"):
        return False
    if before in ("لم", "لن", "عدم") or following in grammar.words["taken_up"]:
        return False
    inner = same and not block.gap(i).strip()
    if inner and block.forms[i] == "طالب" and cue.form == "perfect" and not _begins_speaker(block, i + 1, grammar):
        return False  # 550 طالب لجوء: who studies or seeks
    if cue.verb.lemma == "قال" and following in grammar.words["scripture"]:
        return False  # قال تعالى: a verse, which everybody cites
    if cue.form == "imperfect" and before in _RELATIVES:
        return False  # معلومات تشير إلى, ضوابط تؤكد على: things, not speakers
    if cue.form == "noun" and (before in _BEFORE_ACTS or block.forms[i][0] in "بل"):
        return False
    if cue.form == "imperfect" and block.bare[i] in grammar.words["impersonal"]:
        return following not in grammar.words["complementisers"]
    if block.pair[i] >= 0 and block.pair_end(i) - i <= 1 and block.opens(i):
        return False  # a single word between marks is a name
    if (cue.verb.folded, following.removeprefix("ال")) in grammar.phrases["other_senses"]:
        return False
    if block.bare[i] in PARTICLES and not _printed_as_verb(block, i, before):
        person = following.removeprefix("ال") in grammar.words["titles"] or i + 1 in block.begins_name
        clause = block.bare[i] != block.forms[i] and following in grammar.words["complementisers"]
        if (cue.verb.needs and not clause) or not (person or clause or _expresses(block, i)):
            return False
    if cue.form == "perfect" and cue.verb.lemma != "قال" and _follows_verb(block, i, same, grammar):
        return False  # قال دانا فلان: a name
    if cue.form == "participle" and block.forms[i][-1] != "ا" and _follows_verb(block, i, same, grammar):
        return False
    return not (cue.form == "participle" and before in grammar.words["copulas"])


def _names_nobody(block: Block, i: int, grammar: Grammar) -> bool:
    """Tell whether a name or an identity that is to stay unsaid is told of behind word ``i``."""
    behind = block.forms[i + 2 : min(i + 6, block.sentence_ends[i])]
    return any(form.removeprefix("ال") in grammar.words["identities"] for form in behind)


def _begins_speaker(block: Block, k: int, grammar: Grammar) -> bool:
    """Tell whether word ``k`` may begin a verb's subject or object: definite, a name, or somebody who speaks."""
    if k >= block.sentence_ends[k - 1]:
        return False
    known = grammar.words["begin_subject"]
    letter = block.forms[k][0] == "ب" and len(block.forms[k]) > SHORT_JOINED
    return block.definite(k) or k in block.begins_name or block.forms[k] in known or letter or block.pair[k] >= 0


def _expresses(block: Block, i: int) -> bool:
    """Tell whether a عن of what somebody feels follows: عبر أشقاء الشهيد عن فخرهم."""
    end = min(block.sentence_ends[i] - 1, i + FARTHEST_FEELING)
    k = next((k for k in range(i + 1, end) if block.forms[k] == "عن"), None)
    return k is not None and (k == i + 1 or block.with_pronoun(k + 1))


def _follows_verb(block: Block, i: int, same: bool, grammar: Grammar) -> bool:
    """Tell whether word ``i`` is the subject of a verb right before it: قالت متحدثة باسم …"""
    if not same or block.gap(i).strip() or block.bare[i] != block.forms[i]:
        return False
    known = grammar.forms.get(block.bare[i - 1])
    return known is not None and known[1] in ("perfect", "imperfect") and not known[2]


def _printed_as_verb(block: Block, i: int, before: str) -> bool:
    """Tell بيّن, which takes a conjunction or prints its shadda, from the preposition بين."""
    shadda = "\u0651" in block.text[block.starts[i] : block.stops[i]]
    joined = block.bare[i] != block.forms[i] and i == block.sentence_starts[i]
    return shadda or joined or before in ("كما", "قد") or i == block.sentence_starts[i]
