"""The sections of a story: what differs, what was said, what is told, when. Each gives plain views to the page."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from markupsafe import Markup

from musnad.compare.places import Place
from musnad.compare.printings import Difference, Printing, Printings, printings
from musnad.records import Change, Quote, Reuse
from musnad.show.dossier.chains import Chain, statement_chain
from musnad.show.dossier.marking import EXCERPT_AROUND, EXCERPT_LONGEST, Spot, visible, windows
from musnad.show.dossier.sheet import EXCERPT_WORDS, Sheet, Shown, Source, level_of, shortened
from musnad.show.words import Both, sentence

# A sentence that only one report prints is shown up to this many characters.
LONGEST_SENTENCE = 180
# What is more on one side is less seen from the other.
_TURNED = {"addition": "deletion", "deletion": "addition"}
# So many of the gravest differences are told at the head of a story.
GLANCE = 6
GRAVEST = 3
_OPENING, _CLOSING = '«“”"‹', '»”“"›'


@dataclass(frozen=True, slots=True)
class Differing:
    """One change: both sides in their context."""

    cls: str
    level: int
    in_quote: bool
    why: Both
    left: Shown
    right: Shown


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
    levels: dict[int, int]


def pairs_of(sheet: Sheet, report_ids: set[str]) -> list[Pair]:
    """Return the pairs of these reports that share a passage, the most altered first; not two versions of a page."""
    rows: dict[tuple[str, str], list[Reuse]] = defaultdict(list)
    for row in sheet.rows("reuse"):
        if {row.left_id, row.right_id} <= report_ids and sheet.page(row.left_id) != sheet.page(row.right_id):
            rows[row.left_id, row.right_id].append(row)
    changes = changes_by_passage(sheet)
    found = [
        _pair(sheet, left, right, some, changes)
        for (left, right), some in rows.items()
        if any(row.kind == "passage" for row in some)
    ]
    return sorted(
        found,
        key=lambda pair: (-pair.levels[3], -pair.levels[2], -len(pair.changes), pair.left.number, pair.right.number),
    )


def passages_between(
    sheet: Sheet, left_id: str, right_id: str, changes: Mapping[str, Sequence[Change]]
) -> list[Passage]:
    """Return the passages two reports share side by side, coloured, in the order of the left one."""
    pairs = ((left_id, right_id), (right_id, left_id))
    rows = [row for left, right in pairs for row in sheet.case.rows("reuse", left_id=left, right_id=right)]
    rows = sorted((row for row in rows if row.kind == "passage"), key=lambda row: (row.left_start, row.id))
    return [_passage(sheet, row, changes.get(row.id, ()), row.left_id != left_id) for row in rows]


def changes_by_passage(sheet: Sheet) -> dict[str, list[Change]]:
    """Return the changes of the case by the id of their passage."""
    changes: dict[str, list[Change]] = defaultdict(list)
    for change in sheet.rows("change"):
        changes[change.reuse_id].append(change)
    return changes


def _pair(sheet: Sheet, left: str, right: str, rows: Sequence[Reuse], changes: dict[str, list[Change]]) -> Pair:
    """Return a pair, the report with the smaller number on the left, whatever side it has in the tables."""
    turned = sheet.sources[left].number > sheet.sources[right].number
    passages = sorted((row for row in rows if row.kind == "passage"), key=lambda row: (row.left_start, row.id))
    differing = [_differing(sheet, row, change, turned) for row in passages for change in changes[row.id]]
    differing.sort(key=lambda each: (-each[0], each[1]))
    found = [each[2] for each in differing]
    levels = Counter(each.level for each in found)
    ends = (right, left) if turned else (left, right)
    return Pair(
        sheet.sources[ends[0]],
        sheet.sources[ends[1]],
        found,
        [_passage(sheet, row, changes[row.id], turned) for row in passages],
        len(rows) - len(passages),
        {level: levels[level] for level in range(4)},
    )


@dataclass(frozen=True, slots=True)
class Glance:
    """Two words for one thing, and every report that prints either in a shared passage."""

    cls: str
    in_quote: bool
    one: list[Shown]
    other: list[Shown]


def glance_of(pairs: Sequence[Pair]) -> list[Glance]:
    """Return the gravest differences of a story, each pair of wordings once, for its head."""
    seen: dict[tuple[str, ...], tuple[Differing, dict[str, Shown], dict[str, Shown]]] = {}
    for each in (change for pair in pairs for change in pair.changes if change.level == GRAVEST):
        sides = sorted((each.left, each.right), key=lambda shown: str(shown.words))
        key = (each.cls, *(str(shown.words) for shown in sides))
        _, one, other = seen.setdefault(key, (each, {}, {}))
        for kept, shown in zip((one, other), sides, strict=True):
            kept.setdefault(shown.href, shown)
    return [
        Glance(each.cls, each.in_quote, *sorted((_by_number(one), _by_number(other)), key=lambda s: s[0].source.number))
        for each, one, other in list(seen.values())[:GLANCE]
    ]


def _by_number(shown: dict[str, Shown]) -> list[Shown]:
    return sorted(shown.values(), key=lambda each: each.source.number)


def _differing(sheet: Sheet, row: Reuse, change: Change, turned: bool) -> tuple[float, int, Differing]:
    level = level_of(change.cls, change.severity)
    style = f"c l{level}"
    left = sheet.shown((row.left_id, change.left_start, change.left_stop), style)
    right = sheet.shown((row.right_id, change.right_start, change.right_stop), style)
    # a label inside a quotation before one outside, both before the bounds of a quotation
    rank = change.severity + level / 10 + (0.05 if change.in_quote else 0)
    cls = _TURNED.get(change.cls, change.cls) if turned else change.cls
    ends = (right, left) if turned else (left, right)
    view = Differing(cls, level, bool(change.in_quote), sentence(change.why), *ends)
    return rank, change.left_start, view


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
class Printed:
    """One printing of a statement, its words coloured where they differ from the fullest."""

    source: Source
    start: int
    words: Markup
    href: str
    type: str
    cue: Shown
    cue_level: int  # -1: the same verb as the base
    channel: str | None
    base: bool
    first: bool
    marks: str
    level: int
    why: Both


@dataclass(frozen=True, slots=True)
class Said:
    """One statement with its printings, the fullest first."""

    speaker: str | None
    printings: list[Printed]
    level: int
    first_why: Both
    chain: Chain | None = None  # how many independent origins, where several reports print it
    id: str = ""


def statements_of(sheet: Sheet, report_ids: set[str]) -> tuple[list[Said], list[Said]]:
    """Return the statements several reports print, the most altered first; then those only one prints."""
    quotes = sheet.case.rows_of_reports("quote", sorted(report_ids))
    known = {quote.id: quote for some in quotes.values() for quote in some}
    members: dict[str, list[Quote]] = defaultdict(list)
    for row in sheet.rows("statement_member"):
        if row.quote_id in known:
            members[row.statement_id].append(known[row.quote_id])
    several: list[Said] = []
    single: list[Said] = []
    for id, some in sorted(members.items()):
        said = _said_once(sheet, some[0]) if len(some) == 1 else _said(sheet, printings(sheet.case, id))
        many = len({each.source.page for each in said.printings}) > 1
        chain = statement_chain(sheet, id) if many else None
        (several if many else single).append(replace(said, chain=chain, id=id))
    several.sort(key=lambda said: (-said.level, said.printings[0].source.number, said.printings[0].start))
    single.sort(key=lambda said: (said.printings[0].source.number, said.printings[0].start))
    return several, single


def statement_of(sheet: Sheet, statement_id: str) -> Said:
    """Return one statement with all its printings. Raises ``UsageError`` where the case has no such statement."""
    found = _said(sheet, printings(sheet.case, statement_id))
    return replace(found, chain=statement_chain(sheet, statement_id), id=statement_id)


def _said_once(sheet: Sheet, quote: Quote) -> Said:
    """Return a statement printed once: nothing to compare."""
    source = sheet.sources[quote.report_id]
    place = Place(quote.report_id, quote.start, quote.stop, quote.id)
    before, after = _marks_round(source.text, place)
    words = source.text[quote.start : quote.stop]
    words = shortened(words, EXCERPT_WORDS) if sheet.excerpts else words
    channel = None if quote.channel_start is None else source.text[quote.channel_start : quote.channel_stop]
    view = Printed(
        source,
        quote.start,
        visible(before + words + after),
        sheet.link(quote.report_id, quote.start, quote.stop),
        quote.type,
        sheet.shown((quote.report_id, quote.cue_start, quote.cue_stop), context=0, minor=True),
        -1,
        channel,
        base=False,
        first=False,
        marks="",
        level=0,
        why=sentence(quote.why),
    )
    return Said(quote.speaker_name, [view], 0, Both("", ""))


def _said(sheet: Sheet, found: Printings) -> Said:
    against = {each.quote_id: each for each in found.differences}
    base = next(each for each in found.printings if each.quote_id == found.fullest)
    views = [_printed_base(sheet, found, base)]
    views += [
        _printed(sheet, found, each, against[each.quote_id]) for each in found.printings if each.quote_id in against
    ]
    return Said(found.speaker_name, views, max(view.level for view in views), sentence(found.first_why))


def _printed_base(sheet: Sheet, found: Printings, base: Printing) -> Printed:
    marks = [
        (segment.left.start, segment.left.stop, level_of(segment.cls, segment.severity))
        for difference in found.differences
        for segment in difference.segments
        if segment.cls != "equal" and segment.left is not None
    ]
    words = coloured(sheet.sources[base.place.report_id].text, base.place.start, base.place.stop, marks)
    return _view(sheet, found, base, words, "", 0, Both("", ""))


def _printed(sheet: Sheet, found: Printings, printing: Printing, difference: Difference) -> Printed:
    text = sheet.sources[printing.place.report_id].text
    out, done, level = [], printing.place.start, -1
    for segment in difference.segments:
        grade = level_of(segment.cls, segment.severity)
        if segment.cls != "equal":
            level = max(level, grade)
        if segment.right is None:
            missing = Markup(' <del class="c l{}">{}</del> ').format(grade, visible(shortened(segment.left_words, 80)))
            out.append(missing)
            continue
        out.append(visible(text[done : segment.right.start]))
        words = visible(text[segment.right.start : segment.right.stop])
        out.append(words if segment.cls == "equal" else Markup('<mark class="c l{}">{}</mark>').format(grade, words))
        done = segment.right.stop
    out.append(visible(text[done : printing.place.stop]))
    cue = level_of(difference.cue.cls, difference.cue.severity) if difference.cue.cls != "equal" else -1
    level = max(level, cue)
    if difference.marks in ("dropped", "added", "moved"):
        level = max(level, 2)
    why = sentence(difference.link_why)
    return _view(sheet, found, printing, Markup("").join(out), difference.marks, level, why, cue)


def _view(
    sheet: Sheet,
    found: Printings,
    printing: Printing,
    words: Markup,
    marks: str,
    level: int,
    why: Both,
    cue_level: int = -1,
) -> Printed:
    place = printing.place
    before, after = _marks_round(sheet.sources[place.report_id].text, place)
    cue = sheet.shown(printing.cue, context=0, minor=True)
    return Printed(
        sheet.sources[place.report_id],
        place.start,
        visible(before) + words + visible(after),
        sheet.anchors.href(place.report_id, place.start, place.stop, "q"),
        printing.type,
        cue,
        cue_level,
        printing.channel_words,
        printing.quote_id == found.fullest and len(found.printings) > 1,
        printing.quote_id == found.first and len(found.printings) > 1,
        marks,
        level,
        why if why.ar else sentence(printing.why),
    )


def _marks_round(text: str, place: Place) -> tuple[str, str]:
    """Return the quotation marks printed just outside a quote, so that their lack elsewhere is seen."""
    before = text[place.start - 1] if place.start and text[place.start - 1] in _OPENING else ""
    after = text[place.stop] if place.stop < len(text) and text[place.stop] in _CLOSING else ""
    return (before, after) if before and after else ("", "")


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
