"""Labels: the words that characterise a group, an act or a place, and whose words they are.

A label is found where a form of ``labels.tsv`` stands, in any inflection, and the row's condition
holds. Its voice says who answers for the word: ``quoted`` between quotation marks, ``attributed`` in
what somebody else is reported to have said, ``own`` where the outlet itself chose it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

from musnad.lang import Lang
from musnad.lang.forms import Form, inflected, is_pronoun, read_forms, stands_at, stems_of
from musnad.records import Label, Mention, Quote, Report, Sentence, make_id
from musnad.text import Words, find_words

# Marks that may open inside a label of several words.
_PAIRS = (("«", "»"), ("“", "”"), ('"', '"'), ("(", ")"))
# Words between a label and the word that makes it one; counted on two Arabic corpora, where three
# covers «قوات النظام», «النظام السوري» and «مقاتلون من التنظيم» and five reaches into other clauses.
NEAR = 3
# A place may stand a little further off: «تحرير ما تبقى من أحياء المدينة».
NEAR_PLACE = 5
# A verb of calling and its label («تعتبرها أنقرة منظمة إرهابية»): object, subject, noun, label.
NEAR_CALLING = 6
# Marks round a name or term, not round a quotation: at most this many words inside.
SCARE_WORDS = 4
# Characters that marks hold besides a name before they are a quotation: two marks, a space, the shortest word.
SHORTEST_COMPANY = 5
# Score of a label that its word alone makes, and of one that needs a condition.
SURE, CONDITIONAL = 1.0, 0.8
# Families that are names: quotation marks round a name are house style, and a name may be an organisation.
_NAMES = ("-name", "militia", "israel", "western-sahara", "polity")
_ARMED = ("militant", "militia", "is-name", "houthi-name")
_MARKED = re.compile(r'«[^«»\n]{1,600}»|“[^“”\n]{1,600}”|"[^"\n]{1,600}"')


@dataclass(frozen=True, slots=True)
class Term:
    """One row of the table, ready to match."""

    family: str
    pole: str
    name: str
    conditions: tuple[tuple[str, str, frozenset[str], tuple[Form, ...]], ...]  # kind, cell, stems, long forms
    exceptions: tuple[Form, ...]

    @property
    def is_name(self) -> bool:
        return self.family.endswith(_NAMES)


@dataclass(frozen=True, slots=True)
class _Entry:
    """A form of a term under the inflected stem of its first word."""

    term: int
    form: Form
    ending: int
    pronoun: bool
    second: str  # how a reading of the second word begins; "": there is none


@dataclass(frozen=True, slots=True)
class _Hit:
    term: Term
    first: int
    count: int


@dataclass(frozen=True, slots=True)
class _Tables:
    terms: tuple[Term, ...]
    by_stem: dict[str, list[_Entry]]
    before: dict[str, list[Form]]
    after: dict[str, list[Form]]


@cache
def _tables(lang: Lang) -> _Tables:
    terms = []
    by_stem: dict[str, list[_Entry]] = {}
    for row in lang.rows("labels"):
        conditions = tuple(_condition(part) for part in row["when"].split(";") if part.strip())
        if any(kind == "change" for kind, *_ in conditions):
            continue
        forms = read_forms(row["forms"])
        terms.append(
            Term(
                row["family"],
                row["pole"],
                row["forms"].split("|")[0].rstrip("= "),
                conditions,
                tuple(read_forms(row["not"])),
            )
        )
        for form in forms:
            exact = form.exact or len(form.words) > 1
            for stem, ending in inflected(form.words[0], exact=exact):
                by_stem.setdefault(stem, []).append(
                    _Entry(len(terms) - 1, form, ending, is_pronoun(stem, ending, exact), _beginning(form.words[1:2]))
                )
    sides: dict[str, dict[str, list[Form]]] = {"before": {}, "after": {}}
    for row in lang.rows("ascribing"):
        for form in read_forms(row["forms"]):
            for stem, _ in inflected(form.words[0], exact=True):
                sides[row["side"]].setdefault(stem, []).append(form)
    return _Tables(tuple(terms), by_stem, sides["before"], sides["after"])


def _beginning(second: tuple[str, ...]) -> str:
    """Return the letters every reading of a form's second word begins with: endings change only its last one."""
    return second[0][: 2 if len(second[0]) > 2 else 1] if second else ""


def _condition(part: str) -> tuple[str, str, frozenset[str], tuple[Form, ...]]:
    kind, _, cell = part.strip().partition(" ")
    stems: set[str] = set()
    long = []
    for form in read_forms(cell):
        if len(form.words) > 1:
            long.append(form)
        else:
            stems.update(stem for stem, _ in inflected(form.words[0], exact=form.exact))
    return kind, cell, frozenset(stems), tuple(long)


def find_labels(
    report: Report, sentences: Sequence[Sentence], mentions: Sequence[Mention], quotes: Sequence[Quote], *, lang: Lang
) -> Iterator[Label]:
    """Yield the labels of a report in the text's order; each covers the words of the form, with their proclitics."""
    tables = _tables(lang)
    words = find_words(report.text)
    voices = _Voices.of(report, quotes)
    inside = [words.within(sentence.start, sentence.stop) for sentence in sentences]
    hits_of = [[hit for hit in _candidates(words, place, lang) if not _excepted(hit, words)] for place in inside]
    asks = any(kind == "report" for hits in hits_of for hit in hits for kind, *_ in hit.term.conditions)
    used = _stems_used(words, inside) if asks else frozenset()
    for place, hits in zip(inside, hits_of, strict=True):
        armed = _armed(hits)
        for hit in _longest(hits):
            if _part_of_name(hit, words, mentions):
                continue
            reason = _reason(hit, words, place, used, armed, mentions, voices)
            if reason is not None:
                yield _label(report, hit, words, place, reason, voices, tables)


def _stems_used(words: Words, inside: Iterable[range]) -> frozenset[str]:
    return frozenset(stem for place in inside for index in place for stem, _ in stems_of(words.folded[index]))


def _candidates(words: Words, place: range, lang: Lang) -> Iterator[_Hit]:
    tables = _tables(lang)
    for index in place:
        entries = _entries(words.folded[index], lang)
        if not entries:
            continue
        best: dict[tuple[int, int], tuple[int, int]] = {}
        beginnings = _beginnings(words.folded[index + 1]) if index + 1 < place.stop else frozenset()
        for entry in entries:
            if entry.second and entry.second not in beginnings:
                continue
            count = _length(entry.form, words, index, place)
            if count:
                best.setdefault((-count, entry.ending), (entry.term, count))
        for key in sorted(best):
            term, count = best[key]
            yield _Hit(tables.terms[term], index, count)


@lru_cache(maxsize=100_000)
def _entries(word: str, lang: Lang) -> tuple[_Entry, ...]:
    """Return the forms a folded word may open, however it is read."""
    return tuple(
        entry
        for stem, article in stems_of(word)
        for entry in _tables(lang).by_stem.get(stem, ())
        if (article or not entry.form.definite[0]) and not (entry.pronoun and article)
    )


@lru_cache(maxsize=100_000)
def _beginnings(word: str) -> frozenset[str]:
    return frozenset(stem[:size] for stem, _ in stems_of(word) for size in (1, 2))


def _length(form: Form, words: Words, index: int, place: range) -> int:
    """Return the number of words of the form that stand at ``index``, the first taken as found."""
    rest = len(form.words) - 1
    if rest == 0:
        return 1
    if index + rest >= place.stop:
        return 0
    tail = Form(form.words[1:], form.definite[1:], form.exact)
    return 1 + rest if stands_at(tail, words, index + 1) else 0


def _excepted(hit: _Hit, words: Words) -> bool:
    for form in hit.term.exceptions:
        for first in range(hit.first - len(form.words) + 1, hit.first + hit.count):
            if stands_at(form, words, first):
                return True
    return False


def _longest(hits: Sequence[_Hit]) -> Iterator[_Hit]:
    """Yield hits that no longer hit covers; of several terms at one place the first, which fits best."""
    reached = -1
    for hit in sorted(hits, key=lambda hit: (hit.first, -hit.count)):
        if hit.first >= reached:
            reached = hit.first + hit.count
            yield hit


def _armed(hits: Iterable[_Hit]) -> list[int]:
    """Return where a word for a fighter or an armed group stands that needs no company itself."""
    return [hit.first for hit in hits if hit.term.family in _ARMED and not _needs_company(hit.term)]


def _needs_company(term: Term) -> bool:
    return any(kind in ("near", "group", "place") for kind, *_ in term.conditions)


def _part_of_name(hit: _Hit, words: Words, mentions: Sequence[Mention]) -> bool:
    """Tell whether the words are part of a name that means something else («جبهة التحرير الوطني»)."""
    start, stop = words.starts[hit.first], words.stops[hit.first + hit.count - 1]
    for mention in mentions:
        if mention.start < stop and start < mention.stop:
            longer = mention.stop - mention.start > stop - start
            if mention.kind == "PER" or (longer and not hit.term.is_name):
                return True
    return False


def _reason(
    hit: _Hit,
    words: Words,
    place: range,
    used: frozenset[str],
    armed: Sequence[int],
    mentions: Sequence[Mention],
    voices: _Voices,
) -> str | None:
    """Return why the word is a label here ("" for its own sake), or ``None``."""
    if not hit.term.conditions:
        return ""
    last = hit.first + hit.count - 1
    around = [
        index for index in range(max(place.start, hit.first - NEAR), min(place.stop, last + NEAR + 1))
        if not hit.first <= index <= last
    ]  # fmt: skip
    for kind, _, stems, long in hit.term.conditions:
        if kind == "near":
            for index in around:
                if any(stem in stems for stem, _ in stems_of(words.folded[index])):
                    return f"near={words.printed(index)}"
        elif kind == "report":
            found = min(stems & used, default="")
            if found or any(stands_at(form, words, index) for form in long for index in range(len(words))):
                return f"report={found or 'phrase'}"
        elif kind == "place" and _place_follows(words, last, place, mentions):
            return "place"
        elif kind == "group" and any(index in armed for index in around):
            return "group"
        elif kind == "marks" and voices.scare(words.starts[hit.first], words.stops[last]):
            return "marks"
    return None


def _place_follows(words: Words, last: int, place: range, mentions: Sequence[Mention]) -> bool:
    stop = words.stops[min(place.stop - 1, last + NEAR_PLACE)]
    start = words.stops[last]
    return any(mention.kind == "LOC" and start <= mention.start and mention.stop <= stop for mention in mentions)


@dataclass(frozen=True, slots=True)
class _Voices:
    """Where others speak in a report: marked stretches of quotations, their contents, marks round terms."""

    quoted: tuple[tuple[int, int], ...]
    told: tuple[tuple[int, int], ...]
    marks: tuple[tuple[int, int], ...]

    @classmethod
    def of(cls, report: Report, quotes: Sequence[Quote]) -> _Voices:
        quoted = tuple(place for quote in quotes for place in _places(quote.quoted))
        told = tuple((quote.start, quote.stop) for quote in quotes)
        marks = tuple((match.start(), match.end()) for match in _MARKED.finditer(report.text))
        return cls(quoted, told, marks)

    def scare(self, start: int, stop: int) -> bool:
        """Tell whether marks stand round this term, or round a few words that hold it."""
        return any(
            first < start and stop < last and last - first - (stop - start) <= 8 * SCARE_WORDS
            for first, last in self.marks
        )


def _places(cell: str) -> Iterator[tuple[int, int]]:
    for part in cell.split():
        first, _, last = part.partition("-")
        yield int(first), int(last)


def _label(
    report: Report, hit: _Hit, words: Words, place: range, reason: str, voices: _Voices, tables: _Tables
) -> Label:
    start, stop = _place_of(hit, words)
    voice, because = _voice(hit, words, place, start, stop, voices, tables)
    why = " ".join(part for part in (f"rule=lexicon pole={hit.term.pole}", reason, because) if part)
    score = CONDITIONAL if reason else SURE
    return Label(
        make_id("label", report.id, start, stop),
        report.id,
        start,
        stop,
        hit.term.family,
        hit.term.name,
        voice,
        score,
        why,
    )


def _place_of(hit: _Hit, words: Words) -> tuple[int, int]:
    """Return the printed place of a label, with the closing mark of one that opens inside it."""
    start, stop = words.starts[hit.first], words.stops[hit.first + hit.count - 1]
    inside = words.text[start:stop]
    for opening, closing in _PAIRS:
        count = inside.count(opening)
        opened = count % 2 if opening == closing else count > inside.count(closing)
        if opened and words.text[stop : stop + 1] == closing:
            stop += 1
    return start, stop


def _voice(
    hit: _Hit, words: Words, place: range, start: int, stop: int, voices: _Voices, tables: _Tables
) -> tuple[str, str]:
    if _covers(voices.quoted, start, stop):
        return "quoted", "voice=quotation"
    if _in_marks(hit, voices, start, stop):
        return "quoted", "voice=marks"
    if _covers(voices.told, start, stop):
        return "attributed", "voice=statement"
    calling = _calling(hit, words, place, tables)
    return ("attributed", f"voice={calling}") if calling else ("own", "")


def _covers(places: Iterable[tuple[int, int]], start: int, stop: int) -> bool:
    return any(first <= start and stop <= last for first, last in places)


def _in_marks(hit: _Hit, voices: _Voices, start: int, stop: int) -> bool:
    """Tell whether quotation marks hold the label. Marks round a name alone are house style; brackets are no marks."""
    least = SHORTEST_COMPANY if hit.term.is_name else 0
    return any(
        first <= start and stop <= last and last - first - (stop - start) >= least for first, last in voices.marks
    )


def _calling(hit: _Hit, words: Words, place: range, tables: _Tables) -> str:
    """Return the word by which somebody else is made to answer for the label, or ""."""
    for index in range(max(place.start, hit.first - NEAR_CALLING), hit.first):
        if _stands(tables.before, words, index):
            return words.printed(index)
    last = hit.first + hit.count
    for index in range(last, min(place.stop, last + NEAR + 1)):
        if _stands(tables.after, words, index):
            return words.printed(index)
    return ""


def _stands(forms: dict[str, list[Form]], words: Words, index: int) -> bool:
    for stem, _ in stems_of(words.folded[index]):
        for form in forms.get(stem, ()):
            if len(form.words) == 1:
                return True
            if stands_at(Form(form.words[1:], form.definite[1:], True), words, index + 1):
                return True
    return False
