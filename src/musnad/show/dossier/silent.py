"""The silent changes of a case: the versions of a page in the order of time, each beside the one before."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from musnad.compare.places import Place
from musnad.compare.versions import PageVersions, SilentChange, Step, Version, versions
from musnad.records import Change
from musnad.show.dossier.sections import Differing, Passage, changes_by_passage, passages_between
from musnad.show.dossier.sheet import Sheet, Shown, Source, level_of
from musnad.show.words import Both, date_words, sentence, word


@dataclass(frozen=True, slots=True)
class Text:
    """One version of a page: the clock time it prints beside its date, and when it was fetched, where known."""

    source: Source
    clock: str
    taken: Both


@dataclass(frozen=True, slots=True)
class Turn:
    """A version and the next: what changed, the gravest first, and the passages of both side by side."""

    before: Source
    after: Source
    changes: list[Differing]
    kinds: dict[str, int]
    grave: int
    passages: list[Passage]


@dataclass(frozen=True, slots=True)
class Silent:
    """One page with its versions."""

    source: Source
    url: str
    texts: list[Text]
    turns: list[Turn]


def silent_of(sheet: Sheet) -> list[Silent]:
    """Return the pages of which the case has several texts, the most gravely changed first."""
    pages = [page for page in versions(sheet.case) if page.is_changed]
    changes = changes_by_passage(sheet) if pages else {}
    return [_silent(sheet, page, changes) for page in pages]


def _silent(sheet: Sheet, page: PageVersions, changes: Mapping[str, Sequence[Change]]) -> Silent:
    texts = [Text(sheet.sources[each.report_id], (each.published or "")[11:16], _taken(each)) for each in page.versions]
    return Silent(texts[0].source, page.url, texts, [_turn(sheet, step, changes) for step in page.steps])


def _taken(version: Version) -> Both:
    if version.captured is None:
        return Both("", "")
    day, clock = date_words(version.captured), version.captured[11:16]
    return word("captured", ar_day=day.ar, en_day=day.en, clock=clock)


def _turn(sheet: Sheet, step: Step, of_passages: Mapping[str, Sequence[Change]]) -> Turn:
    changes = [_change(sheet, change) for change in step.changes]
    kinds = {kind: sum(change.kind == kind for change in step.changes) for kind in ("added", "dropped", "changed")}
    return Turn(
        sheet.sources[step.before.report_id],
        sheet.sources[step.after.report_id],
        changes,
        kinds,
        sum(change.level == 3 for change in changes),
        passages_between(sheet, step.before.report_id, step.after.report_id, of_passages),
    )


def _change(sheet: Sheet, change: SilentChange) -> Differing:
    level = level_of(change.cls, change.severity)
    before, after = (_side(sheet, place, f"c l{level}") for place in (change.before, change.after))
    return Differing(change.cls, level, bool(change.in_quote), sentence(change.why), before, after)


def _side(sheet: Sheet, place: Place, style: str) -> Shown:
    """Return a side in its context; where a whole sentence is missing, the other version as such."""
    if place.start == place.stop == 0:
        source = sheet.sources[place.report_id]
        return Shown(source, "", Markup(""), "", f"#r{source.number}", empty=True)
    return sheet.shown(place, style)
