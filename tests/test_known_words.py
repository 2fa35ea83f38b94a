"""Words that are used elsewhere are no slips."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from musnad.lang import load_lang
from musnad.link.known_words import counted_often, known_words, printed_often, word_counts
from musnad.records import Report

_WORDS = st.lists(st.sampled_from(["قرية", "القريه", "قَرية", "بلدة", "12", "village", "و_"]), max_size=12)


def report(name: str, text: str) -> Report:
    return Report(name, name, None, None, None, text, None, "", "ar", None, "sha")


@given(st.lists(_WORDS, max_size=4))
def test_words_are_counted_alike_as_strings_and_as_hashes(texts: list[list[str]]) -> None:
    reports = [report(f"report-{at}", " ".join(words)) for at, words in enumerate(texts)]
    counts = word_counts(reports)
    hashed, counted = printed_often(reports), counted_often(counts)
    assert all(hashed(word) == counted(word) for word in (*counts, "قريه", "غير"))


def test_a_word_printed_three_times_is_known_also_behind_a_conjunction() -> None:
    known = known_words(printed_often([report("report-1", "المنطاد المنطاد المنطاد الزورق")]), None)
    assert known("المنطاد")
    assert known("والمنطاد")
    assert not known("الزورق")


def test_a_word_common_in_the_press_is_known_wherever_it_stands() -> None:
    assert known_words(printed_often([]), load_lang("ar"))("الحكومه")
