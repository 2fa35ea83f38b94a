"""Scores of the quotes stage on ``data/statements`` (60 articles) and on the seed pages.

Run as a script it prints the scores and, with ``--errors [HALF]``, every miss and false quote by class.
"""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from gold import Score, match_places, missing, overlap, piece_of, report_of, seed_gold, seed_reports, statement_articles
from statement_matching import alteration_pairs

from musnad.find.quotes import find_quotes
from musnad.find.sentences import find_sentences
from musnad.lang import Lang, load_lang
from musnad.records import Mention, Piece, Quote, Report, Sentence
from musnad.text import find_words

Place = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Compared:
    """One article: its gold rows and found quotes, and the pairs (found, gold) that match in content."""

    key: str
    group: str
    text: str
    gold: list[dict[str, Any]]
    found: list[Quote]
    pairs: list[tuple[int, int]]


def pack() -> Lang:
    """Return the Arabic pack."""
    lang = load_lang("ar")
    assert lang is not None
    return lang


def mentions_of(report: Report, sentences: Sequence[Sentence], lang: Lang) -> list[Mention]:
    """Return the mentions, or none while that stage isn't there."""
    try:
        from musnad.find.mentions import find_mentions

        return list(find_mentions(report, sentences, lang=lang))
    except (ImportError, KeyError):
        return []


def quotes_of(report: Report, pieces: Sequence[Piece]) -> list[Quote]:
    """Return the quotes of a report with these pieces."""
    lang = pack()
    sentences = list(find_sentences(report, pieces, lang=lang))
    return list(find_quotes(report, sentences, mentions_of(report, sentences, lang), lang=lang))


def compare_articles() -> Iterator[Compared]:
    """Yield the 60 articles, by id."""
    for row in sorted(statement_articles(), key=lambda row: str(row["id"])):
        report = report_of(row["id"], row["text"])
        found = quotes_of(report, [piece_of(report, "body", 0, len(row["text"]))])
        gold = row["statements"]
        places = [(each["content"][0], each["content"][1]) for each in gold]
        pairs = match_places([(quote.start, quote.stop) for quote in found], places)
        yield Compared(row["id"], row["source"], row["text"], gold, found, pairs)


def same_name(left: str | None, right: str | None) -> bool:
    """Tell whether two printings of a name agree: equal when folded, or one's words among the other's."""
    if left is None or right is None:
        return left is right
    one, other = (set(find_words(name).folded) for name in (left, right))
    return bool(one and other) and (one <= other or other <= one)


def right_speaker(quote: Quote, gold: dict[str, Any]) -> bool:
    """Tell whether the speaker is right, by name or by place."""
    if same_name(quote.speaker_name, gold["speaker_name"]):
        return True
    if gold["speaker"] is None or quote.speaker_start is None or quote.speaker_stop is None:
        return False
    return overlap((quote.speaker_start, quote.speaker_stop), (gold["speaker"][0], gold["speaker"][1])) >= 0.5


def score(compared: Sequence[Compared]) -> dict[str, float]:
    """Return the scores of some articles."""
    found = sum(len(each.found) for each in compared)
    wanted = sum(len(each.gold) for each in compared)
    matched = [(each.found[i], each.gold[j]) for each in compared for i, j in each.pairs]
    speakers = sum(right_speaker(quote, gold) for quote, gold in matched)
    exact = sum([quote.start, quote.stop] == gold["content"] for quote, gold in matched)
    content = Score(len(matched), found, wanted)
    return {
        "content.f1": content.f1,
        "content.precision": content.precision,
        "content.recall": content.recall,
        "exact.f1": Score(exact, found, wanted).f1,
        "with_speaker.f1": Score(speakers, found, wanted).f1,
        "speaker_of_found": speakers / len(matched) if matched else 0.0,
        "form_of_found": sum(quote.form == gold["form"] for quote, gold in matched) / len(matched) if matched else 0.0,
    }


def score_forms(compared: Sequence[Compared]) -> dict[str, float]:
    """Return recall per gold form and precision per found form."""
    wanted = Counter(gold["form"] for each in compared for gold in each.gold)
    hit = Counter(each.gold[j]["form"] for each in compared for _, j in each.pairs)
    found = Counter(quote.form for each in compared for quote in each.found)
    right = Counter(each.found[i].form for each in compared for i, _ in each.pairs)
    scores = {f"recall.{form}": hit[form] / wanted[form] for form in sorted(wanted)}
    return scores | {f"precision.{form}": right[form] / found[form] for form in sorted(found)}


def score_outlets(compared: Sequence[Compared]) -> dict[str, dict[str, float]]:
    """Return the scores of each outlet."""
    outlets = sorted({each.group for each in compared})
    return {outlet: score([each for each in compared if each.group == outlet]) for outlet in outlets}


# --- the seed pages -------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class SeedScore:
    right: int
    gold_hit: int
    speakers: int
    found: int
    wanted: int
    misses: list[str]
    false: list[str]


def seed_places(quote: Quote) -> list[Place]:
    """Return the content and each marked stretch inside it.

    The seeds give each marked piece of one clause a row of its own, the statements one row a cue.
    """
    places = [(quote.start, quote.stop)]
    for stretch in quote.quoted.split():
        start, stop = stretch.split("-")
        places.append((int(start), int(stop)))
    return places


def score_seeds(pieces: bool) -> SeedScore:
    """Return the comparison with the seeds; ``pieces``: a marked stretch of a quote may match as well.

    Without ``pieces`` each quote matches one row by its content, against the row's span or its clause.
    """
    gold, reports = seed_gold(), seed_reports()
    people = {each["id"]: set(each["surface_forms"]) for each in gold["entities"]}
    right = hit = speakers = found_all = 0
    misses: list[str] = []
    false: list[str] = []
    for name, (report, parts) in reports.items():
        rows = [row for row in gold["statements"] if row["span"]["file"].startswith(name)]
        every = quotes_of(report, parts)
        known = {i for i, _ in _seed_pairs(every, rows, True)}
        found = [quote for i, quote in enumerate(every) if i in known or not _in_pairs(quote, name)]
        found_all += len(found)
        used: set[int] = set()
        taken: set[int] = set()
        for i, j in _seed_pairs(found, rows, pieces):
            if j in taken or (not pieces and i in used):
                continue
            taken.add(j)
            used.add(i)
            speakers += _seed_speaker(found[i], rows[j], people)
        right, hit = right + len(used), hit + len(taken)
        misses += [f"{row['id']} {row['kind']}" for j, row in enumerate(rows) if j not in taken]
        false += [f"{name} {q.start}-{q.stop} {q.form} {q.why}" for i, q in enumerate(found) if i not in used]
    return SeedScore(right, hit, speakers, found_all, len(gold["statements"]), misses, false)


def _in_pairs(quote: Quote, name: str) -> bool:
    """Tell whether the alteration pairs name a statement here: they have labels, which the seeds' rows leave out."""
    sides = [side for row in alteration_pairs() for side in (row["a"], row["b"]) if side and side["file"][:3] == name]
    return any(overlap((quote.start, quote.stop), (each["content"][0], each["content"][1])) >= 0.5 for each in sides)


def _seed_pairs(found: Sequence[Quote], rows: Sequence[dict[str, Any]], pieces: bool) -> list[tuple[int, int]]:
    pairs = []
    for i, quote in enumerate(found):
        places = seed_places(quote) if pieces else [(quote.start, quote.stop)]
        for j, row in enumerate(rows):
            spans = [row[key] for key in ("span", "clause") if key in row]
            best = max(overlap(place, (span["start"], span["end"])) for place in places for span in spans)
            if best >= 0.5:
                pairs.append((-best, i, j))
    return [(i, j) for _, i, j in sorted(pairs)]


def _seed_speaker(quote: Quote, row: dict[str, Any], people: dict[str, set[str]]) -> bool:
    speaker = row["speaker"]
    if speaker is None:
        candidates = row.get("speaker_candidates", [])
        return quote.speaker_name is None or bool(candidates)
    for each in speaker if isinstance(speaker, list) else [speaker]:
        key = each.split(" ")[0]
        if any(same_name(quote.speaker_name, form) for form in people.get(key, set())):
            return True
        mention = row.get("speaker_mention") or row.get("attribution")
        if mention and quote.speaker_start is not None and quote.speaker_stop is not None:
            place = (mention["start"], mention["end"])
            if overlap((quote.speaker_start, quote.speaker_stop), place) >= 0.5:
                return True
    return False


def evaluate() -> dict[str, float]:
    """Return the scores by name; empty where the data is missing."""
    if missing("statements", "gold.jsonl") or missing("seeds", "gold.json"):
        return {}
    compared = list(compare_articles())
    scores = {f"statements.{name}": value for name, value in (score(compared) | score_forms(compared)).items()}
    for corpus, letter in (("ant", "A"), ("saudinewsnet", "S")):
        part = score([each for each in compared if each.key.startswith(letter)])
        scores[f"statements.{corpus}.content.f1"] = part["content.f1"]
        scores[f"statements.{corpus}.with_speaker.f1"] = part["with_speaker.f1"]
    for name, pieces in (("seeds.statements", True), ("seeds.statements.strict", False)):
        seeds = score_seeds(pieces)
        precision, recall = seeds.right / max(1, seeds.found), seeds.gold_hit / seeds.wanted
        scores[f"{name}.f1"] = 2 * precision * recall / max(1e-9, precision + recall)
        scores[f"{name}.precision"] = precision
        scores[f"{name}.recall"] = recall
        scores[f"{name}.speaker_of_found"] = seeds.speakers / max(1, seeds.gold_hit)
    return scores


def _print_errors(half: int | None) -> None:
    for number, each in enumerate(compare_articles()):
        if half is not None and number % 2 != half:
            continue
        hits, used = {j for _, j in each.pairs}, {i for i, _ in each.pairs}
        for j, gold in enumerate(each.gold):
            if j not in hits:
                print("MISS", gold["sid"], gold["form"], "|", gold["cue_text"], "|", gold["content_text"][:90])
        for i, quote in enumerate(each.found):
            if i not in used:
                words = each.text[quote.start : quote.stop][:90].replace("\n", " ")
                cue = each.text[quote.cue_start : quote.cue_stop]
                print("FALSE", each.key, quote.form, quote.why, "|", cue, "|", words)
        for i, j in each.pairs:
            quote, gold = each.found[i], each.gold[j]
            if not right_speaker(quote, gold):
                print("WHO", gold["sid"], "gold", gold["speaker_name"], "| found", quote.speaker_name, quote.why)


def main() -> None:
    """Print the scores; the words of others' articles only where errors are asked for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--errors", nargs="?", const="all", choices=("all", "0", "1"))
    asked = parser.parse_args()
    if asked.errors:
        _print_errors(None if asked.errors == "all" else int(asked.errors))
        for pieces in (True, False):
            seeds = score_seeds(pieces)
            print(f"seeds pieces={pieces}", "misses:", *seeds.misses, sep="\n  ")
            print("false:", *seeds.false, sep="\n  ")
    compared = list(compare_articles())
    for half in (0, 1):
        part = score(compared[half::2])
        print(f"half {half}:", " ".join(f"{name}={value:.3f}" for name, value in part.items()))
    for outlet, part in score_outlets(compared).items():
        rows = [each for each in compared if each.group == outlet]
        size = f"{len(rows)} articles, {sum(len(each.gold) for each in rows)} statements"
        print(f"{outlet:14} {size:28}", " ".join(f"{name}={value:.2f}" for name, value in part.items()))
    for name, value in evaluate().items():
        print(f"{name:48} {value:.3f}")


if __name__ == "__main__":
    main()
