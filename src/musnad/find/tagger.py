"""A small trained tagger: which words belong to a name, and of what kind.

A linear-chain conditional random field over hashed features of the folded words (Lafferty et al.
2001; hashing as in Weinberger et al. 2009). Inference is one numpy gather for all words of a report
and one Viterbi pass for all its sentences side by side. Trained by ``eval/train_ner.py``; the model
file is data: ``lang/<code>/ner.npz``, its licence and score beside it in ``ner.LICENSE.md``.
"""

from __future__ import annotations

import io
from array import array
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
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
# Which of a word's own features are looked at for the word and its neighbours: (offset, feature).
_WORD, _P1, _P2, _P3, _S1, _S2, _S3, _STEM, _SHAPE = range(9)
OWN_FEATURES = 9
_OWN: tuple[tuple[int, int], ...] = tuple((0, feature) for feature in range(OWN_FEATURES))
_NEAR: tuple[tuple[int, int], ...] = (
    *((offset, feature) for offset in (-1, 1) for feature in (_WORD, _STEM, _S1, _S2, _P2, _SHAPE)),
    *((offset, feature) for offset in (-2, 2) for feature in (_WORD, _STEM)),
)
_TEMPLATES = _OWN + _NEAR
REACH = 2


@lru_cache(maxsize=60_000)
def word_features(word: str) -> bytes:
    """Return the hashes of a folded word's own features, four bytes each: word, prefixes, suffixes, stem, shape."""
    stem = bare(readings(word)[-1][1])
    shape = f"{min(len(word), 8)}{word[:2] == 'ال'}{word.isdigit()}{word.isascii()}"
    whole = word.encode("utf-8", "surrogatepass")
    ends: tuple[bytes, ...]
    if len(whole) == 2 * len(word):  # two bytes a letter, as in all Arabic words
        ends = (whole[:2], whole[:4], whole[:6], whole[-2:], whole[-4:], whole[-6:])
    else:
        cut = (word[:1], word[:2], word[:3], word[-1:], word[-2:], word[-3:])
        ends = tuple(part.encode("utf-8", "surrogatepass") for part in cut)
    parts = (whole, *ends, stem.encode("utf-8", "surrogatepass"), shape.encode())
    return array("I", map(crc32, parts)).tobytes()


_NO_WORD = bytes(4 * OWN_FEATURES)


@dataclass(frozen=True, slots=True, eq=False)
class Model:
    weights: Array  # (BUCKETS, tags)
    moves: Array  # (tags, tags): from, to
    starts: Array  # (tags,)


@cache
def load_model(lang: Lang) -> Model | None:
    """Return the language's model, or ``None`` where it has none."""
    path = lang.folder / "ner.npz"
    if not path.is_file():
        return None
    with np.load(io.BytesIO(path.read_bytes())) as file:
        weights = file["weights"].astype(np.float32) * np.float32(file["scale"])
        return Model(weights, file["moves"], file["starts"])


def features(sentences: Sequence[Sequence[str]], flags: Sequence[Sequence[int]]) -> tuple[Array, Array]:
    """Return the buckets of all words' features (features, rows), and which rows hold the words, in order.

    ``flags`` says per word what the lists know of it, and what is printed before it, as one number. Rows that
    hold no word keep the sentences apart.
    """
    own, numbers, rows = [_NO_WORD] * REACH, [0] * REACH, []
    for sentence, marks in zip(sentences, flags, strict=True):
        rows.append(np.arange(len(own) - REACH, len(own) - REACH + len(sentence)))
        own += [word_features(word) for word in sentence]
        own += [_NO_WORD] * REACH
        numbers += [*marks, *[0] * REACH]
    table = np.frombuffer(b"".join(own), np.uint32).reshape(-1, OWN_FEATURES).T.astype(np.uint64)
    return _buckets(table, np.array(numbers, dtype=np.uint64)), np.concatenate(rows)


def _buckets(table: Array, marks: Array) -> Array:
    """Return the buckets of the features of each word but the first and last two; ``table`` has a column a word."""
    count = len(marks) - 2 * REACH
    found = np.empty((len(_TEMPLATES) + 9, count), dtype=np.uint64)
    for number, (off, feature) in enumerate(_TEMPLATES):
        found[number] = table[feature, REACH + off : REACH + off + count]
    word = table[_WORD]
    here = slice(REACH, REACH + count)
    back, ahead = slice(REACH - 1, REACH - 1 + count), slice(REACH + 1, REACH + 1 + count)
    many = np.uint64(1000003)
    found[-9:] = (
        word[back] * many + word[here],
        word[here] * many + word[ahead],
        marks[here],
        marks[back],
        marks[ahead],
        marks[back] * many + marks[here],
        marks[here] * many + marks[ahead],
        marks[back] * many + table[_S2, here],
        (marks[back] * many + marks[here]) * many + marks[ahead],
    )
    salt = np.arange(1, len(found) + 1, dtype=np.uint64) * np.uint64(0xD6E8FEB86659FD93)
    found += salt[:, None]
    found *= _MIX
    found >>= _SHIFT
    return found.astype(np.int64)


def tag_sentences(model: Model, sentences: Sequence[Sequence[str]], flags: Sequence[Sequence[int]]) -> list[list[int]]:
    """Return for each sentence the tags of its words (numbers into ``TAGS``)."""
    lengths = [len(sentence) for sentence in sentences]
    if not any(lengths):
        return [[] for _ in sentences]
    buckets, rows = features(sentences, flags)
    scores = model.weights.take(buckets, axis=0).sum(axis=0)[rows]
    tags = best_paths(model, scores, lengths).tolist()
    ends = np.cumsum(lengths).tolist()
    return [tags[end - length : end] for end, length in zip(ends, lengths, strict=True)]


def best_paths(model: Model, scores: Array, lengths: Sequence[int]) -> Array:
    """Return the best tag of each word, by Viterbi; ``scores`` (words, tags) has the sentences one after the other."""
    order = sorted((i for i, length in enumerate(lengths) if length), key=lambda i: -lengths[i])
    ends = np.cumsum(lengths)
    at = np.array([ends[i] - lengths[i] for i in order])
    sizes = np.array([lengths[i] for i in order])
    # how many sentences, the longest first, have a second word, a third, ...
    going = np.searchsorted(-sizes, -np.arange(1, sizes[0])).tolist()
    best = scores[at] + model.starts
    came = []
    for step, count in enumerate(going, start=1):
        paths = best[:count, :, None] + model.moves
        came.append(paths.argmax(axis=1))
        best[:count] = paths.max(axis=1) + scores[at[:count] + step]
    tag = best.argmax(axis=1)
    tags = np.zeros(len(scores), dtype=np.int64)
    for step, count in reversed([*enumerate(going, start=1)]):
        tags[at[:count] + step] = tag[:count]
        tag[:count] = came[step - 1][np.arange(count), tag[:count]]
    tags[at] = tag
    return tags
