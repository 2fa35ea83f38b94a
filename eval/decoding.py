"""How often the encoding of a source is read right: language by encoding, by what it declares, by damage, by length.

Pages are made from the sentences of tests/cases/languages.tsv, seeded. Right means: the text that was
encoded comes back, character for character; in damaged pages, nearly all of it. ``--peers`` measures
charset_normalizer on the same bytes, ``--all`` prints every factor. Repair of text encoded twice, and good
text left alone, are measured on the same sentences (and on ANT, where the annotated data is).
"""

from __future__ import annotations

import gzip
import json
import random
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from gold import DATA

from musnad.read.letters import decode
from musnad.read.letters.mojibake import repair

SENTENCES = Path(__file__).resolve().parent.parent / "tests" / "cases" / "languages.tsv"
SEED = 3
WIDE = ("utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32")
EIGHT_BIT = {
    "ar": ("cp1256", "iso8859-6", "mac_arabic", "cp720"),
    "fa": ("cp1256",),
    "ur": ("cp1256",),
    "tr": ("cp1254",),
    "kmr": ("cp1254",),
    "he": ("cp1255",),
}
LATIN = ("cp1252", "latin-1")
# What Persian and Urdu pages in windows-1256 used for letters it lacks.
FOR_1256 = str.maketrans({"ی": "ي", "ې": "ي", "۔": ".", "\u200c": "\u200c", "ۂ": "ہ"})
LIES = (None, "utf-8", "windows-1256", "iso-8859-1", "iso-8859-6")
DAMAGES = ("none", "cut", "bytes", "nul")
# Sentences in a page: a headline, a paragraph, an article.
LENGTHS = {"headline": 1, "paragraph": 4, "page": 15}


@dataclass(frozen=True, slots=True)
class Made:
    """A page made from known text."""

    language: str
    codec: str
    declared: str
    damage: str
    length: str
    data: bytes
    text: str


def sentences() -> dict[str, list[str]]:
    """Return the sentences of each language."""
    found: dict[str, list[str]] = defaultdict(list)
    for line in SENTENCES.read_text("utf-8").splitlines()[1:]:
        if line.startswith(("#", "language\t")):
            continue
        language, _, _, text = line.split("\t")
        found[language].append(text)
    return found


def pages(rng: random.Random) -> Iterator[Made]:
    """Yield the matrix."""
    for language, lines in sentences().items():
        for codec in (*WIDE, *EIGHT_BIT.get(language, LATIN if language in ("en", "fr", "es", "de", "it") else ())):
            for length, count in LENGTHS.items():
                for declared in (*LIES, codec):
                    for damage in DAMAGES:
                        text = _shell("\n".join(rng.sample(lines, count)), codec, rng)
                        yield (
                            Made(
                                language,
                                codec,
                                _manner(declared, codec),
                                damage,
                                length,
                                *_damaged(text, codec, damage, rng),
                            ),
                            declared,
                        )


def _manner(declared: str | None, codec: str) -> str:
    return "nothing" if declared is None else "truth" if declared == codec else f"lie {declared}"


def _shell(text: str, codec: str, rng: random.Random) -> str:
    if codec in ("cp1256", "cp720"):
        text = text.translate(FOR_1256)
    text = text.encode(codec, "ignore").decode(codec).lstrip("\ufeff")
    if rng.random() < 0.5:
        return text
    return f'<html><head><title>Page 12</title></head><body class="a b"><div id="x1"><p>{text}</p></div></body></html>'


def _damaged(text: str, codec: str, damage: str, rng: random.Random) -> tuple[bytes, str]:
    data = bytearray(text.encode(codec))
    if damage == "cut":
        cut = rng.randrange(len(data) // 2, len(data))
        return bytes(data[:cut]), bytes(data[:cut]).decode(codec, "ignore").lstrip("\ufeff")
    if damage == "bytes":
        for _ in range(max(1, len(data) // 1000)):
            data[rng.randrange(4, len(data))] = rng.choice(b"\x81\xff\xc0?")
    if damage == "nul" and not codec.startswith(("utf-16", "utf-32")):
        data.insert(rng.randrange(4, len(data)), 0)
    return bytes(data), text


def right(made: Made, text: str | None) -> bool:
    """Tell whether a text is what was encoded: exactly, or nearly where the page was damaged."""
    if text is None:
        return False
    if made.damage == "none":
        return text == made.text
    wanted, found = Counter(made.text), Counter(text)
    kept = sum((wanted & found).values())
    return kept >= 0.95 * len(made.text) - 6


def ours(data: bytes, declared: str | None) -> str | None:
    """Decode as Musnad does."""
    decoded = decode(data, declared=declared)
    return decoded.text if decoded else None


def charset_normalizer(data: bytes, _: str | None) -> str | None:
    """Decode as charset_normalizer does (a declaration is not asked for)."""
    import charset_normalizer as peer

    best = peer.from_bytes(data).best()
    return str(best) if best else None


def score(decoder: Callable[[bytes, str | None], str | None], share: float = 1.0) -> dict[str, dict[str, float]]:
    """Return the share read right, by factor and value."""
    rng = random.Random(SEED)
    counts: dict[tuple[str, str], list[int]] = defaultdict(lambda: [0, 0])
    for made, declared in pages(rng):
        if share < 1 and random.Random(made.data).random() > share:
            continue
        good = right(made, decoder(made.data, declared))
        for factor in ("language", "codec", "declared", "damage", "length"):
            count = counts[factor, getattr(made, factor)]
            count[0] += good
            count[1] += 1
        count = counts["all", "all"]
        count[0] += good
        count[1] += 1
        if not good and "--wrong" in sys.argv and decoder is ours:
            print(
                made.language, made.codec, made.declared, made.damage, made.length, decode(made.data, declared=declared)
            )
    found: dict[str, dict[str, float]] = defaultdict(dict)
    for (factor, value), (good, total) in counts.items():
        found[factor][value] = good / total
    return found


def repairs() -> tuple[float, float]:
    """Return the shares of sentences encoded twice or three times that come back, and of good ones left alone."""
    back = tried = kept = good = 0
    for lines in sentences().values():
        for line in lines:
            good += 1
            kept += repair(line) == (line, "")
            for codec in ("latin-1", "cp1256"):
                text = line
                for _ in range(2):
                    text = text.encode("utf-8").decode(codec)
                    if text == line:
                        continue
                    tried += 1
                    back += repair(text)[0] == line
    return back / tried, kept / good


def untouched(limit: int = 3000) -> float:
    """Return the share of ANT's articles that repair leaves alone."""
    path = DATA / "corpora" / "ant" / "ant.jsonl.gz"
    if not path.exists():
        return 1.0
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        texts = [json.loads(line)["text"] or "" for _, line in zip(range(limit), lines, strict=False)]
    return sum(repair(text) == (text, "") for text in texts) / len(texts)


def evaluate() -> dict[str, float]:
    """Return the scores for the gate."""
    found = score(ours)
    back, kept = repairs()
    return {
        "encodings.right": found["all"]["all"],
        "encodings.page.right": found["length"]["page"],
        "encodings.undamaged.right": found["damage"]["none"],
        "encodings.repaired": back,
        "encodings.good_kept": kept,
    }


def main() -> None:
    begun = time.process_time()
    found = score(ours)
    print(f"{time.process_time() - begun:.1f} s of CPU")
    for factor, values in found.items():
        print(factor, {value: round(share, 3) for value, share in values.items()})
    print("repaired, good kept, ANT untouched:", *repairs(), untouched())
    if "--peers" in sys.argv:
        for factor, values in score(charset_normalizer, 0.05).items():
            print("charset_normalizer", factor, {value: round(share, 3) for value, share in values.items()})


if __name__ == "__main__":
    main()
