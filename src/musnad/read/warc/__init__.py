"""Web archives: WARC and ARC files, plain or packed with gzip or zstd, to captures.

Every response becomes a capture: with its body where it is a page, else with the reason. Requests,
metadata, conversions and the like are passed over and only counted.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, MutableMapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import BinaryIO
from urllib.parse import urlsplit

from musnad.read.captures import Capture
from musnad.read.warc.members import DICTIONARY, ZSTD, first_bytes
from musnad.read.warc.records import Record, block_digest_agrees, records_in
from musnad.read.warc.responses import Response, looks_packed, plain_body, read_head
from musnad.read.warc.streams import LONGEST_START, START

# Types that may hold a page or a feed; others are passed over without being held in memory.
_PAGES = re.compile(
    r"text/(?:html|plain|xml|xhtml)|application/(?:xhtml\+xml|xml|rss\+xml|atom\+xml|rdf\+xml|feed\+json)"
)
# Types that say nothing: the bytes decide.
_UNSAID = {"", "application/octet-stream", "binary/octet-stream", "unknown/unknown", "application/unknown", "*/*"}
_MARKUP = re.compile(rb"\s*(?:\xef\xbb\xbf)?\s*<(?:!doctype\s+html|html|head|body|\?xml|rss|feed|!--)", re.I)
_SANE_ID = re.compile(r"[!-~]{1,200}")
# As WARC 1.0 and 1.1 print a moment; the fraction may have nine digits.
_DATE = re.compile(
    r"(\d{4})-(\d\d)-(\d\d)(?:[T ](\d\d):(\d\d)(?::(\d\d)(\.\d{1,9})?)?[ \t]*(Z|[+-]\d\d:?\d\d)?)?", re.A | re.I
)
# Nearly all are these; days above 28 are looked at closely.
_USUAL_DATE = re.compile(
    r"(?:199\d|20\d\d)-(?:0[1-9]|1[0-2])-(?:0[1-9]|1\d|2[0-8])T(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\dZ", re.A
)
_DIGITS = re.compile(r"(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)", re.A)
# The web's first server, and a year nobody has fetched from.
EARLIEST_YEAR, LATEST_YEAR = 1990, 2100
LONGEST_URL = 8192
# What could move a cursor or turn a line around, in a header and in words of ours that quote one.
_CONTROLS = re.compile("[\x00-\x1f\x7f-\x9f]")
_UNSAFE = re.compile("[\x00-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069]")
# Responses remembered so that a revisit without a reference can be told what it repeats: some 300 bytes each.
MOST_REMEMBERED = 50_000
_HTTP = ("http:", "https:")
_KINDS = {"warcinfo", "response", "resource", "request", "metadata", "revisit", "conversion", "continuation"}


def looks_like_warc(data: bytes) -> bool:
    """Return whether a file that begins with these bytes (the first 16 kB will do) is a web archive."""
    data = data[: 4 * LONGEST_START]
    if data.startswith(DICTIONARY):
        return True
    begin = first_bytes(data, LONGEST_START)
    if not begin and data.startswith(ZSTD):
        return not _has_zstd()  # the reason why it can't be read is given by the reader
    return bool(START.match(begin.lstrip(b"\r\n\x00 \t\xef\xbb\xbf")))


def _has_zstd() -> bool:
    try:
        import zstandard  # noqa: F401
    except ImportError:
        return False
    return True


def captures_in_warc(file: BinaryIO, *, kinds: MutableMapping[str, int] | None = None) -> Iterator[Capture]:
    """Yield a capture for every response of a web archive, and one for every damaged place.

    ``file`` must be seekable; it is read in steps, and at most one body of 32 MB is held. ``kinds``
    is told how many records of each kind were met. Never raises on what the file holds.
    """
    seen: dict[str, tuple[str, str]] = {}
    look = FirstLook()
    for record in records_in(file, look):
        kind = "damaged" if record.reason else look.kind
        if kinds is not None:
            kinds[kind] = kinds.get(kind, 0) + 1
        if record.reason:
            yield _capture(record, reason=record.reason)
        elif kind == "revisit":
            yield _revisit(record, seen)
        elif kind == "response":
            yield _response(record, look, seen)
        elif kind == "resource" and not look.why_not:
            yield _resource(record)
        elif kind not in _KINDS and record.remarks:
            yield _capture(record, reason=f"corrupt: a record of the unknown kind {kind[:40]!a}")


class FirstLook:
    """A first look at a record, from its header and the beginning of its block: what it is, and whether to keep it."""

    def __init__(self) -> None:
        self.kind = ""
        self.head = Response(0)
        self.why_not = ""

    def __call__(self, headers: Mapping[str, str], begin: bytes) -> bool:
        kind = headers.get("warc-type", "").strip().lower()
        if not kind:
            kind = "response" if begin.startswith(b"HTTP/") else "unknown"
        self.kind = kind if _SANE_ID.fullmatch(kind) else "unknown"
        uri = uri_of(headers)
        self.why_not = "not kept"
        if kind == "resource":
            if _PAGES.fullmatch(type_of(headers)) and uri.startswith(_HTTP):
                self.why_not = ""
        elif kind == "response":
            self.head = read_head(begin)
            self.why_not = self._why_no_page(uri, type_of(headers), begin)
        return not self.why_not

    def _why_no_page(self, uri: str, kind: str, begin: bytes) -> str:
        head = self.head
        if not head.status:
            if uri and not uri.startswith(_HTTP):
                return f"{clean(uri.partition(':')[0])[:20]}: not a page"
            return why_no_page({} if kind == "application/http" else {"content-type": kind}, begin)
        if head.status != 200:
            where = clean(head.headers.get("location", ""))[:500]
            return f"HTTP {head.status}" + (f": redirected to {where}" if where and 300 <= head.status < 400 else "")
        return why_no_page(head.headers, begin[head.start :]) or _why_no_address(uri)


def type_of(headers: Mapping[str, str]) -> str:
    """Return the media type of a header, without its parameters."""
    return headers.get("content-type", "").partition(";")[0].strip().lower()


def uri_of(headers: Mapping[str, str]) -> str:
    """Return the address of a record; some writers put it between angle brackets."""
    uri = headers.get("warc-target-uri", "").strip()
    return uri[1:-1].strip() if uri.startswith("<") and uri.endswith(">") else uri


def clean(text: str) -> str:
    """Return a text of a header as it can be quoted: what could move a cursor or turn a line around is replaced."""
    return _UNSAFE.sub("\ufffd", text)


def why_no_page(headers: Mapping[str, str], begin: bytes) -> str:
    """Return why a body is no page, from its type and its first bytes, or ""."""
    kind = type_of(headers)
    if _PAGES.fullmatch(kind) or _MARKUP.match(begin[:512]):
        return ""
    if kind in _UNSAID:
        packed = "content-encoding" in headers or begin.startswith(b"\x1f\x8b")
        return "" if packed or not looks_packed(begin) else "no content type, and no text"
    return f"{clean(kind)[:80]}: not a page"


def _why_no_address(uri: str) -> str:
    try:
        return "robots.txt: not a page" if urlsplit(uri).path == "/robots.txt" else ""
    except ValueError:
        return ""


def _response(record: Record, look: FirstLook, seen: dict[str, tuple[str, str]]) -> Capture:
    head = look.head
    remarks = list(head.remarks)
    if look.why_not:
        return _capture(record, head, reason=look.why_not, remarks=remarks)
    raw = record.rest_of_block(head.start)
    body, reason, odd = plain_body(raw, head.headers)
    remarks += _lengths(raw, head.headers, odd) + odd + _digests(record, raw, body)
    if not reason:
        reason = "empty body" if not body or body.isspace() else ""
    kind = type_of(head.headers)
    if not reason and head.status and kind not in _UNSAID and not _PAGES.fullmatch(kind):
        remarks.append(f"declared {clean(kind)[:80]}, is markup")
    if not reason:
        _remember(record, seen)
    return _capture(record, head, body=b"" if reason else body, reason=reason, remarks=remarks)


def _resource(record: Record) -> Capture:
    head = Response(0, {"content-type": record.headers.get("content-type", "")})
    body = record.block
    reason = "empty body" if not body or body.isspace() else ""
    return _capture(record, head, body=body, reason=reason, remarks=_digests(record, body, b""))


def _lengths(raw: bytes, headers: Mapping[str, str], odd: Sequence[str]) -> list[str]:
    """Return a remark where the server announced more than there is."""
    printed = headers.get("content-length", "")
    if odd or not printed.isascii() or not printed.isdigit() or len(printed) > 18:
        return []
    # A crawler that unpacks bodies leaves the length and, mostly, the encoding as they came.
    if int(printed) <= len(raw) or "transfer-encoding" in headers or "content-encoding" in headers:
        return []
    return [f"truncated: {len(raw)} of {int(printed)} bytes announced by the server"]


def _digests(record: Record, raw: bytes, body: bytes) -> list[str]:
    """Return a remark where the bytes are not those the archive's writer saw."""
    remarks = []
    cut = record.headers.get("warc-truncated")
    if cut:
        remarks.append(f"truncated by the crawler: {clean(cut)[:40]}")
    if "warc-segment-number" in record.headers:
        remarks.append("truncated: one segment of several")
    if record.is_checked:
        return remarks
    agrees = block_digest_agrees(record.block, record.headers.get("warc-block-digest", ""))
    if agrees is None:
        printed = record.headers.get("warc-payload-digest", "")
        agrees = block_digest_agrees(raw, printed)
        if agrees is False:  # some writers take the digest of what is inside the chunks or the encoding
            agrees = block_digest_agrees(body, printed)
    if agrees is False:
        remarks.append("corrupt: the body is not the one its digest in the archive was made of")
    return remarks


def _remember(record: Record, seen: dict[str, tuple[str, str]]) -> None:
    digest = record.headers.get("warc-payload-digest")
    if digest and len(seen) < MOST_REMEMBERED and len(digest) <= 200:
        seen.setdefault(digest, (uri_of(record.headers)[:500], record.headers.get("warc-date", "")[:40]))


def _revisit(record: Record, seen: Mapping[str, tuple[str, str]]) -> Capture:
    """Return what a revisit says: the same as an earlier response, whose address and date stand in the reason."""
    headers = record.headers
    earlier = seen.get(headers.get("warc-payload-digest", ""))
    uri = headers.get("warc-refers-to-target-uri", "").strip("<> ") or (earlier[0] if earlier else uri_of(headers))
    date = headers.get("warc-refers-to-date", "") or (earlier[1] if earlier else "")
    words = ["revisit of", clean(uri)[:500] or "an unnamed response", *(moment(date)[0] or "").split()]
    if not earlier:
        words.append("(not among the pages before it in this archive)")
    return _capture(record, read_head(record.begin), reason=" ".join(words))


def _capture(
    record: Record, head: Response | None = None, *, body: bytes = b"", reason: str = "", remarks: Sequence[str] = ()
) -> Capture:
    headers = record.headers
    fetched, odd_date = moment(headers.get("warc-date", ""))
    url, odd_url = _address(uri_of(headers))
    if record.reason and not headers:
        odd_date = odd_url = []
    name = headers.get("warc-record-id", "").strip("<> ")
    at = f"record {record.number}" + (f" {name}" if _SANE_ID.fullmatch(name) else "")
    all_remarks = (*record.remarks, *odd_url, *odd_date, *remarks)
    http = _clean_fields(head.headers) if head else {}
    return Capture(at, url, fetched, head.status if head else 0, http, body, reason, all_remarks)


def _clean_fields(headers: Mapping[str, str]) -> Mapping[str, str]:
    if not _CONTROLS.search("".join(headers)) and not _CONTROLS.search("".join(headers.values())):
        return headers
    return {_CONTROLS.sub("\ufffd", name): _CONTROLS.sub("\ufffd", value) for name, value in headers.items()}


def _address(uri: str) -> tuple[str | None, list[str]]:
    if not uri:
        return None, ["no WARC-Target-URI"]
    if len(uri) > LONGEST_URL:
        return None, [f"an address of {len(uri)} characters"]
    if _CONTROLS.search(uri):
        return None, ["control characters in the address"]
    return uri.replace(" ", "%20"), []


def moment(printed: str) -> tuple[str | None, list[str]]:
    """Return a moment as ISO 8601 in UTC, as precise as it is printed from the day on; or ``None`` and a remark."""
    printed = printed.strip()
    if _USUAL_DATE.fullmatch(printed):
        return printed, []
    found = _DATE.fullmatch(printed) or _DIGITS.fullmatch(printed)
    try:
        if found and EARLIEST_YEAR <= int(found[1]) <= LATEST_YEAR:
            return _iso(found), []
    except ValueError:
        pass
    return None, [f"odd WARC-Date: {printed[:40]!a}" if printed else "no WARC-Date"]


def _iso(found: re.Match[str]) -> str:
    groups = (*found.groups(), None, None)[:8]
    year, month, day, hour, minute, second = (int(each or 0) for each in groups[:6])
    fraction, zone = groups[6], groups[7]
    when = datetime(year, month, day, hour, minute, second, tzinfo=UTC)  # a date that is none raises ValueError here
    if groups[3] is None:
        return f"{when:%Y-%m-%d}"
    if zone and zone.upper() != "Z":
        sign = -1 if zone[0] == "-" else 1
        when -= sign * timedelta(hours=int(zone[1:3]), minutes=int(zone[-2:]))
    return f"{when:%Y-%m-%dT%H:%M:%S}" + (fraction or "").rstrip(".0") + "Z"
