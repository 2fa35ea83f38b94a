"""Is a line that recurs news? What it says, and whether the reports that print it are about it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from functools import cache

from musnad.lang import Lang
from musnad.read.plain.agencies import named_in
from musnad.records import Report, page_of
from musnad.text import find_words, folded_words, proclitic_splits

# Reports looked at, of an outlet and of those that print a line; chosen by id, which is a hash of the text.
OUTLET_SAMPLE, LINE_SAMPLE = 256, 32
# In an outlet of fewer reports there is nothing to hold a line's reports against: they may all be of one story.
FEWEST_TO_COMPARE = 32
# A word in this share of the reports that print a line, and in no more than that of all, is what they are about.
# Words of a genre (columns, match reports) are more common than that and say nothing.
TOPIC_SHARE, MOST_OF_ALL = 0.6, 0.15
# A line tells of its reports where this share of its content words stands in the rest of them too, in the mean.
TELLING_SHARE = 0.25
FEWEST_CONTENT_WORDS = 4
SHORTEST_CONTENT_WORD = 4
# Lines of at most so many words are held against the lists; a long one merely contains such words.
WORDS_LOOKED_UP = 12
MOST_WORDS_OF_A_NAME = 4
_QUOTING = "«»“”"


class Told:
    """The words of an outlet's reports, folded once each and only where a line makes it needful."""

    def __init__(self, reports: Sequence[Report], rests: Mapping[str, str], lang: Lang | None) -> None:
        self.sample = sorted(reports, key=lambda report: report.id)[:OUTLET_SAMPLE]
        self.few = len({page_of(report) for report in reports}) < FEWEST_TO_COMPARE
        self.lang = lang
        # of reports with recurring lines, the text without them: the words of its neighbours are no line's topic
        self.rests = rests
        self._words: dict[str, frozenset[str]] = {}
        self._shares: dict[str, float] = {}

    def words(self, report: Report) -> frozenset[str]:
        if report.id not in self._words:
            self._words[report.id] = frozenset(folded_words(self.rests.get(report.id, report.text)))
        return self._words[report.id]

    def shares(self) -> dict[str, float]:
        """Return for each word of the outlet in which share of its reports it stands."""
        if not self._shares:
            counts = Counter(word for report in self.sample for word in self.words(report))
            self._shares = {word: count / len(self.sample) for word, count in counts.items()}
        return self._shares


def tells_of_the_news(told: Told, line: str, reports: Sequence[Report]) -> bool:
    """Tell whether a recurring line is a part of what its reports tell: then it is no furniture."""
    if _says_news(line, told.lang):
        return True
    some = sorted(reports, key=lambda report: report.id)[:LINE_SAMPLE]
    own = folded_words(line)
    return (
        _stands_elsewhere(told, own, some)
        or _is_about_them(told, own, some)
        or (not told.few and _share_a_topic(told, some))
    )


def _says_news(line: str, lang: Lang | None) -> bool:
    """Tell whether the words themselves say that a line is part of a report: credit, formula, name, quotation."""
    words = find_words(line)
    if not words.folded or (any(mark in line for mark in _QUOTING) and len(words) > WORDS_LOOKED_UP):
        return True
    if lang is None or len(words) > WORDS_LOOKED_UP:
        return False
    if any(named.kind != "outlet" for named in named_in(words, range(len(words)), lang)):
        return True
    spaced = f" {' '.join(words.folded)} "
    if any(f" {phrase} " in spaced for phrase in _kept_phrases(lang)):
        return True
    return len(words) <= MOST_WORDS_OF_A_NAME and words.folded[0] in _given_names(lang)


@cache
def _kept_phrases(lang: Lang) -> tuple[str, ...]:
    rows = [row["phrase"] for table in ("recurring", "formulae") for row in lang.rows(table)]
    return tuple(sorted({" ".join(folded_words(phrase)) for phrase in rows}))


@cache
def _given_names(lang: Lang) -> frozenset[str]:
    return frozenset(word for row in lang.rows("given_names") for word in folded_words(row["name"])[:1])


@cache
def _function_words(lang: Lang) -> frozenset[str]:
    return frozenset(word for row in lang.rows("function_words") for word in folded_words(row["form"]))


def _content(words: Iterable[str], lang: Lang | None) -> set[str]:
    """Return the stems of words that carry content."""
    empty = _function_words(lang) if lang else frozenset()
    stems = {min((stem for _, stem in proclitic_splits(word)), key=len) for word in words if word not in empty}
    return {stem for stem in stems if len(stem) >= SHORTEST_CONTENT_WORD and stem not in empty}


def _stands_elsewhere(told: Told, own: Sequence[str], reports: Sequence[Report]) -> bool:
    """Tell whether all words of a line stand in the rest of half of its reports: its author's name, a headline."""
    return 2 * sum(told.words(report).issuperset(own) for report in reports) >= len(reports)


def _is_about_them(told: Told, own: Sequence[str], reports: Sequence[Report]) -> bool:
    """Tell whether a line's content words stand in the rest of its reports too: background, not furniture."""
    content = _content(own, told.lang)
    if len(content) < FEWEST_CONTENT_WORDS:
        return False
    shares = [len(content & _content(told.words(report), told.lang)) / len(content) for report in reports]
    return sum(shares) / max(1, len(shares)) > TELLING_SHARE


def _share_a_topic(told: Told, reports: Sequence[Report]) -> bool:
    """Tell whether the reports that print a line share a word that the outlet's others don't: a series, an occasion."""
    counts = Counter(word for report in reports for word in told.words(report))
    shares = told.shares()
    return any(
        count >= TOPIC_SHARE * len(reports) and shares.get(word, 0.0) <= MOST_OF_ALL
        for word, count in counts.items()
        if len(word) >= SHORTEST_CONTENT_WORD
    )
