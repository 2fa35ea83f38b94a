"""The tables that tell what a change means, compiled once for each language.

``spelling`` and ``change_words`` belong to this subject; ``labels``, ``cues`` and ``agencies``
are kept by others and read as they stand.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from musnad.lang import Lang, Row
from musnad.lang.forms import Form, fitting_stems, inflected, light_stem, read_forms
from musnad.text import fold_word, folded_words, proclitic_splits

# Classes of verbs of saying that say no more than "said": one for another is style.
_MILD = ("neutral", "assertive", "factive", "continuation", "performative", "evaluative", "reply")
# A common word that colours nobody (هجوم, عناصر) makes no label where it is only added or dropped.
_COLOURED = ("positive", "negative")
# Names of agencies shorter than this are other words too often.
_SHORTEST_AGENCY = 4
# Kinds of ``change_words`` that are asked for as sets of single words.
_FUNCTION = ("that", "governed", "pointing", "name-part", "empty", "year-mark", "named-thing", "name-head")
# Kinds of words of time that make a date another when they change; the words that open one do not.
_DATE_WORDS = ("day", "night", "part", "past", "next", "current", "season", "feast", "decade")


@dataclass(frozen=True, slots=True)
class Term:
    """One form of a label; ``alone``: it needs no other word to be one."""

    family: str
    name: str
    form: Form
    rest: Form  # the form without its first word
    alone: bool
    exceptions: tuple[Form, ...] = ()
    for_changes: bool = False  # of several rows of its family at a place this one counts
    near: frozenset[str] = frozenset()  # stems of words that make it one where they stand by
    told: bool = False  # a neutral word for an act: a label only against another one
    neutral: bool = False  # no hedge, and colours nobody: a label only against another one, or a single word


Phrase = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ChangeTables:
    """``terms`` by inflected stem; ``cues`` form -> lemma, sure; ``words`` kind -> first word -> phrases."""

    terms: dict[str, list[Term]]
    term_rests: frozenset[str]  # stems of the words of terms behind the first
    cues: dict[str, tuple[str, bool]]
    mild: frozenset[str]
    plain: frozenset[str]  # verbs that say no more than that something is said
    words: dict[str, dict[str, list[Phrase]]]
    groups: dict[Phrase, int]  # phrase of a row of synonyms -> the row
    dates: dict[str, list[Phrase]]  # days, months, units: what a date is made of
    months: dict[Phrase, str]  # name of a month -> which month of which calendar
    periods: frozenset[str]  # a day, a month, a year: said before one of them without changing it
    given: frozenset[str]  # given names, those of two words as one
    relative: dict[str, list[Phrase]]  # days counted from the report's own
    clock: dict[str, list[Phrase]]  # the hour, before its number
    exactness: dict[str, list[Phrase]]  # what says how exact a number is
    pointing: frozenset[str]  # participles of saying that govern إلى (مشيرا إلى)
    governs: dict[str, frozenset[str]]  # verb of saying -> what it governs
    function: dict[str, frozenset[str]]  # kind -> single words: complementisers, prepositions, parts of names
    offices: frozenset[str]  # words for an office, without article
    agencies: dict[str, list[Phrase]]
    agency_keys: dict[Phrase, str]  # name of an agency -> which agency
    other_words: frozenset[Phrase]  # names of agencies that are other words more often (الفرنسية)


@cache
def change_tables(lang: Lang) -> ChangeTables:
    """Return the compiled tables of a language; a table it has not is empty."""
    words: dict[str, dict[str, list[Phrase]]] = {}
    groups: dict[Phrase, int] = {}
    for number, row in enumerate(_rows(lang, "change_words")):
        for form in row["forms"].split("|"):
            phrase = tuple(folded_words(form))
            if row["kind"] == "synonym":
                groups.setdefault(phrase, number)
            words.setdefault(row["kind"], {}).setdefault(phrase[0], []).append(phrase)
    for kind in words.values():
        for phrases in kind.values():
            phrases.sort(key=lambda phrase: (-len(phrase), phrase))
    mild = frozenset(row["lemma"] for row in _rows(lang, "cues") if row["class"] in _MILD)
    terms = _label_terms(lang)
    return ChangeTables(
        terms,
        _rests(terms),
        _cue_forms(lang),
        mild,
        frozenset(row["lemma"] for row in _rows(lang, "cues") if row["class"] in ("neutral", "continuation")),
        words,
        groups,
        _date_forms(lang),
        {tuple(folded_words(row["form"])): f"{row['calendar']} {row['month']}" for row in _rows(lang, "months")},
        _periods(lang),
        frozenset("".join(folded_words(row["name"])) for row in _rows(lang, "given_names")),
        _time_words(lang, ("day", "night")),
        _time_words(lang, ("clock",)),
        _by_first([row["form"] for row in _rows(lang, "approximators")]),
        frozenset(form for row in _rows(lang, "cues") if "الى" in row["governs"] for form in _participles(row)),
        {row["lemma"]: frozenset(row["governs"].split()) for row in _rows(lang, "cues")},
        {kind: frozenset(map(fold_word, _cells(lang, kind))) for kind in _FUNCTION},
        frozenset(fold_word(row["word"]) for row in _rows(lang, "titles") if row["kind"] == "office"),
        _agency_forms(lang),
        {tuple(folded_words(row["form"])): row["key"] for row in _rows(lang, "agencies")},
        frozenset(tuple(folded_words(row["form"])) for row in _rows(lang, "agencies") if row["note"]),
    )


def _periods(lang: Lang) -> frozenset[str]:
    cells = [row["one"] for row in _rows(lang, "time_units")]
    cells += [row["forms"] for row in _rows(lang, "change_words") if row["kind"] == "period"]
    return frozenset(fold_word(form) for cell in cells for form in cell.split("|"))


def _rows(lang: Lang, name: str) -> tuple[Row, ...]:
    """Return the rows of a table that another subject keeps; a pack may do without it."""
    try:
        return lang.rows(name)
    except FileNotFoundError:
        return ()


def _label_terms(lang: Lang) -> dict[str, list[Term]]:
    terms: dict[str, list[Term]] = {}
    acts = _cells(lang, "act")
    for row in _rows(lang, "labels"):
        first = row["forms"].split("|")[0].rstrip("= ")
        neutral = row["pole"] == "neutral" and row["family"] != "hedge"
        alone = row["when"].split(" ")[0] in ("", "report")
        exceptions = tuple(read_forms(row["not"]))
        courteous = title_words(lang).issuperset(folded_words(first))
        near = _near_stems(row["when"]) if row["pole"] in _COLOURED and not courteous else frozenset()
        for form in read_forms(row["forms"]):
            exact = form.exact or len(form.words) > 1
            rest = Form(form.words[1:], form.definite[1:], True)
            for stem, _ in inflected(form.words[0], exact=exact):
                terms.setdefault(stem, []).append(
                    Term(
                        row["family"],
                        f"{row['family']}:{first}",
                        form,
                        rest,
                        alone,
                        exceptions,
                        row["when"] == "change",
                        near,
                        neutral and row["family"] in acts,
                        neutral,
                    )
                )
    return terms


def _cells(lang: Lang, kind: str) -> frozenset[str]:
    """Return the forms of a kind of words, as they stand in the table."""
    rows = (row["forms"].split("|") for row in _rows(lang, "change_words") if row["kind"] == kind)
    return frozenset(form for forms in rows for form in forms)


def _rests(terms: dict[str, list[Term]]) -> frozenset[str]:
    behind = {word for some in terms.values() for term in some for word in term.form.words[1:]}
    return frozenset(stem for word in behind for stem in fitting_stems(word))


def _near_stems(when: str) -> frozenset[str]:
    """Return the stems of the words a condition of ``labels.tsv`` wants near («near حكومة|رئيس; marks»)."""
    wanted = [part.strip().removeprefix("near ") for part in when.split(";") if part.strip().startswith("near ")]
    return frozenset(light_stem(fold_word(word)) for part in wanted for word in part.split("|") if word.strip())


def _cue_forms(lang: Lang) -> dict[str, tuple[str, bool]]:
    forms: dict[str, tuple[str, bool]] = {}
    one_verb = _one_verb(lang)
    for row in _rows(lang, "cues"):
        perfect, imperfect = fold_word(row["perfect"]), fold_word(row["imperfect"])
        certain, lemma = not row["needs"], one_verb.get(row["lemma"], row["lemma"])
        weak = perfect[:-1] if perfect[-1:] in ("ي", "ا") and len(perfect) > 2 else ""  # ادعى ادعت ادعوا
        for ending in ("ت", "وا") if weak else ():
            forms.setdefault(weak + ending, (lemma, certain))
        for ending in ("", "ت", "وا", "ا", "تا"):
            if len(perfect) > 1:
                forms.setdefault(perfect + ending, (lemma, certain))
        for base in (imperfect, "ت" + imperfect[1:]):
            for ending in ("", "ون", "ان"):
                if len(imperfect) > 2:
                    forms.setdefault(base + ending, (lemma, certain))
    for row in _rows(lang, "cues"):  # مشددا على: a verb of saying beside another, by itself any word
        for form in _participles(row):
            forms.setdefault(form, (one_verb.get(row["lemma"], row["lemma"]), False))
    return forms


def _participles(row: Row) -> list[str]:
    participle = fold_word(row["participle"])
    return [participle + ending for ending in ("", "ا", "ه", "ين", "ون", "ات")] if len(participle) > 2 else []


def _one_verb(lang: Lang) -> dict[str, str]:
    """Return for verbs of saying that are one verb in two forms (دان / أدان) the first of them."""
    rows = [row["forms"].split("|") for row in _rows(lang, "change_words") if row["kind"] == "one-verb"]
    return {lemma: lemmas[0] for lemmas in rows for lemma in lemmas}


def _agency_forms(lang: Lang) -> dict[str, list[Phrase]]:
    agencies: dict[str, list[Phrase]] = {}
    for row in _rows(lang, "agencies"):
        phrase = tuple(folded_words(row["form"]))
        if phrase and len("".join(phrase)) >= _SHORTEST_AGENCY:
            agencies.setdefault(phrase[0], []).append(phrase)
    for phrases in agencies.values():
        phrases.sort(key=lambda phrase: (-len(phrase), phrase))
    return agencies


def _date_forms(lang: Lang) -> dict[str, list[Phrase]]:
    forms = [row["form"] for name in ("weekdays", "months") for row in _rows(lang, name)]
    forms += [row["form"] for row in _rows(lang, "time_words") if row["kind"] in _DATE_WORDS]
    for row in _rows(lang, "time_units"):
        forms += [form for column in ("one", "dual", "many") for form in row[column].split("|")]
    return _by_first(forms)


def _time_words(lang: Lang, kinds: Sequence[str]) -> dict[str, list[Phrase]]:
    return _by_first([row["form"] for row in _rows(lang, "time_words") if row["kind"] in kinds])


def _by_first(forms: Sequence[str]) -> dict[str, list[Phrase]]:
    found: dict[str, list[Phrase]] = {}
    for form in forms:
        phrase = tuple(folded_words(form))
        if phrase and phrase not in found.setdefault(phrase[0], []):
            found[phrase[0]].append(phrase)
    for phrases in found.values():
        phrases.sort(key=lambda phrase: (-len(phrase), phrase))
    return found


def phrases_in(words: Sequence[str], phrases: dict[str, list[Phrase]]) -> Iterator[Phrase]:
    """Yield the phrases in folded words, the longest at each place; proclitics may stand before the first word."""
    index = 0
    while index < len(words):
        found = phrase_at(words, index, phrases)
        if found:
            yield found
        index += len(found) if found else 1


def phrase_at(words: Sequence[str], index: int, phrases: dict[str, list[Phrase]]) -> Phrase | None:
    """Return the longest phrase that begins at a word, proclitics before it left aside."""
    for _, stem in proclitic_splits(words[index]):
        if stem not in phrases:  # nearly always
            continue
        following = words[index + 1] if index + 1 < len(words) else ""
        for phrase in phrases[stem]:
            if len(phrase) == 1 or (
                phrase[1] == following and tuple(words[index + 2 : index + len(phrase)]) == phrase[2:]
            ):
                return phrase
    return None


@cache
def title_words(lang: Lang) -> frozenset[str]:
    """Return every word of titles and formulae of respect, folded, with and without article."""
    cells = [row["word"] for row in _rows(lang, "titles") if row["kind"] == "honour"]
    cells += [
        form for row in _rows(lang, "change_words") if row["kind"] == "honorific" for form in row["forms"].split("|")
    ]
    words = {word for cell in cells for word in folded_words(cell)}
    cells = [row["forms"] for row in _rows(lang, "change_words") if row["kind"] == "no-title"]
    other = {word for cell in cells for word in folded_words(cell.replace("|", " "))}
    return frozenset(words | {word.removeprefix("ال") for word in words}) - other - {f"ال{word}" for word in other}


@cache
def listed_names(lang: Lang) -> dict[Phrase, frozenset[str]]:
    """Return the names of places and bodies, each with the rows it may stand for."""
    names: dict[Phrase, set[str]] = {}
    for table in ("places", "organisations"):
        for row in _rows(lang, table):
            for form in (row["name"], *row["variants"].split("|")):
                phrase = tuple(folded_words(form))
                if phrase:
                    names.setdefault(phrase, set()).add(f"{table} {row['name']}")
    for row in _rows(lang, "change_words"):
        for form in row["forms"].split("|") if row["kind"] == "stands-for" else ():
            names.setdefault(tuple(folded_words(form)), set()).add(f"stands-for {row['forms']}")
    return {phrase: frozenset(rows) for phrase, rows in names.items()}


@cache
def words_of_names(lang: Lang) -> frozenset[str]:
    """Return every word of a listed name."""
    return frozenset(word for phrase in listed_names(lang) for word in phrase)


@cache
def letter_variants(lang: Lang) -> frozenset[tuple[str, str]]:
    """Return the pairs of letters that spellings of one name may differ by; "" is no letter."""
    pairs = [(row["one"], row["other"]) for row in _rows(lang, "name_variants")]
    return frozenset(pair for one, other in pairs for pair in ((one, other), (other, one)))


@cache
def variants(lang: Lang) -> dict[str, list[tuple[str, tuple[str, ...]]]]:
    """Return for each folded form of a word spelled several ways its class and all its forms."""
    forms: dict[str, list[tuple[str, tuple[str, ...]]]] = {}
    for row in _rows(lang, "spelling"):
        group = tuple(fold_word(form.strip()) for form in row["forms"].split("|"))
        for form in group:
            forms.setdefault(form, []).append((row["class"], group))
    return forms


@cache
def variant_beginnings(lang: Lang) -> dict[str, tuple[str, ...]]:
    """Return the forms of words spelled several ways by their first two letters."""
    found: dict[str, list[str]] = {}
    for form in variants(lang):
        found.setdefault(form[:2], []).append(form)
    return {letters: tuple(forms) for letters, forms in found.items()}
