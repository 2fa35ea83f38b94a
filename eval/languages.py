"""How often the language of a text is told right, by length: the sentences of tests/cases/languages.tsv.

One half of them was seen while the tables were written, the other was held out. Stretches of 2 to 20
words are cut from each. ``und`` is counted apart from a wrong language. Where the annotated data is,
Arabic reports of ANT are told too.
"""

from __future__ import annotations

import gzip
import json
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from gold import DATA

from musnad.read.letters.languages import guess_language

SENTENCES = Path(__file__).resolve().parent.parent / "tests" / "cases" / "languages.tsv"
LENGTHS = (2, 3, 5, 8, 12, 20)


def rows(half: str) -> Iterator[tuple[str, str]]:
    """Yield language and text of one half."""
    for line in SENTENCES.read_text("utf-8").splitlines():
        if not line.startswith(("#", "language\t")):
            language, own, _, text = line.split("\t")
            if own == half:
                yield language, text


def told(half: str, length: int | None) -> tuple[float, float, Counter[tuple[str, str]]]:
    """Return the shares told right and wrong, and what was taken for what, for stretches of so many words."""
    right = wrong = total = 0
    taken: Counter[tuple[str, str]] = Counter()
    for language, text in rows(half):
        words = text.split()
        stretches = (
            [text]
            if length is None
            else [" ".join(words[at : at + length]) for at in range(0, len(words) - length + 1, length)]
        )
        for stretch in stretches:
            guess = guess_language(stretch)
            total += 1
            right += guess == language
            if guess not in (language, "und"):
                wrong += 1
                taken[language, guess] += 1
    return right / total, wrong / total, taken


def arabic_reports(limit: int = 3000) -> tuple[float, float]:
    """Return the share of ANT's reports told as Arabic, and the milliseconds of CPU one takes."""
    path = DATA / "corpora" / "ant" / "ant.jsonl.gz"
    if not path.exists():
        return 1.0, 0.0
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        texts = [json.loads(line)["text"] or "" for _, line in zip(range(limit), lines, strict=False)]
    texts = [text for text in texts if text.strip()]
    begun = time.process_time()
    share = sum(guess_language(text) == "ar" for text in texts) / len(texts)
    return share, (time.process_time() - begun) / len(texts) * 1000


def evaluate() -> dict[str, float]:
    """Return the scores for the gate, on the half held out."""
    scores = {"languages.sentence.right": told("held", None)[0], "languages.five_words.right": told("held", 5)[0]}
    return scores | {"languages.arabic.right": arabic_reports()[0]}


def main() -> None:
    for half in ("tune", "held"):
        for length in (None, *LENGTHS):
            right, wrong, taken = told(half, length)
            print(half, length or "whole", f"right {right:.3f} wrong {wrong:.3f}", dict(taken))
    print("ANT: share Arabic, ms each", *arabic_reports())


if __name__ == "__main__":
    main()
