"""The dossier: a case as one self-contained page, in Arabic and English, to read, print or send.

Nothing is loaded from outside and nothing of a text can act: everything is escaped, the page's own
style and script are named by their hashes in its content policy, and it works without script.
"""

from __future__ import annotations

import base64
import hashlib
import os
import sys
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from functools import cache
from importlib.resources import files
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from musnad import __version__
from musnad.lang import data_hashes
from musnad.link.page_versions import OF_ONE_PAGE
from musnad.records import Piece
from musnad.show.chains import source_kind
from musnad.show.checks import accounting
from musnad.show.dossier import cards, facts, names, sections
from musnad.show.dossier.choice import REPORTS_SHOWN, choose, chosen_part
from musnad.show.dossier.labels import labels_of
from musnad.show.dossier.marking import EXCERPT_AROUND, EXCERPT_LONGEST, Spot, marked, visible, windows
from musnad.show.dossier.renderings import Taken, taken_in
from musnad.show.dossier.sheet import Sheet, Source, make_sheet, name_of
from musnad.show.dossier.silent import silent_of
from musnad.show.terminal import plain
from musnad.show.words import Both, agency_name, counted, date_range, sentence, word
from musnad.store import Case

if TYPE_CHECKING:
    from jinja2 import FileSystemBytecodeCache, Template

# How the reason of learned furniture begins (docs/stages/furniture.md).
LEARNED = "rule=recurs"
# Rows shown at once; the rest is folded away.
FACTS_SHOWN, NAMES_SHOWN, FAMILIES_OPEN, PAIRS_OPEN, REST_SHOWN = 25, 12, 3, 2, 50
# Pairs of one story told in full, the most altered first: copies of one text are as many pairs as their square, and
# say much the same.
PAIRS_TOLD = 12


@dataclass(frozen=True, slots=True)
class StoryView:
    """One story with its sections."""

    id: str
    headline: str
    date: Both
    sources: list[list[Source]]  # the versions of one page together
    pages: int
    outlets: int
    origins: int
    glance: list[sections.Glance]
    bounds: list[tuple[Source, Source, int]]
    taken: list[Taken]
    pairs: list[sections.Pair]
    accounts: list[sections.Account]
    several: list[cards.Said]
    single: list[cards.Said]
    conflicts: list[facts.Clash]
    figures: list[facts.Number]
    columns: list[Source]
    told: list[facts.Row]
    dated: list[facts.When]
    undated: list[facts.When]


@dataclass(frozen=True, slots=True)
class Block:
    """A stretch of a report's text on the page: one paragraph, or an excerpt of it."""

    part: str
    words: Markup
    cut: bool
    learned: Both | None = None  # why this is furniture, where it was learned from the outlet's other pages


def write_dossier(
    case: Case,
    path: str | Path,
    *,
    excerpts: bool = False,
    language: str = "ar",
    stories: Sequence[str] = (),
    most: int = REPORTS_SHOWN,
) -> None:
    """Write the page of a case. ``excerpts`` leaves out what stands round no finding.

    ``stories``: only these, by id. Of a case of more than ``most`` reports the widest stories, up to so many.
    """
    html = render_dossier(case, excerpts=excerpts, language=language, stories=stories, most=most)
    Path(path).write_text(html, "utf-8", newline="\n")


def render_dossier(
    case: Case,
    *,
    excerpts: bool = False,
    language: str = "ar",
    stories: Sequence[str] = (),
    most: int = REPORTS_SHOWN,
) -> str:
    """Return the page of a case as HTML; ``language`` (ar, en) is the one shown first.

    Raises ``UsageError`` for a story the case has not.
    """
    choice = choose(case, stories, most)
    style, script = _read("page.css"), _read("page.js")
    with chosen_part(case, choice) as part:
        return _template().render(
            language=language,
            style=Markup(style),  # noqa: S704 our own file
            script=Markup(script),  # noqa: S704
            style_hash=_hash(style),
            script_hash=_hash(script),
            facts_shown=FACTS_SHOWN,
            names_shown=NAMES_SHOWN,
            families_open=FAMILIES_OPEN,
            pairs_open=PAIRS_OPEN,
            rest_shown=REST_SHOWN,
            excerpts=excerpts,
            version=__version__,
            hashes=data_hashes(),
            account=asdict(accounting(case)),
            problems=case.rows("problem"),
            choice=choice,
            **_views(make_sheet(part, excerpts=excerpts)),
        )


def _views(sheet: Sheet) -> dict[str, Any]:
    """Return the sections of the page; the texts last, since they mark what the others link to."""
    stories, lone = _stories(sheet)
    silent_views = silent_of(sheet)
    views = {
        "stories": stories,
        "lone": [(source, cards.statements_of(sheet, {source.id})[1]) for source in lone],
        "apart": _pairs_apart(sheet, stories),
        "labels": labels_of(sheet),
        "silent": silent_views,
        "changed": {text.source.id for page in silent_views for text in page.texts},
        "names": names.names_of(sheet),
        "lineage": _lineage(sheet),
    }
    return views | {"texts": [(source, _blocks(sheet, source)) for source in sheet.sources.values()]}


def _stories(sheet: Sheet) -> tuple[list[StoryView], list[Source]]:
    """Return the stories of several reports, the widest first, and the reports of no such story."""
    members: dict[str, set[str]] = {}
    for row in sheet.rows("story_member"):
        members.setdefault(row.story_id, set()).add(row.report_id)
    stories = [row for row in sheet.rows("story") if len({sheet.page(id) for id in members.get(row.id, ())}) > 1]
    stories.sort(key=lambda row: (-len(members[row.id]), row.first or "9999", row.id))
    told = {report_id for row in stories for report_id in members[row.id]}
    views = [_story(sheet, row, members[row.id]) for row in stories]
    return views, [source for source in sheet.sources.values() if source.id not in told]


def _pairs_apart(sheet: Sheet, stories: list[StoryView]) -> list[sections.Pair]:
    """Return the pairs that share text and no story: a language without a pack has passages, but no stories."""
    together = [{source.id for versions in story.sources for source in versions} for story in stories]
    return sections.pairs_of(sheet, set(sheet.sources), told=together)


def _story(sheet: Sheet, row: Any, report_ids: set[str]) -> StoryView:
    several, single = cards.statements_of(sheet, report_ids)
    counted = facts.counted_in(sheet, report_ids)
    columns, told = facts.coverage_of(sheet, row.id, counted)
    dated, undated = facts.timeline_of(sheet, row.id)
    pairs = sections.pairs_of(sheet, report_ids, most=PAIRS_TOLD)
    return StoryView(
        row.id,
        sheet.sources[row.headline_report_id].headline,
        _story_date(sheet, row, report_ids),
        _by_page(sheet.of(report_ids)),
        len({sheet.page(id) for id in report_ids}),
        row.outlets,
        row.origins,
        sections.glance_of(pairs),
        sections.bounds_of(pairs),
        taken_in(sheet, report_ids),
        pairs,
        sections.accounts_of(sheet, report_ids),
        several,
        single,
        facts.conflicts_of(sheet, report_ids),
        facts.figures_of(sheet, report_ids, counted),
        columns,
        told,
        dated,
        undated,
    )


def _by_page(sources: list[Source]) -> list[list[Source]]:
    """Return reports in their order, the versions of one page together."""
    pages: dict[str, list[Source]] = {}
    for source in sources:
        pages.setdefault(source.page, []).append(source)
    return list(pages.values())


def _story_date(sheet: Sheet, row: Any, report_ids: set[str]) -> Both:
    """Return the days a story runs over: its own, or those its reports print."""
    days = [day for id in report_ids for day in sheet.sources[id].days if day]
    return date_range(row.first or min(days, default=None), row.last or max(days, default=None))


def _lineage(sheet: Sheet) -> dict[str, list[tuple[Both, Both, Source | None, Both]]]:
    """Return, by report id, what may stand behind it: kind, agency, report, reason."""
    found: dict[str, list[tuple[Both, Both, Source | None, Both]]] = {}
    for row in sheet.rows("lineage"):
        parent = sheet.sources.get(row.parent_id or "")
        kind = source_kind(row)
        if row.why in OF_ONE_PAGE:  # told by standing beside the page it is
            continue
        name = agency_name(row.parent_id) if row.parent_kind == "agency" and row.parent_id else Both("", "")
        found.setdefault(row.child_id, []).append((word(kind), name, parent, sentence(row.why)))
    return found


def _blocks(sheet: Sheet, source: Source) -> list[Block]:
    """Return a report's text as paragraphs with its places marked, piece by piece."""
    blocks = []
    for piece in source.pieces:
        start = piece.start
        for line in source.text[piece.start : piece.stop].split("\n"):
            stop = start + len(line)
            if line.strip():
                blocks += _shown_of(sheet, source, piece, start, stop)
            start = stop + 1
    return blocks


def _shown_of(sheet: Sheet, source: Source, piece: Piece, start: int, stop: int) -> list[Block]:
    part = piece.part
    learned = sentence(piece.why.partition(" first=")[0]) if piece.why.startswith(LEARNED) else None
    stretches = [Spot(start, stop)]
    if sheet.excerpts and part != "headline":
        spots = sheet.anchors.spots_of(source.id)
        stretches = list(windows(spots, start, stop, EXCERPT_AROUND, EXCERPT_LONGEST, source.text))
    return [
        Block(
            part,
            marked(source.text, each.start, each.stop, source.id, sheet.anchors),
            each.start > start or each.stop < stop,
            learned,
        )
        for each in stretches
    ]


def _runs(blocks: list[Block]) -> list[tuple[str, list[Block]]]:
    """Return the blocks in runs of one part."""
    return [(part, list(run)) for part, run in groupby(blocks, key=lambda block: block.part)]


def _read(name: str) -> str:
    return (files("musnad") / "show" / "dossier" / name).read_text("utf-8")


def _hash(words: str) -> str:
    """Return words' SHA-256 as a content policy names it."""
    return "sha256-" + base64.b64encode(hashlib.sha256(words.encode()).digest()).decode()


def _compiled() -> FileSystemBytecodeCache | None:
    """Return where the compiled template is kept: beside the compiled modules, where Python may keep those."""
    from jinja2 import FileSystemBytecodeCache

    folder = Path(__file__).parent / "__pycache__"
    kept = not sys.dont_write_bytecode and folder.is_dir() and os.access(folder, os.W_OK)
    return FileSystemBytecodeCache(str(folder), "%s.jinja") if kept else None


@cache
def _template() -> Template:
    """Return the page's template; jinja2 is imported here, since only this needs it."""
    from jinja2 import DictLoader, Environment, StrictUndefined

    environment = Environment(
        loader=DictLoader({name: _read(name) for name in ("page.html", "parts.html")}),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        bytecode_cache=_compiled(),
    )
    environment.globals.update(word=word, counted=counted, name_of=name_of, Both=Both)
    environment.filters.update(visible=visible, plain=plain, groupby_run=_runs)
    return environment.get_template("page.html")
