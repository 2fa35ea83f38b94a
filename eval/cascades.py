"""Makes cascades whose parents are known: a wire or an outlet's own report, its copies, and copies of copies.

The texts are articles of the two corpora ($MUSNAD_DATA), one for each cascade; what happens to them on the way is
drawn from a seed: cuts from the end, sentences dropped, words exchanged, left out or put in, slips, house spelling,
paragraphs of their own, headlines changed, credits kept, made generic, dropped. A copy inherits what its parent did.
Wires may be unseen, a copy in between may be missing, a report may mix two sources, days may be wrong. A ministry's
release is sent in several versions, one of them an agency's, and outlets print each.
How often each happens is guessed, not measured: nobody publishes who copied whom. That outlets seldom copy each other
and mostly print some version of a source is from reading real pairs. Even seeds are for tuning.
"""

from __future__ import annotations

import gzip
import json
import random
import re
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import cache

from gold import DATA, piece_of

from musnad.records import Credit, Piece, Report, make_id

# Cascades of one case, and reports of one cascade that are seen, least and most.
CASCADES = 14
FEWEST, MOST = 2, 9
OUTLETS = 16
AGENCIES = ("afp", "reuters", "ap", "dpa", "spa")
# Words of an article that may begin a cascade.
SHORTEST, LONGEST = 90, 420
# What a cascade begins with: a wire nobody has seen, a wire that is among the reports, a ministry's release, an
# outlet's own report.
BEGINNINGS = (("unseen", 0.35), ("wire", 0.1), ("release", 0.3), ("outlet", 0.25))
# A copy is of some version of what was sent, or else of some copy.
FROM_ROOT = {"unseen": 0.85, "wire": 0.85, "release": 0.9, "outlet": 0.6}
# Wires that are sent again, reworked: whoever prints that shares its words without copying anybody. Versions of a
# release beside the first, of which one is an agency's, and how often that is among the reports.
SENT_AGAIN = 0.4
FEWEST_VERSIONS, MOST_VERSIONS = 1, 3
AGENCY_SEEN = 0.5
# Of those who print some version of a release, so many take the agency's.
FROM_AGENCY = 0.5
MISSING = 0.08
MIXED = 0.12
# A report of something else that prints one sentence of a cascade.
QUOTING = 0.25
# How a report's time is printed: to the minute, the day, not at all; and how often the day is a wrong, later one.
PRINTED = (("moment", 0.25), ("day", 0.6), ("none", 0.15))
WRONG_DAY = 0.06
# What becomes of the credit of a wire's text, in an outlet of middling habits: named, generic, dropped.
CREDITING = (("named", 0.4), ("generic", 0.2), ("dropped", 0.4))
# What a copy of another outlet's text does with the credit it finds, and how often it credits that outlet.
KEPT, CREDITS_OUTLET = 0.55, 0.15

# Words a desk exchanges: each row is one meaning.
EXCHANGED = [
    row.split()
    for row in (
        "قال ذكر صرح", "أكد شدد جزم", "أوضح بين شرح", "أضاف تابع استطرد", "أشار لفت نوه", "خلال أثناء", "حيث إذ",
        "أيضا كذلك", "بسبب جراء", "نحو قرابة حوالي", "عدد جملة", "كبير ضخم", "جديد مستجد", "مؤكدا مشددا جازما",
        "مشيرا لافتا منوها", "وقال وذكر وصرح", "وأضاف وتابع واستطرد", "وأشار ولفت ونوه", "وأكد وشدد", "وأوضح وبين",
        "بعد عقب إثر", "قبل قبيل", "يوم نهار", "مدينة بلدة", "أعلن كشف", "منطقة ناحية", "تم جرى", "عبر من_خلال",
        "لكن غير_أن بيد_أن", "التي", "مع برفقة", "سوف", "هذا ذلك", "هذه تلك", "الذي", "كما", "عام سنة", "العام السنة",
        "حسب وفق", "بحسب وفقا_ل", "عدة بضعة", "كل جميع", "أمام قبالة", "قرار حكم", "رئيس زعيم", "اجتماع لقاء",
    )
]  # fmt: skip
PUT_IN = ("أيضا", "كذلك", "بدوره", "حاليا", "فعلا", "لاحقا", "مؤخرا", "تقريبا", "رسميا", "فقط", "مجددا", "أمس")
# House spelling that folding does not undo.
SPELLING = {
    "أمريكا": "أميركا", "الأمريكية": "الأميركية", "الأمريكي": "الأميركي", "مسؤول": "مسئول", "شؤون": "شئون",
    "سوريا": "سورية", "مليون": "ملايين", "إن": "أن", "مائة": "مئة", "لدى": "عند", "يونيو": "حزيران",
    "يوليو": "تموز", "أغسطس": "آب", "مارس": "آذار",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Outlet:
    """How one outlet treats what it gets. Rates are of sentences (or words where so named)."""

    key: str
    verbatim: float  # of reports whose words are left as they are, but for cuts and headline
    rewrites: float  # words exchanged, of those that could be
    slips: float  # of sentences that get one
    puts_in: float
    leaves_out: float
    drops: float
    cuts: float  # of reports that lose their end
    own_paragraph: float
    own_headline: float
    credits: float  # factor on how often a credit is named
    spells: bool
    next_day: bool  # a printed paper: its day is the next one


@dataclass(frozen=True, slots=True)
class Copy:
    """A report before it is printed: paragraphs of sentences, what it credits, where it stands in the cascade."""

    outlet: str
    headline: str
    sentences: tuple[str, ...]
    credit: str  # "", "agencies", an agency's key, or "outlet:key"
    when: datetime
    parent: int | None  # number of the copy it was made from
    wire: str | None  # the agency it goes back to
    second: Copy | None = None  # the copy of another cascade whose paragraph it took
    seen: bool = True
    quoting: bool = False


@dataclass(slots=True)
class Case:
    """What a stage gets to see, and the truth: by report id, what stands behind it.

    ``parent``: a report's id, ``unseen``, or ``own`` where nothing does. ``also``: reports a mixed one took from too.
    """

    reports: list[Report] = field(default_factory=list)
    pieces: list[Piece] = field(default_factory=list)
    credits: list[Credit] = field(default_factory=list)
    parent: dict[str, str] = field(default_factory=dict)
    also: dict[str, set[str]] = field(default_factory=dict)
    behind: dict[str, set[str]] = field(default_factory=dict)  # all seen reports the text came through
    wire: dict[str, str | None] = field(default_factory=dict)
    cascade: dict[str, int] = field(default_factory=dict)


@cache
def articles() -> list[tuple[str, str]]:
    """Return headline and text of usable articles of both corpora, each text once."""
    found: dict[str, tuple[str, str]] = {}
    for title, text in [*_ant(), *_saudi()]:
        text = " ".join(text.split())
        if SHORTEST <= text.count(" ") <= LONGEST and len(_sentences(text)) >= 4 and title.count(" ") >= 3:
            found.setdefault(text[:80], (" ".join(title.split()), text))
    return [found[key] for key in sorted(found)]


def _ant() -> list[tuple[str, str]]:
    with gzip.open(DATA / "corpora" / "ant" / "ant.jsonl.gz", "rt", encoding="utf-8") as lines:
        records = [json.loads(line) for line in lines]
    return [(each["title"] or "", each["text"] or "") for each in records]


def _saudi() -> list[tuple[str, str]]:
    with zipfile.ZipFile(DATA / "corpora" / "saudinewsnet" / "2015-08-04.zip") as archive:
        records = json.loads(archive.read(archive.namelist()[0]))
    return [(each["title"] or "", each["content"] or "") for each in records]


def _sentences(text: str) -> list[str]:
    return [each.strip() for each in re.split(r"(?<=[.!؟])\s+", text) if each.strip()]


def make_case(seed: int, cascades: int = CASCADES) -> Case:
    """Return one case of several cascades by the same outlets. Same seed, same case."""
    rng = random.Random(seed)
    outlets = [_outlet(rng, number) for number in range(OUTLETS)]
    texts = rng.sample(articles(), cascades * 2)
    case = Case()
    pool = [sentence for _, text in texts[cascades:] for sentence in _sentences(text)]
    other: list[Copy] = []
    for number in range(cascades):
        made = _cascade(rng, outlets, texts[number], pool, other, texts[cascades + number])
        _print(case, rng, outlets, made, number)
        other = [each for each in made if each.seen]
    return case


def _outlet(rng: random.Random, number: int) -> Outlet:
    return Outlet(
        f"outlet{number}",
        verbatim=rng.choice((0.1, 0.4, 0.8)),
        rewrites=rng.choice((0.0, 0.02, 0.05, 0.12, 0.3)),
        slips=rng.choice((0.0, 0.02, 0.05, 0.1)),
        puts_in=rng.choice((0.0, 0.03, 0.1, 0.3)),
        leaves_out=rng.choice((0.0, 0.03, 0.1, 0.3)),
        drops=rng.choice((0.0, 0.0, 0.04, 0.1, 0.2)),
        cuts=rng.choice((0.1, 0.3, 0.6)),
        own_paragraph=rng.choice((0.0, 0.1, 0.25)),
        own_headline=rng.choice((0.2, 0.5, 0.9)),
        credits=rng.choice((0.2, 1.0, 1.0, 1.8)),
        spells=rng.random() < 0.3,
        next_day=rng.random() < 0.3,
    )


def _drawn(rng: random.Random, odds: Sequence[tuple[str, float]]) -> str:
    return rng.choices([name for name, _ in odds], [share for _, share in odds])[0]


def _cascade(
    rng: random.Random,
    outlets: Sequence[Outlet],
    article: tuple[str, str],
    pool: Sequence[str],
    other: Sequence[Copy],
    elsewhere: tuple[str, str],
) -> list[Copy]:
    """Return the copies of one text, the beginning first; copy ``n`` names its parent by number."""
    begun = _drawn(rng, BEGINNINGS)
    order = rng.sample(outlets, rng.randint(FEWEST, MOST) + 1)
    made = _sent(rng, begun, order[0].key, outlets, article, pool)
    sent = len(made)
    for outlet in order[1:]:
        from_root = len(made) == sent or rng.random() < FROM_ROOT[begun]
        number = rng.randrange(sent) if from_root else rng.randrange(sent, len(made))
        if from_root and begun == "release" and rng.random() < FROM_AGENCY:
            number = 1
        copy = _copied(rng, outlet, made[number], number, pool)
        if other and rng.random() < MIXED:
            copy = _mixed(rng, copy, rng.choice(other))
        made.append(replace(copy, seen=len(made) == sent or rng.random() >= MISSING))
    if rng.random() < QUOTING:
        sentences = [*_sentences(elsewhere[1])]
        short = [each for each in made[0].sentences if each.count(" ") <= 30]
        quoted = rng.choice(short or [made[0].sentences[0][:150]])
        sentences.insert(rng.randrange(1, len(sentences)), quoted)
        outlet = rng.choice([each for each in outlets if each not in order])
        late = made[0].when + timedelta(hours=rng.uniform(1, 48))
        made.append(Copy(outlet.key, elsewhere[0], tuple(sentences), "", late, None, None, quoting=True))
    return made


def _sent(
    rng: random.Random,
    begun: str,
    first: str,
    outlets: Sequence[Outlet],
    article: tuple[str, str],
    pool: Sequence[str],
) -> list[Copy]:
    """Return what a cascade begins with, and the versions of it that are sent out beside the first."""
    agency = rng.choice(AGENCIES)
    when = datetime(2020, 3, 1) + timedelta(hours=rng.uniform(0, 24 * 20))
    key, wire = {"outlet": (first, None), "release": ("", None)}.get(begun, (agency, agency))
    seen = begun in ("wire", "outlet")
    made = [Copy(key, article[0], tuple(_sentences(article[1])), "", when, None, wire, seen=seen)]
    if wire and rng.random() < SENT_AGAIN:
        made.append(replace(_reworked(rng, agency, outlets, made[0], pool), wire=agency))
    for number in range(rng.randint(FEWEST_VERSIONS, MOST_VERSIONS) if begun == "release" else 0):
        version = _reworked(rng, "" if number else agency, outlets, made[0], pool)
        made.append(version if number else replace(version, wire=agency, seen=rng.random() < AGENCY_SEEN))
    return made


def _reworked(rng: random.Random, key: str, outlets: Sequence[Outlet], source: Copy, pool: Sequence[str]) -> Copy:
    """Return another version of what was sent, which nobody has seen."""
    desk = replace(rng.choice(outlets), key=key, verbatim=0.0)
    return replace(_copied(rng, desk, source, 0, pool), credit="", seen=False)


def _copied(rng: random.Random, outlet: Outlet, source: Copy, number: int, pool: Sequence[str]) -> Copy:
    """Return what an outlet makes of a copy."""
    sentences = list(source.sentences)
    if rng.random() >= outlet.verbatim:
        sentences = [_edited(rng, outlet, each) for each in sentences if rng.random() >= outlet.drops]
    if rng.random() < outlet.cuts and len(sentences) > 3:
        sentences = sentences[: rng.randint(max(2, len(sentences) // 3), len(sentences) - 1)]
    if rng.random() < outlet.own_paragraph:
        at = rng.choice((len(sentences), rng.randint(1, len(sentences)))) if sentences else 0
        sentences[at:at] = rng.sample(pool, rng.randint(1, 2))
    sentences = sentences or [source.sentences[0]]
    headline = source.headline
    if rng.random() < outlet.own_headline:
        headline = _new_headline(rng, headline, sentences[0])
    later = source.when + timedelta(hours=rng.expovariate(1 / 5))
    credit = _credit(rng, outlet, source)
    return Copy(outlet.key, headline, tuple(sentences), credit, later, number, source.wire)


def _credit(rng: random.Random, outlet: Outlet, source: Copy) -> str:
    if not source.outlet:  # a ministry's release
        return ""
    if source.outlet == source.wire:  # the wire itself
        odds = dict(CREDITING)
        odds["named"] *= outlet.credits
        drawn = _drawn(rng, list(odds.items()))
        return {"named": source.wire, "generic": "agencies", "dropped": ""}[drawn]
    if rng.random() < CREDITS_OUTLET * outlet.credits:
        return f"outlet:{source.outlet}"
    if source.credit and rng.random() < KEPT:
        return source.credit
    return "agencies" if rng.random() < 0.1 else ""


def _edited(rng: random.Random, outlet: Outlet, sentence: str) -> str:
    words = sentence.split()
    for at, word in enumerate(words):
        if outlet.spells and word in SPELLING:
            words[at] = SPELLING[word]
        rows = [row for row in EXCHANGED if word in row and len(row) > 1]
        if rows and rng.random() < outlet.rewrites * 3:
            words[at] = rng.choice([each for each in rows[0] if each != word]).replace("_", " ")
    if rng.random() < outlet.slips and len(words) > 4:
        at = rng.randrange(1, len(words))
        words[at] = _slip(rng, words[at])
    if rng.random() < outlet.puts_in:
        words.insert(rng.randrange(1, len(words) + 1), rng.choice(PUT_IN))
    if rng.random() < outlet.leaves_out and len(words) > 8:
        at = rng.randrange(1, len(words) - 3)
        del words[at : at + rng.randint(1, 3)]
    return " ".join(words)


def _slip(rng: random.Random, word: str) -> str:
    if word.isdigit():
        return str(int(word) + rng.choice((-1, 1, 10)))
    if len(word) < 4:
        return word + " " + word
    at = rng.randrange(1, len(word) - 2)
    return rng.choice((word[:at] + word[at + 1 :], word[:at] + word[at + 1] + word[at] + word[at + 2 :]))


def _new_headline(rng: random.Random, headline: str, lead: str) -> str:
    words = headline.split()
    some = lead.split()[: rng.randint(4, 8)]
    return " ".join(rng.choice((some, words[: max(2, len(words) // 2)] + some[:3], some[:2] + words[1:])))


def _mixed(rng: random.Random, copy: Copy, other: Copy) -> Copy:
    """Return a copy with a paragraph of another cascade's report: at least a fifth of it, so that it is a source."""
    took = _taken(other)
    at = rng.choice((0, len(copy.sentences)))
    sentences = [*copy.sentences]
    sentences[at:at] = took
    return replace(copy, sentences=tuple(sentences), second=other, when=max(copy.when, other.when + timedelta(hours=1)))


def _taken(other: Copy) -> list[str]:
    return list(other.sentences[: max(2, len(other.sentences) // 2)])


def _print(case: Case, rng: random.Random, outlets: Sequence[Outlet], made: Sequence[Copy], number: int) -> None:
    papers = {each.key for each in outlets if each.next_day}
    ids: dict[int, str] = {}
    for at, copy in enumerate(made):
        if not copy.seen:
            continue
        report = _report(case, rng, copy, copy.outlet in papers)
        ids[at] = report.id
        case.cascade[report.id] = number
        case.wire[report.id] = copy.wire
        case.behind[report.id] = set(_behind(made, at, ids))
        case.parent[report.id] = next(_behind(made, at, ids), "own" if copy.parent is None else "unseen")
        if copy.second is not None:
            took = _taken(copy.second)
            case.also[report.id] = {
                each.id for each in case.reports if each is not report and any(some in each.text for some in took)
            }


def _behind(made: Sequence[Copy], at: int, ids: dict[int, str]) -> Iterator[str]:
    """Yield the seen copies behind a copy, the nearest first; a missing one in between is passed over."""
    up = made[at].parent
    while up is not None:
        if up in ids:
            yield ids[up]
        up = made[up].parent


def _report(case: Case, rng: random.Random, copy: Copy, paper: bool) -> Report:
    body = " ".join(copy.sentences)
    line = {"": "", "agencies": "(وكالات)"}.get(copy.credit, f"({copy.credit.removeprefix('outlet:')})")
    text = f"{copy.headline}\n{body}" + (f"\n{line}" if line else "")
    outlet_id = make_id("outlet", copy.outlet)
    name = make_id("report", copy.outlet, len(case.reports), text)
    report = Report(name, copy.outlet, None, outlet_id, None, text, _printed(rng, copy, paper), "", "ar", None, name)
    case.reports.append(report)
    end = len(copy.headline) + 1 + len(body)
    case.pieces.append(piece_of(report, "headline", 0, len(copy.headline)))
    case.pieces.append(piece_of(report, "body", len(copy.headline) + 1, end))
    if line:
        case.pieces.append(piece_of(report, "credit", end + 1, len(text)))
        kind = "agencies" if copy.credit == "agencies" else "outlet" if copy.credit.startswith("outlet:") else "agency"
        key = copy.credit.removeprefix("outlet:")
        row = make_id("credit", name, key)
        case.credits.append(Credit(row, name, end + 2, len(text) - 1, key, kind, 0.95, "gold"))
    return report


def _printed(rng: random.Random, copy: Copy, paper: bool) -> str | None:
    how = _drawn(rng, PRINTED)
    if how == "none":
        return None
    day = copy.when + timedelta(days=1 if paper else 0)
    if rng.random() < WRONG_DAY:
        day += timedelta(days=rng.randint(1, 3))
        how = "day"
    return day.strftime("%Y-%m-%dT%H:%M" if how == "moment" and not paper else "%Y-%m-%d")


if __name__ == "__main__":
    shown = make_case(0)
    for each in shown.reports:
        print(shown.cascade[each.id], each.id, each.source, each.published, shown.parent[each.id], each.text[:60])
