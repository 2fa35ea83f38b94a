"""Outlets and dates of publication, on the records read by hand: given, or rightly left open."""

from __future__ import annotations

from hand_checked import read_one, record_of, sample

from musnad.records import make_id


def evaluate() -> dict[str, float]:
    """Return the shares of records with the right outlet, date and last possible day."""
    rows = sample()
    if not rows:
        return {}
    outlets = dates = bounds = 0
    for row in rows:
        read = read_one(record_of(row.key))
        outlets += bool(read.outlet) and read.outlet.id == make_id("outlet", row.outlet)
        dates += (read.entry.published or "") == row.published
        bounds += not row.crawl or f"crawl={row.crawl}" in read.entry.published_why
    return {
        "hand_checked.outlet.right": outlets / len(rows),
        "hand_checked.published.right": dates / len(rows),
        "hand_checked.crawl.right": bounds / len(rows),
    }


if __name__ == "__main__":
    for name, value in evaluate().items():
        print(f"{name:40} {value:.3f}")
