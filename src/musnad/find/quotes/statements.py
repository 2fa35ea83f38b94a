"""The quotes of a report: drafts of all its blocks, with their speakers' names."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from musnad.find.quotes.agreement import agreeing, form_of
from musnad.find.quotes.blocks import Block, make_blocks
from musnad.find.quotes.cues import PARTICLES, PREPOSITIONS, Grammar, kinds_of_words, load_grammar
from musnad.find.quotes.drafts import Draft, make_drafts
from musnad.find.quotes.headlines import HEADLINES, headline_drafts
from musnad.find.quotes.marks import quoted_within
from musnad.find.quotes.names import Cast, make_cast, name_of, subject_name
from musnad.find.quotes.speakers import Range, subject_within
from musnad.lang import Lang
from musnad.records import Mention, Quote, Report, Sentence, make_id
from musnad.text import find_words

# How sure each construction is. Set by hand from reading output; on data/statements the clause is right in .95,
# prepositions in .8 to 1, the rest are too few (1 to 14 each) to measure.
SCORES = {"an": 0.95, "marks": 0.9, "colon": 0.85, "adjunct": 0.75, "after": 0.8, "label": 0.8, "headline": 0.7,
          "object": 0.65, "addressee": 0.75, "bare": 0.6}  # fmt: skip
OTHER_SCORE = 0.75
# Words from a verb to the participle that goes with it.
FARTHEST_VERB = 12
_WAS = frozenset(("كان", "كانت"))
# Words from the verb of an act to the وقال that goes with it.
FARTHEST_ACT = 30
# Statements looked back at for one in the same sentence.
NEARBY = 30


def find_quotes(
    report: Report, sentences: Sequence[Sentence], mentions: Sequence[Mention], *, lang: Lang
) -> Iterator[Quote]:
    """Yield the quotes of a report in the text's order.

    ``mentions`` help with names; without them speakers are found from syntax alone. A speaker's name
    is the fullest one this report prints, ``None`` where the report doesn't say.
    """
    grammar = load_grammar(lang)
    kinds = kinds_of_words(lang).of(report.text)
    blocks = list(make_blocks(report, sentences, mentions, find_words(report.text), kinds))
    named = _named([block for block in blocks if block.part not in HEADLINES], blocks, grammar)
    found: dict[tuple[int, int], Quote] = {}
    for draft, name in named:
        place = draft.content.start, draft.content.stop
        if place not in found:
            found[place] = _quote(report, draft, name)
    yield from sorted(found.values(), key=lambda quote: (quote.start, quote.stop))


def _named(body: list[Block], blocks: list[Block], grammar: Grammar) -> Iterator[tuple[Draft, str | None]]:
    """Yield each draft with its speaker's name; headlines come last, for the body names people in full."""
    cast = make_cast(blocks, grammar)
    for block in body:
        yield from _with_names(make_drafts(block, grammar), cast, blocks, grammar)
    for block in blocks:
        if block.part in HEADLINES:
            cast.last = None
            drafts = make_drafts(block, grammar)
            yield from _with_names(drafts, cast, blocks, grammar)
            yield from headline_drafts(block, body, drafts, cast, grammar)


def _with_names(
    drafts: list[Draft], cast: Cast, blocks: list[Block], grammar: Grammar
) -> Iterator[tuple[Draft, str | None]]:
    for number, draft in enumerate(drafts):
        if draft.speaker is not None and draft.speaker[0] < draft.speaker[1]:
            name: str | None = name_of(draft.block, draft.speaker, cast, blocks, grammar)
            if draft.rule == "subject" and name and (form := form_of(draft, grammar)) in ("m", "f"):
                cast.forms[name] = form
        else:
            before = drafts[max(0, number - NEARBY) : number]
            acting = _acting(draft, before, grammar)
            name = (
                name_of(draft.block, acting, cast, blocks, grammar)
                if acting
                else _carried(draft, before, cast, grammar)
            )
            name = agreeing(name, form_of(draft, grammar), cast) if draft.level == 1 else name
        if draft.level == 1:
            cast.last = name
            if name and draft.channel:
                cast.bodies.append(name)
        cast.said.append((draft.content.start, draft.content.stop, name))
        yield draft, name


def _acting(draft: Draft, before: list[Draft], grammar: Grammar) -> Range | None:
    """Return the subject of the verb that goes with one, where it reports nothing: علق النائب قائلا, رحب … وقال."""
    block, cue = draft.block, draft.cue[0]
    first = max(block.sentence_starts[cue], cue - (FARTHEST_VERB if draft.rule == "participle" else FARTHEST_ACT))
    if draft.rule not in ("participle", "prodrop") or any(first <= each.cue[0] for each in before):
        return None
    if block.bare[block.sentence_starts[cue]] in _WAS:
        return _who_had(block, block.sentence_starts[cue] + 1, cue, grammar)
    for k in range(cue - 1, first - 1, -1):
        known = None if block.bare[k] in PARTICLES else grammar.forms.get(block.bare[k])
        if known is not None and known[1] in ("perfect", "imperfect") and not known[2]:
            if draft.rule == "prodrop" and not _speaks(block, k + 1, grammar):
                return None
            limit = next((i for i in range(k + 2, cue) if block.forms[i] in PREPOSITIONS), cue)
            known_one = block.definite(k + 1) or draft.rule == "prodrop"
            return subject_within(block, k + 1, limit, grammar)[0] if known_one else None
    return None


def _who_had(block: Block, first: int, cue: int, grammar: Grammar) -> Range | None:
    """Return who had done what a sentence tells: وكان أحد السكان قد حاول …، متهما البلدية بـ…"""
    last = next((k for k in range(first + 1, min(cue, first + FARTHEST_VERB)) if block.bare[k] == "قد"), None)
    return subject_within(block, first, last, grammar)[0] if last is not None else None


def _speaks(block: Block, k: int, grammar: Grammar) -> bool:
    """Tell whether word ``k`` begins somebody who speaks: a name, a title, a body."""
    return k in block.begins_name or block.forms[k].removeprefix("ال") in grammar.words["speaking"]


def _carried(draft: Draft, before: list[Draft], cast: Cast, grammar: Grammar) -> str | None:
    """Return who speaks where no speaker is printed: who spoke before, or who acts in the same sentence."""
    block, cue = draft.block, draft.cue[0]
    first = block.sentence_starts[cue]
    if draft.level > 1 and draft.rule == "participle":
        first = max((each.content.first for each in before if each.content.start <= block.starts[cue]), default=first)
        return subject_name(block, first, cue, cast, grammar) or cast.last
    if cue == first or any(first <= each.cue[0] < cue for each in before):
        return cast.last or subject_name(block, first, cue, cast, grammar) or _told_before(block, first, cast, grammar)
    return subject_name(block, first, cue, cast, grammar) or cast.last or _told_before(block, first, cast, grammar)


def _told_before(block: Block, first: int, cast: Cast, grammar: Grammar) -> str | None:
    """Return whom the sentence before word ``first`` is about, where nobody has spoken yet."""
    return subject_name(block, block.sentence_starts[first - 1], first, cast, grammar) if first else None


def _quote(report: Report, draft: Draft, name: str | None) -> Quote:
    block, content = draft.block, draft.content
    cue = draft.mark or (block.bare_start(draft.cue[0]), block.stops[draft.cue[1] - 1])
    marks = " ".join(f"{each.start}-{each.stop}" for each in quoted_within(block.pairs, content.start, content.stop))
    kind = content.separator.split("+")[0]
    why = f"verb={draft.lemma} sep={content.separator} speaker={draft.rule}"
    return Quote(
        make_id("quote", report.id, content.start, content.stop, cue[0]), report.id, content.start, content.stop,
        content.type, content.form, draft.level, *cue, *_place(block, draft.speaker), name,
        *_place(block, draft.channel), marks, SCORES.get(kind, OTHER_SCORE), why,
    )  # fmt: skip


def _place(block: Block, words: Range | None) -> tuple[int | None, int | None]:
    if words is None or words[0] >= words[1]:
        return None, None
    start, stop = block.starts[words[0]], block.stops[words[1] - 1]
    number = block.pair[words[1] - 1]
    if number >= 0 and block.pairs[number].opened > start:
        stop = block.pairs[number].closed
    if "(" in block.text[start:stop] and block.text[stop : stop + 1] == ")":
        stop += 1
    return start, stop
