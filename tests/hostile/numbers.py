"""Numbers in words and digits that no column holds, or that only look like numbers."""

from __future__ import annotations

from collections.abc import Iterator

from hostile.written import ACCEPTED, FIRST, SECOND, Case, a_file, lines, record, text_of

FIGURES = {
    "a thousand digits": "9" * 1000,
    "ten thousand digits": "7" * 10_000,
    "arabic digits": "٩" * 400,
    "persian digits": "۹۹۹۹۹۹۹۹۹۹۹۹۹۹۹۹۹۹۹",
    "mixed scripts": "1٢۳४୫௬7",
    "other scripts": "१२३ ௧௨௩ ๑๒๓ 𝟙𝟚𝟛 ①②③ Ⅷ ㊿",
    "separators": "1,2,3,4,5,6,7,8,9",
    "commas": "," * 3000,
    "arabic commas": "١٬٢٣٤٬٥٦٧٫٨٩",
    "points": "1.2.3.4.5.6",
    "exponent": "1e400",
    "hex": "0xFFFFFFFFFFFFFFFFFFFF",
    "minus": "-9223372036854775809",
    "fraction": "½ ⅓ 1/0 0/0",
    "percent": "999999999999999999999%",
    "signs": "+-+-+-5",
    "millions": " ".join(["مليون"] * 300),
    "million of millions": "مليار مليار مليار مليار مليار مليار",
    "and of ands": "خمسة" + " وخمسة" * 400,
    "thousands": "ألف ألف ألف " * 100,
    "range": "5-6-7-8-9-10",
    "range of nothing": "ما بين و",
    "range turned": "ما بين 6000 و5",
    "ranges": "بين 5 و" * 300,
    "duals": "ألفان مليونان ألفان",
    "superscript": "10⁹⁹⁹ و5²",
    "full width": "９９９９",
    "tally": "万億兆",
    "nan": "nan inf -inf",
    "zero width": "5\u200b0\u200d0\u2060 0",
    "bidi": "\u202e0005\u202c",
    "phone": "00963944123456789012345678901234567890",
    "card": "4111 1111 1111 1111 " * 50,
    "roman": "MMMMMMMMMMMM",
    "currency": "$" * 500 + "5",
    "halves": "ونصف" * 200,
    "thirds": "ثلث ثلثي ثلثا " * 60,
    "unit flood": "5 كيلومتر متر سنتيمتر " * 80,
}


def cases() -> Iterator[Case]:
    for name, figure in FIGURES.items():
        words = f"وقتل {figure} شخصا وأصيب {figure} آخرون كما قال مسؤول في البلدية أمس، وبلغت الكلفة {figure} دينار."
        body = f"{FIRST}\n\n{words}\n\n{SECOND}"
        yield Case(name, a_file("a.txt", text_of(body=body)), ACCEPTED)
    rows = [
        record(id=value, text=f"{FIRST} {number}ـ")
        for number, value in enumerate((2**63, -(2**63) - 1, 10**300, 1e300, -0.0))
    ]
    yield Case("ids", a_file("a.jsonl", lines(*rows)), reports=(5, 5))
