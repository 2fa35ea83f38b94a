"""What the cases are written with: a case, good words of our own, and the files to put them in."""

from __future__ import annotations

import gzip
import io
import json
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import Any

ACCEPTED, PARTIAL, SKIPPED, REJECTED = "accepted", "partial", "skipped", "rejected"

HEADLINE = "مجلس واحة النسيم يقر توسعة سوق الخضار"
FIRST = (
    "أقر مجلس واحة النسيم في جلسة عقدها مساء الثلاثاء خطة لتوسعة سوق الخضار القديم، "
    "على أن تبدأ الأعمال في مطلع الشهر المقبل."
)
SECOND = (
    "وقال رئيس المجلس سهيل العوني إن الخطة «ستنقل خمسين بائعا إلى الساحة الجديدة»، "
    "مؤكدا أن أحدا منهم لن يدفع رسوما إضافية."
)
THIRD = (
    "وأضاف أن الكلفة تبلغ نحو ثلاثة ملايين، "
    "وأن المهندسين أنهوا رسم المخططات بعد مشاورات مع التجار استمرت ثمانية أسابيع كاملة."
)
BODY = f"{FIRST}\n\n{SECOND}\n\n{THIRD}"
# Words a text must still hold when it was read whole.
MARK = "ثمانية أسابيع كاملة"

Write = Callable[[Path], object]


@dataclass(frozen=True, slots=True)
class Case:
    """An input, and what must become of it beside good ones."""

    name: str
    write: Write  # into a folder of its own
    expect: str = ACCEPTED  # or several, with a bar between them
    reports: tuple[int, int] = (1, 1)  # at least, at most
    warn: str = ""  # stands in some reason or remark
    holds: tuple[str, ...] = ()  # words found in the texts stored, folded
    lacks: tuple[str, ...] = ()  # never in a text stored
    seconds: float = 4.0  # of computing, on an idle machine: reading, all stages and outputs
    slow: bool = False
    published: str | bool | None = True  # of every report; True: whatever it is


def a_file(name: str, data: bytes | str) -> Write:
    """Return what writes one file; words in UTF-8."""
    kept = data.encode("utf-8", "surrogatepass") if isinstance(data, str) else data
    return lambda folder: (folder / name).write_bytes(kept)


def made(name: str, make: Callable[[], bytes | str]) -> Write:
    """Return what writes one file whose bytes are made only when they are needed: large ones."""
    return lambda folder: a_file(name, make())(folder)


def several(*writes: Write) -> Write:
    return lambda folder: [write(folder) for write in writes]


def text_of(*, headline: str = HEADLINE, body: str = BODY) -> str:
    return f"{headline}\n\n{body}\n"


def paragraphs(body: str = BODY) -> str:
    return "\n".join(f"<p>{escape(each)}</p>" for each in body.split("\n\n"))


def page(
    *,
    headline: str = HEADLINE,
    body: str | None = None,
    head: str = "",
    before: str = "",
    after: str = "",
    charset: str = "utf-8",
    start: str = "<!DOCTYPE html>",
) -> str:
    """Return an HTML page; ``body`` is markup."""
    inner = paragraphs() if body is None else body
    meta = f'<meta charset="{charset}">' if charset else ""
    return (
        f'{start}<html lang="ar" dir="rtl"><head>{meta}<title>{escape(headline)}</title>{head}</head><body>{before}'
        f"<article><h1>{escape(headline)}</h1>\n{inner}</article>{after}</body></html>"
    )


def record(**fields: Any) -> dict[str, Any]:
    return {"id": "1", "source": "صحيفة النسيم", "title": HEADLINE, "text": BODY, **fields}


def lines(*records: Any) -> str:
    """Return records as JSON lines; words are lines as they are."""
    return "".join((each if isinstance(each, str) else json.dumps(each, ensure_ascii=False)) + "\n" for each in records)


def zipped(members: Mapping[str, bytes | str], **options: Any) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, **options) as archive:
        for name, data in members.items():
            archive.writestr(zipfile.ZipInfo(name), data, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def gzipped(data: bytes | str) -> bytes:
    return gzip.compress(data.encode("utf-8") if isinstance(data, str) else data, mtime=0)


def feed(*items: str, head: str = "", start: str = '<?xml version="1.0" encoding="utf-8"?>') -> str:
    return f'{start}<rss version="2.0"><channel><title>واحة النسيم</title>{head}{"".join(items)}</channel></rss>'


def entry(
    *, title: str = HEADLINE, link: str = "https://naseem.example/1", text: str | None = None, more: str = ""
) -> str:
    """Return an RSS item; ``title`` and ``text`` are XML, or markup escaped."""
    inner = escape(paragraphs()) if text is None else text
    return f"<item><title>{title}</title><link>{link}</link><description>{inner}</description>{more}</item>"


def response(
    body: bytes | str, *, url: str = "https://naseem.example/1", headers: str = "", status: str = "200 OK"
) -> bytes:
    """Return a WARC response record."""
    inner = body.encode("utf-8") if isinstance(body, str) else body
    http = f"HTTP/1.1 {status}\r\nContent-Type: text/html\r\n{headers}\r\n".encode() + inner
    return warc_record("response", http, url=url, kind="application/http; msgtype=response")


def warc_record(
    what: str, block: bytes, *, url: str = "", kind: str = "text/plain", more: str = "", length: int = -1
) -> bytes:
    target = f"WARC-Target-URI: {url}\r\n" if url else ""
    size = len(block) if length < 0 else length
    head = (
        f"WARC/1.0\r\nWARC-Type: {what}\r\n{target}WARC-Date: 2024-03-05T06:07:08Z\r\n"
        f"WARC-Record-ID: <urn:uuid:00000000-0000-4000-8000-{len(block):012d}>\r\n{more}"
        f"Content-Type: {kind}\r\nContent-Length: {size}\r\n\r\n"
    )
    return head.encode() + block + b"\r\n\r\n"
