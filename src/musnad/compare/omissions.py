"""The text that several reports have in common, put together again, and what each outlet leaves out of it or adds.

Reports belong together where passages cover a good part of the shorter one, on the average of a cluster, so that a
round-up does not tie ten stories together. Their sentences are grouped by the words that stand for each
other in those passages; a group that two outlets print is a sentence of the common text. Its order is that of
most reports. Nothing is said about who cut and who wrote: «A does not print x, which B and C print».
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from musnad.alignment import equal_blocks
from musnad.compare.places import Place, Printed, count_outlets, one_a_page, printed_reports, texts_of
from musnad.link.clusters import average_linkage
from musnad.link.groups import components
from musnad.records import Reuse, Sentence
from musnad.store import Case
from musnad.text import Words, find_words

# Two sentences are one where so much of the shorter's words stand for words of the other: a sentence that one outlet
# cuts in two is then one with both halves. Below a half they share a clause.
SAME_SENTENCE = 0.5
# Reports are printings of one text where passages cover this share of the shorter's words on the average: a third is
# where an edited copy ends and partial reuse begins.
ONE_TEXT = 1 / 3
# A sentence of fewer words is a link line or a name more often than something told.
FEWEST_WORDS = 4
# Only these are compared: headlines are every outlet's own.
_PARTS = ("standfirst", "body")
# Above this many sentences their order is that of their mean place, which costs no comparison of all with all.
MOST_COMPARED = 400


@dataclass(frozen=True, slots=True)
class CommonSentence:
    """A sentence of the common text, as most print it.

    ``printed``: report id -> where it stands there, in the order of the reports. ``outlets``: how many print it.
    """

    words: str
    opens_at: Place
    printed: dict[str, tuple[Place, ...]]
    outlets: int


@dataclass(frozen=True, slots=True)
class OwnText:
    """What one report does not print of the common text, and what only it prints; both in the text's order."""

    report: Printed
    omitted: tuple[CommonSentence, ...]
    added: tuple[Place, ...]


@dataclass(frozen=True, slots=True)
class CommonText:
    """The common text of a cluster of reports, and each report against it."""

    sentences: tuple[CommonSentence, ...]
    reports: tuple[OwnText, ...]


def common_texts(case: Case, story_id: str | None = None) -> tuple[CommonText, ...]:
    """Return the common text of each cluster of reports of a story (or of the whole case), the most printed first.

    Of the versions of a page the first counts. A cluster of one outlet has none.
    """
    printed = one_a_page(printed_reports(case, story_id))
    ids = [each.report_id for each in printed]
    passages = _passages(case, set(ids))
    leader = average_linkage(len(ids), *_covered(case, ids, passages), ONE_TEXT).tolist()
    clusters: dict[int, list[Printed]] = defaultdict(list)
    for number, each in enumerate(printed):
        clusters[leader[number]].append(each)
    found = [_common_text(case, some, passages) for some in clusters.values() if count_outlets(some) > 1]
    return tuple(sorted(found, key=lambda each: (-len(each.reports), each.reports[0].report.report_id)))


def _passages(case: Case, ids: set[str]) -> list[Reuse]:
    rows = (row for id in sorted(ids) for row in case.rows("reuse", left_id=id, kind="passage"))
    return [row for row in rows if row.right_id in ids]


def _covered(case: Case, ids: Sequence[str], passages: Iterable[Reuse]) -> tuple[list[int], list[int], list[float]]:
    """Return pairs of reports (by number), and the share of the shorter's characters in passages of both."""
    number = {id: at for at, id in enumerate(ids)}
    bodies = {
        id: sum(row.stop - row.start for row in rows if row.part in _PARTS)
        for id, rows in case.rows_of_reports("sentence", ids).items()
    }
    shared: dict[tuple[str, str], int] = defaultdict(int)
    for row in passages:
        one, other = row.left_stop - row.left_start, row.right_stop - row.right_start
        shorter_is_left = bodies[row.left_id] <= bodies[row.right_id]
        shared[row.left_id, row.right_id] += one if shorter_is_left else other
    shares = [min(1.0, size / max(1, min(bodies[one], bodies[other]))) for (one, other), size in shared.items()]
    return [number[left] for left, _ in shared], [number[right] for _, right in shared], shares


def _common_text(case: Case, cluster: Sequence[Printed], passages: Sequence[Reuse]) -> CommonText:
    ids = [each.report_id for each in cluster]
    texts = texts_of(case, ids)
    sentences = {
        id: [row for row in rows if row.part in _PARTS and len(find_words(texts[id][row.start : row.stop])) > 0]
        for id, rows in case.rows_of_reports("sentence", ids).items()
    }
    inside = set(ids)
    links = [
        pair
        for row in passages
        if row.left_id in inside and row.right_id in inside
        for pair in _same_sentences(row, texts, sentences)
    ]
    every = {row.id: row for rows in sentences.values() for row in rows}
    leader = components(every, links)
    groups: dict[str, list[Sentence]] = defaultdict(list)
    for id in ids:
        for row in sentences[id]:
            groups[leader[row.id]].append(row)
    return _against(cluster, [rows for rows in groups.values() if rows], texts)


def _same_sentences(
    row: Reuse, texts: Mapping[str, str], sentences: Mapping[str, Sequence[Sentence]]
) -> Iterator[tuple[str, str]]:
    """Yield the pairs of sentences that a passage makes one: enough of the shorter stands for words of the other."""
    left, right = find_words(texts[row.left_id]), find_words(texts[row.right_id])
    ours, theirs = left.within(row.left_start, row.left_stop), right.within(row.right_start, row.right_stop)
    of_ours = _sentence_of_words(left, sentences[row.left_id])
    of_theirs = _sentence_of_words(right, sentences[row.right_id])
    shared: Counter[tuple[str, str]] = Counter()
    for i, j, size in equal_blocks(left.folded[ours.start : ours.stop], right.folded[theirs.start : theirs.stop]):
        for step in range(size):
            one, other = of_ours.get(ours.start + i + step), of_theirs.get(theirs.start + j + step)
            if one is not None and other is not None:
                shared[one, other] += 1
    lengths = Counter(of_ours.values()) + Counter(of_theirs.values())
    for (one, other), count in sorted(shared.items()):
        if count >= SAME_SENTENCE * min(lengths[one], lengths[other]):
            yield one, other


def _sentence_of_words(words: Words, sentences: Iterable[Sentence]) -> dict[int, str]:
    return {index: row.id for row in sentences for index in words.within(row.start, row.stop)}


def _against(cluster: Sequence[Printed], groups: Sequence[Sequence[Sentence]], texts: Mapping[str, str]) -> CommonText:
    by_id = {each.report_id: each for each in cluster}
    common: list[CommonSentence] = []
    alone: dict[str, list[Place]] = defaultdict(list)
    for rows in groups:
        outlets = count_outlets([by_id[id] for id in sorted({row.report_id for row in rows})])
        if outlets > 1:
            common.append(_common_sentence(rows, outlets, by_id, texts))
        else:
            for row in rows:
                if len(find_words(texts[row.report_id][row.start : row.stop])) >= FEWEST_WORDS:
                    alone[row.report_id].append(Place(row.report_id, row.start, row.stop, row.id))
    ordered = _in_most_reports_order(common, texts)
    own = [
        OwnText(
            each,
            tuple(sentence for sentence in ordered if each.report_id not in sentence.printed),
            tuple(sorted(alone[each.report_id], key=lambda place: place.start)),
        )
        for each in cluster
    ]
    return CommonText(tuple(ordered), tuple(own))


def _common_sentence(
    rows: Sequence[Sentence], outlets: int, by_id: Mapping[str, Printed], texts: Mapping[str, str]
) -> CommonSentence:
    """Return the group as one sentence: its words as most print them, of as many the first report's."""
    printed: dict[str, list[Place]] = {}
    for id in by_id:
        places = [Place(id, row.start, row.stop, row.id) for row in rows if row.report_id == id]
        if places:
            printed[id] = sorted(places, key=lambda place: place.start)
    words = {id: tuple(_folded(places, texts)) for id, places in printed.items()}
    votes = Counter(words.values())
    most = next(id for id in printed if votes[words[id]] == max(votes.values()))
    opens_at = max(printed[most], key=lambda place: place.stop - place.start)
    text = texts[most]
    return CommonSentence(
        " ".join(text[place.start : place.stop] for place in printed[most]),
        opens_at,
        {id: tuple(places) for id, places in printed.items()},
        outlets,
    )


def _folded(places: Iterable[Place], texts: Mapping[str, str]) -> Iterator[str]:
    for place in places:
        yield from find_words(texts[place.report_id][place.start : place.stop]).folded


def _in_most_reports_order(sentences: Sequence[CommonSentence], texts: Mapping[str, str]) -> list[CommonSentence]:
    """Return sentences by how many others each goes before in most reports that print both (Copeland's rule).

    Two that no report prints together, or as often either way, go by their mean place in their reports.
    """
    means = [
        sum(places[0].start / len(texts[id]) for id, places in each.printed.items()) / len(each.printed)
        for each in sentences
    ]
    numbers = range(len(sentences))
    wins = [0] * len(sentences)
    if len(sentences) <= MOST_COMPARED:
        starts = [{id: places[0].start for id, places in each.printed.items()} for each in sentences]
        for one in numbers:
            for other in range(one + 1, len(sentences)):
                first = _goes_before(starts[one], starts[other]) or (-1 if means[one] > means[other] else 1)
                wins[one if first > 0 else other] += 1
    return [sentences[number] for number in sorted(numbers, key=lambda at: (-wins[at], means[at], at))]


def _goes_before(one: Mapping[str, int], other: Mapping[str, int]) -> int:
    """Return by how many reports more the one goes before the other."""
    return sum(1 if one[id] < other[id] else -1 for id in one.keys() & other.keys())
