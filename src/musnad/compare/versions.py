"""What an outlet changed in a page without saying so: the versions of one address, each against the one before.

Changes inside passages are those of table ``change``; sentences outside them are put beside each other
where they are alike, and are whole additions or omissions otherwise. Who asked for a change, and whether
the page told its readers of it elsewhere, is not said.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from musnad.change_classes import classify_change
from musnad.compare.differences import Compared, align_places, compare_reports
from musnad.compare.places import Place, Printed, printed_among
from musnad.find.touching import marked_places
from musnad.lang import load_lang
from musnad.records import Change, Quote, Report, Reuse, Sentence, page_of, reading_order
from musnad.store import Case
from musnad.text import find_words

# A sentence stands in the other version too where passages cover this share of it.
LEAST_COVER = 0.5
# Two sentences outside the passages are one that was reworded where they share this many of their words.
LEAST_ALIKE = 0.5
# Of more sentences outside the passages only whole additions and omissions are told: the page was written anew.
MOST_SENTENCES = 60
# The headline is compared however short; a shorter sentence elsewhere is a heading or a remnant.
SHORTEST_SENTENCE = 3
_PARTS = ("kicker", "headline", "standfirst", "body", "caption")
# Seen from the other side an addition is a deletion.
_MIRRORED = {"addition": "deletion", "deletion": "addition"}


@dataclass(frozen=True, slots=True)
class Version:
    """One text of a page: the date it prints, and when it was first fetched (ISO 8601, UTC), where that is known."""

    printed: Printed
    published: str | None
    captured: str | None

    @property
    def report_id(self) -> str:
        return self.printed.report_id


@dataclass(frozen=True, slots=True)
class SilentChange:
    """One difference between a version and the next. ``kind``: added, dropped, changed.

    Both places are always there; the empty side of what was added or dropped is the point where it would
    stand (for a whole sentence: the start of the text). ``change_id``: the row of table ``change``, if it is one.
    """

    kind: str
    cls: str
    severity: int
    in_quote: int
    before: Place
    before_words: str
    after: Place
    after_words: str
    why: str
    change_id: str | None = None


@dataclass(frozen=True, slots=True)
class Step:
    """A version and the next one, with what changed: the gravest first, then in the text's order."""

    before: Version
    after: Version
    changes: tuple[SilentChange, ...]


@dataclass(frozen=True, slots=True)
class PageVersions:
    """All versions of one address, in the order of time, and the steps between neighbours."""

    page_id: str
    url: str
    versions: tuple[Version, ...]
    steps: tuple[Step, ...]

    @property
    def is_changed(self) -> bool:
        """True where what is told changed, not only what stands round it."""
        return any(step.changes for step in self.steps)


def versions(case: Case) -> list[PageVersions]:
    """Return each page of which the case has several texts, the most gravely changed first."""
    sql = (
        "SELECT id FROM report WHERE version_of IS NOT NULL"
        " OR id IN (SELECT version_of FROM report WHERE version_of IS NOT NULL)"
    )
    by_page: dict[str, list[Report]] = defaultdict(list)
    for (report_id,) in case.connection.execute(sql).fetchall():
        report = case.get("report", report_id)
        if report is not None:
            by_page[page_of(report)].append(report)
    several = [page_id for page_id, some in sorted(by_page.items()) if len({report.text for report in some}) > 1]
    found = [_page(case, page_id, by_page[page_id]) for page_id in several]
    return sorted(found, key=lambda page: (*_gravest(page), page.page_id))


def _gravest(page: PageVersions) -> tuple[int, int]:
    changes = [change for step in page.steps for change in step.changes]
    return -max((change.severity for change in changes), default=0), -len(changes)


def _page(case: Case, page_id: str, reports: Sequence[Report]) -> PageVersions:
    captured = {report.id: _captured(case, report) for report in reports}
    all_known = all(captured.values())
    order = sorted(
        reports, key=lambda report: ((captured[report.id] or "") if all_known else "", reading_order(report))
    )
    printed = {each.report_id: each for each in printed_among(case, order)}
    chain = tuple(Version(printed[report.id], report.published, captured[report.id]) for report in order)
    compared = compare_reports(case, [report.id for report in order])
    steps = tuple(Step(one, other, _changes(case, compared, one, other)) for one, other in pairwise(chain))
    return PageVersions(page_id, order[0].url or "", chain, steps)


def _captured(case: Case, report: Report) -> str | None:
    """Return when this text was first fetched, where it came over the net or from an archive."""
    sql = "SELECT min(fetched) FROM fetch WHERE raw_sha IN (SELECT raw_sha FROM item WHERE report_id = ?)"
    found: str | None = case.connection.execute(sql, (report.id,)).fetchone()[0]
    return found


def _changes(case: Case, compared: Compared, before: Version, after: Version) -> tuple[SilentChange, ...]:
    ids = before.report_id, after.report_id
    passages = [
        row for pair in (ids, ids[::-1]) for row in case.rows("reuse", left_id=pair[0], right_id=pair[1])
        if row.kind == "passage"
    ]  # fmt: skip
    texts = {each: compared.reports[each].text for each in ids}
    found = [_known(change, row, ids, texts) for row in passages for change in case.rows("change", reuse_id=row.id)]
    found += _outside(case, compared, ids, passages)
    unique = {(each.before, each.after, each.cls): each for each in found}
    return tuple(sorted(unique.values(), key=_order))


def _order(change: SilentChange) -> tuple[int, int, int, int, str]:
    return -change.severity, -change.in_quote, change.after.start, change.before.start, change.cls


def _known(change: Change, row: Reuse, ids: tuple[str, str], texts: Mapping[str, str]) -> SilentChange:
    """Return a row of table ``change`` as seen from the earlier version."""
    left = Place(row.left_id, change.left_start, change.left_stop, change.id)
    right = Place(row.right_id, change.right_start, change.right_stop, change.id)
    turned = row.left_id != ids[0]
    before, after = (right, left) if turned else (left, right)
    cls = _MIRRORED.get(change.cls, change.cls) if turned else change.cls
    words = [texts[each.report_id][each.start : each.stop] for each in (before, after)]
    return SilentChange(
        _kind(*words), cls, change.severity, change.in_quote, before, words[0], after, words[1], change.why, change.id
    )


def _kind(before: str, after: str) -> str:
    return "added" if not before.strip() else "dropped" if not after.strip() else "changed"


# --- what stands in no passage ---------------------------------------------------------------------------


def _outside(case: Case, compared: Compared, ids: tuple[str, str], passages: Sequence[Reuse]) -> Iterator[SilentChange]:
    """Yield what changed in the sentences that no passage covers."""
    sentences = case.rows_of_reports("sentence", ids)
    quotes = case.rows_of_reports("quote", ids)
    covered = {id: list(_stretches(passages, id)) for id in ids}
    left, right = ([each for each in sentences[id] if not _is_covered(each, covered[id], compared)] for id in ids)
    right = _without_equals(compared, left, right)
    left = _without_equals(compared, sentences[ids[1]], left)
    right = _without_equals(compared, sentences[ids[0]], right)
    pairs = _reworded(compared, left, right)
    for one, other in pairs:
        yield from _aligned(compared, one, other, quotes)
    told = {each.id for pair in pairs for each in pair}
    for sentence in (*left, *right):
        if sentence.id not in told:
            yield _whole(compared, sentence, ids, quotes)


def _stretches(passages: Iterable[Reuse], report_id: str) -> Iterator[tuple[int, int]]:
    for row in passages:
        if row.left_id == report_id:
            yield row.left_start, row.left_stop
        if row.right_id == report_id:
            yield row.right_start, row.right_stop


def _is_covered(sentence: Sentence, stretches: Sequence[tuple[int, int]], compared: Compared) -> bool:
    """Tell whether a sentence needs no look: a passage covers it, or it is no news."""
    if sentence.part not in _PARTS:
        return True
    inside = sum(max(0, min(stop, sentence.stop) - max(start, sentence.start)) for start, stop in stretches)
    short = sentence.part != "headline" and len(_words(compared, sentence)) < SHORTEST_SENTENCE
    return short or inside >= LEAST_COVER * (sentence.stop - sentence.start)


def _words(compared: Compared, sentence: Sentence) -> list[str]:
    words = find_words(compared.reports[sentence.report_id].text)
    return [words.folded[index] for index in words.within(sentence.start, sentence.stop)]


def _without_equals(compared: Compared, others: Iterable[Sentence], sentences: Sequence[Sentence]) -> list[Sentence]:
    """Return the sentences of which the others have no equal: a moved one did not change."""
    there = {(each.part, *_words(compared, each)) for each in others}
    return [each for each in sentences if (each.part, *_words(compared, each)) not in there]


def _reworded(
    compared: Compared, left: Sequence[Sentence], right: Sequence[Sentence]
) -> list[tuple[Sentence, Sentence]]:
    """Return the pairs of sentences that are one, reworded: the most alike first, each once; headlines always."""
    if max(len(left), len(right)) > MOST_SENTENCES:
        left, right = ([each for each in side if each.part == "headline"] for side in (left, right))
    words = {each.id: set(_words(compared, each)) for each in (*left, *right)}
    ranked = []
    for at, one in enumerate(left):
        for to, other in enumerate(right):
            alike = len(words[one.id] & words[other.id]) / max(1, max(len(words[one.id]), len(words[other.id])))
            titles = one.part == other.part == "headline"
            if (one.part == other.part and alike >= LEAST_ALIKE) or titles:
                ranked.append((-alike, at, to))
    pairs: list[tuple[int, int]] = []
    for _, at, to in sorted(ranked):
        if not any(at == one or to == other for one, other in pairs):
            pairs.append((at, to))
    return [(left[at], right[to]) for at, to in sorted(pairs)]


def _aligned(
    compared: Compared, one: Sentence, other: Sentence, quotes: Mapping[str, Sequence[Quote]]
) -> Iterator[SilentChange]:
    quoted = [
        Place(quote.report_id, start, stop)
        for quote in _near(one, other, quotes)
        for start, stop in marked_places(quote.quoted)
    ]
    before, after = (Place(each.report_id, each.start, each.stop, each.id) for each in (one, other))
    at = [before.start, after.start]
    for segment in align_places(compared, before, after, quoted):
        left = segment.left or Place(before.report_id, at[0], at[0])
        right = segment.right or Place(after.report_id, at[1], at[1])
        at = [left.stop, right.stop]
        if segment.cls != "equal":
            words = segment.left_words, segment.right_words
            yield SilentChange(
                _kind(*words), segment.cls, segment.severity, segment.in_quote, left, words[0], right, words[1],
                segment.why, segment.change_id,
            )  # fmt: skip


def _near(one: Sentence, other: Sentence, quotes: Mapping[str, Sequence[Quote]]) -> Iterator[Quote]:
    for sentence in (one, other):
        for quote in quotes[sentence.report_id]:
            if quote.start < sentence.stop and sentence.start < quote.stop:
                yield quote


def _whole(
    compared: Compared, sentence: Sentence, ids: tuple[str, str], quotes: Mapping[str, Sequence[Quote]]
) -> SilentChange:
    """Return a sentence that only one version has; one with marked words in it weighs like a quotation."""
    report = compared.reports[sentence.report_id]
    words = report.text[sentence.start : sentence.stop]
    dropped = sentence.report_id == ids[0]
    sides = (words, "") if dropped else ("", words)
    in_quote = any(quote.quoted for quote in _near(sentence, sentence, quotes))
    cls, severity, why = classify_change(
        *sides, lang=load_lang(report.language, compared.labels), in_quote=in_quote, known=compared.known
    )
    here = Place(sentence.report_id, sentence.start, sentence.stop, sentence.id)
    nowhere = Place(ids[1] if dropped else ids[0], 0, 0)
    before, after = (here, nowhere) if dropped else (nowhere, here)
    kind = "dropped" if dropped else "added"
    return SilentChange(kind, cls, severity, int(in_quote), before, sides[0], after, sides[1], f"rule=sentence {why}")
