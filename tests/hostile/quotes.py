"""Quotation marks that don't fit: none of it may run away with a page."""

from __future__ import annotations

from collections.abc import Iterator

from hostile.written import FIRST, THIRD, Case, a_file, text_of

SPEECH = "قال رئيس بلدية النخيل سالم الراوي"
SHAPES = {
    "never closed": f"{SPEECH} إن «الأعمال ستبدأ غدا في السوق القديم.",
    "never opened": f"{SPEECH} إن الأعمال ستبدأ غدا» في السوق القديم.",
    "turned": f"{SPEECH}: »الأعمال ستبدأ غدا« في السوق.",
    "mixed": f"{SPEECH}: «الأعمال ستبدأ غدا” في السوق.",
    "straight and odd": f'{SPEECH}: "الأعمال" ستبدأ "غدا في السوق.',
    "nested": f"{SPEECH}: «سمعت سهيل يقول: «قال لي أبي: «لا تخف» فذهبت» ثم عدنا».",
    "nested deep": f"{SPEECH}: {'«قال ' * 50}نعم{'»' * 50}.",
    "empty": f"{SPEECH}: «».",
    "space only": f"{SPEECH}: «   ».",
    "one letter": f"{SPEECH}: «و».",
    "marks only": f"{SPEECH}: «؟!…».",
    "crosses paragraphs": f"{SPEECH}: «الأعمال ستبدأ غدا.\n\nولن تتوقف».",
    "closes much later": f"{SPEECH}: «الأعمال ستبدأ.\n\n{FIRST}\n\n{THIRD}\n\nولن تتوقف».",
    "speaker of nobody": "قال: «نعم». قال: «لا». قال.",
    "who said": "وقال وقال وقال إن إن أن.",
    "inches": 'شاشة قياسها 5" و7" و9" في الساحة.',
    "apostrophes": "قال د'اركور إن l'Orient نشرت 'نعم' و'لا.",
    "guillemets as arrows": "السوق >> الساحة << السوق «« المجلس »».",
    "single": f"{SPEECH}: ‹الأعمال ستبدأ غدا›.",
    "low": f"{SPEECH}: „الأعمال ستبدأ غدا“.",
    "cjk": f"{SPEECH}: 「الأعمال ستبدأ غدا」.",
    "full width": f"{SPEECH}: ＂الأعمال ستبدأ＂.",
    "primes": f"{SPEECH}: ″الأعمال ستبدأ″.",
    "references": f"{SPEECH}: &quot;الأعمال ستبدأ&quot;.",
    "doubled": f"{SPEECH}: ««الأعمال ستبدأ»».",
    "doubled singles": f"{SPEECH}: ''الأعمال ستبدأ''.",
    "bidi inside": f"{SPEECH}: «\u202eالأعمال\u202c ستبدأ».",
    "zero width marks": f"{SPEECH}: \u200f«\u200fالأعمال ستبدأ\u200f»\u200f.",
    "dialogue": "- نعم.\n- لا.\n- لماذا؟\n- لأن.",
    "colon at the end": f"{SPEECH}:",
    "colon and nothing": f"{SPEECH}: .",
    "poem": "«" + "\n".join(["سوق قديم في المساء"] * 40) + "»",
}


def cases() -> Iterator[Case]:
    for name, words in SHAPES.items():
        yield Case(name, a_file("a.txt", text_of(body=f"{FIRST}\n\n{words}\n\n{THIRD}")))
