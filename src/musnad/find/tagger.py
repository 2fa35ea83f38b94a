"""A small trained tagger: which words belong to a name, and of what kind.

A linear-chain conditional random field over hashed features of the folded words (Lafferty et al.
2001; hashing as in Weinberger et al. 2009). Inference is one numpy gather for all words of a report
and one Viterbi pass for all its sentences side by side. Trained by ``eval/train_ner.py``; the model
file is data: ``lang/<code>/ner.npz``, its licence and score beside it in ``ner.LICENSE.md``.
"""

from __future__ import annotations

import io
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
def word_features(word: str) -> tuple[int, ...]:
    """Return the hashes of a folded word's own features: word, prefixes, suffixes, stem, shape."""
    stem = bare(readings(word)[-1][1])
    shape = f"{min(len(word), 8)}{word[:2] == 'ال'}{word.isdigit()}{word.isascii()}"
    parts = (word, word[:1], word[:2], word[:3], word[-1:], word[-2:], word[-3:], stem, shape)
    return tuple(crc32(part.encode("utf-8", "surrogatepass")) for part in parts)


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


def features(sentence: Sequence[str], flags: Sequence[int]) -> Array:
    """Return the buckets of a sentence's features, one row a word.

    ``flags`` says per word what the lists know of it, and what is printed before it, as one number.
    """
    count = len(sentence)
    table = np.zeros((count + 2 * REACH, OWN_FEATURES), dtype=np.uint64)
    table[REACH : REACH + count] = [word_features(word) for word in sentence]
    marks = np.zeros(count + 2 * REACH, dtype=np.uint64)
    marks[REACH : REACH + count] = flags
    columns = [table[REACH + off : REACH + off + count, feature] for off, feature in _TEMPLATES]
    word = table[:, _WORD]
    here = slice(REACH, REACH + count)
    back, ahead = slice(REACH - 1, REACH - 1 + count), slice(REACH + 1, REACH + 1 + count)
    many = np.uint64(1000003)
    columns += [word[back] * many + word[here], word[here] * many + word[ahead]]
    columns += [marks[here], marks[back], marks[ahead], marks[back] * many + marks[here]]
    columns += [marks[here] * many + marks[ahead], marks[back] * many + table[here, _S2]]
    columns += [(marks[back] * many + marks[here]) * many + marks[ahead]]
    stacked = np.stack(columns, axis=1)
    salt = np.arange(1, stacked.shape[1] + 1, dtype=np.uint64) * np.uint64(0xD6E8FEB86659FD93)
    return (((stacked + salt) * _MIX) >> _SHIFT).astype(np.int64)


def tag_sentences(model: Model, sentences: Sequence[Sequence[str]], flags: Sequence[Sequence[int]]) -> list[list[int]]:
    """Return for each sentence the tags of its words (numbers into ``TAGS``)."""
    lengths = [len(sentence) for sentence in sentences]
    if not any(lengths):
        return [[] for _ in sentences]
    filled = [i for i, length in enumerate(lengths) if length]
    buckets = np.concatenate([features(sentences[i], flags[i]) for i in filled])
    scores = model.weights[buckets].sum(axis=1)
    padded = np.zeros((len(filled), max(lengths), len(TAGS)), dtype=np.float32)
    at = 0
    for row, i in enumerate(filled):
        padded[row, : lengths[i]] = scores[at : at + lengths[i]]
        at += lengths[i]
    found: list[list[int]] = [[] for _ in sentences]
    for i, path in zip(filled, best_paths(model, padded, [lengths[i] for i in filled]), strict=True):
        found[i] = path
    return found


def best_paths(model: Model, scores: Array, lengths: Sequence[int]) -> list[list[int]]:
    """Return the best tags of each row of ``scores`` (sentences, words, tags), by Viterbi."""
    rows, longest, _ = scores.shape
    best = scores[:, 0] + model.starts
    came = np.zeros(scores.shape, dtype=np.int64)
    all_best = [best]
    for at in range(1, longest):
        paths = best[:, :, None] + model.moves
        came[:, at] = paths.argmax(axis=1)
        best = paths.max(axis=1) + scores[:, at]
        all_best.append(best)
    found = []
    for row in range(rows):
        tag = int(all_best[lengths[row] - 1][row].argmax())
        path = [tag]
        for at in range(lengths[row] - 1, 0, -1):
            tag = int(came[row, at, tag])
            path.append(tag)
        found.append(path[::-1])
    return found
