"""Search: words as a reader types them, found as outlets print them.

The index holds folded words (``store.Case.write_reports``). A query is folded too, and each word is
looked for with every proclitic it may carry in print and without the article it was typed with:
رقة finds الرقة, بالرقة, وللرقة. Words in quotation marks must stand side by side. Asked for their exact
spelling, words are found as they were typed, letter by letter. The index only narrows; the places come
from the report's own text.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import groupby, islice

from musnad.store import ROWS_PER_QUERY, Case
from musnad.text import INVISIBLE, MARKS, Words, find_words, folded_without_marks

_PHRASE = re.compile(r'"([^"]*)"|«([^»]*)»|“([^”]*)”')
_ARABIC = re.compile("[\u0621-\u064a]")
_ARABIC_FORM = re.compile("[\u0621-\u063a\u0641-\u064a]+")
# What may stand before a word in print; the article comes after all of them but لل, which hides it.
_BEFORE = ("", "و", "ف", "ب", "ك", "ل", "س", "وب", "فب", "ول", "فل", "وك", "وس", "فس")
_ARTICLE = ("ال", "وال", "فال", "بال", "كال", "وبال", "فبال", "وكال", "لل", "ولل", "فلل")
_TYPED_ARTICLE = re.compile("[وف]?(?:[بك]?ال|لل)")
# Nobody types these to tell two words apart, and outlets print them where there is room.
_UNSEEN = re.compile(f"[{INVISIBLE}\u0640]")
_MARK = re.compile(f"[{MARKS}]")
# A word that loses its article must keep this many letters: الله and التي are no article and noun.
SHORTEST_STEM = 3
# So many candidates are looked at closely before the search gives up: a phrase of very common words
# may have none among them. Thirty thousand reports of 200 words take some seconds.
MOST_CANDIDATES = 30_000

Variants = frozenset[str]
Places = tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class Hit:
    """A report found by a search, with the printed places of the words found, in the text's order."""

    report_id: str
    places: Places


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words that stand side by side: the folded forms of each, and what each must be printed as ("": any of them)."""

    forms: tuple[Variants, ...]
    printed: tuple[str, ...]

    @property
    def pattern(self) -> re.Pattern[str] | None:
        """Return a pattern for folded Arabic text; ``None`` where a form has other signs than letters."""
        if any(self.printed) or not all(_ARABIC_FORM.fullmatch(form) for forms in self.forms for form in forms):
            return None
        words = r"\W+".join(f"(?:{'|'.join(sorted(forms))})" for forms in self.forms)
        return re.compile(rf"(?<!\w){words}(?!\w)")


@dataclass(frozen=True, slots=True)
class Query:
    """What is looked for: reports that print every phrase."""

    phrases: tuple[Phrase, ...]
    patterns: tuple[re.Pattern[str] | None, ...]

    @property
    def is_settled(self) -> bool:
        """Return whether the index alone decides: no order of words, no spelling to look at."""
        return all(len(phrase.forms) == 1 and not any(phrase.printed) for phrase in self.phrases)

    @property
    def of_index(self) -> str:
        """Return the query as FTS5 has it; each form is quoted, so that none is read as an operator."""
        words = {forms for phrase in self.phrases for forms in phrase.forms}
        # sorted, so that one query is one string
        return " AND ".join(sorted("(" + " OR ".join(f'"{form}"' for form in sorted(forms)) + ")" for forms in words))


@dataclass(frozen=True, slots=True)
class Narrowed:
    """A condition on reports beside the words: SQL over the table ``report``, and its values."""

    condition: str = "1"
    values: tuple[object, ...] = ()


EVERYWHERE = Narrowed()


def search(
    case: Case, words: str, *, limit: int | None = None, exact: bool = False, narrowed: Narrowed = EVERYWHERE
) -> list[Hit]:
    """Return the reports that print all of ``words``, the best match first (BM25), ties by report id.

    ``words`` are free words and phrases in quotation marks; marks and operators of other search
    languages mean nothing. A query without a word finds nothing. ``exact``: in the letters typed.
    """
    return list(islice(hits_of(case, understood(words, exact=exact), narrowed), limit))


def understood(words: str, *, exact: bool = False) -> Query:
    """Return what is looked for by words as they are typed; ``exact``: in these letters, nothing attached."""
    typed = [next(filter(None, match.groups()), "") for match in _PHRASE.finditer(words)]
    groups = [find_words(each) for each in typed]
    single = find_words(_PHRASE.sub(" ", words))
    phrases = [_phrase(group, range(len(group)), exact) for group in groups if len(group)]
    phrases += [_phrase(single, range(number, number + 1), exact) for number in range(len(single))]
    return Query(tuple(phrases), tuple(phrase.pattern for phrase in phrases))


def _phrase(words: Words, numbers: range, exact: bool) -> Phrase:
    folded = [words.folded[number] for number in numbers]
    if exact:
        forms = tuple(frozenset((form,)) for form in folded)
        return Phrase(forms, tuple(_UNSEEN.sub("", words.printed(number)) for number in numbers))
    return Phrase(tuple(map(word_variants, folded)), ("",) * len(folded))


def word_variants(folded: str) -> Variants:
    """Return the folded forms a folded word may be printed in: proclitics added, its own article taken off."""
    if not _ARABIC.match(folded):
        return frozenset((folded,))
    stems = {folded}
    article = _TYPED_ARTICLE.match(folded)
    if article and len(folded) - article.end() >= SHORTEST_STEM:
        stems.add(folded[article.end() :])
    return frozenset(before + stem for stem in stems for before in (*_BEFORE, *_ARTICLE))


def number_matching(case: Case, query: Query, narrowed: Narrowed = EVERYWHERE) -> int:
    """Return how many reports hold every word somewhere: of a settled query, how many are found."""
    if not query.phrases:
        return 0
    sql = "SELECT count(*) FROM folded WHERE folded MATCH ?"
    if narrowed != EVERYWHERE:
        sql = f"SELECT count(*) FROM {_FOUND} AND {narrowed.condition}"
    values = (query.of_index, *narrowed.values)
    return int(case.connection.execute(sql, values).fetchone()[0])


_FOUND = "folded JOIN report ON report.rowid = folded.rowid WHERE folded MATCH ?"


def ids_matching(case: Case, query: Query, narrowed: Narrowed = EVERYWHERE) -> Iterator[str]:
    """Yield the ids of the reports that hold every word somewhere, the best match first (BM25), ties by id."""
    if not query.phrases:
        return
    sql = f"SELECT report.id, rank FROM {_FOUND} AND {narrowed.condition} ORDER BY rank LIMIT ?"
    rows = case.connection.execute(sql, (query.of_index, *narrowed.values, -1 if query.is_settled else MOST_CANDIDATES))
    for _, ties in groupby(rows, key=lambda row: round(row[1], 9)):
        yield from sorted(row[0] for row in ties)


def hits_of(case: Case, query: Query, narrowed: Narrowed = EVERYWHERE) -> Iterator[Hit]:
    """Yield the reports found with the places of the words, the best match first."""
    ids = ids_matching(case, query, narrowed)
    step = 1
    while some := list(islice(ids, step)):
        marks = ", ".join("?" * len(some))
        texts = dict(case.connection.execute(f"SELECT id, text FROM report WHERE id IN ({marks})", some))
        for report_id in some:
            if places := places_in(texts[report_id], query):
                yield Hit(report_id, places)
        step = min(2 * step, ROWS_PER_QUERY)  # a caller who wants few does not pay for many


def places_in(text: str, query: Query) -> Places:
    """Return where a text prints the phrases, or nothing where one of them is missing."""
    # what stands between _ is one word; the patterns don't know
    folded = folded_without_marks(text) if all(query.patterns) and "_" not in text else None
    found: set[tuple[int, int]] = set()
    for phrase, pattern in zip(query.phrases, query.patterns, strict=True):
        here = None
        if folded and pattern:
            here = _places_of_pattern(pattern, folded.text, folded.printed_word)
        if here is None:
            here = _places_of_words(phrase, find_words(text))
        if not here:
            return ()
        found |= here
    return tuple(sorted(found))


def _places_of_pattern(
    pattern: re.Pattern[str], folded: str, printed: Callable[[int, int], tuple[int, int] | None]
) -> set[tuple[int, int]] | None:
    """Return where a pattern stands in print; ``None`` where a word may begin before its first letter."""
    places = [printed(*match.span()) for match in pattern.finditer(folded)]
    known = {place for place in places if place}
    return known if len(known) == len(places) else None


def _places_of_words(phrase: Phrase, words: Words) -> set[tuple[int, int]]:
    last = len(phrase.forms) - 1
    return {
        (words.starts[first], words.stops[first + last])
        for first, form in enumerate(words.folded[: len(words) - last])
        if form in phrase.forms[0] and _stands(phrase, words, first)
    }


def _stands(phrase: Phrase, words: Words, first: int) -> bool:
    for step, (forms, printed) in enumerate(zip(phrase.forms, phrase.printed, strict=True)):
        if words.folded[first + step] not in forms:
            return False
        if printed and not _same_spelling(printed, words.printed(first + step)):
            return False
    return True


def _same_spelling(typed: str, printed: str) -> bool:
    """Return whether a word is printed in the letters typed; vowel marks count where they were typed."""
    printed = _UNSEEN.sub("", printed)
    return typed == (printed if _MARK.search(typed) else _MARK.sub("", printed))
