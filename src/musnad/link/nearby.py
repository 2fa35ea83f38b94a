"""The words round a place of a text, without finding the words of all of it."""

from __future__ import annotations

from musnad.text import Words, find_words

# Letters looked at for each word wanted on either side, at first: twice as many as a word takes, with what stands
# between. Where they are not enough, four times as many are.
LETTERS_PER_WORD, MORE = 16, 4


def words_near(text: str, start: int, stop: int, count: int) -> tuple[Words, int]:
    """Return the words of a stretch of ``text`` and its start: it holds ``count`` words on either side of a place.

    Fewer where the text ends. The stretch begins and ends at spaces, which stand in no word: its words are those of
    the whole text.
    """
    reach = (count + 1) * LETTERS_PER_WORD
    while True:
        first = max(0, text.rfind(" ", 0, max(0, start - reach)))
        space = text.find(" ", stop + reach)
        last = len(text) if space < 0 else space
        words = find_words(text[first:last])
        inside = words.within(start - first, stop - first)
        before = first == 0 or inside.start >= count
        if before and (last == len(text) or len(words) - inside.stop >= count):
            return words, first
        reach *= MORE
