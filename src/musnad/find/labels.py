"""Labels: the words that characterise a group, an act or a place, and whose words they are.

A label is found where a form of ``labels.tsv`` stands, in any inflection, and the row's condition
holds. Its voice says who answers for the word: ``quoted`` between quotation marks, ``attributed`` in
what somebody else is reported to have said, ``own`` where the outlet itself chose it.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache, partial
from itertools import compress

from musnad.find.touching import finder, marked_places
from musnad.frozen import quickly_made
from musnad.lang import Lang
from musnad.lang.forms import Form, core_of, cores_of, inflected, is_pronoun, read_forms, stands_at, stems_of
from musnad.records import Label, Mention, Quote, Report, Sentence, make_id
from musnad.text import Words, find_words
from musnad.word_tables import WordTable

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


@dataclass(frozen=True, slots=True, eq=False)
class _Condition:
    """What must stand near a word, or in its report, to make it a label."""

    kind: str
    stems: frozenset[str]
    cores: frozenset[str]  # of the stems
    phrases: tuple[Form, ...]  # forms of several words


@dataclass(frozen=True, slots=True)
class Term:
    """One row of the table, ready to match."""

    family: str
    pole: str
    name: str
    conditions: tuple[_Condition, ...]
    exceptions: tuple[Form, ...]

    @property
    def is_name(self) -> bool:
        return self.family.endswith(_NAMES)


@dataclass(frozen=True, slots=True)
class _Entry:
    """A form of a term under the inflected stem of its first word."""

    term: int
    definite: bool
    ending: int
    pronoun: bool
    tail: Form | None  # the further words
    second: str  # how the core of their first begins


@quickly_made
@dataclass(frozen=True, slots=True)
class _Hit:
    term: Term
    first: int
    count: int


@dataclass(frozen=True, slots=True)
class _Ascribing:
    """Words by which somebody is made to answer for a label: by their stem, what must follow each."""

    tails: dict[str, list[Form | None]]
    cores: frozenset[str]


@dataclass(frozen=True, slots=True)
class _Tables:
    terms: tuple[Term, ...]
    by_stem: dict[str, list[_Entry]]
    cores: frozenset[str]  # of all stems
    before: _Ascribing
    after: _Ascribing


@cache
def _tables(lang: Lang) -> _Tables:
    terms = []
    by_stem: dict[str, list[_Entry]] = {}
    for row in lang.rows("labels"):
        conditions = tuple(_condition(part) for part in row["when"].split(";") if part.strip())
        if any(condition.kind == "change" for condition in conditions):
            continue
        name = row["forms"].split("|")[0].rstrip("= ")
        terms.append(Term(row["family"], row["pole"], name, conditions, tuple(read_forms(row["not"]))))
        for form in read_forms(row["forms"]):
            for stem, entry in _entries_of(form, len(terms) - 1):
                by_stem.setdefault(stem, []).append(entry)
    return _Tables(
        tuple(terms), by_stem, frozenset(map(core_of, by_stem)), _ascribing(lang, "before"), _ascribing(lang, "after")
    )


def _entries_of(form: Form, term: int) -> Iterator[tuple[str, _Entry]]:
    tail = _tail(form)
    exact = form.exact or tail is not None
    # endings change only the last letter of a form
    second = core_of(tail.words[0][:-1]) if tail else ""
    for stem, ending in inflected(form.words[0], exact=exact):
        yield stem, _Entry(term, form.definite[0], ending, is_pronoun(stem, ending, exact), tail, second)


def _tail(form: Form) -> Form | None:
    """Return a form without its first word, ``None`` where it is the only one."""
    return Form(form.words[1:], form.definite[1:], form.exact) if len(form.words) > 1 else None


def _ascribing(lang: Lang, side: str) -> _Ascribing:
    tails: dict[str, list[Form | None]] = {}
    for row in lang.rows("ascribing"):
        for form in read_forms(row["forms"]) if row["side"] == side else ():
            for stem, _ in inflected(form.words[0], exact=True):
                tails.setdefault(stem, []).append(_tail(form))
    return _Ascribing(tails, frozenset(map(core_of, tails)))


def _condition(part: str) -> _Condition:
    kind, _, cell = part.strip().partition(" ")
    forms = read_forms(cell)
    short = [form for form in forms if len(form.words) == 1]
    stems = frozenset(stem for form in short for stem, _ in inflected(form.words[0], exact=form.exact))
    return _Condition(kind, stems, frozenset(map(core_of, stems)), tuple(form for form in forms if len(form.words) > 1))


@dataclass(frozen=True, slots=True)
class _Setting:
    """What stands in the report around its labels."""

    report: Report
    words: Words
    names_at: Callable[[int, int], list[Mention]]
    voices: _Voices
    in_report: Callable[[_Condition], str]
    lang: Lang


def find_labels(
    report: Report, sentences: Sequence[Sentence], mentions: Sequence[Mention], quotes: Sequence[Quote], *, lang: Lang
) -> Iterator[Label]:
    """Yield the labels of a report in the text's order; each covers the words of the form, with their proclitics."""
    words = find_words(report.text)
    hits = list(_candidates(words, lang))
    if not hits:
        return
    names_at = finder(mentions, lambda mention: (mention.start, mention.stop))
    in_report = cache(partial(_in_report, words, sentences))  # a long report asks again and again
    setting = _Setting(report, words, names_at, _Voices.of(report, quotes), in_report, lang)
    places = [words.starts[hit.first] for hit in hits]
    for sentence in sentences:
        first, last = bisect_left(places, sentence.start), bisect_left(places, sentence.stop)
        if first < last:
            place = words.within(sentence.start, sentence.stop)
            inside = [hit for hit in hits[first:last] if hit.first + hit.count <= place.stop]
            yield from _labels_in(setting, place, inside)


def _labels_in(setting: _Setting, place: range, hits: Iterable[_Hit]) -> Iterator[Label]:
    """Yield the labels of a sentence."""
    hits = [hit for hit in hits if not _excepted(hit, setting.words)]
    armed = _armed(hits)
    for hit in _longest(hits):
        if _part_of_name(hit, setting):
            continue
        reason = _reason(hit, setting, place, armed)
        if reason is not None:
            yield _label(hit, setting, place, reason)


def _candidates(words: Words, lang: Lang) -> Iterator[_Hit]:
    """Yield where forms of the table stand, those at one word from the longest and best fitting on."""
    tables = _tables(lang)
    for index in _openings(lang).places(words.text):
        entries, seconds = _entries(words.folded[index], lang)
        following = core_of(words.folded[index + 1]) if index + 1 < len(words) else ""
        if not following.startswith(seconds):  # of most words
            continue
        best: dict[tuple[int, int], tuple[int, int]] = {}
        for entry in entries:
            if entry.tail is None:
                best.setdefault((-1, entry.ending), (entry.term, 1))
            elif following.startswith(entry.second) and (more := stands_at(entry.tail, words, index + 1)):
                best.setdefault((-1 - more, entry.ending), (entry.term, 1 + more))
        for key in sorted(best):
            term, count = best[key]
            yield _Hit(tables.terms[term], index, count)


@cache
def _openings(lang: Lang) -> WordTable:
    """Return 1 for the words that may open a form of the table, by their cores."""
    cores = _tables(lang).cores
    return WordTable(lambda forms: [core_of(form) in cores for form in forms])


@lru_cache(maxsize=20_000)
def _entries(word: str, lang: Lang) -> tuple[tuple[_Entry, ...], tuple[str, ...]]:
    """Return the forms a folded word may open, however it is read, and how the core of the next word may begin."""
    entries = tuple(
        entry
        for stem, article in stems_of(word)
        for entry in _tables(lang).by_stem.get(stem, ())
        if (article or not entry.definite) and not (entry.pronoun and article)
    )
    return entries, tuple({entry.second: None for entry in entries})


def _excepted(hit: _Hit, words: Words) -> bool:
    """Tell whether the words of a hit are part of a phrase that means something else."""
    for form in hit.term.exceptions:
        opening = form.words[0][:-1]  # endings change only the last letter
        for first in range(max(0, hit.first - len(form.words) + 1), hit.first + hit.count):
            if opening in words.folded[first] and stands_at(form, words, first):
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
    return any(condition.kind in ("near", "group", "place") for condition in term.conditions)


def _part_of_name(hit: _Hit, setting: _Setting) -> bool:
    """Tell whether the words are part of a name that means something else («جبهة التحرير الوطني»)."""
    start, stop = setting.words.starts[hit.first], setting.words.stops[hit.first + hit.count - 1]
    for mention in setting.names_at(start, stop):
        if mention.start < stop and start < mention.stop:
            longer = mention.stop - mention.start > stop - start
            if mention.kind == "PER" or (longer and not hit.term.is_name):
                return True
    return False


def _reason(hit: _Hit, setting: _Setting, place: range, armed: Sequence[int]) -> str | None:
    """Return why the word is a label here ("" for its own sake), or ``None``."""
    if not hit.term.conditions:
        return ""
    last = hit.first + hit.count - 1
    around = [
        index for index in range(max(place.start, hit.first - NEAR), min(place.stop, last + NEAR + 1))
        if not hit.first <= index <= last
    ]  # fmt: skip
    for condition in hit.term.conditions:
        kind = condition.kind
        if kind == "near":
            near = next((index for index in around if _is_one(condition, setting, index)), None)
            if near is not None:
                return f"near={setting.words.printed(near)}"
        elif kind == "report":
            found = setting.in_report(condition)
            if found:
                return f"report={found}"
        elif kind == "place" and _place_follows(setting, last, place):
            return "place"
        elif kind == "group" and any(index in armed for index in around):
            return "group"
        elif kind == "marks" and setting.voices.scare(setting.words.starts[hit.first], setting.words.stops[last]):
            return "marks"
    return None


def _is_one(condition: _Condition, setting: _Setting, index: int) -> bool:
    """Tell whether a word is one of those a condition asks for."""
    word = setting.words.folded[index]
    return core_of(word) in condition.cores and any(stem in condition.stems for stem, _ in stems_of(word))


def _in_report(words: Words, sentences: Sequence[Sentence], condition: _Condition) -> str:
    """Return the word that a condition asks of the report's sentences, ``phrase`` for several words, or ""."""
    some = compress(range(len(words)), map(condition.cores.__contains__, cores_of(words.folded)))
    stems = {
        stem
        for index in some
        if _in_sentence(words, index, sentences)
        for stem, _ in stems_of(words.folded[index])
        if stem in condition.stems
    }
    if stems:
        return min(stems)
    told = any(stands_at(phrase, words, index) for phrase in condition.phrases for index in range(len(words)))
    return "phrase" if told else ""


def _in_sentence(words: Words, index: int, sentences: Sequence[Sentence]) -> bool:
    at = bisect_right(sentences, words.starts[index], key=lambda sentence: sentence.start) - 1
    return at >= 0 and words.stops[index] <= sentences[at].stop


def _place_follows(setting: _Setting, last: int, place: range) -> bool:
    start, stop = setting.words.stops[last], setting.words.stops[min(place.stop - 1, last + NEAR_PLACE)]
    return any(
        mention.kind == "LOC" and start <= mention.start and mention.stop <= stop
        for mention in setting.names_at(start, stop)
    )


@dataclass(frozen=True, slots=True)
class _Voices:
    """Where others speak in a report: marked stretches of quotations, their contents, marks round terms."""

    quoted: tuple[tuple[int, int], ...]
    told: tuple[tuple[int, int], ...]
    marks: tuple[tuple[int, int], ...]

    @classmethod
    def of(cls, report: Report, quotes: Sequence[Quote]) -> _Voices:
        quoted = tuple(place for quote in quotes for place in marked_places(quote.quoted))
        told = tuple((quote.start, quote.stop) for quote in quotes)
        marks = tuple((match.start(), match.end()) for match in _MARKED.finditer(report.text))
        return cls(quoted, told, marks)

    def scare(self, start: int, stop: int) -> bool:
        """Tell whether marks stand round this term, or round a few words that hold it."""
        return any(
            first < start and stop < last and last - first - (stop - start) <= 8 * SCARE_WORDS
            for first, last in self.marks
        )


def _label(hit: _Hit, setting: _Setting, place: range, reason: str) -> Label:
    start, stop = _place_of(hit, setting.words)
    voice, because = _voice(hit, setting, place, start, stop)
    why = " ".join(part for part in (f"rule=lexicon pole={hit.term.pole}", reason, because) if part)
    score = CONDITIONAL if reason else SURE
    report_id = setting.report.id
    label_id = make_id("label", report_id, start, stop)
    return Label(label_id, report_id, start, stop, hit.term.family, hit.term.name, voice, score, why)


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


def _voice(hit: _Hit, setting: _Setting, place: range, start: int, stop: int) -> tuple[str, str]:
    voices = setting.voices
    if _covers(voices.quoted, start, stop):
        return "quoted", "voice=quotation"
    if _in_marks(hit, voices, start, stop):
        return "quoted", "voice=marks"
    if _covers(voices.told, start, stop):
        return "attributed", "voice=statement"
    calling = _calling(hit, setting, place)
    return ("attributed", f"voice={calling}") if calling else ("own", "")


def _covers(places: Iterable[tuple[int, int]], start: int, stop: int) -> bool:
    return any(first <= start and stop <= last for first, last in places)


def _in_marks(hit: _Hit, voices: _Voices, start: int, stop: int) -> bool:
    """Tell whether quotation marks hold the label. Marks round a name alone are house style; brackets are no marks."""
    least = SHORTEST_COMPANY if hit.term.is_name else 0
    return any(
        first <= start and stop <= last and last - first - (stop - start) >= least for first, last in voices.marks
    )


def _calling(hit: _Hit, setting: _Setting, place: range) -> str:
    """Return the word by which somebody else is made to answer for the label, or ""."""
    tables = _tables(setting.lang)
    last = hit.first + hit.count
    for ascribing, near in (
        (tables.before, range(max(place.start, hit.first - NEAR_CALLING), hit.first)),
        (tables.after, range(last, min(place.stop, last + NEAR + 1))),
    ):
        for index in near:
            if core_of(setting.words.folded[index]) in ascribing.cores and _ascribes(ascribing, setting.words, index):
                return setting.words.printed(index)
    return ""


def _ascribes(ascribing: _Ascribing, words: Words, index: int) -> bool:
    return any(
        tail is None or stands_at(tail, words, index + 1)
        for stem, _ in stems_of(words.folded[index])
        for tail in ascribing.tails.get(stem, ())
    )
