"""What stands behind reports, and which of them are one origin: the lineage of a story, read for its page."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from musnad.compare.origin_counts import count_origins
from musnad.link.trees import join
from musnad.records import Lineage, Reuse
from musnad.show.chains import source_kind
from musnad.show.dossier.sheet import Sheet, Source
from musnad.show.web.pages.members import Member
from musnad.show.web.pictures.family_tree import Parent
from musnad.show.web.pictures.lineage import Node, lineage_picture
from musnad.show.web.viewing import Asked, said
from musnad.show.words import Both, agency_name, date_range, sentence
from musnad.store import Case

LineageWords = list[tuple[str, Both, Source | None, Both]]


@dataclass(frozen=True, slots=True)
class Ancestry:
    """The picture of a story's lineage, the same as a table, and how many bands (origins) it has."""

    svg: Markup
    rows: list[tuple[Member, str, str, Member | None, str, str]]  # child, kind, name, parent, certainty, reason
    undecided: int


def lineage_of(sheet: Sheet, outlets: Mapping[str, str] | None = None) -> dict[str, LineageWords]:
    """Return, by report id, what may stand behind it: kind, name, the report of this window, reason.

    ``outlets`` names reports that are not in the window.
    """
    found: dict[str, LineageWords] = {}
    for row in sheet.rows("lineage"):
        parent = sheet.sources.get(row.parent_id or "")
        other = (outlets or {}).get(row.parent_id or "", "") if row.parent_kind == "report" and parent is None else ""
        name = agency_name(row.parent_id or "") if row.parent_kind == "agency" else Both(other, other)
        kind = source_kind(row).removeprefix("lineage_")
        found.setdefault(row.child_id, []).append((kind, name, parent, sentence(row.why)))
    return found


def ancestry_of(
    case: Case, kept: Sequence[Member], colours: Mapping[str, int], outlets: Mapping[str, str], asked: Asked
) -> Ancestry | None:
    """Return the lineage of these reports, to which the case is narrowed; ``None`` of a single one.

    ``outlets`` names the outlets of all reports of the story: a source may be filtered away.
    """
    if len(kept) < 2:
        return None
    language = asked.language
    rows: list[Lineage] = case.rows("lineage")
    nodes = [
        Node(
            each.id, each.number, each.name, each.days[1] or each.days[0],
            date_range(*each.days).in_language(language), each.headline, colours[each.key],
            asked.url("report", each.id),
        )
        for each in kept
    ]  # fmt: skip
    names = {**outlets, **_names(rows, asked)}
    parents = [_parent(row, language) for row in rows]
    known = {each.id: each for each in kept}
    table = sorted(
        (
            (known[row.child_id], row.parent_kind, names.get(row.parent_id or "", ""), known.get(row.parent_id or ""),
             parent.certainty, parent.why)
            for row, parent in zip(rows, parents, strict=True)
        ),
        key=lambda each: (each[0].number, each[1], each[2]),
    )  # fmt: skip
    svg = lineage_picture(nodes, parents, _origins(case, rows, kept), names, asked)
    return Ancestry(svg, table, sum(not row.parent_id for row in rows))


def _parent(row: Lineage, language: str) -> Parent:
    why = sentence(row.why).in_language(language)
    return Parent(row.child_id, row.parent_id or "", row.parent_kind, row.score, why)


def _names(rows: Iterable[Lineage], asked: Asked) -> dict[str, str]:
    """Return what agencies and unseen sources are called; several unseen ones are told apart by numbers."""
    agencies = dict.fromkeys(row.parent_id for row in rows if row.parent_kind == "agency" and row.parent_id)
    names = {id: agency_name(id).in_language(asked.language) for id in agencies}
    unseen = dict.fromkeys(row.parent_id for row in rows if row.parent_kind == "unseen" and row.parent_id)
    for place, id in enumerate(unseen, 1):
        words = said("unseen_source", "pictures", n=place) if len(unseen) > 1 else said("unseen_one", "pictures")
        names[id] = words.in_language(asked.language)
    return names


def _origins(case: Case, rows: Sequence[Lineage], kept: Sequence[Member]) -> list[tuple[str, ...]]:
    """Return the reports of each origin, counted as everywhere: at least so many.

    Of all passages only those are asked for that bring two reports together: three hundred copies of one text share
    forty thousand, and some three hundred of them say as much.
    """
    leaders = {each.id: each.id for each in kept}
    needed: list[Reuse] = []
    sql = "SELECT left_id, right_id, min(id) FROM reuse WHERE kind = 'passage' GROUP BY 1, 2 ORDER BY 1, 2"
    for left, right, id in case.connection.execute(sql):
        if join(left, right, leaders):
            needed += case.rows("reuse", id=id)
    return list(count_origins([each.id for each in kept], reuse=needed, lineage=rows).groups)
