"""A window on some reports of a case, as the dossier's sections want it, with links to the pages of this server."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from musnad.show.dossier.marking import Anchors, Spot
from musnad.show.dossier.sheet import Sheet, make_sheet
from musnad.show.narrowing import narrow
from musnad.show.web.viewing import Asked
from musnad.store import Case


@dataclass(slots=True)
class Openings(Anchors):
    """Places as addresses of this server: the report's page, opened at the place."""

    language: str = "ar"

    def href(self, report_id: str, start: int, stop: int, style: str = "") -> str:  # noqa: ARG002 as in a dossier
        return f"/{self.language}/report/{report_id}?at={start}-{max(start, stop)}#at"

    def name(self, report_id: str, spot: Spot) -> str:  # noqa: ARG002
        return f"p{spot.start}-{spot.stop}"


def window(case: Case, report_ids: Iterable[str], asked: Asked, numbers: Mapping[str, int] | None = None) -> Sheet:
    """Return these reports; the case is narrowed to them from now on.

    They are numbered in the order of their dates, or as ``numbers`` says: a story calls its reports the same
    whichever of them are shown.
    """
    sheet = make_sheet(narrow(case, report_ids), excerpts=False)
    if numbers is not None:
        sources = [replace(each, number=numbers[each.id]) for each in sheet.sources.values()]
        sheet.sources = {each.id: each for each in sorted(sources, key=lambda each: each.number)}
    sheet.anchors = Openings({each.id: each.number for each in sheet.sources.values()}, language=asked.language)
    return sheet
