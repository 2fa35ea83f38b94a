"""Report texts as HTML: every place something points at can be opened, none of the text can act.

A place becomes a ``<span id="…">``, which the page lights up when it is the target of a link. Spans
must nest, places needn't: one that crosses another is cut, and the page's script lights its later parts with the
first. (Style rules of their own, with ``:has``, took a browser half a minute for 400 reports.)
"""

from __future__ import annotations

import heapq
import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from markupsafe import Markup, escape

# Embeddings, overrides and isolates: shown as what they are, never obeyed. Other control characters too.
_OBEYED = re.compile("[\u202a-\u202e\u2066-\u2069\x00-\x08\x0b-\x1f\x7f-\x9f]")
# In excerpts, so many characters stay round a place, and at most so many of a long one.
EXCERPT_AROUND, EXCERPT_LONGEST = 30, 250


def visible(words: str) -> Markup:
    """Return words escaped for HTML, characters that would turn or break the line as visible tokens."""
    if not _OBEYED.search(words):
        return escape(words)
    parts, done = [], 0
    for match in _OBEYED.finditer(words):
        parts.append(escape(words[done : match.start()]))
        parts.append(Markup('<span class="token" dir="ltr">U+{:04X}</span>').format(ord(match.group())))
        done = match.end()
    return Markup("").join([*parts, escape(words[done:])])


@dataclass(frozen=True, slots=True, order=True)
class Spot:
    """A place in one report that the page links to."""

    start: int
    stop: int


@dataclass(slots=True)
class Anchors:
    """The places linked so far, by report, and what each looks like in the text."""

    numbers: dict[str, int]  # report id -> its number on the page
    spots: dict[str, dict[Spot, str]] = field(default_factory=dict)  # report id -> spot -> style class
    ordered: dict[str, tuple[list[Spot], int]] = field(default_factory=dict)  # its spots so far in order, the longest

    def href(self, report_id: str, start: int, stop: int, style: str = "") -> str:
        """Return the link to a place, and see to it that the place is there. ``style`` marks it in the text."""
        spots = self.spots.setdefault(report_id, {})
        spot = Spot(start, max(start, stop))
        spots[spot] = spots.get(spot) or style
        return "#" + self.name(report_id, spot)

    def name(self, report_id: str, spot: Spot) -> str:
        return f"r{self.numbers[report_id]}-{spot.start}-{spot.stop}"

    def spots_of(self, report_id: str) -> list[Spot]:
        return self._ordered(report_id)[0]

    def _ordered(self, report_id: str) -> tuple[list[Spot], int]:
        spots = self.spots.get(report_id, {})
        known = self.ordered.get(report_id, ([], 0))
        if len(known[0]) != len(spots):  # spots are added, never taken away
            longest = max(spot.stop - spot.start for spot in spots)
            known = sorted(spots, key=lambda spot: (spot.start, -spot.stop)), longest
            self.ordered[report_id] = known
        return known

    def touching(self, report_id: str, start: int, stop: int) -> list[Spot]:
        """Return the spots that touch a stretch; of a long report, those far off are not looked at."""
        spots, longest = self._ordered(report_id)
        first = bisect_left(spots, start - longest, key=lambda spot: spot.start)
        last = bisect_right(spots, stop, key=lambda spot: spot.start)
        return [spot for spot in spots[first:last] if _touches(spot, start, stop)]


def marked(text: str, start: int, stop: int, report_id: str, anchors: Anchors) -> Markup:
    """Return ``text[start:stop]`` with a span round each linked place."""
    styles = anchors.spots.get(report_id, {})
    waiting = [(spot.start, -spot.stop, spot) for spot in anchors.touching(report_id, start, stop)]
    heapq.heapify(waiting)
    out: list[str] = []  # every part is escaped, or our own
    open_until: list[int] = []
    done = start

    def write_to(place: int) -> None:
        nonlocal done
        while open_until and open_until[-1] <= place:
            out.extend((visible(text[done : open_until[-1]]), "</span>"))
            done = open_until.pop()
        out.append(visible(text[done:place]))
        done = place

    while waiting:
        first, minus_last, spot = heapq.heappop(waiting)
        last = min(-minus_last, stop)
        write_to(max(first, start))
        if open_until and last > open_until[-1]:
            heapq.heappush(waiting, (open_until[-1], minus_last, spot))
            last = open_until[-1]
        name = anchors.name(report_id, spot)
        begins = first == spot.start and spot.start >= start
        out.append(_opening(name, begins, styles[spot]))
        open_until.append(last)
    write_to(stop)
    while open_until:
        open_until.pop()
        out.append("</span>")
    return Markup("".join(out))  # noqa: S704


def _touches(spot: Spot, start: int, stop: int) -> bool:
    if spot.start == spot.stop:
        return start <= spot.start < stop
    return spot.start < stop and start < spot.stop


def _opening(name: str, begins: bool, style: str) -> str:
    """Return the tag of a place; name and style are the page's own: letters, digits and hyphens."""
    return f'<span id="{name}" class="p {style}">' if begins else f'<span class="p k-{name} {style}">'


def windows(spots: Sequence[Spot], start: int, stop: int, around: int, longest: int, text: str) -> Iterator[Spot]:
    """Yield the stretches of ``text[start:stop]`` to show in excerpts: round each spot, joined where they meet.

    Of a spot longer than ``longest`` only its beginning is shown.
    """
    kept: list[Spot] = []
    for spot in sorted(spots, key=lambda spot: (spot.start, spot.stop)):
        last = spot.stop if spot.stop - spot.start <= longest else spot.start
        if not _touches(Spot(spot.start, last), start, stop):
            continue
        first = _word_edge(text, max(start, spot.start - around), start, -1)
        last = _word_edge(text, min(stop, last + around), stop, 1)
        if kept and first <= kept[-1].stop + around:
            kept[-1] = Spot(kept[-1].start, max(kept[-1].stop, last))
        else:
            kept.append(Spot(first, last))
    yield from kept


def _word_edge(text: str, at: int, limit: int, step: int) -> int:
    """Return the nearest place from ``at`` towards ``limit`` that is between two words."""
    while at != limit and not (at == 0 or text[at - 1].isspace() or (at < len(text) and text[at].isspace())):
        at += step
    return at
