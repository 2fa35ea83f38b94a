"""Words round a place are those of the whole text."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from musnad.link.nearby import words_near
from musnad.text import find_words

TEXTS = st.lists(
    st.sampled_from(
        ["وزير", "الريّ", "في", "1,200", "o'clock", "بـ30", "«", "،", ".", "\n", " ", "  ", "ﷲ", "الماء" * 30]
    ),
    max_size=60,
).map("".join)


@given(TEXTS, st.integers(0, 400), st.integers(0, 9), st.integers(0, 5))
def test_words_near_a_place_are_those_of_the_whole_text(text: str, start: int, length: int, count: int) -> None:
    start = min(start, len(text))
    stop = min(start + length, len(text))
    all_words, (words, offset) = find_words(text), words_near(text, start, stop, count)
    wanted, found = all_words.within(start, stop), words.within(start - offset, stop - offset)
    first, last = max(0, wanted.start - count), wanted.stop + count
    near, here = slice(first, last), slice(max(0, found.start - count), found.stop + count)
    assert words.folded[here] == all_words.folded[near]
    assert [offset + start for start in words.starts[here]] == all_words.starts[near]
    assert len(wanted) == len(found)


def test_few_words_of_a_long_text_are_found() -> None:
    text = "قال المتحدث إن العمل يبدأ غدا. " * 1000
    words, offset = words_near(text, 15_500, 15_505, 4)
    assert len(words) < 40
    assert 0 < offset < 15_500
