"""Names: what a speaker's noun phrase, as printed, stands for in this report."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache
from itertools import pairwise

from musnad.find.quotes.blocks import Block, Name
from musnad.find.quotes.cues import Grammar
from musnad.find.quotes.speakers import Range, acts
from musnad.text import fold_word

# Between the names of two who speak together.
TOGETHER = "؛ "
# Speakers remembered at a time; reports of a few pages have a dozen.
MOST_SPEAKERS = 100
# Printings of a role's noun looked at for the name that goes with it.
MOST_PRINTINGS = 20
# A role is followed by the name of who holds it within this many words.
FARTHEST_NAME = 8
# A subject is looked for so many words before its cue.
LONGEST_SENTENCE = 80
# Names of a report gone through for who holds a role.
MOST_NAMES = 300
# Words at a phrase's end that may belong to the name before them.
LONGEST_REST = 2
# Words of the longest name: عبد الرحمن بن عبد الله العبد الكريم.
LONGEST_NAME = 7
# Names folded once: those in the reports of some days.
NAMES_KEPT = 20_000
# Words of a body's name taken after its head noun when no mention covers it.
LONGEST_BODY = 6
_STOPPERS = frozenset(
    (
        "في",
        "من",
        "علي",
        "الي",
        "عن",
        "ان",
        "خلال",
        "بعد",
        "قبل",
        "منذ",
        "التي",
        "الذي",
        "عبر",
        "اليوم",
        "امس",
        "قد",
        "مع",
    )
)
_SAME = frozenset(("ذات", "لذات", "نفس", "لنفس", "ذاته", "ذاتها", "نفسه", "نفسها"))
_SOURCES = frozenset(("المصدر", "المصادر", "للمصدر", "مصدرنا"))
_ISSUES = frozenset(("اصدر", "اصدرت", "نشر", "نشرت", "وزع", "وزعت", "اذاع", "اذاعت", "بث", "بثت"))
_INNER = frozenset(("ال", "بن", "عبد", "ابو"))
_FATHERS = frozenset(("بن", "ابن", "بنت"))
_RELATIVES = frozenset(("الذي", "التي", "الذين"))
_CONSTRUCT = frozenset(("حزب", "وزير", "شرطه", "حركه", "قوات", "جيش", "لجنه", "مجلس", "هييه", "وزاره"))
_PUNCTUATION = "،,؛:.()[]!؟\n"


@dataclass
class Cast:
    """The speakers met so far in one report: folded words of the phrase, name."""

    met: list[tuple[list[str], str]] = field(default_factory=list)
    bodies: list[str] = field(default_factory=list)
    said: list[tuple[int, int, str | None]] = field(default_factory=list)  # content places, with names
    last: str | None = None  # who spoke last
    common: frozenset[str] = frozenset()  # titles: no short names
    people: list[tuple[tuple[str, ...], str]] = field(default_factory=list)  # folded words and print of every person
    persons: set[str] = field(default_factory=set)  # prints of the persons mentioned, names of those who spoke
    forms: dict[str, str] = field(default_factory=dict)  # how a verb before this speaker was inflected: m f


def make_cast(blocks: list[Block], grammar: Grammar) -> Cast:
    """Return a cast that knows the persons the report mentions."""
    people = [(_folded(each.print), each.print) for block in blocks for each in block.names if each.kind == "PER"]
    return Cast(
        common=grammar.words["ranks"],
        people=people,
        persons={name for _, name in people},
    )


@lru_cache(maxsize=NAMES_KEPT)
def _folded(name: str) -> tuple[str, ...]:
    return tuple([fold_word(word) for word in name.split()])


def name_of(block: Block, phrase: Range, cast: Cast, blocks: list[Block], grammar: Grammar) -> str:
    """Return the name of the speaker printed as ``phrase``, and note it in ``cast``."""
    words = block.forms[phrase[0] : phrase[1]]
    name = _resolve(block, phrase, words, cast, blocks, grammar)
    if (words, name) not in cast.met[-MOST_SPEAKERS:]:
        cast.met.append((words, name))
        cast.people.extend((_folded(each), each) for each in name.split(TOGETHER))
        del cast.met[:-MOST_SPEAKERS], cast.people[: -MOST_SPEAKERS * 5]
    return name


def _resolve(block: Block, phrase: Range, words: list[str], cast: Cast, blocks: list[Block], grammar: Grammar) -> str:
    person = _person_mention(block, phrase, grammar) or _person_by_form(block, phrase, grammar)
    if person is not None:
        full = fullest_name(person, cast)
        cast.persons.add(full)
        return full
    bodies = _bodies(block, phrase, grammar)
    if bodies is not None:
        return bodies
    again = _same_source(words, cast, grammar)
    if again is not None:
        return again
    if words[0] in grammar.words["documents"]:
        return _issuer(block, phrase, cast, grammar) or block.printed(*phrase)
    if block.definite(phrase[0]) and len(words) <= 3:
        found = _met_role(words, cast) or _role_in_text(block, phrase, blocks, grammar)
        if found is not None:
            return found
        if words[0] in grammar.words["roles_again"] and cast.met:
            return cast.met[-1][1]
    office = {words[0], words[0].removeprefix("ال"), words[-1]} & grammar.words["ranks"]
    if office and len(words) > 1:
        held = _met_office(words, cast)
        if held is not None:
            return held
        holder = _holder(words, blocks)
        if holder is not None:
            return fullest_name(holder, cast)
    first = _first_segment(block, phrase)
    return fullest_name(_unprefixed(block.printed(*first), words[0]), cast)


def _same_source(words: list[str], cast: Cast, grammar: Grammar) -> str | None:
    """Return who spoke before, for سماحته, ذات المصدر, المصدر نفسه and the like."""
    if words[0] in grammar.words["himself"] and len(words) == 1:
        return cast.last or (cast.met[-1][1] if cast.met else None)
    plain = [word.removeprefix("ل") for word in words if word not in _SAME]
    if len(plain) == 1 and (len(plain) < len(words) or plain[0] in _SOURCES):
        stem = plain[0].removeprefix("ال")
        for earlier, name in reversed(cast.met):
            if stem in earlier[:2]:
                return name
        if stem in ("مصدر", "مصادر"):
            return cast.last
    return None


def _unprefixed(name: str, first: str) -> str:
    """Return a name without the ل of وفقا للوزارة."""
    return "ال" + name[2:] if first.startswith("لل") else name


def _person_mention(block: Block, phrase: Range, grammar: Grammar) -> str | None:
    inside = [name for name in block.names_from(*phrase) if name.kind == "PER" and name.last <= phrase[1]]
    titles = grammar.words["titles"]
    inside = [name for name in inside if name.last - name.first > 1 or block.forms[name.first] not in titles]
    if inside and inside[0].first > phrase[0] and block.forms[inside[0].first] in _FATHERS:
        return block.printed(inside[0].first - 1, inside[0].last)  # مساعد بن سعد: a title's word as a first name
    if inside and inside[0].first == phrase[0]:
        joined = [each for each in inside[1:2] if _joined(block, each.first) and each.print[0] not in "وف"]
        return TOGETHER.join(name.print for name in (inside[0], *joined))
    together = [each for before, each in pairwise(inside) if _joined(block, before.last)]
    if inside and together and len(together) == len(inside) - 1:
        return TOGETHER.join(name.print for name in inside)  # الوزير فلان ووزيرة كذا فلانة
    return _to_its_end(block, inside[-1], phrase, grammar) if inside else None


def _to_its_end(block: Block, name: Name, phrase: Range, grammar: Grammar) -> str:
    """Return a name with the word or two that end its phrase, where the mention stopped short of them."""
    if block.forms[name.last - 1] in _INNER and name.last < phrase[1]:
        return block.printed(name.first, name.last + 1)  # صالح آل طالب
    rest = range(name.last, phrase[1])
    if not 1 <= len(rest) <= LONGEST_REST or name.last - name.first < 2:
        return name.print
    known = grammar.words["no_part_of_name"] | _STOPPERS | _RELATIVES
    if any(block.gap(k).strip() or block.forms[k].removeprefix("ال") in known or block.forms[k] in known for k in rest):
        return name.print
    if any(block.bare[k] != block.forms[k] or block.forms[k][0] in "لب" for k in rest):
        return name.print
    return block.printed(name.first, phrase[1])[block.printed(name.first, name.last).find(name.print) :]


def _joined(block: Block, k: int) -> bool:
    """Tell whether word ``k`` is joined to what is before it by a و: سامي الرفاعي وعادل منصور."""
    return k < len(block) and block.text[block.starts[k]] == "و" and not block.gap(k).strip()


def _bodies(block: Block, phrase: Range, grammar: Grammar) -> str | None:
    """Return the names of two bodies that speak together: الحكومة والنقابة, وزارة كذا ووزارة كذا."""
    first, last = phrase
    inside = [name for name in block.names_from(first, last) if name.kind != "PER" and name.last <= last]
    if len(inside) == 2 and (inside[0].first, inside[0].last, inside[1].last) == (first, inside[1].first, last):
        return TOGETHER.join(name.print for name in inside) if _joined(block, inside[1].first) else None
    forms = [form.removeprefix("و").removeprefix("ال") for form in block.forms[first:last]]
    two = len(forms) == 2 and block.definite(first) and _joined(block, first + 1)
    if not two or not all(form in grammar.words["speaking"] for form in forms):
        return None
    return (
        f"{block.printed(first, first + 1)}{TOGETHER}{block.text[block.starts[first + 1] + 1 : block.stops[last - 1]]}"
    )


def _first_segment(block: Block, phrase: Range) -> Range:
    for k in range(phrase[0] + 1, phrase[1]):
        if block.forms[k] in _RELATIVES:
            return (phrase[0], k)
        gap = block.gap(k)
        if gap != " " and (any(mark in gap for mark in "،,؛-–") or ("(" in gap and k - phrase[0] > 1)):
            return (phrase[0], k)
    return phrase


def _person_by_form(block: Block, phrase: Range, grammar: Grammar) -> str | None:
    """Find a name by its shape, for phrases no mention covers: indefinite words after a title's article."""
    first, last = _first_segment(block, phrase)
    if (first, last) != phrase and _plain(block, first, last) and 2 <= last - first <= 4:
        return block.printed(first, last)
    for k in range(phrase[0] + 1, phrase[1]):
        if block.forms[k] in _RELATIVES:
            break
        if block.opens(k) and 2 <= block.pair_end(k) - k <= 4 and _plain(block, k, block.pair_end(k)):
            return block.text[block.starts[k] : block.stops[block.pair_end(k) - 1]]  # a name between marks
    for k in range(phrase[0] + 1, phrase[1]):
        if block.forms[k] in _RELATIVES:
            return None
        if k in block.begins_name or k in block.inside_name or "(" in block.gap(k):
            continue  # a mention that is no person's, or what brackets explain
        before = block.forms[k - 1]
        if block.forms[k][0] in "لب" and block.forms[k][1:] in grammar.words["named_or_head"]:
            continue  # اللجنة المنظمة لمعرض كذا
        if not (block.definite(k - 1) or before in grammar.words["honours"]) or not _begins_name(block, k):
            continue
        end = next((i for i in range(k, phrase[1]) if block.forms[i] in _STOPPERS), phrase[1])
        whole = end == phrase[1] or before in grammar.words["honours"]  # النائب سلمى الباهي عن حزب كذا
        if whole and end - k <= 5 and (end - k >= 2 or before in grammar.words["honours"]):
            return block.printed(k, end)
    return None


def _begins_name(block: Block, k: int) -> bool:
    """Tell whether a word may be a first name: indefinite, no preposition printed on it."""
    form = block.forms[k]
    if block.definite(k) or form in _STOPPERS or block.bare[k] != form or form in ("باسم", "بن", "ل", "و"):
        return False
    return not (form[0] in "لب" and (len(form) > 5 or form[1:] in _CONSTRUCT))


def _plain(block: Block, first: int, last: int) -> bool:
    return all(_begins_name(block, k) and not block.forms[k].endswith("ات") for k in range(first, last))


def fullest_name(name: str, cast: Cast) -> str:
    """Return the longest printing in the report whose last words are all of ``name``'s."""
    wanted = _folded(name)
    best, size = name, len(wanted)
    bare = (wanted[0].removeprefix("ال"),) if len(wanted) == 1 else wanted
    for words, other in cast.people:
        if size < len(words) <= LONGEST_NAME:
            last = (words[-1].removeprefix("ال"),) if len(wanted) == 1 else words[-len(wanted) :]
            if last == bare:
                best, size = other, len(words)
    if best == name and len(wanted) == 1:  # اللواء جعفر: a first name that one person has
        firsts = {other for words, other in cast.people[-MOST_SPEAKERS:] if len(words) > 1 and words[0] == wanted[0]}
        return firsts.pop() if len(firsts) == 1 else name
    return best


def subject_name(block: Block, first: int, cue: int, cast: Cast, grammar: Grammar) -> str | None:
    """Return the first person or body named between word ``first`` and the cue, the subject of what is told there."""
    actor = next(iter(block.names_from(first + 1, first + 2)), None) if acts(block, first, grammar) else None
    if actor is not None and actor.last <= cue:
        return fullest_name(actor.print, cast) if actor.kind == "PER" else actor.print  # وشنت النخيل حملة …
    first = max(first, cue - LONGEST_SENTENCE)
    inside = [name for name in block.names_from(first, cue) if name.last <= cue and name.kind != "LOC"]
    person = next((name for name in inside if name.kind == "PER"), None)
    if person is not None:
        return fullest_name(person.print, cast)
    for k in range(first, inside[0].first if inside else cue):  # a short name that no mention covers
        form = block.bare[k]
        if form in cast.common or block.forms[k] != form:
            continue
        for words, name in reversed(cast.people[-MOST_SPEAKERS:]):
            if len(words) > 1 and form == words[-1]:
                return fullest_name(name, cast)
    return inside[0].print if inside else None


def _met_role(words: list[str], cast: Cast) -> str | None:
    stem, rest = words[0].removeprefix("ال"), {plain_noun(word) for word in words[1:]}
    for earlier, name in reversed(cast.met):
        if (stem in earlier[:2] or words[0] in earlier[:3]) and rest <= {plain_noun(word) for word in earlier}:
            return name
    return None


def _met_office(words: list[str], cast: Cast) -> str | None:
    """Return the person who spoke under the same office: وزيرة المرأة, after وزيرة المرأة سلمى الباهي."""
    for earlier, name in reversed(cast.met):
        if earlier[: len(words)] == words and name in cast.persons:
            return name
    return None


def plain_noun(word: str) -> str:
    """Return a folded word without article and ل: للحزب and لحزب are one."""
    return word.removeprefix("لل").removeprefix("ال") if word.startswith(("لل", "ال")) else word.removeprefix("ل")


def _role_in_text(block: Block, phrase: Range, blocks: list[Block], grammar: Grammar) -> str | None:
    """Find who or what الوزير, الوزارة, الشرطة was called in full before."""
    stem = block.forms[phrase[0]].removeprefix("ال")
    for other in blocks:
        for k in other.places_of(stem)[:MOST_PRINTINGS]:
            if other is block and k >= phrase[0]:
                return None
            found = _named_from(other, k, len(other.forms[k]) - len(stem), grammar)
            if found is not None:
                return found
    return None


def _named_from(block: Block, k: int, clitics: int, grammar: Grammar) -> str | None:
    """Return the person or body named by a phrase that begins with word ``k``, its clitics left off."""
    for name in block.names_from(k, k + FARTHEST_NAME + 1):
        if name.first == k:
            return name.print
        if name.kind == "PER" and k < name.first <= k + FARTHEST_NAME and not _broken(block, k, name.first):
            return name.print
    end = k + 1
    while end < min(len(block), k + LONGEST_BODY) and block.sentence[end] == block.sentence[k]:
        if block.gap(end).strip() or block.forms[end] in _STOPPERS or block.bare[end] in grammar.words["asides"]:
            break
        if block.bare[end] in grammar.forms or (not block.definite(end) and block.definite(end - 1)):
            break
        end += 1
    return block.printed(k, end)[clitics:] if end - k >= 2 else None


def _broken(block: Block, first: int, last: int) -> bool:
    gaps = map(block.gap, range(first + 1, last + 1))
    return any(gap != " " and any(mark in gap for mark in _PUNCTUATION) for gap in gaps)


def _holder(words: list[str], blocks: list[Block]) -> str | None:
    """Find the person named after the same role elsewhere: وزير الدفاع … وزير الدفاع سامي الراشد."""
    if len(words) < 2 or len(words) > FARTHEST_NAME:
        return None
    for other in blocks:
        for name in other.names[:MOST_NAMES]:
            begin = name.first - len(words)
            if name.kind == "PER" and begin >= 0 and other.forms[begin : name.first] == words:
                return name.print
    return None


def _issuer(block: Block, phrase: Range, cast: Cast, grammar: Grammar) -> str | None:
    k = phrase[0] + 1
    if k < phrase[1] and block.forms[k].startswith(("ل", "عن", "صادر")):
        while k < phrase[1] and block.forms[k] in ("صادر", "صادره", "عن", "من", "ل"):
            k += 1
        start = block.starts[min(k, phrase[1] - 1)]
        form = block.forms[min(k, phrase[1] - 1)]
        text = block.text[
            start + (1 if form.startswith("ل") and not form.startswith("لل") else 0) : block.stops[phrase[1] - 1]
        ]
        return "ال" + text[2:] if form.startswith("لل") else text
    if k < phrase[1] and not block.definite(phrase[0]) and (block.definite(k) or k in block.begins_name):
        rest = block.forms[k : phrase[1]]  # بيان اللجنة
        return _met_role(rest, cast) or block.printed(k, phrase[1])
    if phrase[1] - phrase[0] == 1:
        return cast.bodies[-1] if cast.bodies else cast.last or _issued_before(block, phrase[0], grammar)
    return None


def _issued_before(block: Block, k: int, grammar: Grammar) -> str | None:
    """Return who issued a document printed before word ``k`` without any verb of saying: أصدرت البلدية بيانا …"""
    for i in range(k - 1, max(-1, k - LONGEST_SENTENCE), -1):
        if block.bare[i] in _ISSUES:
            end = next(
                (j for j in range(i + 1, k) if block.forms[j].removesuffix("ا") in grammar.words["documents"]), i
            )
            return block.printed(i + 1, end) if i + 1 < end <= i + LONGEST_BODY + 1 else None
    return None
