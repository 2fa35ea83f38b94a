"""The light stems of reports as packed arrays of weights: what the likeness of reports is reckoned from.

Each report is three bags of stems, each a beginning of the next: its headline, its lead, its text. In each a stem
weighs tf·idf, scaled to unit length.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from musnad.lang.forms import light_stem
from musnad.link.spans import once

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
# Numbers of which there are as many as words: half the memory.
Shorts = NDArray[np.int32]

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
# Reports whose words are counted at a time, so that sorting takes little memory.
_BLOCK = 4096

TOP, LEAD, TEXT = range(3)
# How often a stem stands in the three bags is kept as one number, with digits to this base. More count as so many.
_BASE = 1 << 10


@dataclass(frozen=True, slots=True)
class StemWeights:
    """The stems of reports, laid end to end: those of report ``i`` are ``starts[i]:starts[i+1]``, each once.

    Stems are numbered from the rarest on, and stand in that order; those of one report only are left out. A stem
    weighs in a bag ``tf_weights * rarity / lengths``.
    """

    starts: Ints
    owners: Shorts  # the number of the report
    stems: Shorts
    kinds: Shorts  # a row of ``tf_weights``
    tf_weights: Floats  # 1 + log tf in headline, lead and text; 0 where the stem is not in it
    frequency: Ints  # by stem: in how many reports it occurs
    rarity: Floats  # by stem: its idf
    lengths: Floats  # by report: of its three bags; 1 where they are empty
    headlines: Floats  # by report: the sum of idf² over its headline; 1 where it is empty

    def __len__(self) -> int:
        return len(self.starts) - 1


@dataclass(frozen=True, slots=True)
class _Packed:
    """The stems of texts by number, laid end to end, and how many of each text's are its headline, its lead and all."""

    stems: Shorts
    tops: Ints
    leads: Ints
    sizes: Ints
    names: list[str]


@dataclass(frozen=True, slots=True)
class _Counted:
    """The stems of each text once, by number of text and stem, and how often each stands in the three bags."""

    owners: Shorts
    stems: Shorts
    times: Shorts


class _Numbers(dict[str, int]):
    """The number of each word's light stem, given out as words come."""

    def __init__(self) -> None:
        self.stems: dict[str, int] = {}

    def __missing__(self, word: str) -> int:
        number = self[word] = self.stems.setdefault(light_stem(word), len(self.stems))
        return number


def weigh_stems(texts: Iterable[tuple[Sequence[str], Sequence[str]]], background: Mapping[str, float]) -> StemWeights:
    """Return the weights of texts given as the folded words of headline and body.

    ``background`` gives the share of reports a light stem occurs in.
    """
    packed = _pack(texts)
    size = len(packed.sizes)
    found, names, frequency = _from_the_rarest(_counted(packed), packed.names)
    rarity = _rarity(frequency, size, names, background)
    different = once(found.times.copy())
    digits = np.stack((different // _BASE**2, different // _BASE % _BASE, different % _BASE), axis=1)
    tf_weights = np.where(digits > 0, 1.0 + np.log(np.maximum(digits, 1)), 0.0)
    kinds = np.searchsorted(different, found.times).astype(np.int32)
    lengths, headlines = _lengths(found.owners, tf_weights.take(kinds, axis=0), rarity.take(found.stems), size)
    alone = int(np.searchsorted(frequency, 2))
    shared = np.flatnonzero(found.stems >= alone)
    owners = found.owners[shared]
    starts = np.searchsorted(owners, np.arange(size + 1))
    stems = found.stems[shared] - np.int32(alone)
    return StemWeights(
        starts, owners, stems, kinds[shared], tf_weights, frequency[alone:], rarity[alone:], lengths, headlines
    )


def _pack(texts: Iterable[tuple[Sequence[str], Sequence[str]]]) -> _Packed:
    numbers = _Numbers()
    stems = array("i")
    tops, leads, sizes = array("q"), array("q"), array("q")
    for head, body in texts:
        words = [*head, *body[:TEXT_WORDS]]
        stems.extend(map(numbers.__getitem__, words))
        tops.append(len(head) or min(HEADLINE_WORDS, len(words)))
        leads.append(min(len(head) + LEAD_WORDS, len(words)))
        sizes.append(len(words))
    places = [np.array(each, np.int64) for each in (tops, leads, sizes)]
    return _Packed(np.array(stems, np.int32), places[0], places[1], places[2], [*numbers.stems])


def _counted(packed: _Packed) -> _Counted:
    blocks = range(0, max(1, len(packed.sizes)), _BLOCK)
    ends = np.concatenate(([0], np.cumsum(packed.sizes)))
    rows = [_counted_block(packed, ends, first, min(first + _BLOCK, len(packed.sizes))) for first in blocks]
    return _Counted(*(np.concatenate(column).astype(np.int32) for column in zip(*rows, strict=True)))


def _counted_block(packed: _Packed, ends: Ints, first: int, last: int) -> tuple[Ints, Ints, Ints]:
    """Return what ``_counted`` does for some texts: one number a word is sorted, then those that are equal counted."""
    width = max(1, len(packed.names))
    sizes = packed.sizes[first:last]
    owners = np.repeat(np.arange(first, last), sizes)
    places = np.arange(ends[first], ends[last]) - np.repeat(ends[first:last], sizes)
    bags = (places >= np.repeat(packed.tops[first:last], sizes)).astype(np.int64)
    bags += places >= np.repeat(packed.leads[first:last], sizes)
    keys = (owners * width + packed.stems[ends[first] : ends[last]]) * 3 + bags
    keys.sort()
    pairs, bags = np.divmod(keys, 3)
    begins = np.flatnonzero(np.diff(pairs, prepend=-1))
    bounds = np.append(begins, len(pairs))
    times = np.zeros(len(begins), np.int64)
    for bag in (TOP, LEAD, TEXT):
        so_far = np.concatenate(([0], np.cumsum(bags <= bag)))
        times = times * _BASE + np.minimum(np.diff(so_far[bounds]), _BASE - 1)
    found, stems = np.divmod(pairs[begins], width)
    return found, stems, times


def _from_the_rarest(found: _Counted, names: Sequence[str]) -> tuple[_Counted, list[str], Ints]:
    """Return the same with stems numbered from the rarest on, equal ones by name; the names; and their frequency."""
    frequency = np.bincount(found.stems, minlength=len(names))
    order = sorted(range(len(names)), key=list(zip(frequency.tolist(), names, strict=True)).__getitem__)
    rank = np.empty(len(names), np.int32)
    rank[order] = np.arange(len(names))
    stems = rank[found.stems]
    places = np.argsort(found.owners.astype(np.int64) * max(1, len(names)) + stems)
    renumbered = _Counted(found.owners[places], stems[places], found.times[places])
    return renumbered, [names[at] for at in order], frequency[order]


def _lengths(owners: Shorts, tf_weights: Floats, idf: Floats, size: int) -> tuple[Floats, Floats]:
    """Return the lengths of the bags of each text, and the sum of idf² over its headline; 1 where they are empty."""
    columns = [np.bincount(owners, (tf_weights[:, bag] * idf) ** 2, size) for bag in (TOP, LEAD, TEXT)]
    lengths = np.sqrt(np.stack(columns, axis=1))
    headlines = np.bincount(owners, np.where(tf_weights[:, TOP] > 0, idf**2, 0.0), size)
    return np.where(lengths > 0, lengths, 1.0), np.where(headlines > 0, headlines, 1.0)


def _rarity(frequency: Ints, count: int, names: Sequence[str], background: Mapping[str, float]) -> Floats:
    """Return the idf of each stem: of the case, steadied by the background."""
    known = np.fromiter((background.get(name, UNLISTED_SHARE) for name in names), float, len(names))
    share = (frequency + BACKGROUND_REPORTS * known) / (count + BACKGROUND_REPORTS)
    return np.asarray(np.maximum(0.0, -np.log(np.minimum(1.0, share))))
