from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from musnad import word_tables
from musnad.form_numbers import FEWEST_SLOTS, LONGEST_WORD, FormNumbers, hashes_of
from musnad.text import find_words
from musnad.word_tables import NO_WORD, WordTable, numbers_of_words

FORM = st.text(st.characters(exclude_characters="\n"), max_size=12) | st.sampled_from(["من", "في", "قال", "و"])


@given(st.lists(st.lists(FORM), max_size=4))
def test_each_form_has_one_number_and_each_number_one_form(lists):
    known = FormNumbers()
    for forms in lists:
        numbers = known.of(forms).tolist()
        assert [known.in_order[number] for number in numbers] == forms
    assert len(set(known.in_order)) == len(known.in_order)


def test_more_forms_than_slots_are_found_again():
    forms = [f"كلمة{number}" for number in range(3 * FEWEST_SLOTS)]
    known = FormNumbers()
    first = [known.of(forms[at : at + 1000]) for at in range(0, len(forms), 1000)]
    assert (known.of(forms) == np.concatenate(first)).all()
    assert len(known.in_order) == len(forms)


@pytest.mark.parametrize("length", [LONGEST_WORD - 1, LONGEST_WORD, LONGEST_WORD + 1, 10_000])
def test_a_long_word_is_told_from_others_as_long(length):
    forms = ["ا" * length, "ا" * (length - 1) + "ب", "قصير", "ا" * length]
    hashes = hashes_of(forms).tolist()
    assert hashes == [hash_of for form in forms for hash_of in hashes_of([form]).tolist()]
    assert len(set(hashes)) == 3


def lengths(forms):
    return [len(form) for form in forms]


TEXTS = ("قال الوزير إن المصنع مغلق", "", "ﷺ كُتِبَ عام 1438هـ", "قال المدير: المصنع مفتوح")


def test_a_table_has_for_each_word_of_a_text_what_it_is_told_of_its_form():
    table = WordTable(lengths)
    for text in TEXTS:
        assert table.of(text).tolist() == lengths(find_words(text).folded)
    together = table[numbers_of_words(*TEXTS)].tolist()
    assert together == [length for text in TEXTS for length in table.of(text).tolist()]
    assert table[np.array([NO_WORD])].tolist() == [0]
    assert numbers_of_words().tolist() == []


def test_places_are_the_words_whose_value_is_not_0():
    assert WordTable(lambda forms: [form == "المصنع" for form in forms]).places(TEXTS[0]) == [3]


def test_a_form_is_asked_for_once_and_all_anew_when_too_many_are_known(monkeypatch):
    asked = []
    table = WordTable(lambda forms: asked.extend(forms) or lengths(forms))
    before = [table.of(text).tolist() for text in TEXTS * 2]
    assert len(asked) == len(set(asked))
    monkeypatch.setattr(word_tables, "KNOWN_FORMS", 3)
    assert [table.of(text).tolist() for text in TEXTS * 2] == before
    assert len(asked) > len(set(asked))


def test_the_numbers_of_only_the_last_texts_are_remembered(monkeypatch):
    monkeypatch.setattr(word_tables, "REMEMBERED_TEXTS", 2)
    word_tables._met.cache_clear()
    numbers = [numbers_of_words(text).tolist() for text in TEXTS]
    assert [*word_tables._met().of_texts] == [*TEXTS[-2:]]
    assert [numbers_of_words(text).tolist() for text in TEXTS] == numbers


def test_threads_that_ask_at_once_are_told_the_same(monkeypatch):
    monkeypatch.setattr(word_tables, "KNOWN_FORMS", 50)  # all begins anew again and again
    table = WordTable(lengths)
    texts = [" ".join(f"كلمة{number % 37 + 5 * of}" for number in range(30)) for of in range(40)]
    with ThreadPoolExecutor(8) as threads:
        found = [each.tolist() for each in threads.map(table.of, texts * 5)]
    assert found == [lengths(find_words(text).folded) for text in texts] * 5
