"""The words of a text found over arrays are those of ``find_words``, whatever the text."""

from __future__ import annotations

from hypothesis import example, given
from hypothesis import strategies as st

from musnad.link.word_arrays import blocks_of, hash_word, words_of_block
from musnad.text import find_words

# Letters, marks, tatweel, invisible characters, digits of several scripts, joiners, a ligature, an emoji.
odd = st.text(alphabet="ابةىّـ\u200f_ab'’.,٫1٢ \n-ﷺ𝐚😀é", max_size=40)


def told(text: str) -> list[tuple[int, int, int]]:
    found = find_words(text)
    return [
        (hash_word(word), start, stop)
        for word, start, stop in zip(found.folded, found.starts, found.stops, strict=True)
    ]


@given(st.lists(st.one_of(odd, st.text(max_size=30)), min_size=1, max_size=4))
@example(["ـ", "", "_ّاب", "1.2.3 a'b ’", "\udc00"])
def test_words_of_arrays_are_the_words_of_find_words(texts: list[str]) -> None:
    block = words_of_block(texts)
    for number, text in enumerate(texts):
        begin = int(block.begins[number])
        inside = (block.starts >= begin) & (block.starts < block.begins[number + 1])
        columns = (block.words[inside], block.starts[inside] - begin, block.stops[inside] - begin)
        assert list(zip(*(each.tolist() for each in columns), strict=True)) == told(text)


def test_texts_and_words_longer_than_a_block_are_hashed_whole() -> None:
    text = f"{'خبر ' * 50_000}{'ا' * 200_000} قصير"
    block = words_of_block(["أول", text, "آخر"])
    assert len(block.words) == 50_004
    assert set(block.words.tolist()) == {hash_word(word) for word in ("اول", "خبر", "ا" * 200_000, "قصير", "اخر")}


def test_every_text_lies_in_one_block() -> None:
    assert list(blocks_of([3, 5, 10**6, 0, 7])) == [range(3), range(3, 5)]
    assert list(blocks_of([])) == []


def test_the_hash_of_a_word_never_changes() -> None:
    assert hash_word("خبر") == 0x6AAA_91B9_BCED_93F7
    assert hash_word("بخر") != hash_word("خبر")
