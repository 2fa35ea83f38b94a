"""A window on some reports of a case, as the dossier's sections want it, with links to the pages of this server."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from musnad.show.dossier.marking import Anchors, Spot
from musnad.show.dossier.sheet import Sheet, make_sheet
from musnad.show.web.narrowing import narrow
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


def window(case: Case, report_ids: Iterable[str], asked: Asked) -> Sheet:
    """Return these reports, numbered in the order of their dates; the case is narrowed to them from now on."""
    sheet = make_sheet(narrow(case, report_ids), excerpts=False)
    sheet.anchors = Openings(sheet.anchors.numbers, language=asked.language)
    return sheet
