"""Languages told from texts."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from musnad.read.letters import languages as languages
from musnad.read.letters.languages import guess_language, joining_words
from musnad.text import fold_word

SENTENCES = [
    line.split("\t")
    for line in (Path(__file__).parent / "cases" / "languages.tsv").read_text("utf-8").splitlines()
    if not line.startswith(("#", "language\t"))
]
TEXT = {code: " ".join(row[3] for row in SENTENCES if row[0] == code) for code in {row[0] for row in SENTENCES}}


@pytest.mark.parametrize("code", sorted(TEXT))
def test_a_report_is_in_its_language(code: str) -> None:
    assert guess_language(TEXT[code]) == code


def test_no_sentence_is_taken_for_another_language() -> None:
    guesses = [(row[0], guess_language(row[3])) for row in SENTENCES]
    assert {(code, guess) for code, guess in guesses if guess not in (code, "und")} == set()
    assert sum(code == guess for code, guess in guesses) >= 0.97 * len(guesses)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("بلدية النخيل", "ar"),
        ("وزارت آب اعلام کرد که کار ساخت سد از هفته آینده با همکاری شهرداری آغاز می شود.", "fa"),
        ("وزیر نے کہا ہے کہ نئے بازار کا کام اگلے ہفتے شروع ہو گا اور اس میں تین ماہ لگیں گے۔", "ur"),
        ("وەزیری ئاو ڕایگەیاند کە کارەکانی بەنداوەکە هەفتەی داهاتوو دەست پێدەکەن.", "ckb"),
        ("قَالَ الْوَزِيرُ إِنَّ السُّوقَ مُغْلَقَةٌ", "ar"),
        ("12345 ...", "und"),
        ("", "und"),
        ("\u200f\u202e", "und"),
        ("Blue Harbor", "und"),
        ("Open Grid Labs X2", "und"),
        ("د. الراوي", "ar"),
        ("市長は橋の修理が終わると述べた。", "und"),
        ("Мэр сообщил, что ремонт моста закончат до конца зимы.", "und"),
    ],
)
def test_language_of_short_texts(text: str, code: str) -> None:
    assert guess_language(text) == code


@pytest.mark.parametrize(
    ("text", "told_apart"),
    [
        ("O prefeito disse que a reforma da ponte não termina antes do fim do inverno.", "es"),
        ("De burgemeester zei dat de oude brug voor het einde van de winter klaar is.", "de"),
        ("Bələdiyyə sədri köhnə körpünün təmirinin qışın sonuna kimi bitəcəyini və işin davam etdiyini dedi.", "tr"),
        ("شەھەر باشلىقى كونا كۆۋرۈكنىڭ قىشقىچە پۈتىدىغانلىقىنى ئېيتتى.", "ckb"),
        ("شهر جي ميئر چيو ته پراڻي پل جي مرمت سياري جي پڇاڙيءَ تائين پوري ٿيندي.", "ur"),
        ("דער בירגערמייסטער האט געזאגט אז די אַלטע בריק וועט זיין פאַרטיק פאר דעם ווינטער און נישט שפעטער", "he"),
    ],
)
def test_a_neighbour_is_not_taken_for_a_language_known_here(text: str, told_apart: str) -> None:
    assert guess_language(text) not in (told_apart, "ar", "en", "fr")


def test_foreign_names_do_not_change_the_language() -> None:
    text = "قالت شركة Blue Harbor Systems إنها باعت Open Grid Labs وSmart Meter Group إلى North River Capital Partners"
    assert guess_language(text) == "ar"
    assert guess_language("The mayor of مدينة النخيل الجديدة said that the road to باب الجسر was closed.") == "en"


def test_the_body_decides_not_what_stands_before_it() -> None:
    assert guess_language("The photo was taken last year by a reader of the paper.\n" + TEXT["ar"]) == "ar"
    assert guess_language("نشرت هذه المادة في صحيفة النخيل أمس.\n" + TEXT["fr"]) == "fr"


def test_joining_words_are_counted() -> None:
    assert joining_words(fold_word(word) for word in ["قال", "إلى", "of", "the", "سوق"]) == 4


@given(st.text(max_size=120))
@settings(max_examples=150)
def test_any_text_has_a_language_or_none(text: str) -> None:
    assert guess_language(text) in {*TEXT, "und"}


# Small words of Arabic and its neighbours, names in other scripts, marks and signs between them.
NEIGHBOURS = (
    "به در را این هم نه او ما هر است که می میں ہے کہ لە بۆ د په هغه جي ۋە في من قال كتاب يى abc قالabc قَال 25به 12"
)


@given(
    st.lists(st.sampled_from(NEIGHBOURS.split()), max_size=40), st.sampled_from([" ", "، ", " 3 ", "ً ", "_", "\u200c"])
)
def test_the_quick_way_says_arabic_only_where_weighing_does(words: list[str], joint: str) -> None:
    sample = joint.join(words)
    assert not languages._is_plainly_arabic(sample) or languages._weighed(sample) == "ar"


def test_neighbours_are_told_by_no_starts_of_arabic_letters() -> None:
    """What the quick way counts on: such texts speak for a neighbour by whole words and letters only."""
    ours = {char for char in map(chr, range(0x621, 0x64B)) if char.isalpha()}
    for code, table in languages._tables().items():
        if table.get("script") == "arabic" and code != "ar":
            assert not table.get("ends", "") + table.get("parts", "")
            assert not any(ours.issuperset(start) for start in table.get("starts", "").split())
