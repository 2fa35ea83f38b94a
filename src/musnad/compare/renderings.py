"""What each printing of a statement did to it, set against the fullest one, in the words of a newsroom.

``compare/printings.py`` aligns the printings word by word; here the segments are told as what a reader looks for:
another word, label, number or name, marks dropped, direct speech made indirect, a stretch left out, several sayings
run into one, another speaker or channel, another verb of saying with another stance («قال» / «زعم»).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from musnad.change_classes import SEVERITY
from musnad.compare.differences import Segment
from musnad.compare.places import Place
from musnad.compare.printings import Difference, Printing, Printings, printings
from musnad.lang import Lang, load_lang
from musnad.records import StatementStretch
from musnad.store import Case
from musnad.text import folded_words

# What a class of change is called here; spelling and slips are no rendering.
_KINDS = {
    "wording": "word",
    "label": "label",
    "number": "number",
    "name-variant": "name",
    "time-reanchor": "day",
    "marks": "mark",
    "attribution": "attribution",
    "addition": "addition",
    "deletion": "omission",
    "honorific": "honorific",
}
# Stances of cue classes (lang/ar/cues.tsv). A verb of another stance says what the outlet thinks of the words.
_STANCES = {
    "distancing": "doubts",
    "accusation": "accuses",
    "assertive": "stresses",
    "factive": "vouches",
    "denial": "denies",
}
NEUTRAL = "neutral"
# «زعم» for «قال» ranks with a label; among the other stances it is a matter of emphasis.
DOUBTING = 5
EMPHASIS = 2
# An editor's words inside a quotation stand between brackets, a few of them.
_GLOSS = re.compile(r"[(\[]([^()\[\]\n]{2,60})[)\]]")
_VERB = re.compile(r"(?:^| )verb=(\S+)")


@dataclass(frozen=True, slots=True)
class Rendering:
    """One thing a printing did. ``kind``: word label number name day mark boundary joined gloss attribution channel cue
    addition omission honorific. A side is ``None`` where nothing stands there; ``severity`` as for changes."""

    kind: str
    base: Place | None
    own: Place | None
    base_words: str
    own_words: str
    severity: int
    why: str


@dataclass(frozen=True, slots=True)
class Rendered:
    """One printing with what it did, the gravest first. ``first``: it was printed first, as far as dates tell."""

    printing: Printing
    fullest: bool
    first: bool
    did: tuple[Rendering, ...]


def renderings(case: Case, statement_id: str) -> list[Rendered]:
    """Return all printings of a statement in the order of their dates; raises ``UsageError`` for an unknown one.

    Joined printings of which only a stretch prints the statement are told with :func:`joined_printings`.
    """
    return renderings_of(case, printings(case, statement_id))


def renderings_of(case: Case, found: Printings) -> list[Rendered]:
    """Return the same of printings already found."""
    against = {each.quote_id: each for each in found.differences}
    base = next(each for each in found.printings if each.quote_id == found.fullest)
    languages = {each.id: each.language for each in _reports(case, found)}
    rows = []
    for each in found.printings:
        lang = load_lang(languages.get(each.place.report_id))
        difference = against.get(each.quote_id)
        did = () if difference is None else tuple(_did(base, each, difference, lang))
        order = sorted(did, key=lambda one: (-one.severity, one.own.start if one.own else -1, one.kind))
        rows.append(Rendered(each, each is base, each.quote_id == found.first, tuple(order)))
    return rows


def joined_printings(case: Case, statement_id: str) -> list[Rendering]:
    """Return the stretches of longer quotes that print a statement among others."""
    rows: list[StatementStretch] = case.rows("statement_stretch", statement_id=statement_id)
    found = []
    for row in rows:
        report = case.get("report", row.report_id)
        place = Place(row.report_id, row.start, row.stop, row.quote_id)
        words = report.text[row.start : row.stop] if report else ""
        found.append(Rendering("joined", None, place, "", words, SEVERITY["quote-boundary"], row.why))
    return found


def _reports(case: Case, found: Printings) -> Iterator[Any]:
    for each in found.printings:
        report = case.get("report", each.place.report_id)
        if report is not None:
            yield report


def _did(base: Printing, own: Printing, difference: Difference, lang: Lang | None) -> Iterator[Rendering]:
    for segment in difference.segments:
        kind = "gloss" if "gloss" in segment.why else _KINDS.get(segment.cls)
        if kind is not None:
            yield _of_segment(kind, segment, segment.why)
    severity = SEVERITY["quote-boundary"]
    if difference.marks in ("dropped", "added"):
        yield Rendering("mark", base.place, own.place, "", "", severity, f"marks={difference.marks}")
    if base.type != own.type or difference.marks == "moved":
        why = f"type={base.type}>{own.type} marks={difference.marks}"
        yield Rendering("boundary", base.place, own.place, "", "", severity, why)
    yield from _glosses(base, own, "absorbed")
    yield from _glosses(own, base, "apart")
    if difference.channel is not None and difference.channel.cls != "equal":
        yield _of_segment("channel", difference.channel, "rule=channel")
    yield from _speakers(base, own)
    yield from _cues(base, own, lang)


def _of_segment(kind: str, segment: Segment, why: str) -> Rendering:
    words = segment.left_words, segment.right_words
    return Rendering(kind, segment.left, segment.right, *words, segment.severity, why)


def _glosses(apart: Printing, inside: Printing, how: str) -> Iterator[Rendering]:
    """Yield what one printing sets between brackets and the other prints as the speaker's own words."""
    plain = f" {' '.join(folded_words(_GLOSS.sub(' . ', inside.words)))} "
    for match in _GLOSS.finditer(apart.words):
        words = folded_words(match[1])
        if words and f" {' '.join(words)} " in plain:
            start = apart.place.start + match.start(1)
            place = Place(apart.place.report_id, start, start + len(match[1]), apart.quote_id)
            severity, why = SEVERITY["quote-boundary"], f"rule=gloss gloss={how}"
            if how == "absorbed":
                yield Rendering("gloss", place, None, match[1], "", severity, why)
            else:
                yield Rendering("gloss", None, place, "", match[1], severity, why)


def _speakers(base: Printing, own: Printing) -> Iterator[Rendering]:
    """Yield another attribution where the printed speakers have no word in common."""
    left, right = (set(folded_words(each.speaker_words or "")) for each in (base, own))
    if left and right and not left & right:
        words = base.speaker_words or "", own.speaker_words or ""
        yield Rendering("attribution", base.speaker, own.speaker, *words, SEVERITY["attribution"], "rule=speaker")


def _cues(base: Printing, own: Printing, lang: Lang | None) -> Iterator[Rendering]:
    """Yield another verb of saying, with the stance of both; another form of one verb is none."""
    left, right = (_VERB.search(each.why) for each in (base, own))
    if lang is None or left is None or right is None or "-" in (left[1], right[1]) or left[1] == right[1]:
        return
    one, other = stance_of(left[1], lang), stance_of(right[1], lang)
    severity = EMPHASIS if one == other else DOUBTING if "doubts" in (one, other) else EMPHASIS + 1
    why = f"verb={left[1]}>{right[1]} stance={one}>{other}"
    yield Rendering("cue", base.cue, own.cue, base.cue_words, own.cue_words, severity, why)


def stance_of(lemma: str, lang: Lang) -> str:
    """Return how a verb of saying stands to what is said: neutral, doubts, accuses, stresses, vouches, denies."""
    return _STANCES.get(_classes(lang).get(lemma, ""), NEUTRAL)


@cache
def _classes(lang: Lang) -> Mapping[str, str]:
    return {row["lemma"]: row["class"] for row in lang.rows("cues")}
