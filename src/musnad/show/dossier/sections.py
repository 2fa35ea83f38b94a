"""The sections of a story: what differs, what was said, what is told, when. Each gives plain views to the page."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from markupsafe import Markup

from musnad.find.touching import marked_places
from musnad.records import Change, Quote, Reuse
from musnad.show.dossier.marking import EXCERPT_AROUND, EXCERPT_LONGEST, Spot, visible, windows
from musnad.show.dossier.sheet import Sheet, Shown, Source, level_of
from musnad.show.words import Both, sentence

# What is more on one side is less seen from the other.
_TURNED = {"addition": "deletion", "deletion": "addition"}
# So many of the gravest differences are told at the head of a story.
GLANCE = 6
GRAVEST = 3
# Words before and after each of them.
GLANCE_BEFORE, GLANCE_AFTER = 4, 3
BOUNDS = "quote-boundary"


@dataclass(frozen=True, slots=True)
class Differing:
    """One change: both sides in their context."""

    cls: str
    level: int
    in_quote: bool
    why: Both
    left: Shown
    right: Shown
    speaker: str | None = None  # whose words a side is given as
    is_marked: bool = False  # a side stands between quotation marks


@dataclass(frozen=True, slots=True)
class Passage:
    left: Markup
    right: Markup
    left_href: str
    right_href: str
    why: Both


@dataclass(frozen=True, slots=True)
class Pair:
    """Two reports that share passages, with every difference in them, the gravest first."""

    left: Source
    right: Source
    changes: list[Differing]
    passages: list[Passage]
    formulas: int
    levels: dict[int, int]  # how many changes of each level
    is_told: bool  # its changes and passages are here, not only their number


def pairs_of(
    sheet: Sheet, report_ids: set[str], *, most: int | None = None, told: Sequence[set[str]] = ()
) -> list[Pair]:
    """Return the pairs of these reports that share a passage, the most altered first; not two versions of a page.

    Pairs beyond the first ``most`` come without their changes and passages, only with how many there are; pairs within
    one set of ``told`` are left out.
    """
    rows: dict[tuple[str, str], list[Reuse]] = defaultdict(list)
    for row in sheet.rows("reuse"):
        ends = {row.left_id, row.right_id}
        if ends <= report_ids and sheet.page(row.left_id) != sheet.page(row.right_id):
            rows[row.left_id, row.right_id].append(row)
    for left, right in [pair for pair in rows if any({*pair} <= some for some in told)]:
        del rows[left, right]
    changes = changes_by_passage(sheet)
    found = [
        (pair, some, _levels(changes[row.id] for row in some if row.kind == "passage"))
        for pair, some in rows.items()
        if any(row.kind == "passage" for row in some)
    ]
    found.sort(key=lambda each: (*_altered_most(each[2]), *sorted(sheet.sources[id].number for id in each[0])))
    return [
        _pair(sheet, pair, some, changes if most is None or at < most else None, levels)
        for at, (pair, some, levels) in enumerate(found)
    ]


def _levels(changes: Iterable[Sequence[Change]]) -> dict[int, int]:
    counts = Counter(level_of(change.cls, change.severity) for some in changes for change in some)
    return {level: counts[level] for level in range(4)}


def _altered_most(levels: Mapping[int, int]) -> tuple[int, int, int]:
    return -levels[3], -levels[2], -sum(levels.values())


def passages_between(
    sheet: Sheet, left_id: str, right_id: str, changes: Mapping[str, Sequence[Change]]
) -> list[Passage]:
    """Return the passages two reports share side by side, coloured, in the order of the left one."""
    pairs = ((left_id, right_id), (right_id, left_id))
    rows = [row for left, right in pairs for row in sheet.case.rows("reuse", left_id=left, right_id=right)]
    rows = sorted((row for row in rows if row.kind == "passage"), key=lambda row: (row.left_start, row.id))
    return [_passage(sheet, row, changes.get(row.id, ()), row.left_id != left_id) for row in rows]


def changes_by_passage(sheet: Sheet) -> dict[str, list[Change]]:
    """Return the changes of the case by the id of their passage, read once a page."""
    if "changes by passage" not in sheet.read:
        changes: dict[str, list[Change]] = defaultdict(list)
        for change in sheet.rows("change"):
            changes[change.reuse_id].append(change)
        sheet.read["changes by passage"] = [changes]
    known: dict[str, list[Change]] = sheet.read["changes by passage"][0]
    return known


def _pair(
    sheet: Sheet,
    ends: tuple[str, str],
    rows: Sequence[Reuse],
    changes: dict[str, list[Change]] | None,
    levels: dict[int, int],
) -> Pair:
    """Return a pair, the report with the smaller number on the left, whatever side it has in the tables."""
    one, other = (sheet.sources[id] for id in ends)
    turned = one.number > other.number
    passages = sorted((row for row in rows if row.kind == "passage"), key=lambda row: (row.left_start, row.id))
    differing: list[tuple[float, int, Differing]] = []
    if changes is not None:
        differing = [_differing(sheet, row, change, turned) for row in passages for change in changes[row.id]]
        differing.sort(key=lambda each: (-each[0], each[1]))
    return Pair(
        other if turned else one,
        one if turned else other,
        [each[2] for each in differing],
        [] if changes is None else [_passage(sheet, row, changes[row.id], turned) for row in passages],
        len(rows) - len(passages),
        levels,
        changes is not None,
    )


@dataclass(frozen=True, slots=True)
class Glance:
    """Two words for one thing, and every report that prints either in a shared passage, with a few words round them."""

    cls: str
    in_quote: bool
    one: list[Shown]
    other: list[Shown]
    speaker: str | None = None


def glance_of(pairs: Sequence[Pair]) -> list[Glance]:
    """Return the gravest differences of a story, each pair of wordings once, for its head: words, not marks."""
    seen: dict[tuple[str, ...], tuple[Differing, dict[str, Shown], dict[str, Shown]]] = {}
    for each in (change for pair in pairs for change in pair.changes if change.level == GRAVEST):
        if each.cls == BOUNDS:
            continue
        sides = sorted((each.left, each.right), key=lambda shown: str(shown.words))
        key = (each.cls, *(str(shown.words) for shown in sides))
        _, one, other = seen.setdefault(key, (each, {}, {}))
        for kept, shown in zip((one, other), sides, strict=True):
            kept.setdefault(shown.href, _trimmed(shown))
    found = []
    for each, one, other in sorted(seen.values(), key=lambda row: (not row[0].is_marked, not row[0].in_quote)):
        left, right = sorted((_by_number(one), _by_number(other)), key=lambda some: some[0].source.number)
        found.append(Glance(each.cls, each.in_quote, left, right, each.speaker))
    return found[:GLANCE]


def _trimmed(shown: Shown) -> Shown:
    """Return a place with fewer words round it."""
    before, after = shown.before.split(), shown.after.split()
    return replace(
        shown,
        before=" ".join(before[-GLANCE_BEFORE:]) + shown.before[len(shown.before.rstrip()) :],
        after=shown.after[: len(shown.after) - len(shown.after.lstrip())] + " ".join(after[:GLANCE_AFTER]),
    )


def bounds_of(pairs: Sequence[Pair]) -> list[tuple[Source, Source, int]]:
    """Return the pairs of reports of which one prints speech between marks that the other prints without, how often."""
    counts = [(pair.left, pair.right, sum(each.cls == BOUNDS for each in pair.changes)) for pair in pairs]
    return [row for row in counts if row[2]][:GLANCE]


def _by_number(shown: dict[str, Shown]) -> list[Shown]:
    return sorted(shown.values(), key=lambda each: each.source.number)


def _differing(sheet: Sheet, row: Reuse, change: Change, turned: bool) -> tuple[float, int, Differing]:
    level = level_of(change.cls, change.severity)
    style = f"c l{level}"
    left = sheet.shown((row.left_id, change.left_start, change.left_stop), style)
    right = sheet.shown((row.right_id, change.right_start, change.right_stop), style)
    said = [quote for shown, place in ((left, change.left_start), (right, change.right_start))
            if (quote := said_at(sheet, shown.source.id, place)) is not None]  # fmt: skip
    is_marked = any(first <= place < last for quote, place in said for first, last in marked_places(quote.quoted))
    # a label inside a quotation before one outside, both before the bounds of a quotation; first of all one that
    # stands between marks: somebody's own words, it is claimed
    rank = change.severity + level / 10 + (0.05 if change.in_quote else 0) + (0.02 if is_marked else 0)
    cls = _TURNED.get(change.cls, change.cls) if turned else change.cls
    ends = (right, left) if turned else (left, right)
    speaker = next((quote.speaker_name for quote, _ in said if quote.speaker_name), None)
    view = Differing(cls, level, bool(change.in_quote), sentence(change.why), *ends, speaker, is_marked)
    return rank, change.left_start, view


def said_at(sheet: Sheet, report_id: str, place: int) -> tuple[Quote, int] | None:
    """Return the shortest quote of a report that holds a place, with the place; ``None`` where nobody speaks."""
    if "said at" not in sheet.read:
        by_report: dict[str, list[Quote]] = defaultdict(list)
        for quote in sheet.rows("quote"):
            by_report[quote.report_id].append(quote)
        sheet.read["said at"] = [by_report]
    quotes: list[Quote] = sheet.read["said at"][0].get(report_id, [])
    around = [quote for quote in quotes if quote.start <= place < quote.stop]
    return (min(around, key=lambda quote: quote.stop - quote.start), place) if around else None


def _passage(sheet: Sheet, row: Reuse, changes: Sequence[Change], turned: bool) -> Passage:
    marks = {
        "left": [(c.left_start, c.left_stop, level_of(c.cls, c.severity)) for c in changes],
        "right": [(c.right_start, c.right_stop, level_of(c.cls, c.severity)) for c in changes],
    }
    sides = []
    for id, start, stop, side in (
        (row.left_id, row.left_start, row.left_stop, "left"),
        (row.right_id, row.right_start, row.right_stop, "right"),
    ):
        words = _passage_words(sheet, sheet.sources[id].text, start, stop, marks[side])
        sides.append((words, sheet.link(id, start, stop)))
    (one, one_href), (other, other_href) = reversed(sides) if turned else sides
    return Passage(one, other, one_href, other_href, sentence(row.why))


def _passage_words(sheet: Sheet, text: str, start: int, stop: int, marks: Sequence[tuple[int, int, int]]) -> Markup:
    """Return a side of a passage coloured; in excerpts, only what stands round its differences."""
    if not sheet.excerpts:
        return coloured(text, start, stop, marks)
    spots = [Spot(first, max(first, last)) for first, last, _ in sorted(marks)]
    kept = list(windows(spots, start, stop, EXCERPT_AROUND, EXCERPT_LONGEST, text)) or [
        Spot(start, min(stop, start + EXCERPT_AROUND))
    ]
    return Markup(" […] ").join(coloured(text, each.start, each.stop, marks) for each in kept)


def coloured(text: str, start: int, stop: int, marks: Iterable[tuple[int, int, int]]) -> Markup:
    """Return ``text[start:stop]`` with each marked stretch coloured by level; where two overlap, the graver wins."""
    level = [-1] * (stop - start)
    for first, last, grade in sorted(marks, key=lambda mark: (mark[2], mark[0])):
        # the bounds of a whole quotation are no word to colour: its ends are
        spots = [*range(first, last)] if last - first <= 60 or grade != 2 else [first, last - 1]
        for spot in spots:
            if start <= spot < stop:
                level[spot - start] = max(level[spot - start], grade)
    out, done = [], start
    for place in range(start + 1, stop + 1):
        if place == stop or level[place - start] != level[done - start]:
            words = visible(text[done:place])
            grade = level[done - start]
            out.append(words if grade < 0 else Markup('<mark class="c l{}">{}</mark>').format(grade, words))
            done = place
    return Markup("").join(out)


@dataclass(frozen=True, slots=True)
class Account:
    """What one report adds, lacks and words differently, against those it shares text with."""

    source: Source
    others: list[Source]
    kinds: dict[str, int]
    added: list[Shown]
    dropped: list[tuple[Shown, Shown]]
    only_here: list[Shown]
    lacking: list[Shown]
    printed_by: list[int]  # how many outlets print each of these


def accounts_of(sheet: Sheet, report_ids: set[str]) -> list[Account]:
    """Return what each of these reports prints differently from the others."""
    found = []
    printing = {
        (place.report_id, place.start): sentence.outlets
        for text in sheet.rows("common_texts")
        for sentence in text.sentences
        for places in sentence.printed.values()
        for place in places
    }
    for each in sheet.rows("alterations"):
        if each.printed.report_id not in report_ids:
            continue
        grave = [one for one in each.alterations if level_of(one.cls, one.severity) > 0]
        added = [sheet.shown(one.own) for one in grave if one.kind == "added"]
        dropped = [(sheet.shown(one.own), sheet.shown(one.other)) for one in grave if one.kind == "dropped"]
        others = sorted({one.other.report_id for one in each.alterations} | set(each.compared_with))
        found.append(
            Account(
                sheet.sources[each.printed.report_id],
                sheet.of(others),
                dict(Counter(one.kind for one in grave)),
                added,
                dropped,
                [sheet.shown(place, context=0, minor=True) for place in each.only_here],
                [sheet.shown(place, context=0, minor=True) for place in each.lacking],
                [printing.get((place.report_id, place.start), 1) for place in each.lacking],
            )
        )
    return sorted(found, key=lambda account: account.source.number)
