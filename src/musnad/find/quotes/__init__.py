"""Quotes: who said what, through whom, each printing of something said in one report.

Reporting words come first (``lang/ar/cues.tsv``): each governs constructions that carry a content.
Quotation marks are evidence only, since most marked stretches of the press are names or scare quotes.
"""

from musnad.find.quotes.statements import find_quotes

__all__ = ["find_quotes"]
