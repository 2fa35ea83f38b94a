"""A small trained tagger: which words belong to a name, and of what kind.

A linear-chain conditional random field over hashed features of the folded words (Lafferty et al.
2001; hashing as in Weinberger et al. 2009). What a word alone says of itself and of its neighbours is
summed once a word form (``rows_of_words``); what stands beside what, in one numpy gather for many
sentences; and one Viterbi pass reads all of these side by side. Weights are small whole numbers, so sums
don't depend on their order. Trained by ``eval/train_ner.py``; the model file is data:
``lang/<code>/ner.npz``, its licence and score beside it in ``ner.LICENSE.md``.
"""

from __future__ import annotations

import io
from array import array
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import accumulate
from typing import Any
from zlib import crc32

import numpy as np

from musnad.find.gazetteer import bare, readings
from musnad.lang import Lang

Array = Any

TAGS = ("O", "B-PER", "I-PER", "B-ORG", "I-ORG", "B-LOC", "I-LOC")
# Buckets for hashed features: at 2**17 scores on held-out text are as at 2**19, and the file stays under 1 MB.
BUCKETS = 1 << 17
# 64-bit odd multiplier (golden ratio): the top bits of the product are the bucket.
_MIX = np.uint64(0x9E3779B97F4A7C15)
_SHIFT = np.uint64(64 - 17)
_STEP = 0xD6E8FEB86659FD93
# Which of a word's own features are looked at for the word and its neighbours: (offset, feature).
_WORD, _P1, _P2, _P3, _S1, _S2, _S3, _STEM, _SHAPE = range(9)
OWN_FEATURES = 9
# Whose word is looked at, as seen from the word that is tagged; the order of ``parts``.
OFFSETS = (0, -1, 1, -2, 2)
_LOOKED_AT = (
    tuple(range(OWN_FEATURES)),
    *2 * ((_WORD, _STEM, _S1, _S2, _P2, _SHAPE),),
    *2 * ((_WORD, _STEM),),
)
_FEATURES = np.array([feature for features in _LOOKED_AT for feature in features])
_SIZES = [len(features) for features in _LOOKED_AT]
_FIRSTS = [0, *accumulate(_SIZES)][: len(_SIZES)]
# Features of several words at once, and of the signs beside them.
_JOINT = 9
_SALTS = np.arange(1, len(_FEATURES) + _JOINT + 1, dtype=np.uint64) * np.uint64(_STEP)
_MANY = np.uint64(1000003)
# What a word says by itself: the hashes of its form and of its last two letters, and the sums of the weights of its
# own features for the word at each of OFFSETS; ``signs`` is what the lists know of it.
ROW = np.dtype([("word", "u4"), ("ending", "u4"), ("parts", "i2", (len(OFFSETS), len(TAGS))), ("signs", "u2")])
# So many words are tagged at a time: some 20 MB, however long the text.
WORDS_AT_ONCE = 1 << 15


@dataclass(frozen=True, slots=True, eq=False)
class Model:
    weights: Array  # (BUCKETS,): eight bytes, a whole number for each tag, the last one idle
    scale: Any  # what a weight of one stands for
    moves: Array  # (tags, tags): from, to
    starts: Array  # (tags,)


@cache
def load_model(lang: Lang) -> Model | None:
    """Return the language's model, or ``None`` where it has none."""
    path = lang.folder / "ner.npz"
    if not path.is_file():
        return None
    with np.load(io.BytesIO(path.read_bytes())) as file:
        weights = np.zeros((BUCKETS, 8), np.int8)
        weights[:, : len(TAGS)] = file["weights"]
        return Model(weights.view(np.int64)[:, 0], np.float32(file["scale"]), file["moves"], file["starts"])


def word_features(word: str) -> bytes:
    """Return the hashes of a folded word's own features, four bytes each: word, prefixes, suffixes, stem, shape."""
    if not word:
        return _NO_WORD
    stem = bare(readings(word)[-1][1])
    whole = word.encode("utf-8", "surrogatepass")
    ends: tuple[bytes, ...]
    if len(whole) == 2 * len(word):  # two bytes a letter, as in all Arabic words
        ends = (whole[:2], whole[:4], whole[:6], whole[-2:], whole[-4:], whole[-6:])
    else:
        cut = (word[:1], word[:2], word[:3], word[-1:], word[-2:], word[-3:])
        ends = tuple(part.encode("utf-8", "surrogatepass") for part in cut)
    stem_hash = crc32(stem.encode("utf-8", "surrogatepass"))
    shape = _shape(min(len(word), 8), word[:2] == "ال", word.isdigit(), word.isascii())
    return array("I", (crc32(whole), *map(crc32, ends), stem_hash, shape)).tobytes()


@cache
def _shape(length: int, article: bool, digits: bool, latin: bool) -> int:
    """Return the hash of what a word looks like."""
    return crc32(f"{length}{article}{digits}{latin}".encode())


_NO_WORD = bytes(4 * OWN_FEATURES)


def hashes_of_words(words: Sequence[str]) -> Array:
    """Return the hashes of words' own features (features, words)."""
    hashes = np.frombuffer(b"".join(map(word_features, words)), np.uint32)
    return hashes.reshape(-1, OWN_FEATURES).T.astype(np.uint64)


def own_buckets(hashes: Array) -> Array:
    """Return the buckets of what each word says of itself and its neighbours (features, words)."""
    return _buckets(hashes[_FEATURES], _SALTS[: len(_FEATURES)])


def joint_buckets(words: Sequence[Array], flags: Sequence[Array], endings: Array) -> Array:
    """Return the buckets of what stands beside what (features, words): given are hashes of the words and their signs.

    ``words`` and ``flags`` are of the word before each word, the word itself, and the word after it.
    """
    (word_before, word, word_after), (before, here, after) = words, flags
    both = before * _MANY + here
    found = (
        word_before * _MANY + word,
        word * _MANY + word_after,
        here,
        before,
        after,
        both,
        here * _MANY + after,
        before * _MANY + endings,
        both * _MANY + after,
    )
    return _buckets(np.stack(found), _SALTS[len(_FEATURES) :])


def _buckets(hashes: Array, salts: Array) -> Array:
    hashes += salts[:, None]
    hashes *= _MIX
    hashes >>= _SHIFT
    return hashes.view(np.int64)


def buckets_of_sentence(words: Sequence[str], flags: Array) -> Array:
    """Return the buckets of all features of a sentence's words (words, features): what a model is trained on.

    ``flags`` are the numbers of the words' signs, and the last one that of no word.
    """
    hashes = hashes_of_words([*words, ""])
    places = _neighbours(np.array([0]), np.array([len(words)]), len(words))
    own = own_buckets(hashes)
    seen = [row[places[number]] for number, size in enumerate(_SIZES) for row in own[_FIRSTS[number] :][:size]]
    three = [places[OFFSETS.index(offset)] for offset in (-1, 0, 1)]
    words_near, flags_near = ([values[each] for each in three] for values in (hashes[_WORD], flags.astype(np.uint64)))
    return np.concatenate([seen, joint_buckets(words_near, flags_near, hashes[_S2][:-1])]).T


def rows_of_words(words: Sequence[str], model: Model | None) -> Array:
    """Return the rows of words, without their signs."""
    rows = np.zeros(len(words), ROW)
    hashes = hashes_of_words(words)
    rows["word"], rows["ending"] = hashes[_WORD], hashes[_S2]
    if model is not None:
        sums = np.add.reduceat(_weights(model, own_buckets(hashes)), _FIRSTS, axis=0)
        rows["parts"] = sums.swapaxes(0, 1)[:, :, : len(TAGS)]
    return rows


def _weights(model: Model, buckets: Array) -> Array:
    """Return the weights of features (features, words, tags and an idle one), which no sum of them overflows."""
    return model.weights.take(buckets).view(np.int8).reshape(*buckets.shape, 8).astype(np.int16)


def tag_rows(model: Model, rows: Array, flags: Array, sentences: Sequence[tuple[int, int]]) -> Array:
    """Return the tag of each row (a number into ``TAGS``), 0 outside the sentences.

    ``flags`` are the numbers of the words' signs; a sentence is given as its first row and the row after its last.
    The last row stands for the words before and behind a sentence.
    """
    tags = np.zeros(len(rows), np.int8)
    for some in _at_once(sentences):
        firsts, lasts = (np.array(each) for each in zip(*some, strict=True))
        places = _neighbours(firsts, lasts, len(rows) - 1)
        tags[places[0]] = best_paths(model, _scores(model, rows, flags, places), lasts - firsts)
    return tags


def _at_once(sentences: Sequence[tuple[int, int]]) -> Iterator[list[tuple[int, int]]]:
    """Yield the sentences that are tagged together."""
    some: list[tuple[int, int]] = []
    held = 0
    for first, last in sentences:
        if some and held + last - first > WORDS_AT_ONCE:
            yield some
            some, held = [], 0
        if first < last:
            some.append((first, last))
            held += last - first
    if some:
        yield some


def _neighbours(firsts: Array, lasts: Array, none: int) -> Array:
    """Return the rows looked at from each word of some sentences (offsets, words); ``none`` beyond their ends."""
    lengths = lasts - firsts
    first, last = np.repeat(firsts, lengths), np.repeat(lasts, lengths)
    here = np.arange(len(first)) - np.repeat(lengths.cumsum() - lengths, lengths) + first
    found = here + np.array(OFFSETS)[:, None]
    found[(found < first) | (found >= last)] = none
    return found


def _scores(model: Model, rows: Array, flags: Array, places: Array) -> Array:
    """Return the score of each tag for each word (words, tags); ``places`` as of ``_neighbours``."""
    three = [places[OFFSETS.index(offset)] for offset in (-1, 0, 1)]
    words, numbers = ([values[each].astype(np.uint64) for each in three] for values in (rows["word"], flags))
    buckets = joint_buckets(words, numbers, rows["ending"][places[0]].astype(np.uint64))
    scores = _weights(model, buckets).sum(axis=0, dtype=np.int16)[:, : len(TAGS)]
    for number, seen in enumerate(places):
        scores += rows["parts"][seen, number]
    return scores * model.scale


def best_paths(model: Model, scores: Array, lengths: Array) -> Array:
    """Return the best tag of each word, by Viterbi; ``scores`` (words, tags) has the sentences one after the other."""
    order = np.argsort(-lengths, kind="stable")
    starts, lengths = (lengths.cumsum() - lengths)[order], lengths[order]
    # how many sentences, the longest first, have a first word, a second, ...; words are taken in that order
    going = np.searchsorted(-lengths, -np.arange(lengths[0])).tolist()
    words = np.concatenate([starts[:count] + step for step, count in enumerate(going)])
    ends = list(accumulate(going))
    best = np.ascontiguousarray(scores[words].T)  # (tags, words): of all paths that end in this tag
    best[:, : ends[0]] += model.starts[:, None]
    moves = model.moves[:, :, None]
    for first, last, behind in zip(ends, ends[1:], [0, *ends], strict=False):
        best[:, first:last] += (best[:, None, behind : behind + last - first] + moves).max(axis=0)
    tags = np.zeros(len(words), np.int8)
    tag = np.zeros(0, np.int64)
    for last, count in zip(reversed(ends), reversed(going), strict=True):
        paths = best[:, last - count : last].copy()
        paths[:, : len(tag)] += model.moves[:, tag]
        tag = paths.argmax(axis=0)
        tags[words[last - count : last]] = tag
    return tags
