"""Learned furniture: what recurs whatever a page is about is furniture; news that recurs stays text."""

import json

import pytest

import musnad
from musnad.find.furniture import find_furniture, needed
from musnad.lang import load_lang
from musnad.pieces import all_pieces, cut_furniture
from musnad.records import Judgement, Piece, Report, make_id
from musnad.show.checks import check_case

FOLLOW = "لمتابعة الرقراق من هاتفكم"
# fmt: off
PLACES = ["الوادي", "التل", "السهل", "المرفأ", "الجسر", "السوق", "الميناء", "الغابة", "الهضبة", "البحيرة",
          "المنارة", "القلعة"]
THINGS = ["القمح", "الزيتون", "العسل", "الصوف", "النحاس", "الخزف", "الورق", "السمك", "الملح", "الكتان",
          "الفحم", "الرمان"]
ACTS = ["تراجع", "ارتفع", "توقف", "استؤنف", "تأخر", "تضاعف", "انتظم", "تعثر", "ازدهر", "انكمش", "تحسن", "اضطرب"]
# fmt: on


def body_of(number):
    """Three sentences of invented news that no other number has."""
    first, second, third = (words[(number * step) % 12] for words, step in ((PLACES, 1), (THINGS, 5), (ACTS, 7)))
    tens = number // 12 + 1
    return [
        f"{third} إنتاج {second} في {first} خلال الموسم رقم {tens} بحسب ما رواه تجار الحي {number}.",
        f"وأوضح أحد المزارعين أن حصة {first} من {second} بلغت {number + 40} صندوقاً هذا العام.",
        f"ولم تعلن بلدية {first} بعد عن موعد افتتاح مخزن {second} الجديد الذي طال انتظاره {number}.",
    ]


def report_of(number, lines, day=None, outlet="outlet-x", url=None, version_of=None):
    text = "\n".join(lines)
    day = day or f"2031-03-{number % 28 + 1:02}"
    id = make_id("report", outlet, url or number, text)
    report = Report(id, "s", None, outlet, url, text, day, "field=date", "ar", version_of, "sha")
    return report, Piece(make_id("piece", id), id, "body", 0, len(text), "text", 0, 1.0, "rule=body field")


def learned(made, judgements=()):
    reports, pieces = zip(*made, strict=True)
    texts = {report.id: report.text for report in reports}
    rows = list(find_furniture(reports, pieces, judgements, lang=load_lang("ar")))
    return [(row, texts[row.report_id][row.start : row.stop]) for row in rows]


def words_learned(made, judgements=()):
    return {words for row, words in learned(made, judgements) if row.score > 0}


def test_a_line_below_otherwise_different_reports_is_learned_with_its_evidence():
    made = [report_of(n, [*body_of(n), FOLLOW]) for n in range(6)]
    found = learned(made)
    assert {words for _, words in found} == {FOLLOW}
    assert len(found) == 6
    assert found[0][0].why.startswith("rule=recurs reports=6 of=6 on_days=6 unit=line first=report-")
    assert " others=report-" in found[0][0].why


def test_a_block_of_lines_is_learned_across_a_line_that_varies():
    made = [report_of(n, [*body_of(n), FOLLOW, f"الرمز {n * 7}", "أرسل الآن"]) for n in range(8)]
    assert words_learned(made) == {FOLLOW, "أرسل الآن"}


def test_an_opening_line_is_learned():
    made = [report_of(n, ["صفحات الرقراق الملونة", *body_of(n)]) for n in range(6)]
    assert words_learned(made) == {"صفحات الرقراق الملونة"}


def test_few_pages_teach_nothing():
    assert not learned([report_of(n, [*body_of(n), FOLLOW]) for n in range(3)])


def test_more_pages_are_needed_in_a_large_outlet_in_doublings():
    assert [needed(number) for number in (4, 40, 1023, 1024, 2048, 4095, 4096)] == [4, 4, 4, 4, 8, 8, 16]


def test_outlets_are_learned_from_apart():
    made = [report_of(n, [*body_of(n), FOLLOW], outlet=f"outlet-{n % 2}") for n in range(6)]
    assert not learned(made)


def test_pages_that_name_no_outlet_are_learned_from_together():
    assert words_learned([report_of(n, [*body_of(n), FOLLOW], outlet=None) for n in range(6)]) == {FOLLOW}


def test_copies_of_one_text_under_several_addresses_are_news():
    lines = [" ".join(body_of(1) * 4), "وكان المعرض قد افتتح أمس"]  # so long a line is no furniture itself
    made = [report_of(n, lines, url=f"https://x.example/{n}") for n in range(8)]
    assert not learned(made + [report_of(n, body_of(n)) for n in range(20, 30)])


def test_versions_of_one_page_count_once():
    first, *_ = root = report_of(0, [*body_of(0), FOLLOW], url="https://x.example/0")
    made = [root] + [
        report_of(n, [*body_of(n), FOLLOW], url="https://x.example/0", version_of=first.id) for n in range(1, 8)
    ]
    assert not learned(made)


def test_a_line_of_one_day_is_news_unless_most_pages_have_it():
    others = [report_of(n, body_of(n)) for n in range(20, 60)]
    one_day = [report_of(n, [*body_of(n), "يتبع لاحقا"], day="2031-03-05") for n in range(6)]
    assert not learned(one_day + others)
    assert words_learned(one_day) == {"يتبع لاحقا"}


@pytest.mark.parametrize(
    "line",
    [
        "إنا لله وإنا إليه راجعون",
        "ألف مبروك للعروسين",
        "المصدر: وكالة الرافد",
        "سلمى الحداد",
        "السؤال التالي",
        "* * *",
    ],
)
def test_formulas_credits_names_and_headings_recur_and_stay(line):
    assert not learned([report_of(n, [*body_of(n), line]) for n in range(8)])


def test_background_told_in_every_follow_up_stays():
    background = "وكان مصنع النحاس القديم عند الجسر قد أغلق أبوابه قبل عامين بعد خلاف طويل بين الشركاء."
    made = [
        report_of(n, [f"عاد مصنع النحاس القديم عند الجسر إلى الواجهة يوم {n}.", *body_of(n)[1:], background])
        for n in range(12)
    ]
    assert background not in words_learned(made)


def test_a_repeated_quotation_stays():
    said = "وقالت المديرة: «لن نترك أحدا من سكان الضفة بلا ماء ولا كهرباء ولا طريق سالك هذا الشتاء»."
    assert said not in words_learned([report_of(n, [*body_of(n), said]) for n in range(12)])


def test_the_standing_opening_of_a_series_stays():
    opening = "زاوية يومية نجمع فيها طرائف القراء"
    series = [report_of(n, [opening, f"طرفة الطباخ العجوز رقم {n}.", *body_of(n)]) for n in range(10)]
    assert not learned(series + [report_of(n, body_of(n)) for n in range(20, 80)])


def test_a_writers_name_printed_above_too_stays():
    made = [report_of(n, [f"بقلم ياقوتة الزرعوني {n}", *body_of(n), "ياقوتة الزرعوني"]) for n in range(8)]
    assert not learned(made)


def test_a_long_opening_is_learned_where_nearly_all_pages_have_it():
    opening = "كل ما تحتاجون إليه من أسواق المدينة تجدونه هنا كل صباح دون عناء أو تأخير"
    made = [report_of(n, [opening, *body_of(n)]) for n in range(16)]
    assert words_learned(made) == {opening}
    assert not learned(made + [report_of(n, body_of(n)) for n in range(20, 36)])


def test_a_heading_in_the_middle_stays_where_it_is_not_everywhere():
    made = [report_of(n, [*body_of(n)[:2], "تفاصيل الحادثة", body_of(n)[2], *body_of(n + 50)]) for n in range(10)]
    assert not learned(made + [report_of(n, body_of(n)) for n in range(100, 240)])
    assert words_learned(made + [report_of(n, body_of(n)) for n in range(100, 140)]) == {"تفاصيل الحادثة"}


def test_a_disclaimer_of_a_whole_sentence_needs_more_pages():
    line = "الآراء المنشورة في هذه الصفحات تخص كتابها وحدهم ولا تلزم أصحاب الرقراق بشيء."
    assert line not in words_learned([report_of(n, [*body_of(n), line]) for n in range(6)])
    assert words_learned([report_of(n, [*body_of(n), line]) for n in range(12)]) == {line}


def test_the_last_sentence_of_a_body_on_one_line_is_learned():
    line = "تجدون المزيد في نسختنا الورقية كل خميس."
    made = [report_of(n, [" ".join([*body_of(n), line])]) for n in range(10)]
    assert words_learned(made) == {line}
    assert all("unit=sentence" in row.why for row, _ in learned(made))


def test_what_a_person_rejected_stays_text_by_row_or_by_words_at_that_outlet():
    made = [report_of(n, [*body_of(n), FOLLOW]) for n in range(6)]
    here = [report_of(n, [*body_of(n), FOLLOW], outlet="outlet-y") for n in range(6)]
    row = learned(made)[0][0]
    by_row = Judgement("j1", row.id, "", None, None, None, "reject", "سلمى", "2031-04-01T10:00:00Z")
    by_words = Judgement("j2", "furniture-gone", FOLLOW, made[3][0].id, None, None, "reject", "سلمى", "2031-04-01")
    for judgement in (by_row, by_words):
        found = learned(made + here, [judgement])
        assert sorted({row.score > 0 for row, _ in found if row.report_id == made[0][0].id}) == [False]
        assert all(row.score > 0 for row, _ in found if row.report_id == here[0][0].id)
        assert all("verdict=reject" in row.why for row, _ in found if row.score == 0)


def test_the_order_of_reports_does_not_matter():
    made = [report_of(n, [*body_of(n), FOLLOW]) for n in range(9)]
    assert sorted(row.id for row, _ in learned(made)) == sorted(row.id for row, _ in learned(made[::-1]))
    assert {row.why for row, _ in learned(made)} == {row.why for row, _ in learned(made[::-1])}


def test_pieces_are_cut_round_learned_furniture_and_lose_no_character():
    report, body = report_of(1, [*body_of(1), FOLLOW])
    (row, _), *_ = learned([report_of(n, [*body_of(n), FOLLOW]) for n in range(6)])
    start = len(report.text) - len(FOLLOW)
    place = type(row)("furniture-1", report.id, start, len(report.text), 0.5, "rule=recurs")
    parts = cut_furniture([body], [place])
    assert [(part.part, part.start, part.stop) for part in parts] == [
        ("body", 0, start),
        ("furniture", start, len(report.text)),
    ]
    assert parts[1].source_start == start
    assert parts[1].why == "rule=recurs"


# --- in a case -----------------------------------------------------------------------------------------


def write_records(path, numbers, line=FOLLOW):
    records = [
        {"id": str(n), "source": "الرقراق", "url": f"https://raqraq.example/{n}", "title": f"عن {THINGS[n % 12]} {n}",
         "date": f"2031-03-{n % 28 + 1:02}", "text": "\n".join([*body_of(n), line] if line else body_of(n))}
        for n in numbers
    ]  # fmt: skip
    path.write_text("\n".join(json.dumps(each, ensure_ascii=False) for each in records), "utf-8")
    return path


def furniture_words(case):
    texts = {report.id: report.text for report in case.rows("report")}
    return [texts[each.report_id][each.start : each.stop] for each in all_pieces(case) if each.part == "furniture"]


def exported(case):
    return {
        table: [json.dumps(row, ensure_ascii=False) for row in musnad.export_rows(case, table)]
        for table in ("piece", "furniture", "sentence", "reuse", "mention")
    }


def test_learning_late_analyses_the_reports_again_and_order_does_not_matter(tmp_path):
    few, more = write_records(tmp_path / "a.jsonl", range(3)), write_records(tmp_path / "b.jsonl", range(3, 7))
    with musnad.open_case(tmp_path / "one.musnad", create=True) as case:
        for path in (few, more):
            musnad.read_sources(case, [path])
            musnad.analyse(case)
        assert furniture_words(case) == [FOLLOW] * 7
        texts = {report.id: report.text for report in case.rows("report")}
        assert not [row for row in case.rows("sentence") if FOLLOW in texts[row.report_id][row.start : row.stop]]
        assert not [row for row in case.rows("piece") if row.part == "furniture"]
        one = exported(case)
        assert sum('"furniture"' in row for row in one["piece"]) == 7
        musnad.analyse(case)
        assert exported(case) == one
    with musnad.open_case(tmp_path / "other.musnad", create=True) as case:
        for path in (more, few):
            musnad.read_sources(case, [path])
        musnad.analyse(case)
        assert exported(case) == one


def test_a_rejected_line_is_text_again_after_the_next_run(tmp_path):
    with musnad.open_case(tmp_path / "a.musnad", create=True) as case:
        musnad.read_sources(case, [write_records(tmp_path / "a.jsonl", range(6))])
        musnad.analyse(case)
        row = case.rows("furniture")[0]
        case.write([Judgement("judgement-1", row.id, FOLLOW, row.report_id, row.start, row.stop, "reject", "س", "t")])
        musnad.analyse(case)
        assert furniture_words(case) == []
        texts = {report.id: report.text for report in case.rows("report")}
        assert (
            len([each for each in case.rows("sentence") if FOLLOW in texts[each.report_id][each.start : each.stop]])
            == 6
        )
        assert {each.score for each in case.rows("furniture")} == {0.0}
        assert check_case(case).lost_judgements == ()


def test_only_reports_whose_furniture_changed_are_analysed_again(tmp_path):
    with musnad.open_case(tmp_path / "a.musnad", create=True) as case:
        musnad.read_sources(case, [write_records(tmp_path / "a.jsonl", range(6))])
        musnad.analyse(case)
        ran = []
        musnad.read_sources(case, [write_records(tmp_path / "b.jsonl", range(10, 12), line="")])
        musnad.analyse(case, progress=lambda stage, done, total: ran.append((stage, done)))
        assert ("sentences", 2) in ran


@pytest.mark.parametrize(
    "odd", [".\n" * 20_000, ". " * 20_000, "ا" * 100_000, "\u2028" * 20_000, '."' * 20_000, " \n\t" * 20_000]
)
def test_odd_texts_take_no_longer(odd):
    made = [report_of(n, [*body_of(n), odd + f"نص {n}"]) for n in range(6)]
    assert not [words for words in words_learned(made) if len(words) > 600]
