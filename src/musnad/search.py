"""Search: words as a reader types them, found as outlets print them.

The index holds folded words (``store.Case.write_reports``). A query is folded too, and each word is
looked for with every proclitic it may carry in print and without the article it was typed with:
رقة finds الرقة, بالرقة, وللرقة. Words in quotation marks must stand side by side. The index only narrows;
the places come from the report's own text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from musnad.store import Case
from musnad.text import find_words, folded_words

_PHRASE = re.compile(r'"([^"]*)"|«([^»]*)»|“([^”]*)”')
_ARABIC = re.compile("[\u0621-\u064a]")
# What may stand before a word in print; the article comes after all of them but لل, which hides it.
_BEFORE = ("", "و", "ف", "ب", "ك", "ل", "س", "وب", "فب", "ول", "فل", "وك", "وس", "فس")
_ARTICLE = ("ال", "وال", "فال", "بال", "كال", "وبال", "فبال", "وكال", "لل", "ولل", "فلل")
_TYPED_ARTICLE = re.compile("[وف]?(?:[بك]?ال|لل)")
# A word that loses its article must keep this many letters: الله and التي are no article and noun.
SHORTEST_STEM = 3
# So many candidates are looked at closely before the search gives up: a phrase of very common words
# may have none among them. Thirty thousand reports of 200 words take about ten seconds.
MOST_CANDIDATES = 30_000

Variants = frozenset[str]


@dataclass(frozen=True, slots=True)
class Hit:
    """A report found by a search, with the printed places of the words found, in the text's order."""

    report_id: str
    places: tuple[tuple[int, int], ...]


def search(case: Case, words: str, *, limit: int | None = None) -> list[Hit]:
    """Return the reports that print all of ``words``, the best match first (BM25), ties by report id.

    ``words`` are free words and phrases in quotation marks; marks and operators of other search
    languages mean nothing. A query without a word finds nothing.
    """
    phrases = list(_phrases_of(words))
    if not phrases:
        return []
    hits: list[Hit] = []
    for report_id, text in _candidates(case, phrases):
        places = _places(text, phrases)
        if places:
            hits.append(Hit(report_id, places))
        if limit is not None and len(hits) >= limit:
            break
    return hits


def word_variants(folded: str) -> Variants:
    """Return the folded forms a folded word may be printed in: proclitics added, its own article taken off."""
    if not _ARABIC.match(folded):
        return frozenset((folded,))
    stems = {folded}
    article = _TYPED_ARTICLE.match(folded)
    if article and len(folded) - article.end() >= SHORTEST_STEM:
        stems.add(folded[article.end() :])
    return frozenset(before + stem for stem in stems for before in (*_BEFORE, *_ARTICLE))


def _phrases_of(words: str) -> Iterator[tuple[Variants, ...]]:
    for match in _PHRASE.finditer(words):
        phrase = tuple(map(word_variants, find_words(next(filter(None, match.groups()), "")).folded))
        if phrase:
            yield phrase
    for word in folded_words(_PHRASE.sub(" ", words)):
        yield (word_variants(word),)


def _candidates(case: Case, phrases: Sequence[tuple[Variants, ...]]) -> Iterator[tuple[str, str]]:
    """Yield id and text of the reports that hold every word somewhere."""
    words = {variants for phrase in phrases for variants in phrase}
    # sorted, so that one query is one string; each form is quoted, so that none is read as an operator
    query = " AND ".join(sorted("(" + " OR ".join(f'"{form}"' for form in sorted(forms)) + ")" for forms in words))
    sql = (
        "SELECT report.id, report.text FROM folded JOIN report ON report.rowid = folded.rowid"
        " WHERE folded MATCH ? ORDER BY round(bm25(folded), 9), report.id LIMIT ?"
    )
    yield from case.connection.execute(sql, (query, MOST_CANDIDATES))


def _places(text: str, phrases: Sequence[tuple[Variants, ...]]) -> tuple[tuple[int, int], ...]:
    """Return where the phrases stand, or nothing where one of them is missing."""
    words = find_words(text)
    found: set[tuple[int, int]] = set()
    for phrase in phrases:
        here = {
            (words.starts[first], words.stops[first + len(phrase) - 1])
            for first in range(len(words) - len(phrase) + 1)
            if all(words.folded[first + step] in forms for step, forms in enumerate(phrase))
        }
        if not here:
            return ()
        found |= here
    return tuple(sorted(found))
