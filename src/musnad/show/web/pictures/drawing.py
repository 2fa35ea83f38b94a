"""What all pictures share: the frame, links with a name, and which side is first.

A picture that is as wide as its page gives places along it in per cent, so that its letters keep their shape; one that
has a width of its own counts in pixels and stands in a box that scrolls.
"""

from __future__ import annotations

from collections.abc import Iterable

from markupsafe import Markup

from musnad.show.terminal import plain

# Outlets, origins and the like are told apart by so many colours (--o0 … --o7); the last stands for all others.
COLOURS = 8
OTHERS = COLOURS - 1


def colour_of(place: int) -> int:
    """Return the colour of the n-th thing: the first seven have their own."""
    return min(place, OTHERS)


def wide(height: int, label: str, parts: Iterable[Markup], style: str) -> Markup:
    """Return a picture as wide as the page and ``height`` pixels high."""
    body = Markup("").join(parts)
    return Markup('<svg class="{}" width="100%" height="{}" role="group" aria-label="{}">{}</svg>').format(
        style, height, plain(label), body
    )


def fixed(width: float, height: float, label: str, parts: Iterable[Markup], style: str) -> Markup:
    """Return a picture of its own width, in pixels."""
    return Markup(
        '<svg class="{}" width="{:.0f}" height="{:.0f}" viewBox="0 0 {:.0f} {:.0f}" role="group"'
        ' aria-label="{}">{}</svg>'
    ).format(style, width, height, width, height, plain(label), Markup("").join(parts))


def link(href: str, words: str, body: Markup, *, style: str = "", current: bool = False) -> Markup:
    """Return a part of a picture that leads somewhere; ``words`` name it for those who point and those who listen."""
    return Markup('<a href="{}" aria-label="{}"{}{}><title>{}</title>{}</a>').format(
        href,
        plain(words),
        Markup(' class="{}"').format(style) if style else "",
        Markup(' aria-current="true"') if current else "",
        plain(words),
        body,
    )


def from_start(start: float, size: float, language: str) -> float:
    """Return where a stretch begins from the left, in per cent: Arabic begins on the right."""
    return 100 - start - size if language == "ar" else start
