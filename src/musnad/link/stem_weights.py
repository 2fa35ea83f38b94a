"""The light stems of reports as packed arrays of weights: what the likeness of reports is reckoned from.

Each report is three bags of stems, each a beginning of the next: its headline, its lead, its text. In each a stem
weighs tf·idf, scaled to unit length.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from musnad.lang.forms import light_stem
from musnad.link.spans import once
from musnad.link.word_arrays import blocks_of, words_of_block
from musnad.text import fold_word

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Hashes = NDArray[np.uint64]
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
# Letters of texts whose words are found at a time, some 4,000 articles in 60 MB, however long a text is.
_LETTERS = 1 << 23
# Reports whose words are counted at a time, so that sorting takes little memory.
_BLOCK = 4096

TOP, LEAD, TEXT = range(3)
# How often a stem stands in the three bags is kept as one number, with digits to this base. More count as so many.
_BASE = 1 << 10


_NO_TEXTS = np.zeros(0, np.int32), np.zeros(0, np.int64), np.zeros(0, np.int64)


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


def weigh_stems(texts: Iterable[tuple[str, str]], background: Mapping[str, float]) -> StemWeights:
    """Return the weights of texts given as headline and body.

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


def _pack(texts: Iterable[tuple[str, str]]) -> _Packed:
    numbers: dict[int, int] = {}
    stems: dict[str, int] = {}
    packed = [_pack_block(some, numbers, stems) for some in _some_at_once(texts)]
    found, heads, bodies = (np.concatenate(column) for column in zip(*(packed or [_NO_TEXTS]), strict=True))
    sizes = heads + bodies
    tops = np.where(heads > 0, heads, np.minimum(HEADLINE_WORDS, sizes))
    return _Packed(found, tops, np.minimum(heads + LEAD_WORDS, sizes), sizes, [*stems])


def _some_at_once(texts: Iterable[tuple[str, str]]) -> Iterator[list[tuple[str, str]]]:
    """Yield the texts whose words are found together."""
    some: list[tuple[str, str]] = []
    size = 0
    for text in texts:
        some.append(text)
        size += sum(map(len, text))
        if size >= _LETTERS:
            yield some
            some, size = [], 0
    if some:
        yield some


def _pack_block(
    texts: Sequence[tuple[str, str]], numbers: dict[int, int], stems: dict[str, int]
) -> tuple[Shorts, Ints, Ints]:
    """Return the stems of texts by number, and how many words of each headline and body count.

    Words are known by their hashes, those of texts before by ``numbers``; each is taken apart once.
    """
    parts = [part for text in texts for part in text]
    words, starts, stops, found = _words_of_parts(parts)
    counted = found.copy()
    np.minimum(counted[1::2], TEXT_WORDS, out=counted[1::2])
    places = np.arange(len(words)) - np.repeat(np.cumsum(found) - found, found)
    kept = np.flatnonzero(places < np.repeat(counted, found))
    firsts, which = different_words(words[kept])
    different = words[kept[firsts]].tolist()
    joined = "\n".join(parts)
    new = [at for at, word in zip(kept[firsts].tolist(), different, strict=True) if word not in numbers]
    # folded together, in one go over their letters
    folded = fold_word("\n".join([joined[starts[at] : stops[at]] for at in new])).split("\n")
    for word, form in zip(words[new].tolist(), folded, strict=False):
        numbers[word] = stems.setdefault(light_stem(form), len(stems))
    own = np.fromiter(map(numbers.__getitem__, different), np.int32, len(different))
    return own[which], counted[::2], counted[1::2]


def different_words(words: Hashes) -> tuple[Ints, Ints]:
    """Return where each different word stands first, and for every word which of them it is.

    The low bits of a word make room for its place, so that numbers are sorted and not their places, in a third of the
    time. Two words that differ in those bits alone may then come back several times each.
    """
    bits = np.uint64(len(words).bit_length())
    keys = words >> bits << bits | np.arange(len(words), dtype=np.uint64)
    keys.sort()
    order = (keys & ((np.uint64(1) << bits) - np.uint64(1))).astype(np.int64)
    ordered = words[order]
    fresh = np.append(True, ordered[1:] != ordered[:-1])[: len(words)]
    which = np.empty(len(words), np.int64)
    which[order] = np.cumsum(fresh) - 1
    return order[fresh], which


def _words_of_parts(parts: Sequence[str]) -> tuple[Hashes, Ints, Ints, Ints]:
    """Return the hashes of the words of some texts and their places, as if joined by a line's end; and their counts."""
    columns, before = [], 0
    for some in blocks_of(map(len, parts)):
        block = words_of_block(parts[some.start : some.stop], lone=len(some) == len(parts))
        found = np.diff(np.searchsorted(block.starts, block.begins))
        columns.append((block.words, block.starts + before, block.stops + before, found))
        before += int(block.begins[-1])
    words, starts, stops, found = (np.concatenate(column) for column in zip(*columns, strict=True))
    return words, starts, stops, found


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
