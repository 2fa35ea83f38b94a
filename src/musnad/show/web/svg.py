"""Pictures made on the server: the coverage bar, the timeline, the strip of a report. Attributes only, no style."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date

from markupsafe import Markup

from musnad.compare.timeline import Moment
from musnad.show.web.viewing import Asked, said
from musnad.show.words import date_words

WIDTH = 1000
BAR_HEIGHT, STRIP_HEIGHT, LINE_HEIGHT = 26, 18, 96
# More outlets than this share the last stretch of the bar: a narrower one can't be clicked.
BARS = 24
COLOURS = 8


def _svg(height: int, label: str, body: Markup) -> Markup:
    return Markup('<svg viewBox="0 0 {} {}" role="group" aria-label="{}" preserveAspectRatio="none">{}</svg>').format(
        WIDTH, height, visible_text(label), body
    )


def visible_text(words: str) -> str:
    """Return words for an attribute: what would turn the line left out."""
    from musnad.show.terminal import plain

    return plain(words)


def coverage_bar(outlets: Sequence[tuple[str, str, int]], asked: Asked) -> Markup:
    """Return a bar with a stretch for each outlet, as wide as its reports; each filters the page."""
    total = sum(number for _, _, number in outlets) or 1
    parts, at = [], 0.0
    for place, (key, name, number) in enumerate(outlets[:BARS]):
        wide = WIDTH * number / total
        parts.append(
            Markup(
                '<a href="{}"><rect x="{:.1f}" y="0" width="{:.1f}" height="{}" class="o{}">'
                "<title>{}</title></rect></a>"
            ).format(
                asked.here(outlet=key), at, max(1.0, wide - 1.5), BAR_HEIGHT, place % COLOURS,
                f"{visible_text(name)}: {number}",
            )
        )  # fmt: skip
        at += wide
    return _svg(BAR_HEIGHT, said("coverage_bar").in_language(asked.language), Markup("").join(parts))


def strip(length: int, shared: Sequence[tuple[int, int, int]], asked: Asked) -> Markup:
    """Return a report from its first character to its last: shared stretches coloured, original ones not."""
    scale = WIDTH / max(1, length)
    parts = [Markup('<rect x="0" y="0" width="{}" height="{}" class="own"/>').format(WIDTH, STRIP_HEIGHT)]
    for start, stop, colour in shared:
        parts.append(
            Markup(
                '<a href="{}"><rect x="{:.1f}" y="0" width="{:.1f}" height="{}" class="o{}"/><title>{}</title></a>'
            ).format(
                asked.here(at=f"{start}-{stop}") + "#at", _turned(start, stop, scale, asked), (stop - start) * scale,
                STRIP_HEIGHT, colour, f"{start}–{stop}",
            )
        )  # fmt: skip
    return _svg(STRIP_HEIGHT, said("strip").in_language(asked.language), Markup("").join(parts))


def _turned(start: float, stop: float, scale: float, asked: Asked) -> float:
    """Return where a stretch begins from the left: Arabic begins on the right."""
    return WIDTH - stop * scale if asked.language == "ar" else start * scale


def timeline(moments: Sequence[Moment], asked: Asked) -> Markup:
    """Return a day's reports, events and statements as columns; a column filters the page on its day."""
    days: Counter[tuple[str, str]] = Counter()
    for moment in moments:
        day = _day(moment)
        if day:
            days[day, moment.kind] += 1
    if not days:
        return Markup("")
    ordered = sorted({day for day, _ in days})
    first, last = date.fromisoformat(ordered[0]), date.fromisoformat(ordered[-1])
    span = max(1, (last - first).days)
    wide = max(4.0, min(60.0, (WIDTH - 60) / (span + 1)))
    highest = max(sum(days[day, kind] for kind in ("report", "event", "statement")) for day in ordered)
    parts = []
    for day in ordered:
        left = 10 + (WIDTH - 20 - wide) * ((date.fromisoformat(day) - first).days / span)
        left = _turned(left, left + wide, 1.0, asked)
        parts.append(_column(day, left, wide, days, highest, asked))
    return _svg(LINE_HEIGHT, said("timeline").in_language(asked.language), Markup("").join(parts))


def ends(moments: Sequence[Moment]) -> tuple[str, str] | None:
    """Return the first and the last day of a timeline, for its caption."""
    days = sorted(day for each in moments if (day := _day(each)))
    return (days[0], days[-1]) if days else None


def _column(day: str, left: float, wide: float, days: Counter[tuple[str, str]], highest: int, asked: Asked) -> Markup:
    parts, top = [], float(LINE_HEIGHT)
    for kind in ("report", "event", "statement"):
        high = (LINE_HEIGHT - 6) * days[day, kind] / highest
        top -= high
        if high:
            parts.append(
                Markup('<rect x="{:.1f}" y="{:.1f}" width="{:.1f}" height="{:.1f}" class="m-{}"/>').format(
                    left, top, wide - 1, high, kind
                )
            )
    words = date_words(day).in_language(asked.language)
    total = sum(days[day, kind] for kind in ("report", "event", "statement"))
    return Markup('<a href="{}"><title>{}</title>{}</a>').format(
        asked.here(day=day), f"{words}: {total}", Markup("").join(parts)
    )


def _day(moment: Moment) -> str | None:
    """Return the day of a moment; one that may be several days is in the list below the picture only."""
    first, last = ((each or "")[:10] for each in (moment.earliest, moment.latest))
    try:
        return date.fromisoformat(first).isoformat() if first == last else None
    except ValueError:
        return None
