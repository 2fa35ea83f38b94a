"""What reading a web archive costs, beside warcio and, where it is installed, FastWARC.

    python bench/warc.py [MEGABYTES]

An archive of that size (50 by default) is made, with two pages, a picture, a request and metadata in
turn, as crawlers leave them. Each reader goes through it in a process of its own: CPU seconds, MB of
the file a second, and peak memory in MB. "bare" is the loop that reads the bodies of responses as they
stand in the archive, and so is "records"; musnad also undoes the encodings of the bodies, as "decoded"
has FastWARC do. Prints one line a reader, then the ratios.
"""

from __future__ import annotations

import base64
import gzip
import hashlib
import importlib
import os
import random
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

SENTENCE = "قال مدير المكتبة إن القاعة الجديدة تتسع لمئتي قارئ وتفتح أبوابها صباح الغد في حي النخيل"
RECORDS = 400  # different ones; then they come again under new addresses


def record(kind: str, url: str, block: bytes) -> bytes:
    digest = base64.b32encode(hashlib.sha1(block).digest()).decode()
    head = (
        f"WARC/1.0\r\nWARC-Type: {kind}\r\nWARC-Record-ID: <urn:uuid:{hashlib.md5(block).hexdigest()}>\r\n"
        f"WARC-Target-URI: {url}\r\nWARC-Date: 2016-10-21T10:00:00Z\r\nWARC-Block-Digest: sha1:{digest}\r\n"
        f"Content-Type: application/http; msgtype={kind}\r\nContent-Length: {len(block)}\r\n\r\n"
    )
    return head.encode() + block + b"\r\n\r\n"


def page(dice: random.Random) -> bytes:
    words = SENTENCE.split()
    lines = (
        f'<li class="menu-{dice.random()}"><a href="/{dice.random()}">{" ".join(dice.choices(words, k=25))}</a></li>'
        for _ in range(dice.randint(100, 500))
    )
    return f"<html><body>{''.join(lines)}</body></html>".encode()


def http(kind: str, body: bytes, more: str = "") -> bytes:
    return f"HTTP/1.1 200 OK\r\nContent-Type: {kind}\r\n{more}Content-Length: {len(body)}\r\n\r\n".encode() + body


def make(path: Path, size: int) -> None:
    """Write an archive of about ``size`` bytes."""
    dice = random.Random(1)
    members = []
    for number in range(RECORDS // 5):
        url = f"https://maktaba.example/{number}"
        members += [
            record("request", url, f"GET /{number} HTTP/1.1\r\nHost: maktaba.example\r\n\r\n".encode()),
            record("response", url, http("text/html; charset=utf-8", page(dice))),
            record("metadata", url, b"fetchTimeMs: 120\r\n"),
            record("response", url, http("text/html", gzip.compress(page(dice)), "Content-Encoding: gzip\r\n")),
            record("response", url, http("image/jpeg", dice.randbytes(dice.randint(5_000, 40_000)))),
        ]
    packed = [gzip.compress(member, mtime=0) for member in members]
    with path.open("wb") as file:
        while file.tell() < size:
            for member in packed:
                file.write(member)


def read_musnad(path: Path) -> int:
    from musnad.read.warc import captures_in_warc

    with path.open("rb") as file:
        return sum(not capture.reason for capture in captures_in_warc(file))


def read_records(path: Path) -> int:
    """The records only: told apart and looked at, bodies left as they stand in the archive."""
    from musnad.read.warc import FirstLook
    from musnad.read.warc.records import records_in

    with path.open("rb") as file:
        return sum(bool(record.stop) for record in records_in(file, FirstLook()))


def read_warcio(path: Path) -> int:
    from warcio.archiveiterator import ArchiveIterator

    number = 0
    with path.open("rb") as file:
        for each in ArchiveIterator(file):
            if each.rec_type == "response":
                each.raw_stream.read()
                number += 1
    return number


def read_fastwarc(path: Path) -> int:
    from fastwarc.warc import ArchiveIterator, WarcRecordType

    number = 0
    with path.open("rb") as file:
        for each in ArchiveIterator(file, record_types=WarcRecordType.response):
            each.reader.read()
            number += 1
    return number


def read_fastwarc_decoded(path: Path) -> int:
    """The same with the encodings of the bodies undone, as musnad does."""
    from fastwarc.warc import ArchiveIterator, WarcRecordType

    number = 0
    with path.open("rb") as file:
        for each in ArchiveIterator(file, record_types=WarcRecordType.response, auto_decode="all"):
            each.reader.read()
            number += 1
    return number


READERS = {
    "musnad": read_musnad,
    "records": read_records,
    "warcio": read_warcio,
    "fastwarc": read_fastwarc,
    "decoded": read_fastwarc_decoded,
}

MODULES = {
    "musnad": "musnad.read.warc",
    "records": "musnad.read.warc",
    "warcio": "warcio",
    "fastwarc": "fastwarc.warc",
    "decoded": "fastwarc.warc",
}
OURS = ("musnad", "records")


def measure(name: str, path: Path) -> tuple[float, float] | None:
    """Return CPU seconds and peak MB of a reader in a process of its own; ``None`` where it is not installed."""
    done = subprocess.run(
        [sys.executable, __file__, "--reader", name, str(path)], capture_output=True, text=True, env=os.environ
    )
    if done.returncode:
        return None
    cpu, peak = map(float, done.stdout.split())
    return cpu, peak


def main() -> None:
    if sys.argv[1:2] == ["--reader"]:
        importlib.import_module(MODULES[sys.argv[2]])  # start-up is measured elsewhere
        begun = time.process_time()
        READERS[sys.argv[2]](Path(sys.argv[3]))
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        print(time.process_time() - begun, peak)
        return
    size = int(sys.argv[1] if len(sys.argv) > 1 else 50) * 1_000_000
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "made.warc.gz"
        make(path, size)
        found = {name: result for name in READERS if (result := measure(name, path))}
        for name, (cpu, peak) in found.items():
            print(f"{name:10} {cpu:7.2f} s {path.stat().st_size / 1e6 / cpu:7.1f} MB/s {peak:6.0f} MB")
        for name in found.keys() - set(OURS):
            ratios = " and ".join(f"{each} {found[each][0] / found[name][0]:.2f}" for each in OURS)
            print(f"times the CPU of a bare {name} loop: {ratios}")


if __name__ == "__main__":
    main()
