"""How much two reports must share to be called copied: rare words, in one edition or in two."""

import pytest

from musnad.lang import load_lang
from musnad.link.evidence import weights
from musnad.link.reuse import find_reuse
from musnad.records import Piece, Report, make_id

LANG = load_lang("ar")
NOTICE = (
    "ضبطت بلدية المرج {} مخبزا لم تلتزم بشروط النظافة والتهوية، وأغلقت أربعة منها حتى تصحح أوضاعها. "
    "وأوضح مدير المتابعة في البلدية أن الجولات ستستمر على المخابز والمطاعم خلال موسم الحصاد، "
    "وأن المخالفين سيحالون إلى لجنة الجزاءات."
)
TALE = (
    "تدحرجت شاحنة محملة بصناديق العنب من مرتفع الفخار إلى ساحة الطواحين، فحطمت سقيفة النجار وأفزعت خيول العربات. "
    "وروى صبي كان يحرس السلال أن المكابح صرت صريرا طويلا ثم انطفأ المصباح."
)


def report(text: str, outlet: str, day: str | None) -> Report:
    id = make_id("report", outlet, text, day or "")
    why = "meta" if day else ""
    return Report(id, "s", "", outlet, None, text, day, why, "ar" if text[0] > "z" else "en", None, "sha")


def kinds(one: tuple[str, str | None], other: tuple[str, str | None]) -> list[tuple[str, str]]:
    reports = [report(one[0], "albaidar", one[1]), report(other[0], "difaf", other[1])]
    pieces = [Piece(f"p{each.id}", each.id, "body", 0, len(each.text), "body", 0, 1.0, "") for each in reports]
    rows = find_reuse(reports, pieces, lang=LANG)
    return [(row.kind, row.why.partition("formula=")[2]) for row in rows]


def test_a_notice_filled_in_for_another_day_is_a_form() -> None:
    assert kinds((NOTICE.format(12), "2020-03-01"), (NOTICE.format(31), "2020-03-09")) == [("formula", "form")]


@pytest.mark.parametrize("day", ["2020-03-01", "2020-03-02", None])
def test_the_same_notice_in_one_edition_is_a_copy_that_corrects_a_number(day: str | None) -> None:
    assert kinds((NOTICE.format(12), "2020-03-01"), (NOTICE.format(31), day)) == [("passage", "")]


def test_a_tale_of_rare_words_is_copied_whenever_it_was_printed() -> None:
    ours = f"كتب مراسلنا عن يوم السوق. {TALE} ولم يصب أحد بأذى، وعاد الباعة إلى دكاكينهم قبل الغروب."
    theirs = f"في بلدة الكروم حكايات كثيرة. {TALE} هكذا انتهى موسم القطاف في هذه السنة."
    assert kinds((ours, "2020-03-01"), (theirs, "2020-03-20")) == [("passage", "")]


def test_names_and_offices_that_two_reports_share_are_no_copy() -> None:
    ours = "وصل الزوار ظهرا. وقال مدير عام هيئة الموانئ في محافظة الساحل المهندس سالم بن برهان الزيتوني إن المرسى جاهز"
    theirs = "تعطلت الرافعة. وأكد مدير عام هيئة الموانئ في محافظة الساحل المهندس سالم بن برهان الزيتوني أن قطعها وصلت"
    assert {kind for kind, _ in kinds((ours, "2020-03-01"), (theirs, "2020-03-01"))} == {"formula"}


def test_titles_in_a_copy_are_part_of_the_copy() -> None:
    titles = "بحضور صاحب السمو الملكي الأمير سالم بن برهان بن عبدالعزيز آل سعود وزير الدولة عضو مجلس الوزراء حفظه الله"
    ours, theirs = f"{TALE}\n{titles}", f"{TALE.replace('صبي', 'غلام')}\nوذلك {titles}"
    assert {kind for kind, _ in kinds((ours, "2020-03-01"), (theirs, "2020-03-01"))} == {"passage"}


def test_a_notice_of_names_is_a_copy_on_another_day_where_it_is_the_whole_text_word_for_word() -> None:
    notice = (
        "أدى أمير منطقة المرج سالم بن برهان صلاة الميت على مهنا بن سالم الطحان وفواز بن عادل النجار، "
        "ثم شارك في الدفن بمقبرة الساحل وقدم العزاء إلى أبناء الفقيدين."
    )
    other = notice.replace("الساحل", "الزيتون").replace("شارك", "سار")
    assert kinds((notice, "2020-03-01"), (f"{notice} رحمهما الله.", "2020-03-05")) == [("passage", "")]
    assert kinds((notice, "2020-03-01"), (f"{other} رحمهما الله.", "2020-03-05")) == [("formula", "thin")]


def test_reports_in_another_language_than_the_pack_are_not_weighed() -> None:
    words = "the mill at Lantern Creek burned down after a lamp fell among sacks of barley"
    ours, theirs = f"On Monday {words}. Nobody was hurt.", f"News from the valley: {words}, and bread will be dear."
    assert kinds((ours, "2020-03-01"), (theirs, "2020-03-20")) == [("passage", "")]


def test_words_said_again_weigh_once() -> None:
    notice = "تفقدت لجنة السلامة سوق الطواحين ودعت الباعة إلى ترك الممرات خالية"
    ours = f"في المرج {notice}. ثم عادت مساء و{notice}."
    theirs = f"وفي الكروم {notice}، وفي المرسى {notice}."
    once = kinds((f"في المرج {notice}.", "2020-03-01"), (f"وفي الكروم {notice}، ثم عادت.", "2020-03-09"))
    assert {kind for kind, _ in once} == {"formula"}
    assert {kind for kind, _ in kinds((ours, "2020-03-01"), (theirs, "2020-03-09"))} == {"formula"}


VISIT = "زار وفد نقابة النجارين بيت {} في {} وقدم إلى أسرته هدية من خشب الجوز."


def test_a_form_filled_in_for_another_person_and_place_is_no_copy() -> None:
    ours, theirs = VISIT.format("إبراهيم الطحان", "حلب"), VISIT.format("محمود الصياد", "بيروت")
    near = kinds((f"{ours} وعاد الوفد.", "2020-03-01"), (f"وقد {theirs} هكذا.", "2020-03-01"))
    assert near == [("formula", "form")]


def test_of_a_form_filled_in_twice_the_same_filling_is_copied() -> None:
    one, other = VISIT.format("إبراهيم الطحان", "حلب"), VISIT.format("محمود الصياد", "بيروت")
    found = kinds((f"{one} وبعد يومين {other}", "2020-03-01"), (f"{one} هكذا بدأ الأسبوع.", "2020-03-01"))
    assert {kind for kind, _ in found} == {"passage"}


def test_scripture_and_sayings_are_no_copy_wherever_the_quotation_begins() -> None:
    ours = "كتب الأديب عن الصفح: «والكاظمين الغيظ والعافين عن الناس والله يحب المحسنين» وختم مقاله."
    theirs = "وخطب الإمام في السوق عن الصدقة: ﴿وَالْكَاظِمِينَ الْغَيْظَ وَالْعَافِينَ عَنِ النَّاسِ وَاللَّهُ يُحِبُّ الْمُحْسِنِينَ﴾ ثم دعا."
    assert kinds((ours, "2020-03-01"), (theirs, "2020-03-01")) == [("formula", "phrase")]


def test_a_telephone_says_nothing() -> None:
    assert LANG is not None
    weigh = weights(LANG)
    assert weigh is not None
    assert [weigh(each) for each in ("71.234.567", "712345678", "1,234", "12.5")] == [0.0, 0.0, 1.0, 1.0]
