"""What the passage round a change says about its class: words moved, a speaker named, a name beside its office."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from musnad.alignment import SEVERITY, Verdict
from musnad.change_labels import labels_in
from musnad.change_spelling import PRONOUNS
from musnad.change_tables import change_tables
from musnad.change_words import bare_word, is_particle, is_title, kinds_of_word, same_word, without_conjunction
from musnad.lang import Lang
from musnad.lang.forms import light_stem
from musnad.link.cuts import Place
from musnad.link.sides import Side
from musnad.text import proclitic_splits

# The classes that are looked at again.
_LONE = ("addition", "deletion")
LOOKED_AT = frozenset((*_LONE, "label", "attribution", "wording"))
# The reason where words stand at another place of the passage on the other side.
MOVED = "rule=wording moved"
_SPACING = ("orthography", SEVERITY["orthography"], "rule=orthography spacing")
# What speech begins with, so near behind the words that hand it over.
_OPEN_SPEECH = frozenset((":", "«", "“", '"'))
_NEAR_MARK = 3
_SENTENCE_ENDS = frozenset(".:؛؟!\n")
# What stands before the number of an item in a list, and behind it.
_BEFORE_ITEM = frozenset(".:،؛؟!*»")
_BEHIND_NUMBER = frozenset("-–—ـ.)")
# Words are moved by so many at most: further off the same word is another sentence's.
_MOVED = 12
# Between a verb of saying and what it hands over may stand who speaks, with all titles.
_SAID = 16
# Shorter words are known again only as they stand.
_SHORTEST_KNOWN = 3
# Longer stretches are told or left out, wherever some of their words stand.
_FEW_WORDS = 6
# An outlet is named in so many words at most, with what is printed before it.
_WORDS_OF_OUTLET = 4
# Who speaks is named in so many words at most.
_WORDS_OF_SPEAKER = 12
# An office with what it is the office of takes so many words before its holder's name.
_WORDS_OF_OFFICE = 8
# What happened to people is told once with such a word, and with it again by the way (استشهد behind شهيد).
_TOLD_OF_PEOPLE = ("dead:", "killing:")
# What a verb of saying governs where it names first whom it addresses (cues.tsv).
_ADDRESSEE = "مخاطب"


def look_wider(verdict: Verdict, place: Place, places: Sequence[Place], left: Side, right: Side, lang: Lang) -> Verdict:
    """Return the class of a change, its severity and the reason, read among the other changes of its passage.

    ``places`` are all changes of the passage; only verdicts of ``LOOKED_AT`` may become others.
    """
    if verdict[0] == "wording":
        return _other_words(verdict, place, left, right, lang)
    if "negation" in verdict[2]:
        return verdict
    if verdict[0] == "label":
        verdict = _label_again(verdict, place, places, left, right, lang)
    elif verdict[0] == "attribution":
        verdict = _saying_moved(verdict, place, places, left, right, lang)
    if verdict[0] in _LONE:
        return _lone_words(verdict, place, places, left, right, lang)
    return verdict


def _other_words(verdict: Verdict, place: Place, left: Side, right: Side, lang: Lang) -> Verdict:
    """Return what a change of words is that says nothing by itself."""
    l0, l1, r0, r1 = place
    if (l0 < l1) != (r0 < r1):
        apart = _printed_apart(left, l0, l1, right, r0) if l0 < l1 else _printed_apart(right, r0, r1, left, l0)
        return _SPACING if apart else verdict
    if _names_speaker_of_that(place, left, right, lang):
        return "attribution", SEVERITY["attribution"], "rule=attribution speaker"
    return verdict


def _names_speaker_of_that(place: Place, left: Side, right: Side, lang: Lang) -> bool:
    """Tell whether a speaker is all that stands before «that» on one side, بأن for أن: وأضاف [المدير بأن / أن]."""
    l0, l1, r0, r1 = place
    that = change_tables(lang).function["that"]
    if not (l0 < l1 and r0 < r1 and left.folded[l1 - 1] in that and right.folded[r1 - 1] in that):
        return False
    if l1 - l0 > 1 and r1 - r0 > 1:
        return False
    return _names_speaker(left, l0, l1 - 1, lang) if l1 - l0 > 1 else _names_speaker(right, r0, r1 - 1, lang)


def _lone_words(
    verdict: Verdict, place: Place, places: Sequence[Place], left: Side, right: Side, lang: Lang
) -> Verdict:
    """Return what words without a counterpart are: moved, who speaks, the name of one whose office stands by."""
    l0, l1, r0, r1 = place
    side, first, stop = (left, l0, l1) if l0 < l1 else (right, r0, r1)
    words = side.folded[first:stop]
    if len(words) <= _FEW_WORDS and _stand_among(words, _changed_near(place, places, left, right), lang):
        return "wording", SEVERITY["wording"], MOVED
    if _printed_apart(side, first, stop, right if side is left else left, r0 if side is left else l0):
        return _SPACING
    if _says_nothing(side, first, stop, lang):
        return "wording", SEVERITY["wording"], "rule=wording particle"
    if _told_to_outlet(side, first, stop, lang):
        return "attribution", SEVERITY["attribution"], "rule=attribution source"
    if _names_speaker(side, first, stop, lang) or _opens_speech(side, first, stop, lang):
        return "attribution", SEVERITY["attribution"], "rule=attribution speaker"
    if stop - first == 1 and stop < len(side.folded):
        kind = _what_is_named(words[0], lang)
        construct = kind == "wording" and "ال" not in words[0] and not is_particle(side.folded[stop], lang)
        if kind and (construct or _named(side, stop)):
            return kind, SEVERITY[kind], f"rule={kind} body"
    if _names_holder(side, first, stop, lang):
        return "name-variant", SEVERITY["name-variant"], "rule=name-variant office"
    return verdict


def _says_nothing(side: Side, first: int, stop: int, lang: Lang) -> bool:
    """Tell whether a word says nothing by itself (the article printed apart), or numbers an item of a list."""
    word = side.folded[first]
    empty = change_tables(lang).function["empty"]
    if stop - first > 1 or (without_conjunction(word) in empty and not _named(side, first)):
        return stop - first == 1
    if not word.isdigit() or len(word) >= _SHORTEST_KNOWN:
        return False
    start, end = side.place(first, stop)
    text = side.findings.text
    opens = not text[:start].strip() or text[:start].rstrip()[-1] in _BEFORE_ITEM
    return opens and text[end:].lstrip()[:1] in _BEHIND_NUMBER


def _printed_apart(side: Side, first: int, stop: int, other: Side, at: int) -> bool:
    """Tell whether letters stand apart from the next word that are printed on it on the other side (الـ 7 / الـ7)."""
    letters = "".join(side.folded[first:stop])
    if len(letters) >= _SHORTEST_KNOWN or stop >= len(side.folded) or at >= len(other.folded):
        return False
    return other.folded[at] == letters + side.folded[stop]


def _what_is_named(word: str, lang: Lang) -> str:
    """Return the class of a word dropped before a name that only tells what bears it (فريق, مدينة), or ""."""
    words = change_tables(lang).words
    stems = {word, bare_word(word), word.removeprefix("ال")}
    if not stems.isdisjoint(words.get("body", {})):
        return "name-variant"
    return "" if stems.isdisjoint(words.get("place-word", {})) else "wording"


def _changed_near(place: Place, places: Sequence[Place], left: Side, right: Side) -> list[str]:
    """Return the changed words near a place on the side that lacks the words of the change."""
    l0, l1, r0, _ = place
    if l0 < l1:
        return list(_words_near(right, r0, [(a, b) for _, _, a, b in places]))
    return list(_words_near(left, l0, [(a, b) for a, b, _, _ in places]))


def _words_near(side: Side, at: int, changed: Sequence[tuple[int, int]], reach: int = _MOVED) -> Iterator[str]:
    begin, end = at - reach, at + reach
    for first, stop in changed:
        if first < end and stop > begin and first < stop:
            yield from side.folded[max(first, begin) : min(stop, end)]


def _stand_among(words: Sequence[str], others: Sequence[str], lang: Lang) -> bool:
    """Tell whether all words of content stand among others too, whatever is printed on them."""
    if not others:
        return False
    content = [word for word in words if len(word) > 1 and not (is_particle(word, lang) or is_title(word, lang))]
    return bool(content) and all(any(_one_word(word, other) for other in others) for word in content)


def _one_word(one: str, other: str) -> bool:
    if one == other:
        return True
    if min(len(one), len(other)) < _SHORTEST_KNOWN:
        return False
    if light_stem(one) == light_stem(other) or (one[-2:] == other[-2:] and same_word(one, other)):
        return True
    one, other = one.removeprefix("و"), other.removeprefix("و")
    if one[0] != other[0]:
        return False
    short, long = sorted((one, other), key=len)
    stem = short[:-1] + "ت" if short[-1] == "ه" else short  # رعاية / رعايته
    return len(short) >= _SHORTEST_KNOWN and long.startswith(stem) and long[len(stem) :] in PRONOUNS


def _names_speaker(side: Side, first: int, stop: int, lang: Lang) -> bool:
    """Tell whether words stand between a verb of saying and what it hands over: وأعلن [مدير المرفأ] أن."""
    if not 0 < first < stop <= first + _WORDS_OF_SPEAKER or "cue" not in kinds_of_word(side.folded[first - 1], lang):
        return False
    subject = side.folded[first]
    kinds = kinds_of_word(subject, lang)
    if "small" in kinds or "time" in kinds or not (subject.startswith("ال") or "title" in kinds or _named(side, first)):
        return False
    following = side.folded[stop] if stop < len(side.folded) else ""
    tables = change_tables(lang)
    that = following in tables.function["that"]
    if not that and following not in tables.function["governed"]:
        return False
    return any(
        (certain or that) and _ADDRESSEE not in tables.governs[lemma]
        for lemma, certain in _sayings(side.folded[first - 1], lang)
    )


def _told_to_outlet(side: Side, first: int, stop: int, lang: Lang) -> bool:
    """Tell whether a body stands before «that» to which something was said: قال سكان [للمجلة] إن."""
    if side.folded[first][0] != "ل" or stop - first > _WORDS_OF_OUTLET or stop >= len(side.folded):
        return False
    start, end = side.place(first, stop)
    named = any(
        each.kind == "ORG" and each.start <= start + 4 and end <= each.stop
        for each in side.findings.mentions.over(start, end)
    )
    return named and side.folded[stop] in change_tables(lang).function["that"]


def _opens_speech(side: Side, first: int, stop: int, lang: Lang) -> bool:
    """Tell whether words open with a verb of saying and speech begins behind them: [وختم الوادي مقاله]: ...

    A participle may stand by itself: [متسائلا] «...».
    """
    word = side.folded[first]
    if stop - first > _WORDS_OF_SPEAKER or not (word[0] == "و" or (stop - first == 1 and word[-1] == "ا")):
        return False
    behind = side.findings.text[side.place(first, stop)[1] :][:_NEAR_MARK].lstrip()
    return behind[:1] in _OPEN_SPEECH and bool(_sayings(side.folded[first], lang))


def _named(side: Side, at: int) -> bool:
    return side.findings.mentions.any_over(*side.place(at, at + 1))


def _sayings(word: str, lang: Lang) -> list[tuple[str, bool]]:
    """Return the verbs of saying a folded word may be, each with whether it surely is one."""
    cues = change_tables(lang).cues
    return [cues[stem] for front, stem in proclitic_splits(word) if front in ("", "و", "ف") and stem in cues]


def _names_holder(side: Side, first: int, stop: int, lang: Lang) -> bool:
    """Tell whether words are no more than the name of a person whose title or office stands beside it."""
    name = first
    while name < stop and is_title(side.folded[name], lang):
        name += 1
    if name == stop:
        return False
    start, end = side.place(name, stop)
    mentions = side.findings.mentions.over(start, end)
    if len(mentions) != 1 or mentions[0].kind != "PER" or mentions[0].stop < end or mentions[0].start > start:
        return False  # another person, where the conjunction stands before the name
    if is_title("".join(side.folded[stop : stop + 1]), lang):
        return True
    for at in range(first - 1, max(0, first - _WORDS_OF_OFFICE) - 1, -1):
        if not _SENTENCE_ENDS.isdisjoint(side.findings.text[side.place(at, at + 1)[1] : side.place(at + 1, at + 2)[0]]):
            return False
        if is_title(side.folded[at], lang):
            return True
        if any(each.kind == "PER" for each in side.findings.mentions.over(*side.place(at, at + 1))):
            return False  # its holder is named
    return False


def _label_again(
    verdict: Verdict, place: Place, places: Sequence[Place], left: Side, right: Side, lang: Lang
) -> Verdict:
    """Return another class for a label on one side that stands near by among the other's changes: it is moved.

    What happened to people need not be changed there: it is told on one side once, on the other twice.
    """
    ours, _, theirs = _evidence(verdict, "label=").partition("/")
    names = set((ours or theirs).split("+"))
    if ours and theirs:
        return verdict
    lacking, at = (left, place[0]) if theirs else (right, place[2])
    if all(name.startswith(_TOLD_OF_PEOPLE) for name in names):
        near = [(0, len(lacking.folded))]
    else:
        near = list(_without_label(places, right if theirs else left, lang, lacking is left))
    return _next_class(verdict) if names <= labels_in(list(_words_near(lacking, at, near)), lang) else verdict


def _without_label(places: Sequence[Place], side: Side, lang: Lang, turned: bool) -> Iterator[tuple[int, int]]:
    """Yield where the words of changes stand on the other side, but for those that hold a label on this."""
    for l0, l1, r0, r1 in places:
        here, there = ((r0, r1), (l0, l1)) if turned else ((l0, l1), (r0, r1))
        if there[0] < there[1] and not labels_in(side.folded[slice(*here)], lang):
            yield there


def _saying_moved(
    verdict: Verdict, place: Place, places: Sequence[Place], left: Side, right: Side, lang: Lang
) -> Verdict:
    """Return another class for a verb of saying on one side that stands a few words on among the other's changes."""
    cue = _evidence(verdict, " cue=")
    if not cue or "/" in cue or "speaker" in verdict[2]:
        return verdict
    l0, l1, r0, r1 = place
    if set(cue.split("+")) <= _lemmas(left.folded[l0:l1], lang):
        near = _words_near(right, r0, [(a, b) for _, _, a, b in places], _SAID)
    else:
        near = _words_near(left, l0, [(a, b) for a, b, _, _ in places], _SAID)
    if not set(cue.split("+")) <= _lemmas(near, lang):
        return verdict
    content = [word for word in (*left.folded[l0:l1], *right.folded[r0:r1]) if not is_particle(word, lang)]
    return ("wording", SEVERITY["wording"], MOVED) if len(content) == 1 else _next_class(verdict)


def _lemmas(words: Iterable[str], lang: Lang) -> set[str]:
    return {lemma for word in words for lemma, _ in _sayings(word, lang)}


def _evidence(verdict: Verdict, key: str) -> str:
    return verdict[2].partition(key)[2].partition(" ")[0]


def _next_class(verdict: Verdict) -> Verdict:
    """Return the next class of several at one place."""
    _, _, rest = verdict[2].partition("also=")
    cls = rest.partition(" ")[0] or "wording"
    return cls, SEVERITY[cls], f"rule={cls} said nearby"
