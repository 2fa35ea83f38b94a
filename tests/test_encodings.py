"""Encodings told from bytes, languages from texts."""

from __future__ import annotations

import pytest

from musnad.read.encodings import decode
from musnad.read.languages import guess_language

TEXT = "أعلنت بلدية النخيل أن الأعمال ستبدأ غدا في السوق القديم، وقالت إن الكلفة غير معروفة."


@pytest.mark.parametrize(
    ("codec", "encoding"),
    [("utf-8", "utf-8"), ("utf-8-sig", "utf-8"), ("cp1256", "windows-1256"), ("utf-16", "utf-16-le")],
)
def test_encoding_is_recognised(codec: str, encoding: str) -> None:
    decoded = decode(TEXT.encode(codec))
    assert decoded is not None
    assert (decoded.text, decoded.encoding, decoded.remarks) == (TEXT, encoding, ())


def test_cut_letter_does_not_make_utf8_another_encoding() -> None:
    decoded = decode((TEXT * 3).encode("utf-8")[:-3] + b"\xd9")
    assert decoded is not None
    assert decoded.encoding == "utf-8"
    assert "U+FFFD" in decoded.remarks[0]


def test_text_encoded_twice_is_flagged() -> None:
    decoded = decode(TEXT.encode("utf-8").decode("cp1252", "replace").encode("utf-8"))
    assert decoded is not None
    assert any("mojibake" in remark for remark in decoded.remarks)


def test_binary_is_no_text() -> None:
    assert decode(b"\x7fELF\x00\x00") is None


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (TEXT, "ar"),
        ("بلدية النخيل", "ar"),
        ("وزارت آب اعلام کرد که کار ساخت سد از هفته آینده با همکاری شهرداری آغاز می شود.", "fa"),
        ("وزیر نے کہا ہے کہ نئے بازار کا کام اگلے ہفتے شروع ہو گا اور اس میں تین ماہ لگیں گے۔", "ur"),
        ("وەزیری ئاو ڕایگەیاند کە کارەکانی بەنداوەکە هەفتەی داهاتوو دەست پێدەکەن.", "ckb"),
        ("The mayor said that the work on the old market is to begin in the spring.", "en"),
        ("Le maire a dit que les travaux de la place du marché vont commencer dans un mois.", "fr"),
        ("12345 ...", "und"),
        ("", "und"),
    ],
)
def test_language_is_guessed(text: str, code: str) -> None:
    assert guess_language(text) == code
