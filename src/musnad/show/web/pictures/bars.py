"""The coverage bar of a story, and the strip of a report."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from musnad.show.terminal import plain
from musnad.show.web.pictures.drawing import colour_of, from_start, link, wide
from musnad.show.web.viewing import Asked, said

BAR_HEIGHT, STRIP_HEIGHT = 26, 20
# More outlets than this share the last stretch of the bar, which filters on none: the list below has them all.
BARS = 24
# Between two stretches of a bar, in per cent.
GAP = 0.15
# A stretch of a strip is at least so wide, in per cent: about two pixels of a page.
NARROWEST = 0.2


@dataclass(frozen=True, slots=True)
class Share:
    """One outlet of a story: what filters on it, its name, its reports here, and its colour."""

    key: str
    name: str
    number: int
    colour: int


def shares_of(outlets: Sequence[tuple[str, str, int]]) -> list[Share]:
    """Return the outlets with their colours, in the order given."""
    return [Share(key, name, number, colour_of(place)) for place, (key, name, number) in enumerate(outlets)]


def coverage_bar(shares: Sequence[Share], asked: Asked) -> Markup:
    """Return a bar with a stretch for each outlet, as long as its reports; each filters the page."""
    total = sum(share.number for share in shares) or 1
    picked = asked.get("outlet")
    parts, at = [], 0.0
    for share in shares[:BARS]:
        size = 100 * share.number / total
        rect = Markup('<rect x="{:.2f}%" y="0" width="{:.2f}%" height="{}" class="o{}"/>').format(
            from_start(at, size, asked.language), max(GAP, size - GAP), BAR_HEIGHT, share.colour
        )
        words = f"{share.name}: {share.number}"
        faint = "faint" if picked and picked != share.key else ""
        href = asked.here(outlet="" if picked == share.key else share.key, part="")
        parts.append(link(href, words, rect, style=faint, current=picked == share.key))
        at += size
    if len(shares) > BARS:
        others = sum(share.number for share in shares[BARS:])
        parts.append(
            Markup('<rect x="{:.2f}%" y="0" width="{:.2f}%" height="{}" class="own"><title>{}</title></rect>').format(
                from_start(at, 100 - at, asked.language), 100 - at, BAR_HEIGHT,
                f"{said('other_outlets').in_language(asked.language)}: {others}",
            )
        )  # fmt: skip
    return wide(BAR_HEIGHT, said("coverage_bar").in_language(asked.language), parts, "bar-of")


def shares_bar(shares: Sequence[Share], label: str, asked: Asked) -> Markup:
    """Return a bar with a stretch for each share; it filters on nothing."""
    total = sum(share.number for share in shares) or 1
    parts, at = [], 0.0
    for share in shares:
        size = 100 * share.number / total
        parts.append(
            Markup('<rect x="{:.2f}%" y="0" width="{:.2f}%" height="{}" class="o{}"><title>{}</title></rect>').format(
                from_start(at, size, asked.language), max(GAP, size - GAP), STRIP_HEIGHT, share.colour,
                plain(f"{share.name}: {share.number}"),
            )
        )  # fmt: skip
        at += size
    return wide(STRIP_HEIGHT, label, parts, "strip-of")


def strip(length: int, stretches: Iterable[tuple[int, int, int, str]], asked: Asked) -> Markup:
    """Return a report from its first character to its last; stretches (start, stop, colour, words) are not its own."""
    parts = [Markup('<rect x="0" y="0" width="100%" height="{}" class="own"/>').format(STRIP_HEIGHT)]
    for start, stop, colour, words in stretches:
        size = 100 * (stop - start) / max(1, length)
        rect = Markup('<rect x="{:.2f}%" y="0" width="{:.2f}%" height="{}" class="o{}"/>').format(
            from_start(100 * start / max(1, length), size, asked.language), max(NARROWEST, size), STRIP_HEIGHT, colour
        )
        parts.append(link(asked.here(at=f"{start}-{stop}") + "#at", words, rect))
    return wide(STRIP_HEIGHT, said("strip").in_language(asked.language), parts, "strip-of")
