"""Reports to cite: BibTeX, RIS, and a line of words.

Only what is printed is cited. A day that was inferred stands in a note, never as the date; a byline is given as
printed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from musnad.show.outward.chosen import About, Cited, cited_reports
from musnad.show.outward.links import Links, web_address
from musnad.show.outward.safe import one_line
from musnad.show.words import date_range, word
from musnad.store import Case

# What TeX would take for a command. Braces become commands too: BibTeX counts them even behind a backslash.
_TEX = {
    "\\": r"\textbackslash{}", "{": r"\textbraceleft{}", "}": r"\textbraceright{}", "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}", "#": r"\#", "$": r"\$", "%": r"\%", "&": r"\&", "_": r"\_",
}  # fmt: skip
# Names of languages as babel and biblatex know them.
_LANGUAGES = {"ar": "arabic", "en": "english", "fr": "french", "de": "german", "es": "spanish", "fa": "persian",
              "tr": "turkish", "ru": "russian", "he": "hebrew"}  # fmt: skip
_DATE = re.compile(r"(\d{4})(?:-(\d\d)(?:-(\d\d))?)?")
# Characters of a hash that tell a source apart on paper; the whole stands in RIS and BibTeX.
_HASH_SHOWN = 16
# Letters of an outlet's name in a key: enough to know it by.
_KEY_LETTERS = 16


def write_bibtex(case: Case, about: About, links: Links) -> Iterator[str]:  # noqa: ARG001 every writer is called alike
    """Yield an entry for each report, for BibTeX and biblatex."""
    for cited in cited_reports(case):
        yield _bibtex(cited, links)


def write_ris(case: Case, about: About, links: Links) -> Iterator[str]:  # noqa: ARG001
    """Yield a record for each report, line ends as RIS has them."""
    for cited in cited_reports(case):
        yield (
            "".join(f"{tag}  - {one_line(value)}\r\n" for tag, value in _ris(cited, links) if value) + "ER  - \r\n\r\n"
        )


def write_plain(case: Case, about: About, links: Links) -> Iterator[str]:  # noqa: ARG001
    """Yield a line for each report, as the page of a report ends with."""
    for cited in cited_reports(case):
        yield citation(cited, links.language) + "\n"


def citation(cited: Cited, language: str) -> str:
    """Return a report as a line to cite."""
    return ("، " if language == "ar" else ", ").join(citation_parts(cited, language))


def citation_parts(cited: Cited, language: str) -> list[str]:
    """Return what a report is cited by: outlet, byline, headline, date, address, hash of the source."""
    parts = [
        cited.outlet_name(language) or word("outlet_unknown").in_language(language),
        one_line(cited.byline),
        f"«{cited.headline}»",
        date_range(cited.earliest, cited.latest).in_language(language),
        web_address(cited.report.url) or "",
        f"sha256:{cited.report.raw_sha[:_HASH_SHOWN]}",
    ]
    return [one_line(each) for each in parts if each]


def _bibtex(cited: Cited, links: Links) -> str:
    year, month, day = _date(cited.report.published)
    name = cited.outlet_name(links.language)
    fields = {
        "author": _braced(cited.byline),
        "title": _braced(cited.headline),
        "journal": _braced(name),
        "entrysubtype": "newspaper" if name else "",
        "date": "-".join(filter(None, (year, month, day))),
        "year": year,
        "month": month.lstrip("0"),
        "url": (web_address(cited.report.url) or "").replace("{", "%7B").replace("}", "%7D"),
        "urldate": "-".join(filter(None, _date(cited.fetched))),
        "langid": _LANGUAGES.get(cited.report.language, ""),
        "note": _tex("; ".join(_notes(cited))),
    }
    lines = [f"  {key} = {{{value}}},\n" for key, value in fields.items() if value]
    return f"@{'article' if name else 'misc'}{{{_key(cited, year)},\n{''.join(lines)}}}\n\n"


def _key(cited: Cited, year: str) -> str:
    """Return a key that stays: the outlet's letters, the year, the report's own id."""
    outlet = cited.outlet
    name = ((outlet.domain or outlet.name_en or "") if outlet else "").lower().split(".")[0]
    letters = re.sub(r"[^a-z0-9]", "", name)[:_KEY_LETTERS] or "report"
    return f"{letters}{year}-{re.sub(r'[^A-Za-z0-9]', '', cited.report.id.removeprefix('report-'))}"


def _braced(words: str) -> str:
    """Return words for a field that is to be taken as it stands, capitals and commas too."""
    return "{" + _tex(words) + "}" if one_line(words) else ""


def _tex(words: str) -> str:
    return "".join(_TEX.get(letter, letter) for letter in one_line(words))


def _date(value: str | None) -> tuple[str, str, str]:
    """Return year, month and day as far as they are known."""
    match = _DATE.match(value or "")
    year, month, day = match.groups("") if match else ("", "", "")
    return year, month, day


def _notes(cited: Cited) -> Iterator[str]:
    if not _date(cited.report.published)[0]:
        inferred = date_range(cited.earliest, cited.latest).en
        yield "undated" if inferred == word("date_unknown").en else f"printed {inferred} (inferred)"
    yield f"SHA-256 of the source: {cited.report.raw_sha}"


def _ris(cited: Cited, links: Links) -> Iterator[tuple[str, str]]:
    year, month, day = _date(cited.report.published)
    name = cited.outlet_name(links.language)
    yield "TY", "NEWS" if name else "ELEC"
    yield "ID", cited.report.id
    yield "AU", cited.byline
    yield "TI", cited.headline
    yield "T2", name
    yield "PY", year
    yield "DA", "/".join((year, month, day)) if year else ""
    yield "UR", web_address(cited.report.url) or ""
    yield "Y2", "/".join(filter(None, _date(cited.fetched)))
    yield "LA", cited.report.language
    for note in _notes(cited):
        yield "N1", note
    yield "DB", "Musnad"
