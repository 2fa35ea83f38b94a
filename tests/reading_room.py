"""A real server over a case, for the tests of the web pages, and a case whose every word is hostile."""

from __future__ import annotations

import sqlite3
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlencode

import httpx
import uvicorn
from made_case import make_case, place

from musnad.records import (
    Credit,
    Entity,
    EntityMember,
    Judgement,
    Lineage,
    Mention,
    Note,
    Problem,
    SameEntity,
    SameStatement,
)
from musnad.show.web.app import make_app
from musnad.show.web.guard import Door
from musnad.show.web.runs import Runs
from musnad.show.web.serving import listening, make_door, start_url

PAYLOAD = (
    "\"'><img src=x onerror=window.ran=1><script>window.ran=1</script></title></textarea><svg/onload=window.ran=1>"
    "{{7*7}}\u202eabc\u202c\u2066javascript:window.ran=1 =cmd|' /C calc'!A1 "
)
WHEN = "2026-05-16T10:00:00Z"
# Columns with words a source, an outlet or a person chose; ids and kinds are the program's own.
FREE_WORDS = {
    "outlet": "name_ar name_en domain country",
    "item": "source at reason",
    "report": "source source_id url published published_why",
    "raw": "reader encoding",
    "piece": "why",
    "credit": "agency why",
    "mention": "why",
    "quote": "speaker_name why",
    "figure": "unit why",
    "label": "family term why",
    "reuse": "why",
    "change": "why",
    "lineage": "why",
    "same_entity": "why",
    "same_statement": "why",
    "conflict": "why",
    "story": "first last",
    "entity": "name_ar name_en",
    "judgement": "about_words judged_by judged_at",
    "note": "words tags noted_by noted_at quoted before after removed_by removed_at",
    "problem": "source message stage item",
}


@dataclass(frozen=True, slots=True)
class Room:
    """A server: its address, what lets somebody in, and the case."""

    url: str
    door: Door
    case_path: Path

    def stranger(self) -> httpx.Client:
        """Return a client that has not come in."""
        # verify: certificates, of which there are none here, would be loaded anew for each client
        return httpx.Client(base_url=self.url, trust_env=False, timeout=30, verify=False)

    @contextmanager
    def client(self) -> Iterator[httpx.Client]:
        """Open a client that came in by the start link."""
        with self.stranger() as client:
            client.get("/start", params={"token": self.door.token})
            yield client

    @property
    def link(self) -> str:
        return start_url("127.0.0.1", self.door)

    def ids(self, table: str, column: str = "id") -> list[str]:
        with sqlite3.connect(self.case_path) as connection:
            found = [row[0] for row in connection.execute(f"SELECT {column} FROM {table} ORDER BY {column}")]
        connection.close()
        return found


@contextmanager
def serving(case_path: Path, *, password: str | None = None) -> Iterator[Room]:
    """Serve a case on a free port of loopback."""
    at = listening("127.0.0.1", 0)
    door = make_door("127.0.0.1", at.getsockname()[1], password)
    runs = Runs(case_path)
    config = uvicorn.Config(make_app(case_path, door, runs), log_level="error", lifespan="off", server_header=False)
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, kwargs={"sockets": [at]}, daemon=True)
    thread.start()
    try:
        while not server.started:
            time.sleep(0.01)
        yield Room(f"http://127.0.0.1:{door.port}", door, case_path)
    finally:
        server.should_exit = True
        thread.join(10)
        runs.stop()
        at.close()


def full_case(path: Path) -> Path:
    """Make a small case with a row in every table the pages show."""
    with make_case(path) as case, case.batch():
        left, right, _ = case.rows("report", source="nahr.txt") + case.rows("report", source="jisr.txt") + [None]
        mentions, quotes = case.rows("mention"), case.rows("quote")
        case.write(
            [
                Credit("credit-1", left.id, 0, 7, "agency:invented", "agency", 0.9, "rule=credit"),
                Mention("mention-karma", left.id, *place(left.text, "الكرمة"), "LOC", 0.9, "rule=listed"),
                Entity("entity-karma", "LOC", "الكرمة", "Karma", 30.5, 47.8),
                EntityMember("mention-karma", "entity-karma"),
                Lineage("lineage-1", right.id, left.id, "report", 0.5, "rule=shared-passage"),
                SameEntity("same_entity-1", mentions[0].id, mentions[1].id, 0.5, "rule=same-name"),
                SameStatement("same_statement-1", quotes[0].id, quotes[1].id, 0.6, "rule=repeated"),
                Judgement("judgement-1", "figure-1", "words", left.id, 3, 9, "wrong", "Salma", WHEN),
                Judgement("judgement-2", case.rows("label")[0].id, "", left.id, 3, 9, "right", "Salma", WHEN),
                Judgement("judgement-3", case.rows("label")[0].id, "", left.id, 3, 9, "wrong", "Mona", WHEN),
                Note("note-1", left.id, 3, 9, "من عدّها؟", "أرقام, تحقق", "سلمى", WHEN, left.text[3:9]),
                Note(
                    "note-2", right.id, 0, 8, "راجع", "", "منى", WHEN, right.text[:8], removed_by="منى", removed_at=WHEN
                ),
                Note("note-3", "report-lost", 0, 8, "ضاع تقريرها", "تحقق", "منى", WHEN, "كلمات"),
                Problem("nahr.txt", left.id, "quotes", "ValueError: odd", "error"),
            ]
        )
    return path


def hostile_case(path: Path, payload: str = PAYLOAD) -> Path:
    """Make a case whose every free word is the payload, and every text made of it."""
    full_case(path)
    connection = sqlite3.connect(path)
    with connection:
        for id, text in connection.execute("SELECT id, text FROM report").fetchall():
            endless = payload * (len(text) // len(payload) + 1)
            words = "".join("\n" if own == "\n" else other for own, other in zip(text, endless, strict=False))
            connection.execute("UPDATE report SET text = ? WHERE id = ?", (words, id))
        for table, columns in FREE_WORDS.items():
            for column in columns.split():
                words = f"{payload} rule={payload}" if column == "why" else payload
                connection.execute(f"UPDATE OR IGNORE {table} SET {column} = ?", (words,))
    connection.close()
    return path


def addresses_of(room: Room, language: str) -> list[str]:
    """Return the address of every page of a case."""
    one, other = room.ids("report")[:2]
    lists = ["front", "search?q=%D9%82%D8%A7%D9%84", "search?q=window", "compare", "entities", "outlets", "review"]
    lists += [
        "review?kind=same_statement",
        "review?kind=label",
        "judgements",
        "agreement",
        "notes",
        "notes?tag=x&by=y",
        "problems",
        "api",
        "import",
    ]
    single = [
        f"story/{room.ids('story')[0]}",
        f"story/{room.ids('story')[0]}?show=lineage",
        f"story/{room.ids('story')[0]}?map=all&{urlencode({'outlet': PAYLOAD, 'day': PAYLOAD, 'place': PAYLOAD})}",
        f"report/{one}?at=3-9&layers=mention,label",
        f"report/{other}",
        f"report/{other}?layers=reuse,quote,mention,date,figure,label,note",
    ]
    single += [f"compare?base={one}&with={other}&level=0", f"entity/{room.ids('entity')[0]}"]
    single += [f"statement/{room.ids('statement')[0]}", f"outlet/{room.ids('outlet')[0]}", "nothing-here"]
    return [f"/{language}/{each}" for each in lists + single]
