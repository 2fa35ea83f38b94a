"""Reading: files, folders, archives, tables, feeds and pages into a case, every source accounted for.

``read = stored + duplicate + skipped with a reason``. A batch is one transaction with the place to
go on at, so that a killed run can simply be run again; a source read to its end is not read again.
"""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from musnad.read.accounts import Outcome, Prepared, write_batch
from musnad.read.captures import Capture
from musnad.read.entries import NOTHING_KNOWN, Facts
from musnad.read.evidence import is_item, job_of_raw
from musnad.read.formats import Settings, why_not_hashed
from musnad.read.rows import Link, Row, skipped
from musnad.read.sandbox import Done, Job, Sandbox
from musnad.read.walk import LARGEST_FILE, find_files, sha_of_file
from musnad.records import Fetch, Item, Raw, Source, make_id
from musnad.store import Case

if TYPE_CHECKING:
    from musnad.read.net import Policy

# What the readers make of a source; a source read by other ones is read again.
READERS = "readers/2"
# One transaction holds at most this much, so that a person's judgement never waits longer.
ITEMS_PER_BATCH = 500
SECONDS_PER_BATCH = 1.0

Progress = Callable[[str, int, int], None]


def _unwatched(share: float) -> None:
    del share


class Remark(NamedTuple):
    """A thing read that was not stored plainly, and why."""

    source: str
    at: str
    status: str
    reason: str


@dataclass(frozen=True, slots=True)
class ReadSummary:
    """The accounting of one run: ``read == stored + duplicate + skipped``."""

    read: int
    stored: int
    duplicate: int
    skipped: int
    remarks: tuple[Remark, ...]


@dataclass(slots=True)
class _Run:
    """The batch in hand and the counts so far."""

    case: Case
    sandbox: Sandbox
    prepared: list[Prepared] = field(default_factory=list)
    raws: dict[str, Raw] = field(default_factory=dict)
    fetches: list[Fetch] = field(default_factory=list)
    sources: dict[str, Source] = field(default_factory=dict)
    begun: dict[str, int] = field(default_factory=dict)  # items of a source that were done before the batch
    links: dict[str, Link] = field(default_factory=dict)
    counts: dict[str, int] = field(default_factory=lambda: {"stored": 0, "duplicate": 0, "skipped": 0})
    remarks: list[Remark] = field(default_factory=list)
    began: float = 0.0
    watch: Callable[[float], None] = _unwatched  # told the share of a source that is read

    def take(self, row: Row) -> None:
        if isinstance(row, Link):
            self.links.setdefault(row.url, row)
        elif isinstance(row, Raw):
            self.raws[row.sha] = row
        elif isinstance(row, Fetch):
            self.fetches.append(row)
        else:
            self.prepared.append(row)

    def flush_if_due(self) -> None:
        """Write the batch where it is large or old enough. Called between two items only."""
        if not self.began:
            self.began = time.monotonic()
        if len(self.prepared) >= ITEMS_PER_BATCH or time.monotonic() - self.began > SECONDS_PER_BATCH:
            self.flush()

    def flush(self) -> None:
        if self.prepared or self.raws or self.sources:
            batch = (self.prepared, self.raws.values(), self.fetches, self.sources, self.begun)
            for outcome in write_batch(self.case, *batch):
                self._count(outcome)
        self.prepared.clear()
        self.raws.clear()
        self.fetches.clear()
        self.sources.clear()
        self.begun.clear()
        self.began = 0.0

    def _count(self, outcome: Outcome) -> None:
        item = outcome.item
        self.counts[item.status] += 1
        if item.status != "stored" or item.reason:
            self.remarks.append(Remark(item.source, item.at, item.status, item.reason))

    def summary(self) -> ReadSummary:
        self.flush()
        return ReadSummary(sum(self.counts.values()), **self.counts, remarks=tuple(self.remarks))


def read_sources(
    case: Case,
    sources: Sequence[str | Path],
    *,
    mapping: Mapping[str, str] | None = None,
    policy: Policy | None = None,
    follow: bool = False,
    progress: Progress | None = None,
) -> ReadSummary:
    """Read files, folders and web addresses into a case and return the accounting.

    ``mapping`` says which column of a table is which field, ``policy`` how addresses are fetched;
    ``follow``: also those that feeds, sitemaps, lists and tables in files only name. ``progress`` is
    told a name, the bytes done and those of all files; of an address, how many are done stands in the
    name. A source that can't be read is skipped with its reason; the rest goes on.
    """
    settings = Settings(dict(mapping) if mapping else None, follow)
    addresses = [str(each) for each in sources if is_address(str(each))]
    found = [each for path in sources if not is_address(str(path)) for each in find_files(path)]
    with Sandbox() as sandbox:
        run = _Run(case, sandbox)
        # a stop loses the batch in hand, a second's work: written half-way, it would be counted twice
        sizes = [0 if each.reason else _size(each.path) for each in found]
        done = 0
        for each, size in zip(found, sizes, strict=True):
            run.watch = _watching(progress, each.name, done, size, sum(sizes))
            run.watch(0.0)
            if each.reason:
                run.take(skipped(each.name, "", each.reason))
            else:
                _read_file(run, each.name, each.path, settings)
            run.flush_if_due()
            done += size
            run.watch(1.0)
        _read_addresses(run, addresses, settings, policy, progress)
        return run.summary()


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:
        return 0


def _watching(progress: Progress | None, name: str, done: int, size: int, total: int) -> Callable[[float], None]:
    """Return what is told the share of a file that is read, and tells ``progress`` the bytes of all."""
    if progress is None:
        return _unwatched
    tell = progress
    return lambda share: tell(name, done + int(size * share), total)


def is_address(source: str) -> bool:
    """Tell whether what a person gave is a web address and no path."""
    return source[:8].lower().startswith(("http://", "https://"))


def read_captures(
    case: Case, captures: Iterable[tuple[Capture, Facts]], *, progress: Progress | None = None
) -> ReadSummary:
    """Read fetched pages into a case, each with what else is known of it; the source is its address."""
    with Sandbox() as sandbox:
        run = _Run(case, sandbox)
        sandbox.start()  # before threads that may fetch the captures
        for number, (capture, facts) in enumerate(captures):
            if progress:
                progress(capture.url or "", number, number + 1)
            _read_capture(run, capture, facts, Settings())
        return run.summary()


def retry(case: Case, item_ids: Sequence[str] | None = None, *, progress: Progress | None = None) -> ReadSummary:
    """Read skipped items again from the bytes that were kept; all of them, or those named."""
    skipped_items = [each for each in case.rows("item", status="skipped") if each.raw_sha]
    wanted = [each for each in skipped_items if item_ids is None or each.id in set(item_ids)]
    with Sandbox() as sandbox:
        run = _Run(case, sandbox)
        for number, item in enumerate(sorted(wanted, key=lambda each: (each.source, each.at, each.id))):
            if progress:
                progress(item.source, number, len(wanted))
            for row in _rows_again(run, item):
                run.take(row)
            run.flush_if_due()
        return run.summary()


def _rows_again(run: _Run, item: Item) -> Iterator[Row]:
    job = job_of_raw(run.case, item)
    if job is None:
        yield skipped(item.source, item.at, "only the hash of its bytes was kept: read its file again", item.raw_sha)
        return
    for row in run.sandbox.rows(job):
        if isinstance(row, Prepared) and is_item(item, row.at):
            yield replace(row, at=item.at)
        elif isinstance(row, (Raw, Fetch)):
            yield row


# --- one source ---------------------------------------------------------------------------------------


def _read_file(run: _Run, name: str, path: Path, settings: Settings) -> None:
    reason = why_not_hashed(path, name) if _size(path) > LARGEST_FILE else ""
    sha, reason = ("", reason) if reason else sha_of_file(path)
    if reason:
        run.take(skipped(name, "", reason))
        return
    reader = READERS + hashlib.sha256(repr(settings).encode()).hexdigest()[:8]
    source = Source(make_id("source", name, sha, reader), name, sha, reader, 0, 0, 0, 0, 0)
    if any(each.name == name for each in run.sources.values()):
        run.flush()  # of two folders: what became of their items is counted by name within a batch
    known: Source | None = run.case.get("source", source.id)
    if known:
        run.flush()
        _count_known(run, known)
        if known.is_whole:
            return
        source = known
    _read_job(run, Job(name, settings, path=path, sha=sha, skip=source.items), source)


def _count_known(run: _Run, known: Source) -> None:
    """Account for what an earlier run read of a source."""
    if known.stored + known.duplicate:
        run.counts["duplicate"] += known.stored + known.duplicate
        run.remarks.append(Remark(known.name, "", "duplicate", "read before"))
    run.counts["skipped"] += known.skipped
    if known.skipped:
        for item in run.case.rows("item", source=known.name, status="skipped")[: known.skipped]:
            run.remarks.append(Remark(item.source, item.at, item.status, item.reason))


def _read_job(run: _Run, job: Job, source: Source) -> None:
    for row in run.sandbox.rows(job):
        if isinstance(row, Done):
            run.watch(row.share)
            run.begun.setdefault(source.id, source.items)
            source = replace(source, items=row.number + 1)
            run.sources[source.id] = source
            run.flush_if_due()
        else:
            run.take(row)
    run.sources[source.id] = replace(source, is_whole=1)


def _read_capture(run: _Run, capture: Capture, facts: Facts, settings: Settings) -> None:
    name = (*capture.hops, capture.url or "an address")[0]  # as it was asked for, so that it is known next time
    for row in run.sandbox.rows(Job(name, settings, capture=capture, facts=facts)):
        if isinstance(row, Done):
            run.flush_if_due()
        else:
            run.take(row)


def _read_addresses(
    run: _Run, addresses: Sequence[str], settings: Settings, policy: Policy | None, progress: Progress | None
) -> None:
    """Fetch and read addresses, then the addresses these name (of feeds and sitemaps), each once."""
    run.links.update({each: Link(each, NOTHING_KNOWN) for each in reversed(addresses)})
    if not run.links:
        return
    from musnad.read.net import Fetcher, fetch_each
    from musnad.read.net import Wanted as WantedPage

    seen: set[str] = set()
    run.sandbox.start()  # before the threads that fetch
    with Fetcher(policy) as fetcher:
        while new := {url: link for url, link in run.links.items() if url not in seen}:
            seen.update(new)
            pages = fetch_each((WantedPage(url) for url in new), fetcher)
            for number, (wanted, capture) in enumerate(pages):
                if progress:
                    progress(f"{number + 1} of {len(new)}: {wanted.url}", 0, 0)
                follows = settings.fetch or wanted.url in addresses
                _read_capture(run, capture, new[wanted.url].facts, replace(settings, fetch=follows))
