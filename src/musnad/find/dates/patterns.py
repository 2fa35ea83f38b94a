"""The grammar of expressions of time, as regular expressions over the tags of ``tags.py``.

Each alternative has a name; ``readers.py`` names its function. Order decides: the first
alternative that fits at a place wins. Every repetition is bounded.
"""

from __future__ import annotations

import re

# شهر نوفمبر/ تشرين الثاني; آب (أغسطس)
_MONTH = r"[hj]?[MN](?:[/(\-]?[MN]\)?)?"
_YEAR = r"[,/]?w?[yz]?J"
# of the year 2014, 2014, last, of last year
_TAIL = rf"(?:{_YEAR}|w?tz|w?z?[PFC](?![PFC]))"
# «15 و16 أكتوبر», «من 3 إلى 7 ماي»
_DAY_MONTH = rf"(?:[#O]w?[/,\-&f]?)?[#O]w?{_MONTH}{_TAIL}?"
_MONTH_DAY_YEAR = r"[MN][#],?J"
_THIS_MONTH = r"(?:[#O]w?[/,\-&f]?)?[#O]w?j[PFC]"  # الرابع من الشهر الجاري
_ABSOLUTE = rf"(?:9|{_THIS_MONTH}|{_DAY_MONTH}|{_MONTH_DAY_YEAR})"
# «اليوم» that is counted or described is another day
_RELATIVE = r"(?:[AG]|T(?![OSR!]|#))"
_NAMED = r"[,(/\-]?k?D\)?"
_DAY = (
    rf"(?:T{_NAMED}[PF]|{_RELATIVE}(?:{_NAMED})?(?:[,(/\-]{{0,2}}k?{_ABSOLUTE}\)?)?"
    rf"|k?D[PFCSR]?\)?(?:[,(/\-]{{0,2}}{_ABSOLUTE}\)?)?(?:[,(]?{_RELATIVE}\)?)?"
    rf"|k?{_ABSOLUTE}(?:\(D\)|,?k?D(?!\())?)"
)
_DAY_PARTS = rf"(?:(?:X(?:w?X)?w?)?k?{_DAY}X?)"
# «قبل عام», but not «قبل عام 2014», «قبل يوم الجمعة», «منذ شهر رمضان»
_COUNTED = r"(?:[#J][ukhydp]|[ukhyd](?![MNJDi9#OTAG]))"
_EDGE = r"(?:m|tm)w?"

PATTERNS: dict[str, str] = {
    # the hour, with its part of the day and its day
    "clock": rf"c[8#O]a?(?:\)|,)?[(]?(?:w?X)?g?\)?(?:[,]?w?k?{_DAY})?g?|[(]?8g\)?|8X(?:w?{_DAY})?",
    # «في وقت سابق اليوم», «لاحقا»
    "vague": rf"V(?:w?{_DAY_PARTS})?",
    "repeated": r"K(?:#[ukhydp]|k?[Di]|[ukhyd])|Y",
    "edge": rf"{_EDGE}(?:{_MONTH}{_TAIL}?|t?[vzj][PFCR]|t[vzj]|[yz]J|J|lw?v[PO#]|l|hC?|[vzj](?![O#]))",
    "night": r"rP?(?:[,(]?k?D\)?)?",
    "this_part": r"tX",
    "day": _DAY_PARTS,
    "decade": r"l(?:w?v(?:[PC]|O|#))?",
    "century": r"[uv](?:O|#(?![ukhydp]))|vP",
    "year": r"[yz]J|(?<=[fImdeJ])J(?![ukhydp#])|(?<=J[-/&])J(?![ukhydp#])|(?<=[fImd]\()J|(?<=\()J(?=\))|z[PFC]",
    "season": r"(?:s[yz]?J|s[PFC]|ts)",
    "month": rf"(?:[hj]|(?<=[fILmw]))[MN](?:[/(\-]?[MN]\)?)?{_TAIL}?|[MN][/(\-]?[MN]\)?{_TAIL}?|[MN]{_TAIL}|M",
    "its_nth": r"oO",
    "nth": r"TO",
    "other_day": r"T[S!]",
    "period": r"t(?:[vzj]|T)|(?:[vzj])[PFCR]|(?:e|q)(?:[O#])?[PFR]|tq|q#[PFR]?",
    "offset": rf"[BQI](?:n|w)?(?:{_COUNTED}|b?w?[pq]b?)",
    "feast": r"[BQI]?E[PFC]?",
    "duration": rf"L(?:n|w)?(?:{_COUNTED}|b?w?(?:p|q(?![PFR#O])))|n[#J]?[ukhyd]|n#p|[#J][ukhydp]|d(?!J)|bp",
}

EXPRESSION = re.compile("|".join(f"(?P<{name}>{pattern})" for name, pattern in PATTERNS.items()))
# Tags at which an expression can begin.
OPENERS = "TAGXrPFCRBQILKtmbVYcalsEDMNknjvzoed9#8JOpquhky"
# Tags that can be an expression by themselves, whatever is printed before and behind them.
ALONE = "TAGrVEDMYdl9J"
