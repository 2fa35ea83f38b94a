import tomllib
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from musnad.find.sentences import split_sentences

CASES = tomllib.loads((Path(__file__).parent / "cases" / "sentences.toml").read_text("utf-8"))["case"]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["why"])
def test_sentences_end_where_a_reader_ends_them(case):
    text = case["text"]
    assert [text[start:stop] for start, stop in split_sentences(text, 0, len(text))] == case["sentences"]


@given(st.text(alphabet='ابت.،؟!«»"“”() \n…1', max_size=120))
def test_nothing_but_space_lies_between_two_sentences(text):
    places = [(0, 0), *split_sentences(text, 0, len(text)), (len(text), len(text))]
    for one, other in pairwise(places):
        assert one[1] <= other[0]
        assert not text[one[1] : other[0]].strip()


def test_an_unclosed_mark_does_not_swallow_the_text():
    text = "قال «هذا أول. " * 3000
    assert len(list(split_sentences(text, 0, len(text)))) == 3000
