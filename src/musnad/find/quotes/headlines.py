"""Headlines: «الوزير: …», and marked words that no verb introduces.

A headline has no room for a verb of saying. A colon after somebody who speaks in the body is one;
marked words are one unless they are a name, that is, unless the body prints them as plain text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from musnad.find.quotes.blocks import Block
from musnad.find.quotes.channels import channel_at
from musnad.find.quotes.contents import Content
from musnad.find.quotes.cues import Grammar
from musnad.find.quotes.drafts import Draft
from musnad.find.quotes.names import Cast, fullest_name, plain_noun
from musnad.find.quotes.speakers import Range

HEADLINES = frozenset(("headline", "kicker"))
# Words of a speaker before a headline's colon.
LONGEST_SPEAKER = 6
# A single marked word in a headline is a name or an irony, rarely somebody's words.
FEWEST_QUOTED = 2
FEWEST_AFTER_COLON = 3

# A colon, or a dash between spaces; a dash or dots before who said what stands between marks.
_COLON = re.compile(r":|(?<=\s)[-–—](?=\s)")
_BEHIND = re.compile(r"[-–—]|\.\.|…")

Named = tuple[Draft, str | None]


def headline_drafts(
    block: Block, body: list[Block], drafts: list[Draft], cast: Cast, grammar: Grammar
) -> Iterator[Named]:
    """Yield the quotes of a headline that no verb introduces, with their speakers' names."""
    colon = _after_colon(block, cast, grammar)
    if colon is not None:
        yield colon
    for number, marked in enumerate(block.pairs):
        words = [k for k in range(len(block)) if block.pair[k] == number]
        after_letter = block.text[max(0, marked.opened - 2) : marked.opened].endswith(("بـ", "لـ"))
        if len(words) < FEWEST_QUOTED + after_letter or not marked.balanced:
            continue
        if any(draft.content.start <= marked.start < draft.content.stop for draft in drafts):
            continue
        if colon is not None and colon[0].content.start <= marked.start:
            continue
        if words[0] and not block.gap(words[0]).strip(' "«»“”') and block.forms[words[0] - 1] in grammar.words["named"]:
            continue  # حملة «نهر بلا نفايات»
        forms = [block.forms[k] for k in words]
        behind, named = _said_behind(block, words[-1] + 1, cast, grammar)
        said, name = _said_by(forms, body, cast)
        if said or named or not (_is_name(block, words) or _plain_in(forms, body)):
            draft = _draft(block, (words[0], words[-1] + 1), "marks", (marked.opened, marked.opened + 1), behind)
            yield draft, named or name


def _draft(block: Block, words: Range, separator: str, mark: tuple[int, int], speaker: Range | None) -> Draft:
    first, last = words
    start, stop = block.starts[first], block.stops[last - 1]
    marked = separator == "marks" or (block.opens(first) and block.pair_end(first) == last)
    form = "verbatim_marked" if marked else "verbatim_unmarked"
    content = Content(start, stop, first, last, "direct", form, f"headline+{separator}", first, first)
    return Draft(block, (first, first + 1), content, speaker, None, 1, "headline", "-", mark)


def _after_colon(block: Block, cast: Cast, grammar: Grammar) -> Named | None:
    """Return what stands after a headline's first colon, or dash after somebody known, with who says it."""
    for k in range(1, min(len(block), LONGEST_SPEAKER + 1)):
        mark = _COLON.search(block.gap(k))
        if mark is None:
            continue
        if len(block) - k < FEWEST_AFTER_COLON or "://" in block.gap(k):
            return None
        told = next((i for i in range(1, k) if channel_at(block, i, grammar) not in (None, "-")), k)
        is_colon = mark.group() == ":"
        name = _speaker_name(block, told, cast, grammar) if is_colon else _known_speaker(block, 0, told, cast, grammar)
        place = block.stops[k - 1] + mark.start()
        draft = _draft(block, (k, len(block)), "colon", (place, place + 1), (0, told))
        return (replace(draft, channel=(told, k) if told < k else None), name) if name else None
    return None


def _said_behind(block: Block, last: int, cast: Cast, grammar: Grammar) -> tuple[Range | None, str | None]:
    """Return whom a dash or dots behind a marked headline name: «…» - الرفاعي."""
    if last >= len(block) or len(block) - last > LONGEST_SPEAKER or not _BEHIND.search(block.gap(last)):
        return None, None
    name = _known_speaker(block, last, len(block), cast, grammar)
    return ((last, len(block)), name) if name else (None, None)


def _known_speaker(block: Block, first: int, last: int, cast: Cast, grammar: Grammar) -> str | None:
    """Return the person whom words ``first:last`` name, or who speaks in the body under these words."""
    for name in reversed(block.names):
        if name.kind == "PER" and first <= name.first and name.last <= last:
            return fullest_name(name.print, cast)
    words = [plain_noun(form) for form in block.forms[first:last] if form not in grammar.words["honours"]]
    place = any(name.kind == "LOC" and (name.first, name.last) == (first, last) for name in block.names)
    for phrase, name_printed in cast.met:
        known = {plain_noun(form) for form in phrase}
        if words and all(word in known for word in words) and not (place and len(phrase) > len(words) + 1):
            return name_printed  # a place speaks where it spoke for itself: not لندن of «محكمة في لندن»
    return None


def _speaker_name(block: Block, last: int, cast: Cast, grammar: Grammar) -> str | None:
    """Return whom the words before a colon name: a person, a title, a source, somebody who speaks in the body."""
    known = _known_speaker(block, 0, last, cast, grammar)
    if known is not None:
        return known
    words = [form for form in block.forms[:last] if form not in grammar.words["honours"]]
    first = block.forms[0].removeprefix("ال")
    people = block.definite(0) and block.forms[0].endswith("ون")
    if first in grammar.words["titles"] or first in grammar.words["unnamed"] or people or len(words) < last:
        return block.printed(0, last)
    return None


def _is_name(block: Block, words: list[int]) -> bool:
    return any(name.first <= words[0] and words[-1] < name.last for name in block.names)


def _plain_in(forms: list[str], body: list[Block]) -> bool:
    """Tell whether the body prints these words, in marks of their own or none: a name then."""
    return any(_find(forms, block) is not None for block in body)


def _said_by(forms: list[str], body: list[Block], cast: Cast) -> tuple[bool, str | None]:
    for block in body:
        k = _find(forms, block)
        if k is not None:
            for start, stop, name in cast.said:
                number = block.pair[k]
                alone = number >= 0 and block.opens(k) and block.pair_end(k) == k + len(forms)
                if start <= block.starts[k] < stop and len(forms) > FEWEST_QUOTED and not alone:
                    return True, name
    return False, None


def _find(forms: list[str], block: Block) -> int | None:
    size = len(forms)
    for k in range(len(block) - size + 1):
        if block.forms[k] == forms[0] and block.forms[k : k + size] == forms:
            return k
    return None
