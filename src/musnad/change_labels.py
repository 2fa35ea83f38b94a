"""Label terms in a few changed words, also where the change is only one word of the term."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from musnad.change_spelling import slip
from musnad.change_tables import Term, change_tables, phrases_in
from musnad.change_words import Stretch, is_particle, is_title, kinds_of_word
from musnad.lang import Lang
from musnad.lang.forms import light_stem, stands_among, stems_of

# The family of doubts about what is said (يزعم, ما يعرف باسم).
_HEDGE = "hedge"
# Families of the names of a body end with this.
_NAME = "-name"
# A masculine plural ends so before the name it belongs to, folded.
_CONSTRUCT = ("ي", "و")
# In so many words for as many each may stand for one.
_FEW_WORDS = 2
# Kinds of words that stand in terms.
_IN_TERMS = frozenset(("label", "label-rest"))
# Words that make a label of a common one stand at most so many words away (labels.tsv).
_NEAR = 3
# Stretches remembered with their terms: one side of a change stands beside that of many copies.
_REMEMBERED = 1 << 12


@dataclass(frozen=True, slots=True)
class _Side:
    """Changed words ``first:stop`` among the words round them, and the label terms in all of these."""

    words: Sequence[str]
    first: int
    stop: int
    terms: tuple[tuple[int, int, Term], ...]  # first word, the one behind the last, term

    @property
    def reach(self) -> tuple[int, int]:
        """How many words terms that hold a changed word reach out before and behind."""
        held = [(first, stop) for first, stop, _ in self.terms if first < self.stop and stop > self.first]
        return (
            max((self.first - first for first, _ in held), default=0),
            max((stop - self.stop for _, stop in held), default=0),
        )

    def inside(self, before: int, after: int) -> list[Term]:
        """Return the terms inside the changed words and so many words round them."""
        first, stop = self.first - max(0, before), self.stop + max(0, after)
        return [term for begin, end, term in self.terms if first <= begin and end <= stop and begin < end]


def label_change(
    one: Stretch, other: Stretch, around: Sequence[tuple[Sequence[str], Sequence[str]]], lang: Lang, *, saying: bool
) -> str:
    """Return the label terms that differ as ``left/right``, or "".

    ``around`` are the folded words before and behind each side. A term that reaches out of the changed words (داعش in
    «تنظيم داعش») is read whole, with as many words on the other side. ``saying``: both sides have a verb of
    saying, so that a hedge is no label (قال / زعم).
    """
    if not may_be_label(one, other) or not _term_begins(one, other, [before for before, _ in around], lang):
        return ""
    sides = [_side(words.folded, *beside, lang) for words, beside in zip((one, other), around, strict=True)]
    if not (one.content and other.content) and _told_besides(sides[0] if one.content else sides[1], lang):
        return ""
    if len(one) == len(other) == 1 and one.folded[0] != other.folded[0] and slip(one.folded[0], other.folded[0]):
        families = [{term.family for first, _, term in side.terms if first == side.first} for side in sides]
        if not all(families) or families[0] == families[1]:
            return ""  # للإرهابين / للإرهابيين, المتسليين / المتسللين
    label = _terms_apart(one, other, sides, lang, saying=saying)
    return "" if _names_a_pronoun(label, one, other, sides) else label


def _terms_apart(one: Stretch, other: Stretch, sides: Sequence[_Side], lang: Lang, *, saying: bool) -> str:
    side = sides[0] if one.folded else sides[1]
    begins = any(first == side.first for first, _, _ in side.terms)
    adjective = len(one) + len(other) == 1 and begins and side.words[side.first].startswith("ال")
    swapped = adjective or 0 < len(one.content) == len(other.content) <= _FEW_WORDS
    before, after = (max(reach) for reach in zip(*(side.reach for side in sides), strict=True))
    whole = _differing(*(side.inside(before, after) for side in sides), saying=saying, swapped=swapped)
    if whole or not (before or after):
        return whole
    # the changed words by themselves: جماعة / عصابة before a name that is the same
    terms = ([each[2] for each in _terms_in(words.folded, lang)] for words in (one, other))
    return _differing(*terms, saying=saying, swapped=swapped)


def _names_a_pronoun(label: str, one: Stretch, other: Stretch, sides: Sequence[_Side]) -> bool:
    """Tell whether a side says who is meant with a label term, and the other the same without (يفر الإرهابيون / يفرون).

    The other side has no more words than there are beside the terms, so that none stands for them, or tells something
    else in many. A hedge stands for none, unless much else is told with it.
    """
    left, _, right = label.partition("/")
    if bool(left) == bool(right) or not (one.content and other.content):
        return False
    words, others, side = (one, other, sides[0]) if left else (other, one, sides[1])
    labelled = {side.words[at] for at in _labelled(side)}
    beside = sum(word not in labelled for word in words.content)
    hedged = any(term.family == _HEDGE for _, _, term in side.terms)
    if hedged:
        return len(others.content) + _FEW_WORDS <= beside
    return len(others.content) <= beside or len(others.content) - len(words.content) >= _FEW_WORDS


def may_be_label(one: Stretch, other: Stretch) -> bool:
    """Tell whether a label may differ: a changed word stands in a term, or particles came into one or left it."""
    if not _IN_TERMS.isdisjoint(one.kinds) or not _IN_TERMS.isdisjoint(other.kinds):
        return True
    return not (one.folded and other.folded) and not (one.content or other.content)


def _term_begins(one: Stretch, other: Stretch, before: Sequence[Sequence[str]], lang: Lang) -> bool:
    """Tell whether a term may begin among the changed words or the few before them."""
    if "label" in one.kinds or "label" in other.kinds:
        return True
    return any("label" in kinds_of_word(word, lang) for words in before for word in words)


def _told_besides(side: _Side, lang: Lang) -> bool:
    """Tell whether words without a counterpart say more than what somebody is called: that is told or left out.

    «[المتشدد]» dropped behind a name is another label, «[مع المجموعة المسلحة]», «[للمتشددين]» are not.
    A hedge is said of what follows, unless that is dropped with it.
    """
    labelled = _labelled(side)
    held = [each for each in side.terms if each[0] < side.stop and each[1] > side.first]
    changed = [(at, side.words[at]) for at in range(side.first, side.stop) if at not in labelled]
    beside = [at for at, word in changed if not (is_particle(word, lang) or is_title(word, lang))]
    hedges = [first for first, _, term in held if term.family == _HEDGE]
    if hedges:
        accusing = change_tables(lang).words.get("accusation", {})
        return sum(at > hedges[0] and not any(phrases_in((side.words[at],), accusing)) for at in beside) > 1
    if any(first >= side.first and stop <= side.stop and _names(term) for first, stop, term in held):
        return True
    return bool(beside) or any(first == side.first and _governed(side.words[first], term) for first, _, term in held)


def _labelled(side: _Side) -> set[int]:
    """Return where words of terms stand that are labels by themselves, more than a common word that may be one."""
    return {
        at for first, stop, term in side.terms if stop - first > 1 or not term.for_changes for at in range(first, stop)
    }


def _governed(word: str, term: Term) -> bool:
    """Tell whether a preposition or conjunction is printed on the word of a term, so that it is nobody's adjective.

    In the construct state it is told of the name behind it, which both sides have (لمتشددي).
    """
    if word.endswith(_CONSTRUCT) and not term.form.words[0].endswith(_CONSTRUCT):
        return False
    front = word.partition(term.form.words[0])[0]
    return front != word and front[:1] in ("و", "ف", "ل", "ب", "ك")


def _names(term: Term) -> bool:
    return term.family.endswith(_NAME)


def _differing(left: Sequence[Term], right: Sequence[Term], *, saying: bool, swapped: bool) -> str:
    """Return the terms that differ; ``swapped``: words stand for as many words, or one is an adjective (المسلحة)."""
    if saying:
        left, right = ([term for term in terms if term.family != _HEDGE] for terms in (left, right))
    left_names, right_names = _telling(left, right, swapped), _telling(right, left, swapped)
    return f"{'+'.join(sorted(left_names))}/{'+'.join(sorted(right_names))}" if left_names != right_names else ""


def _side(words: Sequence[str], before: Sequence[str], after: Sequence[str], lang: Lang) -> _Side:
    whole = (*before, *words, *after)
    return _Side(whole, len(before), len(before) + len(words), _terms_in(whole, lang))


def _telling(terms: Sequence[Term], others: Sequence[Term], swapped: bool) -> set[str]:
    """Return the terms that make a label here: common words only against another of their family.

    A name alone, without a word for it on the other side, is somebody added or dropped; a neutral word for an act is
    something told, unless another act stands for it, and any neutral word that no single word stands for.
    """
    families = {term.family for term in others}
    acts = any(term.told for term in others)
    found = set()
    for term in terms:
        named = bool(others) or not (term.told or _names(term))
        stands = swapped or not term.neutral or (acts and term.told)
        if (term.alone and named and stands) or term.family in families:
            found.add(term.name)
    return found


def labels_in(words: Sequence[str], lang: Lang) -> set[str]:
    """Return the label terms in folded words, as reasons name them."""
    return {term.name for _, _, term in _terms_in(tuple(words), lang)}


@lru_cache(maxsize=_REMEMBERED)
def _terms_in(words: tuple[str, ...], lang: Lang) -> tuple[tuple[int, int, Term], ...]:
    """Return the label terms in folded words, the longest at each place; a term may be of several families."""
    found: list[tuple[int, int, Term]] = []
    index = 0
    while index < len(words):
        here = _terms_at(words, index, lang) if "label" in kinds_of_word(words[index], lang) else []
        if not here:
            index += 1
            continue
        families: dict[str, Term] = {}
        for term in sorted(here, key=lambda term: not term.for_changes):
            families.setdefault(term.family, term)
        found += [(index, index + len(term.form.words), term) for _, term in sorted(families.items())]
        index += len(here[0].form.words)
    return tuple(found)


def _terms_at(words: Sequence[str], index: int, lang: Lang) -> list[Term]:
    """Return the longest terms that begin at a word."""
    terms = change_tables(lang).terms
    goes_on = index + 1 < len(words) and "label-rest" in kinds_of_word(words[index + 1], lang)
    here: list[Term] = []
    for stem, article in stems_of(words[index]):
        for term in terms.get(stem, ()):
            if (term.rest.words and not goes_on) or (term.form.definite[0] and not article):
                continue
            longest = len(here[0].form.words) if here else 0
            if len(term.form.words) < longest or (term.rest.words and not stands_among(term.rest, words, index + 1)):
                continue
            if not _excepted(term, words, index):
                if term.near and _stands_near(term, words, index):
                    term = replace(term, alone=True)
                here = [*here, term] if len(term.form.words) == longest else [term]
    return here


def _stands_near(term: Term, words: Sequence[str], index: int) -> bool:
    """Tell whether one of the words stands by that make a common word a label (شرعية near حكومة)."""
    beside = (*words[max(0, index - _NEAR) : index], *words[index + 1 : index + 1 + _NEAR])
    return any(light_stem(word) in term.near for word in beside)


def _excepted(term: Term, words: Sequence[str], index: int) -> bool:
    """Tell whether the words are part of a phrase that holds the form and is something else (القوات المسلحة)."""
    for form in term.exceptions:
        size = len(form.words)
        begin, end = max(0, index - size + 1), min(index + len(term.form.words), len(words) - size + 1)
        if any(stands_among(form, words, first) for first in range(begin, end)):
            return True
    return False
