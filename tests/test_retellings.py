"""Sentences told in other words: found by their rare words, in one edition, and never where they count other things."""

from musnad.lang import load_lang
from musnad.link.reuse import find_reuse
from musnad.records import Piece, Report, Reuse, make_id

LANG = load_lang("ar")
TOLD = (
    "انهار جسر القناطر الخشبي فوق وادي الزعفران قرب طواحين الحنطة بعدما جرفت السيول دعائمه،"
    " وعلق سبعة رعاة وقطعانهم على الضفة.",
    "سقط جسر القناطر القديم فوق مجرى الزعفران عند طواحين الحنطة حين جرفت مياه السيول دعائمه،"
    " فيما علق سبعة من الرعاة وقطعانهم هناك.",
)


def report(text: str, outlet: str, day: str | None) -> Report:
    id = make_id("report", outlet, text, day or "")
    return Report(id, "s", "", outlet, None, text, day, "meta" if day else "", "ar", None, "sha")


def told(one: str, other: str, days: tuple[str | None, str | None] = ("2020-03-01", "2020-03-02")) -> list[Reuse]:
    reports = [report(one, "albaidar", days[0]), report(other, "difaf", days[1])]
    pieces = [Piece(f"p{each.id}", each.id, "body", 0, len(each.text), "body", 0, 1.0, "") for each in reports]
    return list(find_reuse(reports, pieces, lang=LANG))


def test_a_sentence_told_in_other_words_is_found_though_no_run_is_shared() -> None:
    (row,) = told(f"{TOLD[0]} وقال العمدة إن الإصلاح يبدأ غدا.", f"في خبر آخر من البلدة. {TOLD[1]}")
    assert (row.kind, row.why.endswith(" reworded")) == ("passage", True)
    assert 0 < row.score < 0.8


def test_on_another_day_words_alone_say_nothing() -> None:
    assert told(*TOLD, ("2020-03-01", "2020-03-09")) == []


def test_sentences_that_count_other_things_are_two_pieces_of_news() -> None:
    assert told(*(text.replace("سبعة", number) for text, number in zip(TOLD, ("7", "31"), strict=True))) == []


def test_sentences_of_one_subject_are_not_one_sentence() -> None:
    other = "زار الوزير وادي الزعفران ووعد سكان القناطر بجسر من الحجر بدل الخشبي قبل موسم السيول القادم."
    assert told(TOLD[0], other) == []


def test_a_sentence_that_was_copied_is_not_told_again() -> None:
    rows = told(f"{TOLD[0]} {TOLD[1]}", TOLD[0])
    assert [row.why.endswith("reworded") for row in rows] == [False]


def test_the_same_names_in_a_list_are_no_sentence_told_again() -> None:
    names = "سامي الزرقوني وعادل البشتاوي ونبيل القمحاوي وفؤاد الدرزي وكمال الطنبوري ووليد السنجقي وهاني العكرماوي"
    players = names.replace(" و", "، ")
    assert told(f"بدأ المدرب المباراة بكل من {players}.", f"وضمت التشكيلة الأولى للفريق {names} منذ البداية.") == []
