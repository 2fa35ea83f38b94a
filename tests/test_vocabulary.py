"""What is known of words: each looked up once, and numbered alike wherever it comes again."""

from __future__ import annotations

import numpy as np
import pytest

from musnad.link import vocabulary
from musnad.link.formulae import StockWord
from musnad.link.vocabulary import NUMBER, Vocabulary

TEXT = ["palm", "oil", "7", "palm", "7", "well"]
WORDS = np.array([40, 30, 20, 40, 20, 10], np.uint64)


def known(asked: list[str]) -> Vocabulary:
    def look_up(form: str) -> StockWord:
        asked.append(form)
        return StockWord(form, is_number=form.isdigit())

    return Vocabulary(look_up, len)


def seen(vocabulary: Vocabulary, some: slice) -> list[str]:
    numbers = vocabulary.numbers(WORDS[some], lambda at: [TEXT[some][each] for each in at])
    assert (vocabulary.weights[numbers] == [len(word) for word in TEXT[some]]).all()
    assert ((vocabulary.kinds[numbers] & NUMBER) != 0).tolist() == [word == "7" for word in TEXT[some]]
    return [vocabulary.stock[each].bare for each in numbers.tolist()]


def test_each_word_is_looked_up_once() -> None:
    asked: list[str] = []
    words = known(asked)
    assert [seen(words, slice(0, 3)), seen(words, slice(2, 6)), seen(words, slice(0))] == [TEXT[:3], TEXT[2:], []]
    assert sorted(asked) == sorted(set(TEXT))


def test_what_is_known_of_many_words_is_forgotten_and_learned_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(vocabulary, "_MOST_WORDS", 3)
    asked: list[str] = []
    words = known(asked)
    assert [seen(words, slice(at, at + 2)) for at in range(5)] == [TEXT[at : at + 2] for at in range(5)]
    assert asked.count("palm") > 1
