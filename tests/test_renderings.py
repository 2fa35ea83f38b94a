"""What each printing did to a saying, and what is quoted out of its context. All reports here are invented."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from musnad.compare.contextomy import Contextomy, contextomies
from musnad.compare.renderings import joined_printings, renderings, stance_of
from musnad.lang import load_lang
from musnad.link.statements import link_statements
from musnad.records import Piece, Quote, Report, StatementMember, StatementStretch, make_id
from musnad.store import Case, open_case

ROWS = [
    line.split("\t")
    for line in (Path(__file__).parent / "cases" / "renderings.tsv").read_text("utf-8").splitlines()
    if line and not line.startswith(("#", "kind"))
]
MARKUP = re.compile(r"\[(?P<cue>[\w=]+)\](?=[ :])|\{(?P<speaker>[^}]+)\}|<(?P<content>[^>]+)>")
FILLER = " ".join(f"كلمة{number}" for number in range(70))


def make_report(text: str, name: str, published: str) -> Report:
    return Report(make_id("report", name, text), name, None, name, None, text, published, "", "ar", None, "sha")


def printed(marked: str, name: str, published: str = "2031-05-02") -> tuple[Report, list[Quote]]:
    """Return the report and quotes of a marked-up sentence."""
    text, places, at = "", [], 0
    for match in MARKUP.finditer(marked):
        text += marked[at : match.start()]
        words = match[match.lastgroup].partition("=")
        places.append((match.lastgroup, len(text), len(text) + len(words[0]), words[2] or words[0]))
        text += words[0]
        at = match.end()
    text += marked[at:] + "."
    report = make_report(text, name, published)
    cues = [place for place in places if place[0] == "cue"]
    speakers = [place for place in places if place[0] == "speaker"]
    contents = [place for place in places if place[0] == "content"]
    rows = zip(cues, speakers, contents, strict=True)
    return report, [_quote(report, *row) for row in rows]


def _quote(report: Report, cue, speaker, content) -> Quote:
    _, start, stop, _ = content
    text = report.text
    inner = [
        f"{start + each.start(1)}-{start + each.end(1)}"
        for each in re.finditer(r"[«\"]([^«»\"]+)[»\"]", text[start:stop])
    ]
    around = text[start - 1] in '«"' and text[stop] in '»"'
    quoted = f"{start}-{stop}" if around else " ".join(inner)
    kind = "direct" if around else "mixed" if inner else "indirect"
    return Quote(make_id("quote", report.id, start, stop), report.id, start, stop, kind, "clause", 1, cue[1], cue[2],
                 *speaker[1:3], text[speaker[1] : speaker[2]], None, None, quoted, 1.0, f"verb={cue[3]}")  # fmt: skip


def write(case, told: list[tuple[Report, list[Quote]]]) -> list:
    reports, quotes = [each[0] for each in told], [quote for each in told for quote in each[1]]
    rows = list(link_statements(reports, quotes, [], [], [], [], [], lang=load_lang("ar")))
    case.write_reports(reports)
    with case.batch():
        case.write([*quotes, *rows])
    return rows


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Case, list[set[str]]]]:
    """One case with all pairs of the table, and the statements of each pair."""
    with open_case(tmp_path_factory.mktemp("told") / "a.musnad", create=True) as case:
        found = []
        for at, (_, base, other) in enumerate(ROWS):
            rows = write(case, [printed(base, f"a{at}"), printed(other, f"b{at}")])
            found.append({row.statement_id for row in rows if isinstance(row, StatementMember)})
        yield case, found


@pytest.mark.parametrize("at", range(len(ROWS)), ids=[f"{row[0]}-{at}" for at, row in enumerate(ROWS)])
def test_what_a_printing_did_is_told_by_its_kind(told: tuple[Case, list[set[str]]], at: int) -> None:
    case, statements = told
    kind = ROWS[at][0]
    assert len(statements[at]) == 1
    did = {one.kind for each in renderings(case, min(statements[at])) for one in each.did}
    assert kind in did


def test_a_printing_with_the_same_words_did_nothing(tmp_path: Path) -> None:
    marked = "[قال] {سالم العبيدي} إن <المحطة ستعود إلى العمل قبل نهاية الصيف المقبل>"
    with open_case(tmp_path / "a.musnad", create=True) as case:
        rows = write(case, [printed(marked, "a"), printed(marked, "b", "2031-05-03")])
        found = renderings(case, next(row.statement_id for row in rows if isinstance(row, StatementMember)))
    assert [each.did for each in found] == [(), ()]
    assert [each.first for each in found] == [True, False]


def test_doubt_ranks_above_emphasis() -> None:
    lang = load_lang("ar")
    assert lang is not None
    assert [stance_of(verb, lang) for verb in ("قال", "زعم", "أكد")] == ["neutral", "doubts", "stresses"]


JOINED = [
    ("سنفتح المعبر الغربي أمام القوافل صباح الأحد المقبل", "لن نسلم مفاتيح المخازن لأي جهة قبل التوقيع"),
    ("المضخات الأربع وصلت إلى بلدة الكرمة مساء الخميس", "سيبدأ المهندسون تركيب الأنابيب الجديدة فجر السبت"),
    ("ثلث آبار الوادي جفت خلال الصيف الماضي وحده", "لن ترفع البلدية سعر الماء على صغار المزارعين"),
    ("الجسر الخشبي القديم لا يتحمل شاحنات القمح الثقيلة", "سنبني مكانه جسرا حجريا قبل موسم الحصاد القادم"),
    ("أخرجنا ثلاثين أسرة من بيوت الطين قبل السيل", "المدرسة الكبيرة ستبقى ملجأ للعائلات حتى نهاية الشتاء"),
]


def test_a_joined_printing_is_told_with_the_statement_it_prints_in_a_stretch(tmp_path: Path) -> None:
    with open_case(tmp_path / "a.musnad", create=True) as case:
        for at, (one, other) in enumerate(JOINED):
            apart = printed(f"[قال] {{سالم العبيدي}}: <{one}>. [أضاف] {{العبيدي}}: <{other}>", f"apart{at}")
            joined = printed(f"[قال] {{سالم العبيدي}}: <{one}، و{other}>", f"joined{at}")
            rows = write(case, [apart, joined])
            stretch = next(row for row in rows if isinstance(row, StatementStretch))
            found = joined_printings(case, stretch.statement_id)
            assert [each.kind for each in found] == ["joined"]
            assert found[0].own_words in (one, other, "و" + other)


# --- out of context ---------------------------------------------------------------------------------------


def _contextomies(tmp_path: Path, told, pieces=()) -> list[Contextomy]:
    with open_case(tmp_path / "a.musnad", create=True) as case:
        write(case, told)
        with case.batch():
            case.write(list(pieces))
        return contextomies(case)


CUTS = [
    ("سنوقع الورقة أمام أهل الوادي في الساحة الكبيرة", "إذا انسحب الحراس من المخازن الثلاثة"),
    ("سنفتح الطريق الجبلي أمام الحافلات والشاحنات", "لكن الجسر الخشبي سيبقى مغلقا طوال الشتاء"),
    ("كل القرى ستحصل على حصتها من ماء السد", "باستثناء الكرمة التي رفضت تركيب العدادات"),
    ("البلدية تقبل عودة التجار إلى السوق القديم", "شريطة دفع رسوم التنظيف عن عامين"),
    ("سيتسلم المزارعون بذور القمح من المخزن الكبير", "ما لم يصل المطر قبل نهاية تشرين"),
]


def test_a_quotation_cut_before_its_qualification_is_shown(tmp_path: Path) -> None:
    with open_case(tmp_path / "a.musnad", create=True) as case:
        for at, (said, limit) in enumerate(CUTS):
            full = printed(f"[قال] {{سالم العبيدي}}: «<{said} {limit}>»", f"full{at}")
            write(case, [full, printed(f"[قال] {{سالم العبيدي}}: «<{said}>»", f"cut{at}")])
        found = contextomies(case)
    assert sorted((each.words, each.missing_words) for each in found) == sorted(CUTS)
    assert {each.kind for each in found} == {"cut"}


def test_a_qualification_told_elsewhere_in_the_report_is_not_missing(tmp_path: Path) -> None:
    said, limit = CUTS[0]
    full = printed(f"[قال] {{سالم العبيدي}}: «<{said} {limit}>»", "full")
    cut = printed(f"[قال] {{سالم العبيدي}}: «<{said}>». وربط ذلك بأن ينسحب الحراس من المخازن الثلاثة", "cut")
    assert _contextomies(tmp_path, [full, cut]) == []


@pytest.mark.parametrize("body", ["", "قال سالم العبيدي إن مفاتيح المخازن لن تسلم لأحد قبل توقيع الورقة"])
def test_a_headline_quotes_what_the_body_has_not(tmp_path: Path, body: str) -> None:
    report, quotes = printed("{العبيدي} [يقول=قال]: «<لن نسلم مفاتيح المخازن لأحد قبل التوقيع>»", "a")
    stop = len(report.text)
    report = make_report(f"{report.text}\n{body} {FILLER}", "a", "2031-05-02")
    quotes = [_moved(quote, report) for quote in quotes]
    pieces = [_piece(report, "headline", 0, stop), _piece(report, "body", stop + 1, len(report.text))]
    found = _contextomies(tmp_path, [(report, quotes)], pieces)
    assert [each.kind for each in found] == ([] if body else ["headline"])


def _moved(quote: Quote, report: Report) -> Quote:
    names = [name for name in Quote.__slots__ if name not in ("id", "report_id")]
    return Quote(make_id("quote", report.id), report.id, *[getattr(quote, name) for name in names])


def _piece(report: Report, part: str, start: int, stop: int) -> Piece:
    return Piece(make_id("piece", report.id, part), report.id, part, start, stop, "", 0, 1.0, "")
