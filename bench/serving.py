"""How long the reading room takes to answer, beside Datasette on the same case file in the same run.

    pip install datasette==0.65.5
    python bench/serving.py CASE.musnad [--datasette PATH] [--users 20] [--rounds 40]

Ours: the pages a desk keeps open, and searches; theirs: fifty rows of a table, and the same searches in the same
full-text table. Each is asked by one user at a time, by twenty at once, and by one while ``musnad read`` adds reports
to the case (a copy of it is used). Milliseconds at the client until the whole answer is there, by a connection that is
kept open, as a browser's is; medians and 95th percentiles. Machines are shared and noisy: trust the ratios.
"""

from __future__ import annotations

import argparse
import http.client
import itertools
import json
import shutil
import socket
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote, urlsplit

from musnad.text import folded_words

# Words of the press, from one in nearly every report to one in some dozens, and a phrase.
QUERIES = ("على", "السعودية", "وزارة الداخلية", "النفط", "الحوثي", "الموصل", "مجلس الأمن", "كأس آسيا")
# Datasette: its page size, as many milliseconds for a query as ours has, no facets counted unasked.
SETTINGS = {"default_page_size": "50", "sql_time_limit_ms": "10000", "suggest_facets": "off"}
LINES_READ = 20_000
# What a server says to what took longer than it allows itself.
TOO_SLOW = 503


class Site:
    """A server and what each of its pages is called."""

    def __init__(self, name: str, port: int, pages: dict[str, list[str]], cookie: str = "") -> None:
        self.name, self.port, self.pages = name, port, pages
        self.headers = {"Cookie": cookie} if cookie else {}

    def connect(self) -> http.client.HTTPConnection:
        return http.client.HTTPConnection("127.0.0.1", self.port, timeout=120)

    def ask(self, connection: http.client.HTTPConnection, path: str) -> tuple[float, bool]:
        """Return the milliseconds until all of an answer is there, and whether it was refused for its time."""
        begun = time.perf_counter()
        connection.request("GET", path, headers=self.headers)
        answer = connection.getresponse()
        body = answer.read()
        refused = answer.status == TOO_SLOW
        if (answer.status != 200 and not refused) or not body:
            raise RuntimeError(f"{self.name} answered {answer.status} to {path}: {body[:300]!r}")
        return 1000 * (time.perf_counter() - begun), refused


def measure(site: Site, page: str, rounds: int, users: int) -> list[tuple[float, bool]]:
    """Return the milliseconds of each answer and whether it was refused, ``rounds`` to each of so many users."""
    found: list[tuple[float, bool]] = []
    failures: list[Exception] = []

    def use(first: int) -> None:
        paths = itertools.islice(itertools.cycle(site.pages[page]), first, first + rounds)
        try:
            connection = site.connect()
            found.extend([site.ask(connection, path) for path in paths])
            connection.close()
        except Exception as error:
            failures.append(error)

    threads = [threading.Thread(target=use, args=(number,)) for number in range(users)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    if failures:
        raise failures[0]
    return found


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_for(port: int) -> None:
    for _ in range(600):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    raise RuntimeError("the server did not start")


@contextmanager
def musnad(case: Path) -> Iterator[Site]:
    """Serve the case as its readers would."""
    command = [sys.executable, "-m", "musnad", "serve", "--case", str(case), "--port", str(free_port()), "--no-browser"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout
            link = urlsplit(process.stdout.readline().split(": ", 1)[1].strip())
            assert link.port
            wait_for(link.port)
            connection = http.client.HTTPConnection("127.0.0.1", link.port)
            connection.request("GET", f"{link.path}?{link.query}")
            cookie = (connection.getresponse().getheader("Set-Cookie") or "").split(";")[0]
            connection.close()
            yield Site("musnad", link.port, our_pages(case), cookie)
        finally:
            process.terminate()


def our_pages(case: Path) -> dict[str, list[str]]:
    """Return the addresses of ours, by what they are: the largest of each kind, and ordinary ones."""
    with sqlite3.connect(f"file:{case}?mode=ro", uri=True) as connection:
        stories = ids(connection, "SELECT story_id FROM story_member GROUP BY 1 ORDER BY count(*) DESC, 1 LIMIT 1")
        others = ids(
            connection, "SELECT story_id FROM story_member GROUP BY 1 HAVING count(*) BETWEEN 2 AND 6 LIMIT 20"
        )
        reports = ids(connection, "SELECT id FROM report ORDER BY id LIMIT 20")
        entities = ids(connection, "SELECT entity_id FROM entity_member GROUP BY 1 ORDER BY count(*) DESC, 1 LIMIT 8")
        statements = ids(
            connection, "SELECT statement_id FROM statement_member GROUP BY 1 ORDER BY count(*) DESC LIMIT 20"
        )
        outlets = ids(connection, "SELECT id FROM outlet ORDER BY id LIMIT 20")
    asked = {
        "front": ["/ar/front"],
        "names": ["/ar/entities"],
        "outlets": ["/ar/outlets"],
        "review": ["/ar/review?kind=same_entity", "/ar/review?kind=same_statement"],
        "search": [f"/ar/search?q={quote(each)}" for each in QUERIES],
        "largest story": [f"/ar/story/{each}" for each in stories],
        "a story": [f"/ar/story/{each}" for each in others],
        "a report": [f"/ar/report/{each}" for each in reports],
        "a well known name": [f"/ar/entity/{each}" for each in entities],
        "a statement": [f"/ar/statement/{each}" for each in statements],
        "an outlet": [f"/ar/outlet/{each}" for each in outlets],
    }
    return {page: paths for page, paths in asked.items() if paths}


def ids(connection: sqlite3.Connection, query: str) -> list[str]:
    return [row[0] for row in connection.execute(query)]


@contextmanager
def datasette(case: Path, program: str) -> Iterator[Site]:
    """Serve the same file with Datasette."""
    port = free_port()
    settings = [word for name, value in SETTINGS.items() for word in ("--setting", name, value)]
    command = [program, "serve", str(case), "--port", str(port), *settings]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        try:
            wait_for(port)
            folded = f"/{case.stem}/folded"
            yield Site(
                "datasette",
                port,
                {
                    "50 rows": [f"/{case.stem}/{table}" for table in ("report", "mention", "quote", "reuse")],
                    # the index holds folded words: as they are printed it would find next to nothing
                    "search": [f"{folded}?_search={quote(' '.join(folded_words(each)))}" for each in QUERIES],
                },
            )
        finally:
            process.terminate()


@contextmanager
def reading(case: Path, folder: Path) -> Iterator[None]:
    """Read invented reports into the case meanwhile, without analysis."""
    lines = folder / "more.jsonl"
    with lines.open("w", encoding="utf-8") as out:
        for number in range(LINES_READ):
            text = f"أعلنت البلدية {number} أن أعمال الصيانة رقم {number * 7} ستبدأ غداً في الحي {number % 90}. " * 6
            out.write(json.dumps({"id": f"made {number}", "title": f"خبر {number}", "text": text}) + "\n")
    command = [sys.executable, "-m", "musnad", "read", str(lines), "--case", str(case)]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        time.sleep(2.0)
        try:
            yield
        finally:
            process.kill()


def table(title: str, sites: list[Site], rounds: int, users: int) -> None:
    """Measure all pages of all sites and print a table."""
    print(f"\n{title}\n\n| | page | median ms | p95 ms | answers | refused |\n|---|---|---:|---:|---:|---:|")
    for site in sites:
        for page in site.pages:
            answers = measure(site, page, rounds, users)
            found = sorted(each for each, _ in answers)
            p95 = found[min(len(found) - 1, int(0.95 * len(found)))]
            refused = sum(each for _, each in answers)
            row = f"{statistics.median(found):.0f} | {p95:.0f} | {len(found)} | {refused}"
            print(f"| {site.name} | {page} | {row} |", flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("case", type=Path)
    parser.add_argument("--datasette", default="datasette", help="the program")
    parser.add_argument("--rounds", type=int, default=40)
    parser.add_argument("--users", type=int, default=20)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as made:
        case = Path(made) / "case.musnad"
        for each in given.case.parent.glob(f"{given.case.name}*"):
            shutil.copyfile(each, case.with_name(each.name.replace(given.case.name, case.name)))
        with musnad(case) as ours, datasette(case, given.datasette) as theirs:
            sites = [ours, theirs]
            for site in sites:  # templates compiled, files in memory
                for page in site.pages:
                    measure(site, page, len(site.pages[page]), 1)
            table("One user", sites, given.rounds, 1)
            table(f"{given.users} users at once", sites, max(2, given.rounds // 10), given.users)
            with reading(case, Path(made)):
                table("One user, while reports are read into the case", sites, given.rounds, 1)


if __name__ == "__main__":
    main()
