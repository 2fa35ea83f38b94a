"""The chain of a statement as the page draws it: what all printings share once, then a branch for each rest."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from musnad.compare.isnads import Step, isnad_of
from musnad.compare.printings import is_respelled
from musnad.lang import Lang, load_lang
from musnad.records import Lineage, Quote, Report, Reuse
from musnad.show.dossier.marking import visible
from musnad.show.dossier.sheet import Sheet, Source, shortened
from musnad.show.words import Both, agency_name, sentence, word
from musnad.text import folded_words, proclitic_splits

# Steps of which the page has no words: what the kind itself says.
_UNNAMED = {"speaker": "speaker_unknown", "spokesman": "speaker_unknown", "teller": "speaker_unknown",
            "unseen": "lineage_unseen", "undecided": "lineage_undecided"}  # fmt: skip
SOURCES = {"agency", "report", "unseen", "undecided"}
LONGEST_STEP = 90


@dataclass(frozen=True, slots=True)
class Link:
    """One step: what it is, its words in both languages, where they are printed ("" where nowhere), and why."""

    kind: Both
    words: Both
    href: str
    why: Both
    parent: Source | None = None


@dataclass(frozen=True, slots=True)
class Branch:
    """The steps some printings have beyond the shared ones, and the reports they end in."""

    links: list[Link]
    sources: list[Source]


@dataclass(frozen=True, slots=True)
class Isnad:
    """The shared steps, then the branches.

    ``is_plain``: nothing stands between one speaker and the reports but what these credit for all they print.
    """

    shared: list[Link]
    branches: list[Branch]
    is_plain: bool


def isnad_view(sheet: Sheet, quotes: Sequence[Quote]) -> Isnad:
    """Return the chain of these printings, the reports in the page's order."""
    order = sorted(quotes, key=lambda quote: (sheet.sources[quote.report_id].number, quote.start))
    chains = [(quote, _steps(sheet, quote)) for quote in order]
    lang = load_lang(_known(sheet).reports[order[0].report_id].language)
    common = _common([steps for _, steps in chains], lang)
    rests: dict[tuple[object, ...], tuple[Sequence[Step], list[Source]]] = {}
    for quote, steps in chains:
        rest = steps[common:]
        key = tuple((step.kind, step.ids or tuple(folded_words(step.words))) for step in rest)
        sources = rests.setdefault(key, (rest, []))[1]
        if sheet.sources[quote.report_id] not in sources:
            sources.append(sheet.sources[quote.report_id])
    shared = [_link(sheet, step) for step in chains[0][1][:common]]
    branches = [Branch([_link(sheet, step) for step in rest], sources) for rest, sources in rests.values()]
    is_plain = all(len(_own(steps)) <= 1 for _, steps in chains)
    return Isnad(shared, branches, is_plain)


def _own(steps: Sequence[Step]) -> list[Step]:
    """Return the steps printed with the saying, not those of its report as a whole."""
    return [step for step in steps if not step.ids and step.kind not in SOURCES]


def _common(chains: Sequence[Sequence[Step]], lang: Lang | None) -> int:
    """Return how many first steps all chains share."""
    number = 0
    for steps in zip(*chains, strict=False):
        if not all(_alike(steps[0], step, lang) for step in steps[1:]):
            break
        number += 1
    return number


def _alike(one: Step, other: Step, lang: Lang | None) -> bool:
    """Tell whether two steps are one: a name printed otherwise is one with a word in common, one carried on any."""
    if one.kind != other.kind or one.ids != other.ids:
        return False
    left, right = folded_words(one.words), folded_words(other.words)
    if one.kind == "channel":
        return is_respelled(left, right, lang)
    return not left or not right or bool(_stems(left) & _stems(right))


def _stems(words: Sequence[str]) -> set[str]:
    """Return the words without what is attached before them, the article too."""
    return {min((stem for _, stem in proclitic_splits(word)), key=len) for word in words}


def _steps(sheet: Sheet, quote: Quote) -> tuple[Step, ...]:
    known = _known(sheet)
    return isnad_of(
        quote,
        known.reports[quote.report_id],
        quotes=known.quotes[quote.report_id] if quote.level > 1 else (),
        sources=known.sources.get(quote.report_id, ()),
        passages=known.passages.get(quote.report_id, ()),
        siblings=known.siblings,
    )


@dataclass(frozen=True, slots=True)
class _Known:
    """What the chains are made of, read once a page, by report."""

    reports: Mapping[str, Report]
    quotes: Mapping[str, Sequence[Quote]]
    sources: Mapping[str, Sequence[Lineage]]
    passages: Mapping[str, Sequence[Reuse]]
    siblings: Mapping[str, str]


def _known(sheet: Sheet) -> _Known:
    if "isnads" not in sheet.read:
        sources, passages, quotes = defaultdict(list), defaultdict(list), defaultdict(list)
        for row in sheet.rows("lineage"):
            sources[row.child_id].append(row)
        for row in sheet.rows("reuse"):
            passages[row.left_id].append(row)
            passages[row.right_id].append(row)
        for row in sheet.rows("quote"):
            quotes[row.report_id].append(row)
        siblings = {row.child_id: row.parent_id for row in sheet.rows("lineage") if row.parent_kind == "unseen"}
        reports = {row.id: row for row in sheet.rows("report")}
        sheet.read["isnads"] = [_Known(reports, quotes, sources, passages, siblings)]
    known: _Known = sheet.read["isnads"][0]
    return known


def _link(sheet: Sheet, step: Step) -> Link:
    href = "" if step.place is None else sheet.link(step.place.report_id, step.place.start, step.place.stop)
    parent = sheet.sources.get(step.ids[0]) if step.kind == "report" and step.ids else None
    return Link(word(f"step_{step.kind}"), _words(step), href, sentence(step.why), parent)


def _words(step: Step) -> Both:
    if step.kind == "agency":
        names = [agency_name(each) for each in step.ids]
        return Both("، ".join(each.ar for each in names), ", ".join(each.en for each in names))
    if step.words:
        shown: Markup = visible(" ".join(shortened(step.words, LONGEST_STEP).split()))
        return Both(shown, shown)
    return word(_UNNAMED[step.kind]) if step.kind in _UNNAMED else Both("", "")
