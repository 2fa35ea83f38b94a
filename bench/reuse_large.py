"""Reuse in a case of a million reports: CPU, wall, peak memory, and recall on a sample.

Run: ``python bench/reuse_large.py [--times N ...] [--sample N]`` with $MUSNAD_DATA set. The newspaper corpus is
multiplied with edits: in each further copy seven of ten words are others, the same wherever they stand behind the
same word, so that what two articles share inside a copy stays shared, and dates move on by the corpus's span. Words
that are common in the corpus (templates, standing text) are kept: they come back in every copy, as they would in a
longer corpus.
The copies lie in a file of the temporary folder; the measured process reads each text when it is needed.

Recall: all places of the eight-word runs of some articles are looked up in all words one by one; a pair that shares one
standing at no more than 16 places must be among the rows. Machines differ and are shared: compare lines of one run.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import resource
import subprocess
import sys
import tempfile
import time
from array import array
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Any

from musnad.records import Piece, Report, reading_order

sys.path[0] = str(Path(__file__).resolve().parent.parent / "eval")

# So many words in ten are exchanged in a copy. Two halves of the newspapers, nine days and more apart, share 2,900
# passages and 17,000 formulae, and 3.5 % of the second's five words in a row stand in the first; with seven a copy
# shares 12,000 and 29,500 with the corpus, 480 and 14,400 with another copy (four times as many pairs of articles),
# and 2.9 %. With five half of each article's words stood in the corpus in their order, and every one was a passage.
EXCHANGED = 7
SAMPLE, RAREST = 300, 16
MEGABYTE = 1024
# Reports kept at hand while their words are looked up: fewer than a copy has, so that every case reads its texts alike.
AT_HAND = 4_000


# --- the multiplied corpus -------------------------------------------------------------------------------------


def write_copies(times: int, folder: Path) -> None:
    """Write so many copies of the corpus: texts one after another, and what is known of each."""
    import numpy as np
    from gold import DATA
    from reuse import corpus_reports  # eval/reuse.py

    from musnad.text import find_words

    days = sorted(path.stem for path in (DATA / "corpora" / "saudinewsnet").glob("*.zip"))
    reports, _ = corpus_reports(days, sys.maxsize)
    reports = sorted((each for each in reports if find_words(each.text).starts), key=reading_order)
    words, bounds, kept = tokens_of(reports)
    printed = np.array(list(words), dtype=object)
    numbers = np.fromiter((words[word] for word in tokens(reports)), np.int64)
    plain = np.array([word.strip().isalpha() for word in printed])
    drawn = numbers[plain[numbers]]  # as often as the press uses them
    span = (date.fromisoformat(days[-1]) - date.fromisoformat(days[0])).days + 1
    ends = array("q", [0])
    with open(folder / "texts", "wb") as texts, open(folder / "facts", "w", encoding="utf-8") as facts:
        for copy in range(times):
            some = exchanged(numbers, kept, drawn, copy)
            for number, report in enumerate(reports):
                text = "".join(printed[some[bounds[number] : bounds[number + 1]]])
                day = date.fromisoformat((report.published or days[0])[:10]) + timedelta(days=copy * span)
                ends.append(ends[-1] + texts.write(text.encode("utf-8", "surrogatepass")))
                facts.write(f"{day} {report.outlet_id} {len(text)}\n")
    (folder / "ends").write_bytes(ends.tobytes())


def tokens(reports: Sequence[Report]) -> Iterator[str]:
    """Yield each word of the reports as printed, with what follows it up to the next."""
    from musnad.text import find_words

    for report in reports:
        starts = find_words(report.text).starts
        for start, stop in zip([0, *starts[1:]], [*starts[1:], len(report.text)], strict=False):
            yield report.text[start:stop]


def tokens_of(reports: Sequence[Report]) -> tuple[dict[str, int], Any, Any]:
    """Return the different tokens by number, where each report's begin, and which are common in the corpus."""

    from musnad.link.corpora import pack_reports
    from musnad.link.grams import SHORT
    from musnad.link.reuse import facts_of
    from musnad.link.shingles import Limits, find_matches

    corpus = pack_reports(
        reports, [Piece("", each.id, "body", 0, len(each.text), None, 0, 1.0, "") for each in reports]
    )
    facts = facts_of(reports)
    common = find_matches(corpus, Limits(facts.days, facts.outlets)).counts.common
    kept = common.copy()
    for step in range(1, SHORT):
        kept[step:] |= common[:-step]
    words: dict[str, int] = {}
    for word in tokens(reports):
        words.setdefault(word, len(words))
    return words, corpus.bounds, kept


def exchanged(numbers: Any, kept: Any, drawn: Any, copy: int) -> Any:
    """Return the words of a copy: every other one another, the same behind the same word."""
    import numpy as np

    from musnad.link.word_arrays import scatter

    if not copy:
        return numbers
    before = np.append(0, numbers[:-1])
    chance = scatter((before * 1_000_003 + numbers + copy * 7_368_787).astype(np.uint64) + np.uint64(1))
    change = (chance % np.uint64(10) < EXCHANGED) & ~kept
    other = drawn[(chance >> np.uint64(8)) % np.uint64(len(drawn))]
    return np.where(change, other, numbers)


class Shelf(Sequence[Report]):
    """The reports of the copies, each made from the file when it is asked for."""

    def __init__(self, folder: Path) -> None:
        self.ends = array("q", (folder / "ends").read_bytes())
        self.facts = (folder / "facts").read_text("utf-8").splitlines()
        self.texts = os.open(folder / "texts", os.O_RDONLY)  # as long as the process lives
        self.report = lru_cache(maxsize=AT_HAND)(self._report)

    def __len__(self) -> int:
        return len(self.facts)

    def __getitem__(self, at: Any) -> Any:
        if not 0 <= at < len(self.facts):
            raise IndexError(at)
        return self.report(at)

    def _report(self, at: int) -> Report:
        begin = self.ends[at]
        text = os.pread(self.texts, self.ends[at + 1] - begin, begin).decode("utf-8", "surrogatepass")
        day, outlet, _ = self.facts[at].split()
        return Report(f"report-{at:016x}", "s", None, outlet, None, text, day, "", "ar", None, "sha")

    def pieces(self) -> Iterator[Piece]:
        for at, fact in enumerate(self.facts):
            yield Piece("", f"report-{at:016x}", "body", 0, int(fact.split()[2]), None, 0, 1.0, "")


# --- the measured process -----------------------------------------------------------------------------------------


def run(folder: Path, size: int) -> dict[str, Any]:
    """Find the reuse of all copies; print what it cost and return how much of the sample's pairs was found."""
    from musnad.lang import load_lang
    from musnad.link.reuse import find_reuse

    shelf = Shelf(folder)
    sample = set(random.Random(1).sample(range(len(shelf)), min(size, len(shelf))))
    begun, cpu, start = time.monotonic(), time.process_time(), peak_mb()
    rows = formulae = 0
    found: set[tuple[int, int]] = set()
    for row in find_reuse(shelf, shelf.pieces(), lang=load_lang("ar")):
        rows += 1
        formulae += row.kind == "formula"
        pair = int(row.left_id[-16:], 16), int(row.right_id[-16:], 16)
        if not sample.isdisjoint(pair):
            found.add(pair)
    cost = {"articles": len(shelf), "cpu": round(time.process_time() - cpu, 1),
            "wall": round(time.monotonic() - begun), "start_mb": round(start), "peak_mb": round(peak_mb()),
            "of_it_anonymous_mb": round(anonymous_mb()), "rows": rows, "formulae": formulae}  # fmt: skip
    print(json.dumps(cost), flush=True)
    if not sample:
        return {"sample": 0}
    wanted = pairs_of(shelf, sample)
    return {"sample": len(sample), "pairs_wanted": len(wanted), "recall": len(wanted & found) / len(wanted)}


def pairs_of(shelf: Shelf, sample: set[int]) -> set[tuple[int, int]]:
    """Return the pairs of a sampled article and any other that share eight words standing at few places."""
    import numpy as np

    from musnad.link.corpora import pack_reports
    from musnad.link.grams import LONG, long_grams

    corpus = pack_reports(shelf, shelf.pieces())
    chosen = np.concatenate([np.arange(*corpus.bounds[[at, at + 1]] - (0, LONG - 1)) for at in sorted(sample)])
    sought = np.unique(long_grams(corpus.words, chosen))
    places: dict[int, list[int]] = {}
    for begin in range(0, len(corpus.words) - LONG + 1, 1 << 20):
        at = np.arange(begin, min(begin + (1 << 20), len(corpus.words) - LONG + 1))
        grams = long_grams(corpus.words, at)
        hits = at[np.append(sought, 0)[np.searchsorted(sought, grams)] == grams]
        texts = np.searchsorted(corpus.bounds, hits, side="right") - 1
        inside = hits + LONG <= corpus.bounds[texts + 1]
        for gram, text in zip(grams[hits - begin][inside].tolist(), texts[inside].tolist(), strict=True):
            places.setdefault(gram, []).append(text)
    return {
        (one, other)
        for texts in places.values()
        if len(texts) <= RAREST
        for one in texts
        for other in texts
        if one < other and (one in sample or other in sample)
    }


def peak_mb() -> float:
    """Return the most memory this process has held so far, without that of the process that started it."""
    return held_mb("VmHWM") or resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / MEGABYTE


def anonymous_mb() -> float:
    """Return the memory this process holds now that no file stands behind."""
    return held_mb("RssAnon")


def held_mb(kind: str) -> float:
    """Return what the system tells of this process's memory, 0 where it doesn't."""
    status = Path("/proc/self/status")
    return int(status.read_text().partition(f"{kind}:")[2].split()[0]) / MEGABYTE if status.exists() else 0.0


def main() -> None:
    if sys.argv[1:2] == ["--one"]:
        print(json.dumps(run(Path(sys.argv[2]), int(sys.argv[3]))), flush=True)
        return
    parser = argparse.ArgumentParser(description="Cost of reuse in a large case")
    parser.add_argument("--times", type=int, nargs="*", default=[1, 10, 33])
    parser.add_argument("--sample", type=int, default=SAMPLE, help="articles whose pairs are looked up one by one")
    asked = parser.parse_args()
    for times in asked.times:
        with tempfile.TemporaryDirectory() as folder:
            write_copies(times, Path(folder))
            subprocess.run([sys.executable, __file__, "--one", folder, str(asked.sample)], check=True)


if __name__ == "__main__":
    main()
