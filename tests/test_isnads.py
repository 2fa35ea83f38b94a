"""The chain of a printing: who stands between the speaker and the page. All names here are invented."""

from __future__ import annotations

import re
from collections.abc import Sequence

import pytest

from musnad.compare.isnads import Step, isnad_of
from musnad.lang import load_lang
from musnad.records import Lineage, Quote, Report, Reuse, make_id

CONTENT = "الجسر القديم لن يفتح قبل أسبوع"


def told(text: str) -> Report:
    return Report(make_id("report", text), "a.txt", None, "o", None, text, "2031-05-02", "", "ar", None, "sha")


def quoted(report: Report, speaker: str, name: str | None, *, channel: str = "", level: int = 1, words: str = CONTENT):
    start = report.text.index(words)
    places = [(report.text.index(each), report.text.index(each) + len(each)) for each in (speaker, channel) if each]
    at_speaker = places[0] if speaker else (None, None)
    at_channel = places[-1] if channel else (None, None)
    cue = next(match for match in re.finditer(r"قالت?|أضاف", report.text))
    return Quote(
        make_id("quote", report.id, start, level), report.id, start, start + len(words), "indirect", "clause", level,
        *cue.span(), *at_speaker, name, *at_channel, "", 1.0, "verb=قال",
    )  # fmt: skip


def kinds(steps: Sequence[Step]) -> list[tuple[str, str]]:
    return [(step.kind, step.words) for step in steps]


def test_a_speaker_named_is_the_first_step() -> None:
    report = told(f"قال المهندس سالم البحري في مؤتمر صحفي إن {CONTENT}.")
    steps = isnad_of(quoted(report, "سالم البحري", "سالم البحري", channel="في مؤتمر صحفي"), report)
    assert kinds(steps) == [("speaker", "سالم البحري"), ("channel", "في مؤتمر صحفي")]


@pytest.mark.parametrize(
    ("speaker", "name", "party"),
    [
        ("المتحدث باسم هيئة الطرق سالم البحري", "سالم البحري", "هيئة الطرق"),
        ("الناطق الرسمي باسم «بلدية الكرمة»", None, "بلدية الكرمة"),
        ("سالم البحري المتحدث باسم هيئة الطرق", "سالم البحري", "هيئة الطرق"),
        ("متحدثة باسم الهيئة", None, "الهيئة"),
        ("الناطقة باسم مجلس الوادي هدى الصافي", "هدى الصافي", "مجلس الوادي"),
    ],
)
def test_a_spokesman_stands_after_the_party_he_speaks_for(speaker: str, name: str | None, party: str) -> None:
    report = told(f"قال {speaker} إن {CONTENT}.")
    steps = isnad_of(quoted(report, speaker, name), report)
    assert kinds(steps) == [("speaker", party), ("spokesman", name or speaker)]
    place = steps[0].place
    assert place is not None
    assert report.text[place.start : place.stop] == party


@pytest.mark.parametrize("document", ["البيان", "بيان", "التقرير", "المذكرة الداخلية"])
def test_a_document_stands_after_its_issuer(document: str) -> None:
    report = told(f"قال {document} إن {CONTENT}.")
    assert kinds(isnad_of(quoted(report, document, "هيئة الطرق"), report)) == [
        ("speaker", "هيئة الطرق"), ("document", document),
    ]  # fmt: skip
    assert kinds(isnad_of(quoted(report, document, document), report)) == [("document", document)]
    twice = isnad_of(quoted(report, document, "هيئة الطرق", channel=document), report)
    assert [step.kind for step in twice] == ["speaker", "document"]


def test_a_speaker_carried_on_has_no_place() -> None:
    report = told(f"وأضاف أن {CONTENT}.")
    (step,) = isnad_of(quoted(report, "", "سالم البحري"), report)
    assert (step.words, step.place, step.why) == ("سالم البحري", None, "rule=carried")


def test_speech_within_speech_names_who_tells_it() -> None:
    report = told(f"قالت هدى الصافي إن المهندس سالم البحري أضاف أن {CONTENT} كما وعد.")
    around = f"إن المهندس سالم البحري أضاف أن {CONTENT} كما وعد"
    outer = quoted(report, "هدى الصافي", "هدى الصافي", words=around)
    inner = quoted(report, "سالم البحري", "سالم البحري", level=2)
    start = report.text.index("أضاف")
    inner = Quote(*(getattr(inner, name) if name not in ("cue_start", "cue_stop") else
                    start + (4 if name == "cue_stop" else 0) for name in Quote.__slots__))  # fmt: skip
    steps = isnad_of(inner, report, quotes=[outer, inner])
    assert kinds(steps) == [("speaker", "سالم البحري"), ("teller", "هدى الصافي")]


def test_agencies_credited_are_one_step_and_a_shared_text_only_where_the_quote_stands_in_it() -> None:
    report = told(f"قال سالم البحري إن {CONTENT}.")
    quote = quoted(report, "سالم البحري", "سالم البحري")
    sources = [Lineage(f"l{key}", report.id, key, "agency", 0.9, "rule=credit") for key in ("reuters", "afp")]
    sources.append(Lineage("l3", report.id, "unseen-1", "unseen", 0.8, "rule=shared-passage"))
    shared = Reuse("reuse-1", report.id, "other", 0, len(report.text), 0, 40, "passage", 1.0, "")
    apart = Reuse("reuse-2", report.id, "other", 0, quote.start, 0, 40, "passage", 1.0, "")
    for passage, ends in ((shared, ["agency", "unseen"]), (apart, ["agency"])):
        steps = isnad_of(quote, report, sources=sources, passages=[passage], siblings={"other": "unseen-1"})
        assert [step.kind for step in steps[1:]] == ends
    assert steps[1].ids == ("afp", "reuters")


def test_every_kind_of_go_between_is_known() -> None:
    lang = load_lang("ar")
    assert lang is not None
    assert {row["kind"] for row in lang.rows("go_betweens")} == {"spokesman", "for", "document"}
