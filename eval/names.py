"""Scores of mentions and entities: the seeds, ANERcorp's test part, the Wojood sample, and pairs of spellings.

Held-out text comes without report bounds: sentences are taken together by thirty, as one report.

    PYTHONPATH=eval python eval/names.py
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import combinations
from pathlib import Path

from gold import DATA, Score, match_places, missing, piece_of, report_of, seed_gold, seed_reports

from musnad.find.mentions import find_mentions
from musnad.find.sentences import find_sentences
from musnad.lang import Lang, load_lang
from musnad.link.entities import link_entities
from musnad.link.name_groups import name_words
from musnad.link.names import same_name
from musnad.records import EntityMember, Mention, Piece, Report, reading_order

KINDS = {"person": "PER", "place": "LOC", "organisation": "ORG", "media": "ORG", "agency": "ORG"}
ANERCORP = {"PERS": "PER", "LOC": "LOC", "ORG": "ORG"}
WOJOOD = {"PERS": "PER", "GPE": "LOC", "LOC": "LOC", "ORG": "ORG"}
SENTENCES_A_REPORT = 30
# Spellings of one name, and names of different people; written for this project.
SAME = (
    ("آشتون كارتر", "أشتون كارتر"), ("أنتوني بلينكن", "أنطوني بلينكين"), ("فرنسوا هولاند", "فرانسوا هولاند"),
    ("بريت ماكغورك", "بريت ماكجورك"), ("جون كيري", "جون كيرى"), ("أنجيلا ميركل", "أنغيلا ميركل"),
    ("فلاديمير بوتين", "فلاديمير بوتن"), ("سيرغي لافروف", "سيرجي لافروف"), ("رجب طيب أردوغان", "رجب طيب اردوغان"),
    ("دونالد ترامب", "دونالد ترمب"), ("هيلاري كلينتون", "هيلاري كلنتون"), ("جيريمي كوربين", "جيرمي كوربين"),
    ("عبد الله الثني", "عبدالله الثني"), ("نيكولا ساركوزي", "نيكولاي ساركوزي"), ("باراك أوباما", "باراك اوباما"),
    ("بن علي يلدريم", "بن علي يلدرم"), ("مارتن كوبلر", "مارتين كوبلر"), ("ستيفان دي ميستورا", "ستافان دي ميستورا"),
)  # fmt: skip
OTHERS = (
    ("حسن سالم", "حسين سالم"), ("محمد سالم", "محمد سليم"), ("خالد سعد", "خالد سعيد"), ("سلمان حمد", "سليمان حمد"),
    ("علي الحسن", "علي الحسين"), ("محمود عباس", "محمد عباس"), ("جورج بوش", "جورج بوت"), ("ماريا لوبيز", "ماريو لوبيز"),
    ("كريم سعدي", "كريم سعيدي"), ("روبرت فورد", "روبرت وود"), ("أحمد جمال", "أحمد جميل"), ("فهد ناصر", "فهد نصر"),
    ("بيتر كوك", "بيتر كوخر"), ("عمر حسن", "عامر حسن"), ("جون كيري", "جون كيلي"), ("سامي نادر", "سامي نذير"),
)  # fmt: skip


def evaluate() -> dict[str, float]:
    """Return the scores by name; those whose data is missing are left out."""
    lang = load_lang("ar")
    assert lang is not None
    scores = spelling_scores(lang)
    if not missing("seeds", "gold.json"):
        scores |= seed_scores(lang)
    for name, path, kinds in (
        ("anercorp", DATA / "ner" / "anercorp" / "ANERCorp_CamelLab_test.txt", ANERCORP),
        ("wojood", DATA / "ner" / "wojood_sample" / "train.txt", WOJOOD),
    ):
        if path.exists():
            scores |= tagged_scores(name, path, kinds, lang)
    return scores


def spelling_scores(lang: Lang) -> dict[str, float]:
    def joined(pair: tuple[str, str]) -> bool:
        one, other = (name_words(each, lang) for each in pair)
        return same_name(one, other, lang) is not None

    return {
        "names.spellings_joined": sum(map(joined, SAME)) / len(SAME),
        "names.others_apart": 1 - sum(map(joined, OTHERS)) / len(OTHERS),
    }


def mentions_of(report: Report, pieces: Sequence[Piece], lang: Lang) -> list[Mention]:
    return list(find_mentions(report, list(find_sentences(report, pieces, lang=lang)), lang=lang))


def seed_scores(lang: Lang) -> dict[str, float]:
    """Return mention scores, and pairwise scores of the persons' mentions brought together."""
    gold = seed_gold()
    reports, mentions, owner = [], [], {}
    plain = kinds = Score(0, 0, 0)
    for name, (report, pieces) in seed_reports().items():
        found = mentions_of(report, pieces, lang)
        wanted = [
            (each["start"], each["end"], KINDS[entity["type"]], entity["id"])
            for entity in gold["entities"]
            for each in entity["mentions"]
            if each["file"].startswith(name)
        ]
        pairs = match_places([(each.start, each.stop) for each in found], [each[:2] for each in wanted])
        right = sum(found[i].kind == wanted[j][2] for i, j in pairs)
        plain = added(plain, Score(len(pairs), len(found), len(wanted)))
        kinds = added(kinds, Score(right, len(found), len(wanted)))
        owner.update({found[i].id: wanted[j][3] for i, j in pairs})
        reports.append(report)
        mentions += found
    persons = person_pairs(reports, mentions, owner, lang)
    return {**shown("seeds.mentions", plain), "seeds.mentions.f1_kind": kinds.f1, **shown("seeds.persons", persons)}


def person_pairs(reports: list[Report], mentions: list[Mention], owner: dict[str, str], lang: Lang) -> Score:
    rows = link_entities(sorted(reports, key=reading_order), mentions, [], lang=lang)
    entity = {row.mention_id: row.entity_id for row in rows if isinstance(row, EntityMember)}
    persons = sorted(each.id for each in mentions if each.kind == "PER")
    together = {pair for pair in combinations(persons, 2) if entity[pair[0]] == entity[pair[1]]}
    known = [each for each in persons if each in owner]
    wanted = {pair for pair in combinations(known, 2) if owner[pair[0]] == owner[pair[1]]}
    return Score(len(together & wanted), len(together), len(wanted))


def added(one: Score, other: Score) -> Score:
    return Score(one.right + other.right, one.found + other.found, one.wanted + other.wanted)


def shown(name: str, score: Score) -> dict[str, float]:
    return {f"{name}.precision": score.precision, f"{name}.recall": score.recall, f"{name}.f1": score.f1}


def tagged_scores(name: str, path: Path, kinds: dict[str, str], lang: Lang) -> dict[str, float]:
    """Return scores on a file of one token a line: places that overlap by half, with and without kind."""
    plain, kind = Score(0, 0, 0), Score(0, 0, 0)
    for text, wanted in tagged_reports(path, kinds):
        report = report_of(path.name, text)
        found = mentions_of(report, [piece_of(report, "body", 0, len(text))], lang)
        pairs = match_places([(each.start, each.stop) for each in found], [each[:2] for each in wanted])
        right = sum(found[i].kind == wanted[j][2] for i, j in pairs)
        plain = added(plain, Score(len(pairs), len(found), len(wanted)))
        kind = added(kind, Score(right, len(found), len(wanted)))
    return {**shown(f"{name}.mentions", plain), f"{name}.mentions.f1_kind": kind.f1}


def tagged_reports(path: Path, kinds: dict[str, str]) -> Iterator[tuple[str, list[tuple[int, int, str]]]]:
    """Yield (text, names) of thirty sentences each."""
    sentences = list(sentences_of(path))
    for first in range(0, len(sentences), SENTENCES_A_REPORT):
        text, names = "", []
        for sentence in sentences[first : first + SENTENCES_A_REPORT]:
            for token, tags in sentence:
                head, kind = chosen(tags, kinds)
                if head == "I" and names and names[-1][2] == kind and names[-1][1] == len(text) - 1:
                    names[-1] = (names[-1][0], len(text) + len(token), kind)
                elif head:
                    names.append((len(text), len(text) + len(token), kind))
                text += token + " "
            text = text[:-1] + "\n"
        yield text, names


def chosen(tags: Iterable[str], kinds: dict[str, str]) -> tuple[str, str]:
    """Return head and kind of the outermost tag that counts."""
    for tag in tags:
        head, _, kind = tag.partition("-")
        if kind in kinds:
            return head, kinds[kind]
    return "", ""


def sentences_of(path: Path) -> Iterator[list[tuple[str, list[str]]]]:
    sentence: list[tuple[str, list[str]]] = []
    for line in path.read_text("utf-8").splitlines():
        parts = line.split()
        if len(parts) >= 2:
            sentence.append((parts[0], parts[1:]))
        elif sentence:
            yield sentence
            sentence = []
    if sentence:
        yield sentence


if __name__ == "__main__":
    for metric, value in evaluate().items():
        print(f"{metric:32} {value:.3f}")
