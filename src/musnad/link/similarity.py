"""How alike reports are, for pairs that may belong together: sparse, in numpy, never all pairs.

Each report is three bags of light stems (headline, lead, whole text), each a unit vector of
tf·idf weights. Candidates come from the postings of a report's rarest stems; only they are looked
at closely. The score of a pair is the mean of three cosines, times how much of one headline the
other text holds: reports of one template about two people differ in just those words.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

# Words of the body that make the lead, and that count as the text: the pyramid of news puts the event first.
# 40 and 200 were the better of a few values on the development stories.
LEAD_WORDS, TEXT_WORDS = 40, 200
# Without a headline the first words of the body stand for it.
HEADLINE_WORDS = 12
# The table of common stems counts as this many reports beside those of the case: a case of five
# reports goes by the table, one of ten thousand by itself.
BACKGROUND_REPORTS = 1000
# In how many reports a stem occurs that the table does not list (it starts at 50 of 10,000).
UNLISTED_SHARE = 0.0015
# The rarest stems of a report that look for candidates, the most reports such a stem may occur in,
# and the most candidates that are looked at closely.
RARE_STEMS, MOST_POSTINGS, MOST_CANDIDATES = 40, 600, 120
# A pair keeps this part of its cosines where neither headline is in the other text at all.
FLOOR = 0.3
# A pair below this is not kept; clusters end far above it.
LEAST = 0.02


@dataclass(frozen=True, slots=True)
class Bag:
    """Rows of weights in compressed form: row ``i`` is ``starts[i]:starts[i+1]`` of ``terms`` and ``weights``."""

    starts: Ints
    terms: Ints
    weights: Floats
    width: int

    def row(self, i: int) -> tuple[Ints, Floats]:
        first, last = self.starts[i], self.starts[i + 1]
        return self.terms[first:last], self.weights[first:last]


def pair_scores(
    heads: Sequence[Sequence[str]], bodies: Sequence[Sequence[str]], background: Mapping[str, float]
) -> Iterator[tuple[int, Ints, Floats]]:
    """Yield for each report its candidates ``j > i`` and their scores (0..1), best candidates only.

    ``heads`` and ``bodies`` are light stems; ``background`` gives the share of reports a stem occurs in.
    """
    texts = [[*head, *body[:TEXT_WORDS]] for head, body in zip(heads, bodies, strict=True)]
    leads = [[*head, *body[:LEAD_WORDS]] for head, body in zip(heads, bodies, strict=True)]
    tops = [list(head) or list(body[:HEADLINE_WORDS]) for head, body in zip(heads, bodies, strict=True)]
    ids = _number(texts)
    idf = _idf(texts, ids, background)
    top, lead, text = (_bag(each, ids, idf) for each in (tops, leads, texts))
    claims = _bag(tops, ids, idf, power=2, once=True, unit="sum")
    holds = _bag(texts, ids, np.ones(len(ids)), once=True, unit="none")
    postings = _Postings.of(text)
    dense = np.zeros(len(ids))
    for i in range(len(texts)):
        others = _candidates(i, text, postings)
        if len(others):
            of_tops, of_leads, of_texts = (_Rows.of(bag, others) for bag in (top, lead, text))
            cosines = (
                of_tops.products(top, i, top.weights, dense)
                + of_leads.products(lead, i, lead.weights, dense)
                + of_texts.products(text, i, text.weights, dense)
            ) / 3
            mine = of_texts.products(claims, i, holds.weights, dense)
            theirs = of_tops.products(holds, i, claims.weights, dense)
            scores = cosines * (FLOOR + (1 - FLOOR) * np.maximum(mine, theirs))
            keep = scores >= LEAST
            yield i, others[keep], scores[keep]


def _number(texts: Sequence[Sequence[str]]) -> dict[str, int]:
    return {term: at for at, term in enumerate(sorted({term for text in texts for term in text}))}


def _idf(texts: Sequence[Sequence[str]], ids: Mapping[str, int], background: Mapping[str, float]) -> Floats:
    counts = np.zeros(len(ids))
    for text in texts:
        counts[[ids[term] for term in set(text)]] += 1
    known = np.array([background.get(term, UNLISTED_SHARE) for term in ids])
    share = (counts + BACKGROUND_REPORTS * known) / (len(texts) + BACKGROUND_REPORTS)
    return np.asarray(np.maximum(0.0, -np.log(np.minimum(1.0, share))))


def _bag(
    texts: Sequence[Sequence[str]],
    ids: Mapping[str, int],
    idf: Floats,
    *,
    power: int = 1,
    once: bool = False,
    unit: str = "length",
) -> Bag:
    """Return the weights of each text: (1 + log tf)·idf^power, ``once`` without tf, scaled to unit length or sum."""
    starts, terms, weights = [0], [], []
    for text in texts:
        numbers = np.array([ids[term] for term in text if term in ids], dtype=np.int64)
        row, counts = np.unique(numbers, return_counts=True)
        values = (1.0 if once else 1.0 + np.log(counts)) * idf[row] ** power
        size = float(np.sqrt((values**2).sum()) if unit == "length" else values.sum() if unit == "sum" else 1.0)
        terms.append(row)
        weights.append(values / size if size else values)
        starts.append(starts[-1] + len(row))
    none: list[Any] = [np.zeros(0, dtype=np.int64)]
    return Bag(np.array(starts), np.concatenate(terms or none), np.concatenate(weights or none), len(ids))


@dataclass(frozen=True, slots=True)
class _Postings:
    """The same weights by term: which reports have it, and with what weight."""

    starts: Ints
    reports: Ints
    weights: Floats
    size: int

    @classmethod
    def of(cls, bag: Bag) -> _Postings:
        owner = np.repeat(np.arange(len(bag.starts) - 1), np.diff(bag.starts))
        order = np.argsort(bag.terms, kind="stable")
        starts = np.searchsorted(bag.terms[order], np.arange(bag.width + 1))
        return cls(starts, owner[order], bag.weights[order], len(bag.starts) - 1)


def _candidates(i: int, bag: Bag, postings: _Postings) -> Ints:
    """Return the later reports that share the most weight of the rarest stems of report ``i``."""
    terms, weights = bag.row(i)
    lengths = postings.starts[terms + 1] - postings.starts[terms]
    usable = np.flatnonzero((lengths > 1) & (lengths <= MOST_POSTINGS))
    usable = usable[np.lexsort((terms[usable], lengths[usable]))][:RARE_STEMS]
    if not len(usable):
        return np.zeros(0, dtype=np.int64)
    places = _ranges(postings.starts[terms[usable]], lengths[usable])
    shared = postings.weights[places] * np.repeat(weights[usable], lengths[usable])
    total = np.bincount(postings.reports[places], shared, minlength=postings.size)
    total[: i + 1] = 0
    found = np.flatnonzero(total)
    if len(found) > MOST_CANDIDATES:
        found = found[np.lexsort((found, -total[found]))][:MOST_CANDIDATES]
    return np.sort(found)


def _ranges(starts: Ints, lengths: Ints) -> Ints:
    """Return ``start, start+1, …`` for each start and length, one after another."""
    before = np.cumsum(lengths) - lengths
    return np.asarray(np.repeat(starts - before, lengths) + np.arange(int(lengths.sum())))


@dataclass(frozen=True, slots=True)
class _Rows:
    """Some rows of a bag, laid end to end: where their weights stand, their terms, and whose they are."""

    places: Ints
    terms: Ints
    owner: Ints
    number: int

    @classmethod
    def of(cls, bag: Bag, rows: Ints) -> _Rows:
        lengths = bag.starts[rows + 1] - bag.starts[rows]
        places = _ranges(bag.starts[rows], lengths)
        return cls(places, bag.terms[places], np.repeat(np.arange(len(rows)), lengths), len(rows))

    def products(self, left: Bag, i: int, weights: Floats, dense: Floats) -> Floats:
        """Return the dot products of row ``i`` of a bag over the same terms with these rows, of these ``weights``.

        ``dense`` has a zero for each term, before and after.
        """
        terms, own = left.row(i)
        dense[terms] = own
        found = np.bincount(self.owner, dense[self.terms] * weights[self.places], minlength=self.number)
        dense[terms] = 0.0
        return np.asarray(found, dtype=np.float64)
