"""Trains lang/ar/ner.npz on ANERcorp (CAMeL split, train part) and AQMAR. About ten seconds on one core.

    PYTHONPATH=eval python eval/train_ner.py [--out FILE] [--epochs N]

The model file is under CC BY-SA 4.0: src/musnad/lang/ar/ner.LICENSE.md says whose work it rests on.
"""

from __future__ import annotations

import argparse
import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
from gold import DATA

from musnad.find.signs import read_signs
from musnad.find.tagger import BUCKETS, TAGS, buckets_of_sentence
from musnad.lang import Lang, load_lang
from musnad.text import find_words

NUMBER = {tag: number for number, tag in enumerate(TAGS)}
KINDS = {"PERS": "PER", "PER": "PER", "ORG": "ORG", "LOC": "LOC"}
LONGEST = 60
SIZE = len(TAGS)
# The bucket of hidden features: its weights stay zero.
DEAD = 0
# Share of features hidden while training, chosen on the training part (a tenth held back).
DROPPED = 0.1
# Passes, step size and shrinking: chosen in the same way.
EPOCHS, RATE, DECAY = 4, 0.1, 0.003
# What is taken from the score of "no name": new text holds more unknown names than the training text, and a
# name missed costs a reader more than one too many (best F1 of the whole stage on held-out text).
LEAN = 1.5


def read_tagged(path: Path) -> Iterator[list[tuple[str, str]]]:
    """Yield sentences of (token, tag) from a file of one token a line."""
    sentence: list[tuple[str, str]] = []
    for line in path.read_text("utf-8").splitlines():
        parts = line.split()
        if len(parts) >= 2:
            sentence.append((parts[0], parts[1]))
        elif sentence:
            yield sentence
            sentence = []
    if sentence:
        yield sentence


def words_and_tags(sentence: list[tuple[str, str]]) -> tuple[str, list[str], list[str]]:
    """Return the text, its words and their tags; punctuation tokens are dropped from the words."""
    text = " ".join(token for token, _ in sentence)
    words, tags = [], []
    at = 0
    found = find_words(text)
    place = 0
    for token, tag in sentence:
        stop = at + len(token)
        first = True
        while place < len(found) and found.starts[place] < stop:
            words.append(found.folded[place])
            tags.append(plain_tag(tag, first))
            first = False
            place += 1
        at = stop + 1
    return text, words, repaired(tags)


def plain_tag(tag: str, first: bool) -> str:
    head, _, kind = tag.partition("-")
    if kind not in KINDS:
        return "O"
    return f"{head if first else 'I'}-{KINDS[kind]}"


def repaired(tags: list[str]) -> list[str]:
    """Return tags where every I- follows its B- or I-."""
    out: list[str] = []
    for tag in tags:
        if tag.startswith("I-") and (not out or out[-1][2:] != tag[2:]):
            tag = "B-" + tag[2:]
        out.append(tag)
    return out


def corpus_files(name: str) -> list[Path]:
    ner = DATA / "ner"
    if name == "train":
        return [ner / "anercorp" / "ANERCorp_CamelLab_train.txt", *sorted((ner / "aqmar").glob("*.txt"))]
    return [ner / "anercorp" / "ANERCorp_CamelLab_test.txt"]


def examples(paths: list[Path], lang: Lang) -> list[tuple[Any, Any]]:
    """Return (feature buckets, tags) per sentence."""
    made = []
    for path in paths:
        for sentence in read_tagged(path):
            for first in range(0, len(sentence), LONGEST):
                text, words, tags = words_and_tags(sentence[first : first + LONGEST])
                if words:
                    _, _, flags = read_signs([(find_words(text), [(0, len(words))])], lang)
                    made.append((buckets_of_sentence(words, flags), np.array([NUMBER[tag] for tag in tags])))
    return made


def log_sum(values: Any, axis: int) -> Any:
    top = values.max(axis=axis, keepdims=True)
    return (top + np.log(np.exp(values - top).sum(axis=axis, keepdims=True))).squeeze(axis)


def gradients(scores: Any, moves: Any, starts: Any, gold: Any) -> tuple[Any, Any, Any]:
    """Return expected minus observed counts of a batch (rows of one length): emissions, moves, starts."""
    rows, length, _ = scores.shape
    ahead = np.zeros_like(scores)
    ahead[:, 0] = scores[:, 0] + starts
    for at in range(1, length):
        ahead[:, at] = scores[:, at] + log_sum(ahead[:, at - 1][:, :, None] + moves, 1)
    back = np.zeros_like(scores)
    for at in range(length - 2, -1, -1):
        back[:, at] = log_sum(moves[None] + (scores[:, at + 1] + back[:, at + 1])[:, None, :], 2)
    total = log_sum(ahead[:, -1], 1)
    expected = np.exp(ahead + back - total[:, None, None])
    move = np.zeros_like(moves)
    for at in range(1, length):
        both = ahead[:, at - 1][:, :, None] + moves + (scores[:, at] + back[:, at])[:, None, :]
        move += np.exp(both - total[:, None, None]).sum(axis=0)
        np.subtract.at(move, (gold[:, at - 1], gold[:, at]), 1)
    observed = np.zeros_like(scores)
    observed[np.arange(rows)[:, None], np.arange(length)[None], gold] = 1
    start = expected[:, 0].sum(axis=0)
    np.subtract.at(start, gold[:, 0], 1)
    return expected - observed, move, start


def batches(data: list[tuple[Any, Any]], chance: random.Random, most: int = 12) -> Iterator[list[tuple[Any, Any]]]:
    """Yield batches of sentences of one length, in random order."""
    by_length: dict[int, list[tuple[Any, Any]]] = {}
    for each in data:
        by_length.setdefault(len(each[1]), []).append(each)
    made = []
    for length in sorted(by_length):
        rows = by_length[length]
        chance.shuffle(rows)
        made += [rows[first : first + most] for first in range(0, len(rows), most)]
    chance.shuffle(made)
    yield from made


def train(
    data: list[tuple[Any, Any]], epochs: int, rate: float, decay: float, dropped: float = DROPPED
) -> tuple[Any, Any, Any]:
    """Return weights, moves and starts, by AdaGrad with a little shrinking of the touched weights.

    A share of the features is hidden from each batch, so that known words don't hide the signs of unknown ones.
    """
    hide = np.random.default_rng(20161022)
    weights = np.zeros((BUCKETS, SIZE), dtype=np.float32)
    past = np.full((BUCKETS, SIZE), 1e-6, dtype=np.float32)
    moves, starts = np.zeros((SIZE, SIZE), np.float32), np.zeros(SIZE, np.float32)
    past_moves, past_starts = np.full_like(moves, 1e-6), np.full_like(starts, 1e-6)
    chance = random.Random(20161022)
    for _ in range(epochs):
        for batch in batches(data, chance):
            buckets = np.stack([each[0] for each in batch])
            buckets = np.where(hide.random(buckets.shape, dtype=np.float32) < dropped, DEAD, buckets)
            gold = np.stack([each[1] for each in batch])
            slope, move, start = gradients(weights[buckets].sum(axis=2), moves, starts, gold)
            flat = buckets.reshape(-1)
            unique, where = np.unique(flat, return_inverse=True)
            step = np.zeros((len(unique), SIZE), np.float32)
            np.add.at(step, where, np.repeat(slope.reshape(-1, SIZE), buckets.shape[2], axis=0))
            step += decay * weights[unique]
            step[unique == DEAD] = 0
            past[unique] += step * step
            weights[unique] -= rate * step / np.sqrt(past[unique])
            past_moves += move * move
            moves -= rate * move / np.sqrt(past_moves)
            past_starts += start * start
            starts -= rate * start / np.sqrt(past_starts)
    return weights, moves, starts


def save(path: Path, weights: Any, moves: Any, starts: Any) -> None:
    """Write the weights as bytes with one scale; ``LEAN`` goes into the moves to "no name"."""
    scale = np.float32(np.abs(weights).max() / 127)
    small = np.round(weights / scale).astype(np.int8)
    moves[:, 0] -= LEAN
    starts[0] -= LEAN
    np.savez_compressed(path, weights=small, scale=scale, moves=moves, starts=starts)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, default=Path("src/musnad/lang/ar/ner.npz"))
    parser.add_argument("--epochs", type=int, default=EPOCHS)
    parser.add_argument("--rate", type=float, default=RATE)
    parser.add_argument("--decay", type=float, default=DECAY)
    args = parser.parse_args()
    lang = load_lang("ar")
    assert lang is not None
    data = examples(corpus_files("train"), lang)
    save(args.out, *train(data, args.epochs, args.rate, args.decay))


if __name__ == "__main__":
    main()
