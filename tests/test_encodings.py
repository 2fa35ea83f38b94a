"""Encodings told from bytes; text encoded twice put right; odd characters noticed."""

from __future__ import annotations

import random
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from musnad.read.letters import Decoded, canonical, decode
from musnad.read.letters.mojibake import repair
from musnad.read.letters.oddities import remarks_on

TEXT = "أعلنت بلدية النخيل أن الأعمال ستبدأ غدا في السوق القديم، وقالت إن الكلفة غير معروفة."
FRENCH = "Le maire a déclaré que la fête aurait lieu près de l’église, où l’on a déjà tout préparé."
TURKISH = "Belediye başkanı eski köprünün onarımının kış sonuna kadar biteceğini söyledi."
SENTENCES = [
    line.split("\t")
    for line in (Path(__file__).parent / "cases" / "languages.tsv").read_text("utf-8").splitlines()
    if not line.startswith(("#", "language\t"))
]


def read(data: bytes, declared: str | None = None) -> Decoded:
    decoded = decode(data, declared=declared)
    assert decoded is not None
    return decoded


@pytest.mark.parametrize(
    ("codec", "encoding"),
    [
        ("utf-8", "utf-8"),
        ("utf-8-sig", "utf-8"),
        ("cp1256", "windows-1256"),
        ("iso8859-6", "iso-8859-6"),
        ("mac_arabic", "mac-arabic"),
        ("utf-16", "utf-16-le"),
        ("utf-16-le", "utf-16-le"),
        ("utf-16-be", "utf-16-be"),
        ("utf-32", "utf-32-le"),
        ("utf-32-be", "utf-32-be"),
    ],
)
def test_encoding_is_recognised(codec: str, encoding: str) -> None:
    assert read(TEXT.encode(codec)) == Decoded(TEXT, encoding, ())


@pytest.mark.parametrize(("text", "codec"), [(FRENCH, "cp1252"), (TURKISH, "cp1254"), (TURKISH, "iso8859-9")])
def test_latin_text_is_not_taken_for_arabic(text: str, codec: str) -> None:
    decoded = read(text.encode(codec))
    assert (decoded.text, decoded.remarks) == (text, ())


@pytest.mark.parametrize("lie", ["utf-8", "ISO-8859-1", "windows-1252", "iso-8859-6", "shift_jis", "no-such-thing"])
def test_what_is_declared_may_lie(lie: str) -> None:
    decoded = read(TEXT.encode("cp1256"), declared=lie)
    assert decoded.text == TEXT
    assert decoded.remarks == (f"encoding: declared {lie}, read as windows-1256",)


@pytest.mark.parametrize("name", ["Windows-1256", "cp1256", "x-cp1256", "CP-1256", ' "windows-1256" ', "win1256"])
def test_a_name_of_the_same_encoding_is_no_lie(name: str) -> None:
    assert read(TEXT.encode("cp1256"), declared=name).remarks == ()


def test_what_is_declared_is_believed_where_nothing_speaks_against_it() -> None:
    russian = "Мэр сообщил, что ремонт старого моста закончат до конца зимы."
    assert read(russian.encode("cp1251"), declared="windows-1251").text == russian
    assert (
        read("市長は古い橋の修理が冬の終わりまでに終わると述べた。".encode("shift_jis"), declared="Shift_JIS").remarks
        == ()
    )


@pytest.mark.parametrize("codec", ["utf-16-le", "utf-16-be"])
def test_wide_text_in_any_script_is_read_where_it_is_declared(codec: str) -> None:
    russian = "Мэр сообщил, что ремонт старого моста закончат до конца зимы. " * 3
    assert read(russian.encode(codec), declared="UTF-16").text == russian
    assert decode(b"\x01\x00\x00\x80" * 200, declared="utf-16") is None


def test_a_mark_of_utf8_before_windows_1256_is_passed_over() -> None:
    assert read(b"\xef\xbb\xbf" + TEXT.encode("cp1256")).text == TEXT


def test_utf_7_is_never_believed() -> None:
    assert read(b"+ADw-script+AD4-", declared="utf-7").text == "+ADw-script+AD4-"


def test_an_ascii_page_is_in_whatever_it_declares() -> None:
    assert read(b"<p>plain</p>", declared="windows-1256") == Decoded("<p>plain</p>", "utf-8", ())


@pytest.mark.parametrize("label", [None, "", "  ", "\x00", "x" * 10_000, "utf-8\x00", "../../etc", "é"])
def test_any_label_has_one_name_or_none(label: str | None) -> None:
    assert canonical(label) is None
    assert read(TEXT.encode(), declared=label).text == TEXT


def test_cut_letter_does_not_make_utf8_another_encoding() -> None:
    decoded = read((TEXT * 3).encode("utf-8")[:-3] + b"\xd9")
    assert decoded.encoding == "utf-8"
    assert "U+FFFD" in decoded.remarks[0]


def test_a_stretch_in_another_encoding_is_read_in_it() -> None:
    footer = "جميع الحقوق محفوظة لصحيفة النخيل"
    decoded = read(f"<p>{TEXT}</p>".encode() + b"<p>" + footer.encode("cp1256") + b"</p>" + TEXT.encode())
    assert decoded.text == f"<p>{TEXT}</p><p>{footer}</p>{TEXT}"
    assert decoded.remarks == ("encoding: 1 stretch of utf-8 text read as windows-1256",)


def test_a_lying_mark_is_passed_over() -> None:
    decoded = read(b"\xff\xfe" + FRENCH.encode())
    assert decoded.text == FRENCH
    assert "byte-order mark" in decoded.remarks[0]


def test_letters_written_as_two_surrogates_are_put_together() -> None:
    assert read("a \U0001f600".encode("utf-16-le").decode("utf-16-le").encode() + b"\xed\xa0\xbd\xed\xb8\x80").text == (
        "a \U0001f600\U0001f600"
    )


def test_lone_surrogates_and_nuls_stand_as_replacement_characters() -> None:
    decoded = read(TEXT.encode() + b"\xed\xa0\xbd\x00.")
    assert decoded.text == TEXT + "\ufffd\ufffd."
    assert len(decoded.remarks) == 2


def test_nuls_a_page_ends_in_are_left_out() -> None:
    decoded = read(TEXT.encode() + bytes(4096))
    assert (decoded.text, decoded.remarks) == (TEXT, ("4096 NUL bytes at the end left out",))


@pytest.mark.parametrize(
    "data",
    [
        b"\x7fELF\x00\x00",
        b"MZ\x90\x00\x03\x00\x00\x00",
        bytes(64),
        bytes(range(256)) * 4,
        random.Random(1).randbytes(5000),
        b"\x01\x00\x02\x00" * 900,
    ],
)
def test_binary_is_no_text(data: bytes) -> None:
    assert decode(data) is None


@pytest.mark.parametrize("codec", ["latin-1", "cp1256"])
@pytest.mark.parametrize("times", [1, 2, 3])
@pytest.mark.parametrize("text", [TEXT, FRENCH, TURKISH, "السعر “100” € – «اليوم»"])
def test_text_encoded_twice_or_more_is_put_right(text: str, codec: str, times: int) -> None:
    spoiled = text
    for _ in range(times):
        spoiled = spoiled.encode("utf-8").decode(codec)
    decoded = read(spoiled.encode("utf-8"))
    assert decoded.text == text
    assert decoded.remarks[0].startswith("mojibake repaired: ")


def test_only_the_stretch_that_was_encoded_twice_is_put_right() -> None:
    page = f"<h1>{TEXT}</h1><p>{TEXT.encode().decode('latin-1')}</p><p>{FRENCH}</p>"
    assert read(page.encode()).text == f"<h1>{TEXT}</h1><p>{TEXT}</p><p>{FRENCH}</p>"


def test_arabic_read_as_latin_is_put_right() -> None:
    decoded = read(f"<p>{TEXT.encode('cp1256').decode('cp1252')}</p>".encode())
    assert decoded.text == f"<p>{TEXT}</p>"
    assert "windows-1256 read as Latin" in decoded.remarks[0]


def test_letters_lost_in_a_wrong_reading_stay_lost_and_are_counted() -> None:
    decoded = read(TEXT.encode().decode("cp1252", "replace").encode())
    assert decoded.text == TEXT.replace("ف", "\ufffd")
    assert "3 damaged or unknown characters stand as U+FFFD" in decoded.remarks


def test_what_does_not_reverse_is_flagged() -> None:
    lossy = TEXT.encode().decode("latin-1").replace("\u0084", "").replace("\u0085", "").replace("§", "?")
    assert "mojibake" in " ".join(read(lossy.encode()).remarks)


@pytest.mark.parametrize("language", sorted({row[0] for row in SENTENCES}))
def test_good_text_is_left_alone(language: str) -> None:
    for text in (row[3] for row in SENTENCES if row[0] == language):
        assert repair(text) == (text, "")
        assert read(text.encode()) == Decoded(text, "utf-8", ())


@pytest.mark.parametrize(
    "text",
    [
        "«CAFÉ» « À » Ç» Ö“ Ä“ Ü” É® 5 Å, Â° et Ã la fin",
        "غلط، فقط؟ شرط» حفظ‌ها",
        "SÃO JOÃO É NÃO",
        "½ ¾ § © ® ¶ £5 €7 “x” – ‘y’…",
        "ÉÈÊÀÂÇÎÔÛ éèêàâçîôû",
        "ĞÜŞİÖÇ ğüşıöç",
        "ÄÖÜ äöü ß",
    ],
)
def test_signs_that_meet_by_chance_are_left_alone(text: str) -> None:
    assert repair(text) == (text, "")


@given(st.lists(st.sampled_from([row[3] for row in SENTENCES]), min_size=1, max_size=6), st.sampled_from(" \n»“. "))
@settings(max_examples=40)
def test_good_texts_together_are_left_alone(texts: list[str], joint: str) -> None:
    text = joint.join(texts)
    assert repair(text) == (text, "")


def test_a_text_of_a_record_that_was_encoded_twice_is_said() -> None:
    assert remarks_on(TEXT.encode().decode("cp1256")) == (
        "mojibake: the text looks like UTF-8 read in another encoding",
    )
    assert remarks_on(TEXT) == ()


@given(st.binary(max_size=300), st.none() | st.text(max_size=12))
@settings(max_examples=80)
def test_any_bytes_are_read_or_refused(data: bytes, declared: str | None) -> None:
    decoded = decode(data, declared=declared)
    if decoded is not None:
        decoded.text.encode("utf-8")  # no lone surrogate is left
        assert "\x00" not in decoded.text
        assert decoded == decode(data, declared=declared)


@given(st.text(alphabet=st.characters(exclude_categories=["Cs"]), max_size=200))
@settings(max_examples=80)
def test_repair_is_done_once(text: str) -> None:
    once, _ = repair(text)
    assert repair(once)[0] == once


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("صورة \u202egpj.exe", "bidi"),
        ("a\u2066b\u2069", "bidi"),
        ("a\ue000b", "private-use"),
        ("a\U000e0041\U000e0042", "tag"),
        ("e" + "\u0301" * 30, "stacks of marks"),
        ("a\ufdd0", "noncharacters"),
        ("a\U000a0000", "unassigned"),
        ("a\x1b[31m", "control"),
    ],
)
def test_odd_characters_are_kept_and_said(text: str, said: str) -> None:
    decoded = read(text.encode())
    assert decoded.text == text
    assert said in " ".join(decoded.remarks)
    assert decoded.remarks == remarks_on(text)


@pytest.mark.parametrize(
    "data",
    [
        b"\xd8\xc7" * 60_000,
        b"a\xff" * 60_000,
        ("Ã" * 60_000).encode(),
        ("Ã©" * 60_000).encode(),
        ("ط§" * 40_000).encode(),
        ("Çá" * 40_000).encode(),
        ("<" * 100_000).encode(),
        "\u202e".encode() * 40_000,
        ("e" + "\u0301" * 100_000).encode(),
        ("\ud8a7Ã\ufffd" * 20_000).encode("utf-8", "replace"),
    ],
)
def test_hostile_bytes_cost_no_more_than_their_length(data: bytes) -> None:
    begun = time.process_time()
    read(data)
    assert time.process_time() - begun < 2
