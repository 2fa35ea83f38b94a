"""The cards of statements: the chain, every printing beside the others, what each did, who printed it first."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from markupsafe import Markup

from musnad.compare.places import Place
from musnad.compare.printings import Difference, Printing, Printings, printings
from musnad.compare.renderings import Rendered, joined_printings, renderings_of
from musnad.records import Quote
from musnad.show.dossier.chains import Chain, statement_chain
from musnad.show.dossier.isnads import Isnad, isnad_view
from musnad.show.dossier.marking import visible
from musnad.show.dossier.renderings import Did, Taken, did_of, gravest, taken_by_quote
from musnad.show.dossier.sections import coloured
from musnad.show.dossier.sheet import EXCERPT_WORDS, Sheet, Shown, Source, level_of, shortened
from musnad.show.words import Both, sentence
from musnad.text import find_words, folded_words

_OPENING, _CLOSING = '«“”"‹', '»”“"›'
MARKS_LEVEL = 2
LONGEST_JOINT = 2
_MARK = re.compile("[^\\w\\s]")


@dataclass(frozen=True, slots=True)
class Printed:
    """One printing of a statement, its words coloured where they differ from the fullest."""

    source: Source
    start: int
    plain: str
    words: Markup
    href: str
    type: str
    cue: Shown
    joint: str  # what stands between the verb and the words: «على», «عن»
    cue_level: int  # -1: the same verb as the base
    base: bool
    first: bool
    marks: str
    level: int
    why: Both
    did: list[Did]
    taken: list[Taken]
    alike: list[Printed] = field(default_factory=list)  # other reports that print the same words in the same way


@dataclass(frozen=True, slots=True)
class Said:
    """One statement with its printings, the fullest first; ``joined`` are stretches of longer quotes that print it."""

    id: str
    speaker: str | None
    printings: list[Printed]
    joined: list[Shown]
    level: int
    severity: int
    first: Source | None
    first_why: Both
    number: int  # of printings, stretches of longer quotes among them
    isnad: Isnad
    chain: Chain | None  # how many independent origins, where several reports print it


def statements_of(sheet: Sheet, report_ids: set[str]) -> tuple[list[Said], list[Said]]:
    """Return the statements several pages print, the most altered first; then those only one prints."""
    quotes = sheet.case.rows_of_reports("quote", sorted(report_ids))
    known = {quote.id: quote for some in quotes.values() for quote in some}
    members: dict[str, list[Quote]] = defaultdict(list)
    for row in sheet.rows("statement_member"):
        if row.quote_id in known:
            members[row.statement_id].append(known[row.quote_id])
    several: list[Said] = []
    single: list[Said] = []
    for id, some in sorted(members.items()):
        alone = len(some) == 1 and id not in _stretched(sheet)
        said = _said_once(sheet, id, some[0]) if alone else _said(sheet, printings(sheet.case, id))
        (single if said.chain is None else several).append(said)
    several.sort(key=lambda said: (-said.level, -said.severity, said.printings[0].source.number, _start(said)))
    single.sort(key=lambda said: (said.printings[0].source.number, _start(said)))
    return several, single


def _start(said: Said) -> int:
    return said.printings[0].start


def statement_of(sheet: Sheet, statement_id: str) -> Said:
    """Return one statement with all its printings. Raises ``UsageError`` where the case has no such statement."""
    return _said(sheet, printings(sheet.case, statement_id))


def _stretched(sheet: Sheet) -> set[str]:
    """Return the statements that a stretch of a longer quote prints too."""
    if "stretched" not in sheet.read:
        sheet.read["stretched"] = [{row.statement_id for row in sheet.rows("statement_stretch")}]
    known: set[str] = sheet.read["stretched"][0]
    return known


def _said_once(sheet: Sheet, id: str, quote: Quote) -> Said:
    """Return a statement printed once: nothing to compare."""
    source = sheet.sources[quote.report_id]
    place = Place(quote.report_id, quote.start, quote.stop, quote.id)
    before, after = _marks_round(source.text, place)
    words = source.text[quote.start : quote.stop]
    words = shortened(words, EXCERPT_WORDS) if sheet.excerpts else words
    view = Printed(
        source,
        quote.start,
        words,
        visible(before + words + after),
        sheet.link(quote.report_id, quote.start, quote.stop),
        quote.type,
        _cue(sheet, Place(quote.report_id, quote.cue_start, quote.cue_stop)),
        _joint(source.text, quote.cue_stop, quote.speaker_stop, quote.start),
        -1,
        base=False,
        first=False,
        marks="",
        level=0,
        why=sentence(quote.why),
        did=[],
        taken=taken_by_quote(sheet).get(quote.id, []),
    )
    return Said(id, quote.speaker_name, [view], [], 0, 0, None, Both("", ""), 1, isnad_view(sheet, [quote]), None)


def _said(sheet: Sheet, found: Printings) -> Said:
    rendered = {each.printing.quote_id: each for each in renderings_of(sheet.case, found)}
    against = {each.quote_id: each for each in found.differences}
    base = next(each for each in found.printings if each.quote_id == found.fullest)
    views = [_printed_base(sheet, found, base)]
    views += [
        _printed(sheet, found, base, rendered[each.quote_id], against[each.quote_id])
        for each in found.printings
        if each.quote_id in against
    ]
    joined = []
    if found.statement_id in _stretched(sheet):
        joined = [sheet.shown(each.own, "q", context=0) for each in joined_printings(sheet.case, found.statement_id)
                  if each.own is not None]  # fmt: skip
    pages = {view.source.page for view in views} | {each.source.page for each in joined}
    quotes = [sheet.case.get("quote", each.quote_id) for each in found.printings]
    first = next((view.source for view in views if view.first), None)
    return Said(
        found.statement_id,
        found.speaker_name,
        _grouped(views),
        joined,
        max(view.level for view in views),
        max((each.severity for some in rendered.values() for each in some.did), default=0),
        first,
        sentence(found.first_why),
        len(views) + len(joined),
        isnad_view(sheet, [quote for quote in quotes if quote is not None]),
        statement_chain(sheet, found.statement_id) if len(pages) > 1 else None,
    )


def _grouped(views: Sequence[Printed]) -> list[Printed]:
    """Return the printings, those that print the same in the same way behind the first of them."""
    groups: dict[tuple[object, ...], list[Printed]] = {}
    for view in views:
        words = tuple(folded_words(f"{view.cue.words.unescape()} {view.plain}"))
        did = tuple(each.words.en for each in view.did)
        groups.setdefault((words, view.type, did, len(view.taken)), []).append(view)
    return [replace(first, alike=alike) for first, *alike in groups.values()]


def _printed_base(sheet: Sheet, found: Printings, base: Printing) -> Printed:
    marks = [
        (segment.left.start, segment.left.stop, level_of(segment.cls, segment.severity))
        for difference in found.differences
        for segment in difference.segments
        if segment.cls != "equal" and segment.left is not None
    ]
    words = coloured(sheet.sources[base.place.report_id].text, base.place.start, base.place.stop, marks)
    return _view(sheet, found, base, words, level=0, why=sentence(base.why))


def _printed(sheet: Sheet, found: Printings, base: Printing, rendered: Rendered, difference: Difference) -> Printed:
    printing = rendered.printing
    words, level = _against(sheet.sources[printing.place.report_id].text, printing, difference)
    did = did_of(rendered, base)
    cue = next((each.level for each in did if each.what.kind == "cue"), -1)  # another form of one verb is none
    level = max(level, cue, gravest(did), MARKS_LEVEL if difference.marks in ("dropped", "added", "moved") else -1)
    why = sentence(difference.link_why or printing.why)
    return _view(sheet, found, printing, words, level=level, why=why, marks=difference.marks, cue_level=cue, did=did)


def _against(text: str, printing: Printing, difference: Difference) -> tuple[Markup, int]:
    """Return a printing's words coloured against the base, what it lacks struck through, and the gravest level."""
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
    return Markup("").join(out), level


def _view(
    sheet: Sheet,
    found: Printings,
    printing: Printing,
    words: Markup,
    *,
    level: int,
    why: Both,
    marks: str = "",
    cue_level: int = -1,
    did: Sequence[Did] = (),
) -> Printed:
    place = printing.place
    text = sheet.sources[place.report_id].text
    before, after = _marks_round(text, place)
    return Printed(
        sheet.sources[place.report_id],
        place.start,
        printing.words,
        visible(before) + words + visible(after),
        sheet.anchors.href(place.report_id, place.start, place.stop, "q"),
        printing.type,
        _cue(sheet, printing.cue),
        _joint(text, printing.cue.stop, printing.speaker.stop if printing.speaker else None, place.start),
        cue_level,
        printing.quote_id == found.fullest and len(found.printings) > 1,
        printing.quote_id == found.first and len(found.printings) > 1,
        marks,
        level,
        why,
        list(did),
        taken_by_quote(sheet).get(printing.quote_id, []),
    )


def _cue(sheet: Sheet, place: Place) -> Shown:
    """Return the verb of saying; a quotation mark that stands for one is not shown."""
    shown = sheet.shown(place, context=0, minor=True)
    return shown if find_words(str(shown.words)) else replace(shown, words=Markup(""))


def _joint(text: str, cue_stop: int, speaker_stop: int | None, start: int) -> str:
    """Return the word or two between the verb, or a speaker behind it, and what is said: «شدد [على] ضرورة …»."""
    first = speaker_stop if speaker_stop is not None and cue_stop < speaker_stop <= start else cue_stop
    words = find_words(text)
    between = words.within(first, start)
    if first > start or len(between) > LONGEST_JOINT or _MARK.search(text, first, start):
        return ""
    return " ".join(words.printed(i) for i in between)


def _marks_round(text: str, place: Place) -> tuple[str, str]:
    """Return the quotation marks printed just outside a quote, so that their lack elsewhere is seen."""
    before = text[place.start - 1] if place.start and text[place.start - 1] in _OPENING else ""
    after = text[place.stop] if place.stop < len(text) and text[place.stop] in _CLOSING else ""
    return (before, after) if before and after else ("", "")
