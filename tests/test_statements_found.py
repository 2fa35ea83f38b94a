"""From print to what became of a saying: the pairs of ``cases/renderings.tsv`` and more, through all the stages."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import pytest
from test_renderings import CUTS, FILLER, JOINED, ROWS, make_report, printed

from musnad.compare.contextomy import contextomies
from musnad.compare.renderings import joined_printings, renderings
from musnad.pipeline import analyse
from musnad.records import Piece, Report, make_id
from musnad.store import Case, open_case

# What is told of marks and of what is left out depends on more than the words changed here.
TOLD_ALIKE = {"word", "mark", "gloss", "attribution", "cue", "number"}
LIKE_MARKS = {"boundary", "mark"}


@contextmanager
def analysed(folder: Path, reports: Sequence[Report], headlines: Sequence[int] = ()) -> Iterator[Case]:
    """A case with these reports, all stages run; ``headlines``: where each report's headline ends, 0 for none."""
    with open_case(folder / "a.musnad", create=True) as case:
        case.write_reports(list(reports))
        with case.batch():
            for report, stop in zip(reports, headlines or [0] * len(reports), strict=True):
                places = [("headline", 0, stop), ("body", stop + 1, len(report.text))] if stop else []
                case.write(
                    Piece(make_id("piece", report.id, part), report.id, part, start, end, None, start, 1.0, "test")
                    for part, start, end in places or [("body", 0, len(report.text))]
                )
        analyse(case)
        yield case


@pytest.mark.slow
@pytest.mark.parametrize("at", range(len(ROWS)), ids=[f"{row[0]}-{at}" for at, row in enumerate(ROWS)])
def test_two_printings_are_found_matched_and_compared(tmp_path: Path, at: int) -> None:
    kind, base, other = ROWS[at]
    with analysed(tmp_path, [printed(base, "a")[0], printed(other, "b")[0]]) as case:
        statements = {row.statement_id for row in case.rows("statement_member")}
        assert len(case.rows("quote")) == 2
        assert len(statements) == 1
        did = {one.kind for each in renderings(case, min(statements)) for one in each.did}
        wanted = {kind} if kind in TOLD_ALIKE else LIKE_MARKS if kind in LIKE_MARKS else did
        assert did & wanted


@pytest.mark.slow
@pytest.mark.parametrize("at", range(len(JOINED)))
def test_joined_sayings_are_found_in_stretches(tmp_path: Path, at: int) -> None:
    one, other = JOINED[at]
    apart = make_report(f"قال سالم العبيدي: «{one}». وأضاف العبيدي: «{other}».", "a", "2031-05-02")
    joined = make_report(f"قال سالم العبيدي: «{one}، و{other}».", "b", "2031-05-02")
    with analysed(tmp_path, [apart, joined]) as case:
        told = {
            each.kind for row in case.rows("statement_stretch") for each in joined_printings(case, row.statement_id)
        }
        assert told == {"joined"}


@pytest.mark.slow
@pytest.mark.parametrize("at", range(len(CUTS)))
def test_a_quotation_cut_before_its_qualification_is_found(tmp_path: Path, at: int) -> None:
    said, limit = CUTS[at]
    full = make_report(f"قال سالم العبيدي: «{said} {limit}».", "a", "2031-05-02")
    cut = make_report(f"قال سالم العبيدي: «{said}».", "b", "2031-05-02")
    with analysed(tmp_path, [full, cut]) as case:
        assert [(each.kind, each.words, each.missing_words) for each in contextomies(case)] == [("cut", said, limit)]


HEADLINES = [
    ("العبيدي: «لن نسلم مفاتيح المخازن لأحد قبل التوقيع»", "قال سالم العبيدي إن الشاحنات وصلت أمس."),
    ("سلمى الحداد: «سنغلق كل مصانع الحجر في الوادي»", "أكدت سلمى الحداد أن المدارس ستفتح أبوابها غدا."),
    ("«البلدية سرقت ماء الفقراء ثلاث سنوات»", "وقال وديع شاهين إن العدادات الجديدة ستركب قريبا."),
    ("وديع شاهين: «المزارعون سبب خراب القناة القديمة»", "وأوضح وديع شاهين أن الترميم يبدأ في الخريف."),
    ("«الجسر سينهار في أول يوم ممطر»", "وذكرت البلدية أن المهندسين زاروا المكان أمس."),
]


@pytest.mark.slow
@pytest.mark.parametrize("at", range(len(HEADLINES)))
def test_a_headline_that_quotes_what_the_body_has_not_is_found(tmp_path: Path, at: int) -> None:
    headline, body = HEADLINES[at]
    report = make_report(f"{headline}\n{body} {FILLER}", "a", "2031-05-02")
    with analysed(tmp_path, [report], [len(headline)]) as case:
        found = contextomies(case)
        assert [each.kind for each in found] == ["headline"]
        assert f"«{found[0].words}»" in headline


# A body's stance, another's in nearly the same words, and the first one's in another outlet.
STANCES = [
    (
        "أدانت بلدية الكرمة الاعتداء الذي استهدف مخزن القمح القديم في الكرمة أمس",
        "أدان اتحاد المزارعين الاعتداء الآثم الذي استهدف مخزن القمح في بلدة الكرمة",
    ),
    (
        "أعربت بلدية الكرمة عن تضامنها الكامل مع أهالي الوادي الكبير بعد السيل الجارف",
        "أعرب نادي الصيادين عن تضامنه مع أهالي الوادي الكبير بعد السيل",
    ),
    (
        "رحبت وزارة الري بالاتفاق الذي وقعته البلدات الثلاث على تقاسم ماء السد",
        "رحب اتحاد المزارعين بالاتفاق الموقع بين البلدات الثلاث على تقاسم ماء السد",
    ),
    (
        "استنكرت بلدية الكرمة إحراق المدرسة القديمة التي تؤوي ثلاثين أسرة في الوادي",
        "استنكر نادي المعلمين بشدة إحراق المدرسة القديمة التي كانت تؤوي ثلاثين أسرة",
    ),
    (
        "أكدت بلدية الكرمة دعم أهالي التل في مطالبتهم بترميم الطريق الجبلي",
        "أكد نادي المعلمين دعمه أهالي التل في مطالبتهم العادلة بترميم الطريق الجبلي قبل الشتاء",
    ),
]


@pytest.mark.slow
@pytest.mark.parametrize("at", range(len(STANCES)))
def test_two_bodies_that_hold_one_thing_in_like_words_are_two(tmp_path: Path, at: int) -> None:
    one, other = STANCES[at]
    reports = [
        make_report(f"{text}.", name, "2031-05-02") for name, text in (("a", one), ("b", other), ("c", f"و{one}"))
    ]
    with analysed(tmp_path, reports) as case:
        place = {quote.id: quote.report_id for quote in case.rows("quote")}
        told = {place[row.quote_id]: row.statement_id for row in case.rows("statement_member")}
        a, b, c = (told[report.id] for report in reports)
        assert a == c
        assert a != b
