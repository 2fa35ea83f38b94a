"""The words of a change: a table is asked only for words it may know, so it must know no others."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from musnad.change_classes import Facts, class_of_meaning, read_in_context
from musnad.change_numbers import numbers_of
from musnad.change_tables import change_tables, listed_names, phrases_in, variants
from musnad.change_words import kinds_of_word, read_stretch, with_letters, without_letters
from musnad.lang import load_lang

LANG = load_lang("ar")
assert LANG is not None
TABLES = change_tables(LANG)
PHRASES = {"agency": TABLES.agencies, "date": TABLES.dates} | {
    kind: TABLES.words[kind] for kind in ("particle", "honorific", "time", "medium", "quantity", "percent")
}
# Words of every table, and plain ones.
WORDS = sorted(
    {word for phrases in PHRASES.values() for some in phrases.values() for phrase in some for word in phrase}
    | {word for some in TABLES.terms.values() for term in some for word in term.form.words}
    | {
        *TABLES.cues,
        *sorted(TABLES.given)[:200],
        *variants(LANG),
        *(word for name in listed_names(LANG) for word in name),
    }
    | {"خمسه", "17", "قال", "لا", "بن", "عبد", "م", "بستان", "يزهر", "نافذه", "القمر", "سلم"}
)
a_word = st.builds(
    lambda front, word: front + word, st.sampled_from(("", "و", "ب", "ال", "لل")), st.sampled_from(WORDS)
)
some_words = st.lists(a_word, max_size=4)


@given(st.lists(a_word, min_size=1, max_size=5))
def test_a_table_that_knows_a_phrase_knows_the_kind_of_a_word_in_it(words: list[str]) -> None:
    kinds = frozenset().union(*(kinds_of_word(word, LANG) for word in words))
    for kind, phrases in PHRASES.items():
        assert kind in kinds or not any(phrases_in(words, phrases))
    assert "number" in kinds or not numbers_of(words, LANG)


@given(some_words, some_words, some_words, some_words)
def test_what_is_not_read_in_context_means_the_same_anywhere(
    left: list[str], right: list[str], before: list[str], after: list[str]
) -> None:
    one, other = " ".join(left), " ".join(right)
    if (left or right) and left != right and not read_in_context(one, other, LANG):
        beside = Facts(before=tuple(before), after=tuple(after))
        assert class_of_meaning(one, other, beside, beside, LANG) == class_of_meaning(
            one, other, Facts(), Facts(), LANG
        )


def test_particles_are_no_content() -> None:
    stretch = read_stretch("في البستان", LANG)
    assert (stretch.folded, stretch.content) == (("في", "البستان"), ("البستان",))


@given(a_word, st.text("وفبكل", max_size=2))
def test_a_word_with_letters_printed_on_it_is_among_its_forms(word: str, letters: str) -> None:
    bare = without_letters(letters + word)
    assert bare == letters + word or letters + word in with_letters(bare)
