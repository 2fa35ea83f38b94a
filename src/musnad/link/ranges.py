"""What a figure allows: its range, for telling whether two can both be right."""

from __future__ import annotations

from musnad.records import Figure

# «about»: what a figure may be off before it is another figure.
ABOUT = 0.1


def range_of(figure: Figure) -> tuple[float, float] | None:
    """Return the values a figure allows, open ends as infinity or nought; ``None`` where it gives none."""
    low = figure.high if figure.low is None else figure.low
    high = figure.low if figure.high is None else figure.high
    if low is None or high is None:
        return None
    if figure.approx in ("at-least", "more-than"):
        return low, float("inf")
    if figure.approx == "at-most":
        return 0.0, high
    if figure.approx == "about":
        return low * (1 - ABOUT), high * (1 + ABOUT)
    return low, high


def apart(left: tuple[float, float] | None, right: tuple[float, float] | None) -> bool:
    """Tell whether two ranges have no value in common."""
    return left is not None and right is not None and (left[1] < right[0] or right[1] < left[0])


def said(figure: Figure) -> str:
    """Return a figure's values for a ``why``."""
    if figure.low == figure.high or figure.high is None:
        return f"{figure.low:g}" if figure.low is not None else "?"
    return f"{figure.low:g}-{figure.high:g}" if figure.low is not None else f"-{figure.high:g}"
