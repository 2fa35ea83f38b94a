"""The words of the interface in Arabic and English, and reasons (`why`) as sentences."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

LANGUAGES = ("ar", "en")
# "key=value key=value": a value runs to the next key.
_PAIR = re.compile(r"(?:^|(?<=\s))([a-z_]{1,20})=((?:(?!\s[a-z_]{1,20}=).){0,200})")
_DAY = re.compile(r"(\d{4})(?:-(\d\d))?(?:-(\d\d))?(?:T(\d\d:\d\d))?")
_ID = re.compile("[a-z_]+-[0-9a-f]{16}")
# "one>other", and "family:word" of a label.
_TURNED = re.compile(r"[^\s>]+>[^\s>]+")
_FAMILY = re.compile(r"(?<![\w-])([a-z]+(?:-[a-z]+)*):(?=\S)")
_ARROW = {"ar": " ← ", "en": " → "}
_SEPARATOR, _COMMA = {"ar": "؛ ", "en": "; "}, {"ar": "، ", "en": ", "}


@dataclass(frozen=True, slots=True)
class Both:
    """One piece of the interface in both languages."""

    ar: str
    en: str

    def in_language(self, language: str) -> str:
        return self.ar if language == "ar" else self.en


@cache
def tables() -> dict[str, Any]:
    """Return ``words.toml``."""
    return tomllib.loads((files("musnad") / "show" / "words.toml").read_text("utf-8"))


def word(key: str, table: str = "plain", **values: object) -> Both:
    """Return the words for ``key``; a key without an entry stands for itself."""
    entry = tables()[table].get(key)
    if entry is None:
        return Both(key, key)
    return Both(entry["ar"].format(**values), entry["en"].format(**values))


def counted(key: str, number: int) -> Both:
    """Return a number with its noun in the forms of both languages."""
    forms = tables()["counted"][key]
    arabic = forms["ar"][_arabic_form(number)] if number else forms["ar"][4]
    english = forms["en"][0 if number == 1 else 1]
    return Both(arabic.format(n=number), english.format(n=number))


def _arabic_form(number: int) -> int:
    if number in (1, 2):
        return number - 1
    rest = number % 100
    return 2 if 3 <= rest <= 10 else 3 if rest >= 11 else 4


def date_words(value: str | None) -> Both:
    """Return an ISO 8601 day, month or year as it is written in both languages."""
    match = _DAY.match(value or "")
    if match is None:
        return word("date_unknown")
    year, month, day, _ = match.groups()
    if month is None:
        return Both(year, year)
    return Both(*(_date_in(language, year, int(month), day) for language in LANGUAGES))


def _date_in(language: str, year: str, month: int, day: str | None) -> str:
    names = tables()["months"][language]
    name = names[month - 1] if 1 <= month <= len(names) else str(month)
    return f"{int(day)} {name} {year}" if day else f"{name} {year}"


def _with_date(key: str, value: str) -> Both:
    day = date_words(value)
    return Both(word(key, day=day.ar).ar, word(key, day=day.en).en)


def date_range(earliest: str | None, latest: str | None) -> Both:
    """Return one date, "from – to" where the two differ, or "until" and "since" where one of them is not known."""
    if latest and not earliest:
        return _with_date("until_day", latest)
    if earliest and not latest:
        return _with_date("since_day", earliest)
    first, last = (earliest or latest or "")[:10], (latest or earliest or "")[:10]
    if first == last:
        return date_words(first)
    one, other = date_words(first), date_words(last)
    if len(first) == len(last) == 10 and first[:7] == last[:7]:  # one month: 21–22 October 2016
        day = int(first[8:])
        return Both(f"{day}–{other.ar}", f"{day}–{other.en}")
    return Both(f"{one.ar} – {other.ar}", f"{one.en} – {other.en}")


def agency_name(key: str) -> Both:
    """Return an agency's or outlet's name in both languages; one no table knows stands for itself."""
    return _source_names().get(key) or Both(key, key)


@cache
def _source_names() -> dict[str, Both]:
    # imported here: most commands name nobody, and start sooner
    from musnad.lang import load_lang
    from musnad.outlets import load_outlets

    lang = load_lang("ar")
    names = {key: Both(outlet.name_ar, outlet.name_en) for key, outlet in load_outlets().items()}
    for row in lang.rows("agencies") if lang else ():
        if row.get("name_ar") and row.get("name_en"):
            names[row["key"]] = Both(row["name_ar"], row["name_en"])
    return names


def sentence(why: str) -> Both:
    """Return a reason as a sentence in both languages; what has no words yet is shown as it stands."""
    return Both(*(_sentence_in(why, language) for language in LANGUAGES))


def _sentence_in(why: str, language: str) -> str:
    rules, keys = tables()["rule"], tables()["why"]
    if why in rules:
        return str(rules[why][language])
    parts: list[str] = []
    free = _PAIR.sub("", why).strip()
    for key, value in _PAIR.findall(why):
        if key == "rule":
            parts.append(_rule_words(value, language))
        elif key == "agencies":
            names = _COMMA[language].join(agency_name(each).in_language(language) for each in value.split("+"))
            parts.append(keys[key][language].format(v=names))
        elif value.strip() not in ("", "/") and key in keys:
            parts.append(keys[key][language].format(v=_value_words(value, language)))
        elif value.strip() not in ("", "/"):
            parts.append(f"{key}: {_value_words(value, language)}")
    return _SEPARATOR[language].join([*parts, *([free] if free else [])])


def _rule_words(value: str, language: str) -> str:
    rules = tables()["rule"]
    if value in rules:
        return str(rules[value][language])
    first, _, rest = value.partition(" ")
    if first in rules:
        words = str(rules[first][language])
        return f"{words} ({_value_words(rest, language)})" if rest else words
    return str(tables()["why"]["rule"][language]).format(v=value)


def _value_words(value: str, language: str) -> str:
    """Return a value in words; an id says nothing to a reader, only that it is another report."""
    told = value.strip()
    entry = tables()["value"].get("another" if _ID.fullmatch(told) else told)
    if entry:
        return str(entry[language])
    if _TURNED.fullmatch(told):
        return _ARROW[language].join(_value_words(part, language) for part in told.split(">"))
    return _FAMILY.sub(lambda match: _family_words(match, language), told)


def _family_words(match: re.Match[str], language: str) -> str:
    """Return a family of labels by its name; a key that is none stays as it is."""
    entry = tables()["family"].get(match[1])
    return f"{entry[language]}: " if entry else match[0]
