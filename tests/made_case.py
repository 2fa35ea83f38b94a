"""A small case made by hand about invented things, for the tests of what is shown."""

from __future__ import annotations

import zlib
from functools import cache
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory

from musnad.records import (
    Change,
    Conflict,
    Entity,
    EntityMember,
    Figure,
    Item,
    Label,
    Mention,
    Outlet,
    Piece,
    Quote,
    Raw,
    Report,
    Reuse,
    Statement,
    StatementMember,
    Story,
    StoryMember,
    make_id,
)
from musnad.store import Case, open_case

LEFT = (
    "انقطاع الماء عن بلدة الكرمة\n"
    "قال المهندس سالم البحري إن «ما بين 40 و50 متشدداً دخلوا محطة الكرمة ليلاً» وعطلوا أربع مضخات.\n"
    "شارك الخبر"
)
RIGHT = (
    "إرهابيون يقطعون الماء عن الكرمة\n"
    "قال المهندس سالم البحري إن ما بين 40 و50 إرهابياً دخلوا محطة الكرمه ليلاً وعطلوا أربع مضخات.\n"
    "شارك الخبر"
)
LONE = "=cmd| طقس معتدل\nيسود \u202eطقس\u202c معتدل <script>alert(1)</script> للرقة والسواحل.\n"


def place(text: str, words: str) -> tuple[int, int]:
    start = text.index(words)
    return start, start + len(words)


def make_case(path: Path) -> Case:
    """Return an open case with two reports of one story and one apart."""
    path.write_bytes(_made())
    return open_case(path)


@cache  # hundreds of tests begin with it
def _made() -> bytes:
    with TemporaryDirectory() as folder:
        path = Path(folder, "made.musnad")
        with open_case(path, create=True) as case:
            _fill(case)
        return path.read_bytes()


def _fill(case: Case) -> None:
    reports = [_report(name, text, day) for name, text, day in _SOURCES]
    left, right, lone = reports
    with case.batch():
        case.write([Outlet("nahr", "صحيفة النهر", "The River", None, None), Outlet("jisr", "الجسر", None, None, None)])
        case.write(_raws(reports))
        case.write_reports(reports)
        case.write(
            Item(make_id("item", each.source), each.source, "", "stored", "", each.id, each.raw_sha) for each in reports
        )
        case.write([Item("item-empty", "empty.txt", "", "skipped", "nothing in it", None, None)])
        for each in reports:
            case.write(_pieces(each))
        case.write([*_shared(left, right), *_said(left, right), *_told(left, right)])
        story = Story(make_id("story", left.id), left.id, "2026-05-14", "2026-05-15", 2, 1, 1)
        case.write([story, *(StoryMember(each.id, story.id, None) for each in (left, right))])
    assert lone.outlet_id is None


_SOURCES = (("nahr.txt", LEFT, "2026-05-14"), ("jisr.txt", RIGHT, "2026-05-15"), ("lone.txt", LONE, None))


def _report(source: str, text: str, published: str | None) -> Report:
    outlet = {"nahr.txt": "nahr", "jisr.txt": "jisr"}.get(source)
    sha = sha256(text.encode()).hexdigest()
    return Report(
        make_id("report", outlet, None, text),
        source,
        None,
        outlet,
        None,
        text,
        published,
        "rule=day-line",
        "ar",
        None,
        sha,
    )


def _raws(reports: list[Report]) -> list[Raw]:
    return [
        Raw(each.raw_sha, "plain 1", "utf-8", len(each.text.encode()), zlib.compress(each.text.encode()))
        for each in reports
    ]


def _pieces(report: Report) -> list[Piece]:
    pieces, start = [], 0
    for number, line in enumerate(report.text.split("\n")):
        part = ("headline", "body", "furniture")[min(number, 2)]
        if line:
            pieces.append(_piece(report, part, start, start + len(line)))
        start += len(line) + 1
    return pieces


def _piece(report: Report, part: str, start: int, stop: int) -> Piece:
    return Piece(make_id("piece", report.id, part, start), report.id, part, start, stop, None, start, 1.0, "rule=line")


def _shared(left: Report, right: Report) -> list[Reuse | Change]:
    words = [
        ("متشدداً", "إرهابياً", "label", 5, 1),
        ("الكرمة ليلاً", "الكرمه ليلاً", "orthography", 0, 1),
    ]
    a, b = left.text.index("قال"), right.text.index("قال")
    shared = Reuse(
        make_id("reuse", left.id, right.id), left.id, right.id, a, left.text.index("\nشارك"), b,
        right.text.index("\nشارك"), "passage", 0.9, "rule=chain words=17 shared=15",
    )  # fmt: skip
    changes = [
        Change(make_id("change", one), shared.id, *place(left.text, one), *place(right.text, other), cls, grave, quoted,
               f"rule={cls}")
        for one, other, cls, grave, quoted in words
    ]  # fmt: skip
    return [shared, *changes]


def _said(left: Report, right: Report) -> list[object]:
    quotes = []
    for report, words, form in (
        (left, "ما بين 40 و50 متشدداً دخلوا محطة الكرمة ليلاً", "verbatim_marked"),
        (right, "ما بين 40 و50 إرهابياً دخلوا محطة الكرمه ليلاً", "clause"),
    ):
        start, stop = place(report.text, words)
        cue, speaker = place(report.text, "قال"), place(report.text, "سالم البحري")
        quoted = f"{start}-{stop}" if form == "verbatim_marked" else ""
        quotes.append(
            Quote(make_id("quote", report.id), report.id, start, stop, "indirect", form, 1, *cue, *speaker,
                  "سالم البحري", None, None, quoted, 0.9, "rule=clause verb=قال sep=إن")
        )  # fmt: skip
    entity = Entity("entity-bahri", "PER", "سالم البحري", None, None, None, 2, 2)
    statement = Statement(make_id("statement", quotes[0].id), entity.id)
    mentions = [
        Mention(make_id("mention", each.id), each.id, *place(each.text, "سالم البحري"), "PER", 0.9, "rule=title")
        for each in (left, right)
    ]
    return [
        *quotes, *mentions, entity, statement,
        *(EntityMember(each.id, entity.id) for each in mentions),
        *(StatementMember(each.id, statement.id) for each in quotes),
    ]  # fmt: skip


def _told(left: Report, right: Report) -> list[object]:
    rows: list[object] = []
    for report, term in ((left, "متشدداً"), (right, "إرهابياً")):
        voice = "quoted" if report is left else "attributed"
        rows.append(
            Label(make_id("label", report.id), report.id, *place(report.text, term), "militants", term[:-1], voice,
                  0.9, "rule=term")
        )  # fmt: skip
        noun = place(report.text, term)
        rows.append(
            Figure(make_id("figure", report.id), report.id, *place(report.text, "ما بين 40 و50"), 40.0, 50.0, "range",
                   *noun, None, 0.9, "rule=range")
        )  # fmt: skip
    rows.append(
        Conflict("conflict-1", make_id("figure", left.id), make_id("figure", right.id), "figure", 0.5, "rule=noun")
    )
    return rows
