"""The lineage picture of a story: what may stand behind each report, along the days, each line with how sure it is."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from musnad.show.terminal import plain
from musnad.show.web.pictures.drawing import fixed, link
from musnad.show.web.pictures.family_tree import Block, Parent, Tree, family_tree, source_of
from musnad.show.web.pictures.scale import column_of, day_of, key_of, scale_of, words_of
from musnad.show.web.viewing import Asked, said

# Pixels: a report's cell and its circle; a source's box; the way between two steps and between two columns; the names
# of the days above; the space round a band.
CELL, RADIUS = 32, 12
SOURCE_WIDE, SOURCE_HIGH = 124, 24
STEP_GAP, COLUMN_GAP, EDGE = 34, 18, 12
HEAD, BAND_GAP = 26, 14
# A column is at least as wide as the name of its days; so many pixels a letter, about.
LETTER, NAME_GAP = 6.2, 14
LONGEST_NAME = 19


@dataclass(frozen=True, slots=True)
class Node:
    """A report of the picture: its number on the page, its outlet, its days, its colour, and where it opens.

    ``day``: by which it was surely printed; ``date``: its days in words.
    """

    id: str
    number: int
    name: str
    day: str | None
    date: str
    headline: str
    colour: int
    href: str


@dataclass(frozen=True, slots=True)
class _Columns:
    """The stretches of days: their names, where they begin from the start of the picture, where each step does."""

    names: list[str]
    starts: list[float]
    steps: dict[tuple[int, int], float]
    width: float


@dataclass(frozen=True, slots=True)
class _Paper:
    """What is drawn, and where its rows and columns are."""

    tree: Tree
    tops: list[float]
    columns: _Columns
    nodes: Mapping[str, Node]
    names: Mapping[str, str]
    derived: frozenset[str]  # something stands behind them, be it drawn or filtered away
    undecided: frozenset[str]
    asked: Asked


def lineage_picture(
    nodes: Sequence[Node],
    parents: Sequence[Parent],
    origins: Sequence[Sequence[str]],
    names: Mapping[str, str],
    asked: Asked,
) -> Markup:
    """Return the picture; ``names`` calls agencies and unseen sources by their id."""
    if not nodes:
        return Markup("")
    keys = _keys(nodes)
    order = sorted(set(keys.values()) - {""}) + ([""] if "" in keys.values() else [])
    tree = family_tree({id: order.index(key) for id, key in keys.items()}, parents, origins)
    titles = [words_of(key).in_language(asked.language) if key else _say("undated", asked) for key in order]
    derived = frozenset(each.child for each in parents if each.parent)
    undecided = frozenset(each.child for each in parents) - derived
    drawn = {node.id: node for node in nodes}
    paper = _Paper(tree, _tops(tree), _columns(tree, titles), drawn, names, derived, undecided, asked)
    height = paper.tops[-1] + CELL
    parts = [*_bands(paper), *_heads(paper, height), *_lines(paper), *_blocks(paper)]
    return fixed(paper.columns.width, height, _say("lineage_picture", asked), parts, "lineage-of")


def _say(key: str, asked: Asked, **values: object) -> str:
    return said(key, "pictures", **values).in_language(asked.language)


def _keys(nodes: Sequence[Node]) -> dict[str, str]:
    """Return each report's stretch of days; "" where none is known."""
    days = {node.id: day_of(node.day) for node in nodes}
    known = [day for day in days.values() if day is not None]
    unit = scale_of(known).unit if known else "day"
    return {id: key_of(*column_of(day, unit)) if day else "" for id, day in days.items()}


def _columns(tree: Tree, names: list[str]) -> _Columns:
    sizes: dict[tuple[int, int], float] = {}
    for block in tree.blocks:
        size = SOURCE_WIDE if block.is_source else block.wide * CELL
        sizes[block.column, block.step] = max(size, sizes.get((block.column, block.step), 0))
    at, starts, steps = float(EDGE), [], {}
    for column, name in enumerate(names):
        starts.append(at)
        inner = at
        for step in sorted(step for each, step in sizes if each == column):
            steps[column, step] = inner
            inner += sizes[column, step] + STEP_GAP
        at = max(inner - STEP_GAP, at + len(name) * LETTER + NAME_GAP) + COLUMN_GAP
    return _Columns(names, starts, steps, at + EDGE)


def _tops(tree: Tree) -> list[float]:
    """Return where each row begins, and where the last ends; bands stand apart."""
    tops, at = [], float(HEAD)
    first_rows = {band.first_row for band in tree.bands}
    for row in range(tree.rows):
        at += BAND_GAP if row in first_rows else 0
        tops.append(at)
        at += CELL
    return [*tops, at]


def _x(paper: _Paper, at: float, size: float = 0) -> float:
    """Return the left edge of what begins ``at`` from the start: Arabic begins on the right."""
    return paper.columns.width - at - size if paper.asked.language == "ar" else at


def _heads(paper: _Paper, height: float) -> Iterator[Markup]:
    side = "end" if paper.asked.language == "ar" else "start"
    for at, name in zip(paper.columns.starts, paper.columns.names, strict=True):
        yield Markup('<text x="{:.1f}" y="16" class="{}">{}</text>').format(_x(paper, at), side, name)
        x = _x(paper, at - COLUMN_GAP / 2)
        yield Markup('<line x1="{0:.1f}" x2="{0:.1f}" y1="{1}" y2="{2:.0f}" class="grid"/>').format(x, HEAD, height)


def _bands(paper: _Paper) -> Iterator[Markup]:
    rect = Markup('<rect x="0" y="{:.0f}" width="{:.0f}" height="{:.0f}" class="band b{}"><title>{}</title></rect>')
    for number, band in enumerate(paper.tree.bands):
        high = (band.stop_row - band.first_row) * CELL + BAND_GAP
        words = _say("band_alone" if band.is_alone else "band_origin", paper.asked, n=band.reports)
        yield rect.format(paper.tops[band.first_row] - BAND_GAP / 2, paper.columns.width, high, number % 2, words)


def _lines(paper: _Paper) -> Iterator[Markup]:
    """Yield a line from each source to each block that comes from it."""
    at = {id: block for block in paper.tree.blocks for id in block.ids}
    together: dict[tuple[str, Block], list[Parent]] = {}
    for each in paper.tree.parents:
        together.setdefault((each.parent, at[each.child]), []).append(each)
    path = Markup(
        '<path d="M{:.1f} {:.1f}C{:.1f} {:.1f} {:.1f} {:.1f} {:.1f} {:.1f}" class="e-{} from-{}"'
        ' data-from="{}" data-to="{}">'
        "<title>{}</title></path>"
    )
    for (parent, block), some in together.items():
        x1, y1 = _leaves(paper, at[parent], parent)
        # a line meets the box of a block, or the circle of a single report
        stop = paper.columns.steps[block.column, block.step] + (0 if len(block.ids) > 1 else CELL / 2 - RADIUS)
        x2, y2 = _x(paper, stop), paper.tops[block.row] + CELL / 2
        middle = (x1 + x2) / 2
        # it says the reason of the surest; the table beside the picture has them all
        best = max(some, key=lambda each: each.score)
        yield path.format(
            x1, y1, middle, y1, middle, y2, x2, y2, best.certainty, best.kind, parent, " ".join(block.ids),
            _line_words(paper, best, len(some)),
        )  # fmt: skip


def _leaves(paper: _Paper, block: Block, id: str) -> tuple[float, float]:
    """Return where lines leave a report or a source: its far side."""
    place = block.ids.index(id)
    size = SOURCE_WIDE if block.is_source else place % block.wide * CELL + CELL / 2 + RADIUS
    at = paper.columns.steps[block.column, block.step] + size
    return _x(paper, at), paper.tops[block.row + place // block.wide] + CELL / 2


def _line_words(paper: _Paper, best: Parent, number: int) -> str:
    source = paper.nodes.get(best.parent)
    name = f"{source.number} {source.name}" if source else paper.names.get(source_of(best.parent), "")
    words = f"{name}: {_say('certainty_' + best.certainty, paper.asked)} ({best.score:.2f})"
    # why a report is thought to stand behind another is told at the line; of agencies and the unseen, in the table
    words = f"{words}. {best.why}" if best.kind == "report" else words
    return plain(words if number == 1 else f"{words} ({_say('reports_alike', paper.asked, n=number)})")


def _blocks(paper: _Paper) -> Iterator[Markup]:
    for block in paper.tree.blocks:
        at, top = paper.columns.steps[block.column, block.step], paper.tops[block.row]
        if block.is_source:
            yield _source(paper, block.ids[0], at, top)
            continue
        if len(block.ids) > 1:
            size = block.wide * CELL
            yield Markup('<rect x="{:.1f}" y="{:.1f}" width="{}" height="{}" rx="8" class="together"/>').format(
                _x(paper, at, size), top + 1, size, block.high * CELL - 2
            )
        for place, id in enumerate(block.ids):
            x = _x(paper, at + place % block.wide * CELL, CELL) + CELL / 2
            style = " derived" if id in paper.derived else " undecided" if id in paper.undecided else ""
            yield _report(paper.nodes[id], x, top + place // block.wide * CELL + CELL / 2, style)


def _report(node: Node, x: float, y: float, style: str) -> Markup:
    body = Markup(
        '<g data-node="{}"><circle cx="{:.1f}" cy="{:.1f}" r="{}" class="s{}{}"/>'
        '<text x="{:.1f}" y="{:.1f}" class="middle">{}</text></g>'
    ).format(node.id, x, y, RADIUS, node.colour, style, x, y + 4, node.number)
    return link(node.href, f"{node.number} · {node.name} · {node.date} · {node.headline}", body)


def _source(paper: _Paper, id: str, at: float, top: float) -> Markup:
    """Return the box of an agency, or of a source nobody has seen, which is drawn broken."""
    name = plain(paper.names.get(source_of(id), source_of(id)))
    short = name if len(name) <= LONGEST_NAME else name[: LONGEST_NAME - 1] + "…"
    left = _x(paper, at, SOURCE_WIDE)
    style = "unseen" if id.startswith("unseen") else "agency"
    return Markup(
        '<g data-node="{}"><title>{}</title><rect x="{:.1f}" y="{:.1f}" width="{}" height="{}" rx="5" class="{}"/>'
        '<text x="{:.1f}" y="{:.1f}" class="middle">{}</text></g>'
    ).format(
        id, name, left, top + (CELL - SOURCE_HIGH) / 2, SOURCE_WIDE, SOURCE_HIGH, style, left + SOURCE_WIDE / 2,
        top + CELL / 2 + 4, short,
    )  # fmt: skip
