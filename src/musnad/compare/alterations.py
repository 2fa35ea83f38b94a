"""What each report prints differently from the reports it shares text with.

Left and right of a shared passage are read from each report's own side: *added* is what the other
hasn't, *dropped* what only the other has. Who altered whom is not said.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from musnad.compare.places import Place, Printed, one_a_page, printed_reports, texts_of
from musnad.records import Change, Quote, Reuse, Sentence
from musnad.store import Case
from musnad.text import find_words

# Two shared passages: one alone may be a common source's sentence.
LEAST_PASSAGES = 2
# A sentence is told on the other side too where passages cover this share of its characters.
LEAST_COVER = 0.5
# A shorter sentence is a heading or a remnant.
SHORTEST_SENTENCE = 5
_PARTS = ("body", "standfirst")

Spans = Mapping[str, Sequence[tuple[int, int]]]  # partner -> own places of the passages shared with it


@dataclass(frozen=True, slots=True)
class Alteration:
    """One difference inside a shared passage, from one report's side.

    ``kind``: added (``other`` has nothing there), dropped (``own`` has nothing there), changed. ``cls`` is the
    class from the own side: what the report has more is an addition. Both places are always there; the empty
    side is the point between two words.
    """

    change_id: str
    kind: str
    cls: str
    severity: int
    in_quote: int
    own: Place
    own_words: str
    other: Place
    other_words: str


@dataclass(frozen=True, slots=True)
class ReportAlterations:
    """One report against the others that share text with it.

    ``by_class`` and ``by_severity`` count ``alterations``. ``compared_with``: the reports that share at least two
    passages. ``only_here``: own sentences that none of those has; ``lacking``: sentences of those that this report
    hasn't, each once. A sentence whose saying the other prints in other words counts as told.
    """

    printed: Printed
    compared_with: tuple[str, ...]
    alterations: tuple[Alteration, ...]
    by_class: dict[str, int]
    by_severity: dict[int, int]
    only_here: tuple[Place, ...]
    lacking: tuple[Place, ...]


@dataclass(frozen=True, slots=True)
class _Told:
    """What the reports tell, sentence by sentence, and where they share text."""

    texts: Mapping[str, str]
    sentences: Mapping[str, Sequence[Sentence]]  # those of a body that are long enough to tell something
    statements: Mapping[str, frozenset[str]]  # that a report prints
    said: Mapping[str, frozenset[str]]  # the statements a sentence prints at least half of, by the sentence's id
    shared: Mapping[str, Spans]


def alterations(case: Case) -> list[ReportAlterations]:
    """Return the alterations of each report that shares a passage with another page, in the order of their dates.

    A page that was changed speaks with its last version; what changed in it is for ``compare/versions.py``.
    """
    last = {each.report_id for each in one_a_page(printed_reports(case), latest=True)}
    shared = [row for row in case.rows("reuse") if row.kind == "passage"]
    passages = [row for row in shared if row.left_id in last and row.right_id in last]
    told = _read(case, passages)
    of_report: dict[str, list[Alteration]] = {id: [] for id in told.texts}
    for change, row in _changes(case, passages):
        for report_id in (row.left_id, row.right_id):
            of_report[report_id].append(_alteration(change, row, report_id, told.texts))
    return [
        _of_report(each, of_report[each.report_id], told)
        for each in printed_reports(case)
        if each.report_id in of_report
    ]


def totals_of_outlets(found: Iterable[ReportAlterations]) -> dict[str, tuple[dict[str, int], dict[int, int]]]:
    """Return by outlet (or report, where the outlet is unknown) the counts by class and by severity."""
    classes: dict[str, Counter[str]] = {}
    severities: dict[str, Counter[int]] = {}
    for each in found:
        classes.setdefault(each.printed.outlet, Counter()).update(each.by_class)
        severities.setdefault(each.printed.outlet, Counter()).update(each.by_severity)
    return {
        outlet: (dict(sorted(classes[outlet].items())), dict(sorted(severities[outlet].items()))) for outlet in classes
    }


def _read(case: Case, passages: Sequence[Reuse]) -> _Told:
    ids = sorted({id for row in passages for id in (row.left_id, row.right_id)})
    shared: dict[str, dict[str, list[tuple[int, int]]]] = {id: {} for id in ids}
    for row in passages:
        shared[row.left_id].setdefault(row.right_id, []).append((row.left_start, row.left_stop))
        shared[row.right_id].setdefault(row.left_id, []).append((row.right_start, row.right_stop))
    texts = texts_of(case, ids)
    rows = case.rows_of_reports("sentence", ids)
    sentences = {id: [each for each in rows[id] if _tells(each, texts[id])] for id in ids}
    quotes = case.rows_of_reports("quote", ids)
    statement_of = {row.quote_id: row.statement_id for row in case.rows("statement_member")}
    return _Told(
        texts,
        sentences,
        {id: _statements(quotes[id], statement_of) for id in ids},
        {
            each.id: _statements([quote for quote in quotes[id] if _prints(each, quote)], statement_of)
            for id in ids
            for each in sentences[id]
        },
        shared,
    )


def _tells(sentence: Sentence, text: str) -> bool:
    words = find_words(text).within(sentence.start, sentence.stop)
    return sentence.part in _PARTS and len(words) >= SHORTEST_SENTENCE


def _prints(sentence: Sentence, quote: Quote) -> bool:
    shared = min(quote.stop, sentence.stop) - max(quote.start, sentence.start)
    return shared >= LEAST_COVER * (quote.stop - quote.start)


def _statements(quotes: Iterable[Quote], statement_of: Mapping[str, str]) -> frozenset[str]:
    return frozenset(statement_of[quote.id] for quote in quotes if quote.id in statement_of)


def _changes(case: Case, passages: Sequence[Reuse]) -> Iterator[tuple[Change, Reuse]]:
    by_id = {row.id: row for row in passages}
    for change in case.rows("change"):
        if change.reuse_id in by_id:
            yield change, by_id[change.reuse_id]


def _of_report(printed: Printed, found: Sequence[Alteration], told: _Told) -> ReportAlterations:
    report_id = printed.report_id
    others = tuple(sorted(id for id, spans in told.shared[report_id].items() if len(spans) >= LEAST_PASSAGES))
    only_here = [_place(each) for each in told.sentences[report_id] if not _told_by(told, each, others)]
    return ReportAlterations(
        printed,
        others,
        tuple(sorted(found, key=lambda each: (each.own.start, each.own.stop, each.change_id))),
        dict(sorted(Counter(each.cls for each in found).items())),
        dict(sorted(Counter(each.severity for each in found).items())),
        tuple(only_here) if others else (),
        tuple(_lacking(told, report_id, others)),
    )


def _alteration(change: Change, row: Reuse, report_id: str, texts: Mapping[str, str]) -> Alteration:
    left = Place(row.left_id, change.left_start, change.left_stop, change.id)
    right = Place(row.right_id, change.right_start, change.right_stop, change.id)
    own, other = (left, right) if row.left_id == report_id else (right, left)
    own_words, other_words = (texts[each.report_id][each.start : each.stop] for each in (own, other))
    kind = "added" if not other_words.strip() else "dropped" if not own_words.strip() else "changed"
    cls = change.cls
    if cls in ("addition", "deletion"):
        cls = "addition" if kind == "added" else "deletion" if kind == "dropped" else cls
    return Alteration(change.id, kind, cls, change.severity, change.in_quote, own, own_words, other, other_words)


# --- sentences only one side has ------------------------------------------------------------------------


def _told_by(told: _Told, sentence: Sentence, others: Iterable[str]) -> bool:
    """Tell whether one of the other reports has a sentence, copied or as the same saying."""
    said = told.said[sentence.id]
    return any(_copied(told, sentence, other) or not said.isdisjoint(told.statements[other]) for other in others)


def _copied(told: _Told, sentence: Sentence, other: str) -> bool:
    shared = told.shared[sentence.report_id].get(other, ())
    covered = sum(max(0, min(stop, sentence.stop) - max(start, sentence.start)) for start, stop in shared)
    return covered >= LEAST_COVER * (sentence.stop - sentence.start)


def _lacking(told: _Told, report_id: str, others: Sequence[str]) -> Iterator[Place]:
    """Yield sentences of the others that the report hasn't; one that several of them have is yielded once."""
    for at, other in enumerate(others):
        for sentence in told.sentences[other]:
            if not _told_by(told, sentence, (report_id, *others[:at])):
                yield _place(sentence)


def _place(sentence: Sentence) -> Place:
    return Place(sentence.report_id, sentence.start, sentence.stop, sentence.id)
