"""How rows are named and where they open, in the formats of others."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import quote, urlsplit

# A case has no home on the web whose addresses would last. Ids come from content, so these names are the same wherever
# the same reports were read; the namespace is not registered.
NAMESPACE = "urn:musnad:"
# What formats with a vocabulary of their own have no word for: score, why, table.
TERMS = NAMESPACE + "term:"


@dataclass(frozen=True, slots=True)
class Links:
    """Names and addresses; ``base`` is that of a server (``http://127.0.0.1:8737``), or empty: then nothing opens."""

    base: str = ""
    language: str = "ar"

    def page(self, kind: str, id: str) -> str | None:
        """Return the address of the page of a row."""
        return f"{self.base}/{self.language}/{kind}/{quote(id, safe='')}" if self.base else None

    def place(self, report_id: str, start: int, stop: int, finding: str = "") -> str | None:
        """Return the address that opens a report at a place; ``finding`` tells apart what stands at one place."""
        page = self.page("report", report_id)
        which = f"&finding={quote(finding, safe='')}" if finding else ""
        return f"{page}?at={start}-{stop}{which}#at" if page else None

    def text(self, report_id: str) -> str:
        """Return what places of a report count in: the address of its text alone, or its name."""
        page = self.page("report", report_id)
        return f"{page}/text" if page else name_of(report_id)


def name_of(id: str) -> str:
    """Return the name of a row, as an IRI."""
    return NAMESPACE + quote(id, safe="")


def web_address(url: str | None) -> str | None:
    """Return an outlet's address with nothing in it that ends a field or runs: http and https only, else ``None``."""
    if not url:
        return None
    try:
        parts = urlsplit(url)
    except ValueError:
        return None
    if parts.scheme.lower() not in ("http", "https") or not parts.netloc:
        return None
    # what an address may hold stays, letters of any script too; the rest is written as numbers
    return "".join(each if _is_plain(each) else quote(each, safe="", errors="replace") for each in url)


def _is_plain(letter: str) -> bool:
    return letter.isalnum() or letter in "-._~:/?#[]@!$&'()*+,;=%"
