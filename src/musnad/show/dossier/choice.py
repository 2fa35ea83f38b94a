"""What of a large case stands on one page: the widest stories, up to so many reports; the others are listed."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from musnad.compare.places import pages_of
from musnad.errors import UsageError
from musnad.records import Story
from musnad.show.dossier.remembering import Remembered
from musnad.show.joins import headlines
from musnad.show.narrowing import narrow
from musnad.show.words import Both, date_range
from musnad.store import Case, open_case

# A page of 400 reports of the daily press (13 MB, 250,000 elements) opened in 3 s of a small machine and switched its
# language in 6: half of that is still at ease.
REPORTS_SHOWN = 200


@dataclass(frozen=True, slots=True)
class Rest:
    """A story that is not on the page."""

    id: str
    headline: str
    date: Both
    pages: int
    outlets: int
    origins: int


@dataclass(frozen=True, slots=True)
class Choice:
    """The reports of the page (``None``: all of the case), the stories left out, how many reports the case has."""

    report_ids: frozenset[str] | None
    rest: list[Rest]
    reports: int


def choose(case: Case, story_ids: Sequence[str], most: int) -> Choice:
    """Return what stands on the page: the stories asked for, or the widest ones up to ``most`` reports.

    Raises ``UsageError`` for a story the case has not.
    """
    reports = case.count("report")
    if not story_ids and reports <= most:
        return Choice(None, [], reports)
    members = _members(case)
    pages = pages_of(case)
    stories: dict[str, Story] = {row.id: row for row in case.rows("story")}
    for id in story_ids:
        if id not in stories:
            raise UsageError(f"no story {id!r} in this case: musnad export story names them")
    wide = {id: len({pages[each] for each in members.get(id, ())}) for id in stories}
    order = sorted((id for id in stories if wide[id] > 1), key=lambda id: (-wide[id], stories[id].first or "9999", id))
    chosen = list(story_ids) or list(_widest(order, members, most))
    heads = headlines(case)
    rest = [
        Rest(id, heads.get(stories[id].headline_report_id, ""), date_range(stories[id].first, stories[id].last),
             wide[id], stories[id].outlets, stories[id].origins)
        for id in order if id not in set(chosen)
    ]  # fmt: skip
    return Choice(frozenset(each for id in chosen for each in members[id]), rest, reports)


def _members(case: Case) -> dict[str, list[str]]:
    members: dict[str, list[str]] = {}
    for row in case.rows("story_member"):
        members.setdefault(row.story_id, []).append(row.report_id)
    return members


def _widest(order: Collection[str], members: dict[str, list[str]], most: int) -> Iterator[str]:
    """Yield the stories that fit on the page in their order, the first however wide it is."""
    number = 0
    for id in order:
        if number and number + len(members[id]) > most:
            continue
        number += len(members[id])
        yield id


@contextmanager
def chosen_part(case: Case, choice: Choice) -> Iterator[Case]:
    """Yield the case, or a window on the chosen reports of it, to ask many questions of."""
    if choice.report_ids is None:
        yield Remembered(case)
        return
    with open_case(case.path, read_only=True) as window:
        yield Remembered(narrow(window, choice.report_ids))
