"""Runs that are killed and run again: what ``tests/test_killed.py`` starts as a process of its own.

``python tests/kills.py FOLDER KILLS SEED [STORIES]`` makes a corpus and one unbroken run, then chains of runs, each
killed (or stopped) at a counted statement or so many microseconds after it, which is inside a commit or a checkpoint,
until one comes to its end; its export must be that of the unbroken run. Prints one JSON object. Runs are forked from a
process that has everything loaded, so that a kill costs a second, not four.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import mmap
import os
import random
import re
import signal
import sqlite3
import struct
import sys
import time
import zipfile
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import musnad
from musnad import store
from musnad.lang import load_lang
from musnad.pipeline import STAGES
from musnad.records import RECORDS, Judgement

STORIES = 45
OUTLETS = ["ضفاف النهر", "جسر اليوم", "سنابل برس", "المدارات"]
NAMES = ["سالم البحري", "ليلى النخيلي", "حسن الدوسري", "نوال الجابري", "سامي العطار", "هدى المرزوقي"]
TITLES = ["المهندس", "الوزير", "المتحدث باسم البلدية", "مدير المحطة", "العقيد"]
TOWNS = ["الكرمة", "النخيل", "بيدر", "عين الصفا", "تل الزهور", "وادي السدر"]
LABELS = ["متشدداً", "إرهابياً", "مسلحاً", "عنصراً"]
# What a story is about: each draws its own words, so that only its own outlets share passages.
THINGS = re.findall(
    r"\w+",
    "محطة مضخة مدرسة مكتبة حديقة عيادة طريق نفق قناة سد مزرعة مخبز مصنع ورشة ملعب متحف مسرح ميناء رصيف سفينة قارب"
    " حافلة قطار شاحنة جرار بئر خزان سوق دكان مطعم فندق قلعة برج سور بستان حقل مشتل مختبر معهد مركز إذاعة صحيفة",
)
ACTS = re.findall(r"\w+", "أصلحت أغلقت افتتحت وسعت نقلت رممت هدمت زارت فحصت سلمت اشترت باعت خططت راقبت دعمت أوقفت")
OTHERS = re.findall(
    r"\w+", "الشرقية الغربية القديمة الجديدة الصغيرة الكبيرة المهجورة المركزية البعيدة القريبة العامة الخاصة"
)
# No eight words in a row without one that the story draws.
FIXED = [
    "قال {title} {name} إن «ما بين {n} و{m} {label} دخلوا {things[0]} {others[0]}» قرب {things[1]} {town}.",
    "وأضاف {name} أن {things[2]} {others[1]} فيها {n} مصاباً بينهم {things[4]} {k} أطفال.",
    "ونفى {title} وقوع قتلى في {things[3]} {others[2]}، وقال إن {k} جرحى في {things[4]} {town}.",
]


# --- a corpus about invented things ----------------------------------------------------------------------------


def make_corpus(folder: Path, seed: int, stories: int = STORIES) -> list[Path]:
    """Write pages and records of every kind into ``folder`` and return the paths to read."""
    draw = random.Random(seed)
    records = [record for number in range(stories) for record in story(number, draw)]
    folder.mkdir(parents=True)
    third = len(records) // 3
    (folder / "a.jsonl").write_text(lines(records[:third] + records[:5]) + "{broken\n\n", "utf-8")
    with zipfile.ZipFile(folder / "b.zip", "w") as archive:
        archive.writestr("one.json", json.dumps(records[third : third + 10], ensure_ascii=False))
        archive.writestr("two.jsonl", lines(records[third + 10 : 2 * third]))
    (folder / "c.jsonl.gz").write_bytes(gzip.compress(lines(records[2 * third : -9]).encode(), mtime=0))
    pages = folder / "pages"
    pages.mkdir()
    for number, record in enumerate(records[-9:]):
        lead = f"{record['media']}\n{record['title']}\n{record['date']}\n\n"
        (pages / f"{number:02}.txt").write_text(lead + record["text"] + "\nشارك الخبر\nاقرأ أيضا\n", "utf-8")
        if number < 4:
            (pages / f"{number:02}.html").write_text(html(record), "utf-8")
    (pages / "empty.txt").write_bytes(b"")
    # the same records again, and one address with another text
    again = [record | {"text": record["text"] + " وعادت الحياة إلى السوق."} for record in records[:4]]
    (folder / "z.jsonl").write_text(lines(records[10:20] + again), "utf-8")
    return [folder]


def story(number: int, draw: random.Random) -> list[dict[str, Any]]:
    facts = {"title": draw.choice(TITLES), "name": draw.choice(NAMES), "town": draw.choice(TOWNS)}
    facts |= {"n": draw.randint(20, 90), "m": draw.randint(91, 300), "k": draw.randint(3, 9)}
    facts |= {"things": draw.sample(THINGS, 5), "others": draw.sample(OTHERS, 3)}
    told = [*FIXED, *(made_sentence(draw) for _ in range(3))]
    found = []
    for outlet in draw.sample(OUTLETS, 3):
        mine = facts | {"label": draw.choice(LABELS), "k": facts["k"] + draw.choice([0, 0, 1])}
        text = "\n".join(each.format(**mine) for each in told if draw.random() > 0.2 or each == told[0])
        found.append({
            "id": f"{number}-{outlet}", "media": outlet, "url": f"https://{len(outlet)}.example/{number}",
            "title": f"{facts['things'][0]} {facts['town']} {facts['others'][0]}: ما الجديد اليوم",
            "date": f"2026-{1 + number % 12:02}-{1 + number % 28:02}", "text": text,
        })  # fmt: skip
    return found


def made_sentence(draw: random.Random) -> str:
    acts, things, others = draw.sample(ACTS, 2), draw.sample(THINGS, 4), draw.sample(OTHERS, 4)
    pairs = [f"{thing} {other}" for thing, other in zip(things, others, strict=True)]
    return f"و{acts[0]} اللجنة {pairs[0]} ثم {acts[1]} {pairs[1]} بعد {pairs[2]} ومعها {pairs[3]}."


def lines(records: list[dict[str, Any]]) -> str:
    return "".join(json.dumps(record, ensure_ascii=False) + "\n" for record in records)


def html(record: dict[str, Any]) -> str:
    paragraphs = "".join(f"<p>{line}</p>" for line in record["text"].splitlines())
    title = record["title"]
    return (
        f'<!doctype html><html lang="ar"><head><meta charset="utf-8"><title>{title}</title></head><body>'
        f"<article><h1>{title}</h1><time datetime='{record['date']}'></time>{paragraphs}</article></body></html>"
    )


# --- a run, and its end ------------------------------------------------------------------------------------------


STOPPED = 130
DOING = ("opening", "reading", "analysing", "closing")


# What a person decided meanwhile; nothing may lose it.
JUDGED = [Judgement("judgement-1", "quote-gone", "كلمات", None, None, None, "right", "سلمى", "2026-05-15T10:00:00Z")]


@dataclass(frozen=True)
class Kill:
    """Die at the ``at``-th statement while ``doing``, ``after`` seconds later (0: at once); ``pages`` fill the log.

    ``asked``: stop as after Ctrl-C, not die.
    """

    doing: int
    at: int
    after: float
    pages: int
    asked: bool


# What a forked run tells: what it is doing, and the statements of each thing it did so far.
WHERE = struct.Struct(f"{1 + len(DOING)}i")


class Counting(sqlite3.Connection):
    """A connection that counts statements, tells the parent, and dies when told."""

    kill: Kill | None = None
    shared: mmap.mmap
    doing = 0
    numbers = [0] * len(DOING)

    def count(self) -> None:
        doing, kill = Counting.doing, self.kill
        Counting.numbers[doing] += 1
        WHERE.pack_into(self.shared, 0, doing, *Counting.numbers)
        if kill and (kill.doing, kill.at) == (doing, Counting.numbers[doing]):
            if kill.after:
                if kill.asked:
                    signal.signal(signal.SIGALRM, signal.default_int_handler)
                # SIGALRM without a handler ends the process wherever it is, as SIGKILL does
                signal.setitimer(signal.ITIMER_REAL, kill.after)
            else:
                os.kill(os.getpid(), signal.SIGINT if kill.asked else signal.SIGKILL)

    def execute(self, *args: Any) -> sqlite3.Cursor:
        self.count()
        return super().execute(*args)

    def executemany(self, *args: Any) -> sqlite3.Cursor:
        self.count()
        return super().executemany(*args)

    def close(self) -> None:
        self.count()  # the last to close writes the whole log into the file: a checkpoint
        super().close()


def run(case_path: Path, sources: list[Path]) -> None:
    """Read and analyse; ``Counting.doing`` says how far we are."""
    store._connect = lambda path: sqlite3.connect(path, timeout=30, isolation_level=None, factory=Counting)
    with musnad.open_case(case_path, create=True) as case:
        if Counting.kill:
            case.connection.execute(f"PRAGMA wal_autocheckpoint = {Counting.kill.pages}")
        Counting.doing = 1
        musnad.read_sources(case, sources)
        Counting.doing = 2
        case.write(JUDGED)
        musnad.analyse(case)
        Counting.doing = 3
        case.connection.execute("PRAGMA wal_checkpoint(RESTART)")


def in_child(case_path: Path, sources: list[Path], kill: Kill | None, shared: mmap.mmap) -> int:
    """Run in a forked process and return its wait status."""
    pid = os.fork()
    if not pid:
        try:
            Counting.kill, Counting.shared = kill, shared
            run(case_path, sources)
            os._exit(0)
        except KeyboardInterrupt:
            os._exit(STOPPED)
        except BaseException:
            import traceback

            traceback.print_exc()
            os._exit(9)
    return os.waitpid(pid, 0)[1]


def exported(case_path: Path) -> dict[str, str]:
    """Return a digest of every table's sorted rows, of the bytes kept, of what is done, and the file's health."""
    with musnad.open_case(case_path, read_only=True) as case:
        tables = {
            table: sorted(json.dumps(row, ensure_ascii=False) for row in musnad.export_rows(case, table))
            for table in RECORDS
        }
        tables["raw bytes"] = [f"{raw.sha} {hashlib.sha256(raw.data).hexdigest()}" for raw in case.rows("raw")]
        tables["done"] = sorted(map(str, case.connection.execute("SELECT * FROM done")))
        folded = "SELECT id, words FROM folded JOIN report ON report.rowid = folded.rowid ORDER BY id"
        tables["folded"] = [str(row) for row in case.connection.execute(folded)]
        tables["health"] = [row[0] for row in case.connection.execute("PRAGMA integrity_check")]
    return {
        name: f"{len(rows)} {hashlib.sha256(chr(10).join(rows).encode()).hexdigest()[:16]}"
        for name, rows in tables.items()
    }


# --- chains of kills ---------------------------------------------------------------------------------------------


def one_chain(folder: Path, sources: list[Path], wanted: int, draw: random.Random, numbers: tuple[int, ...]) -> Chain:
    """Kill up to ``wanted`` runs of one case one after another, then let one come to its end."""
    case_path = folder / "killed.musnad"
    for each in folder.glob("killed.musnad*"):
        each.unlink()
    kills, died = [], Counter[str]()
    shared = mmap.mmap(-1, WHERE.size)
    while len(kills) < wanted:
        kill = draw_kill(draw, numbers)
        status = in_child(case_path, sources, kill, shared)
        if status == 0:
            break
        if not os.WIFSIGNALED(status) and os.waitstatus_to_exitcode(status) != STOPPED:
            return Chain(kills, died, {"failed": f"a killed run left a case that fails: {status}"})
        kills.append(kill)
        died[DOING[WHERE.unpack_from(shared)[0]]] += 1
    if in_child(case_path, sources, None, shared):
        return Chain(kills, died, {"failed": "the last run failed"})
    return Chain(kills, died, exported(case_path))


@dataclass
class Chain:
    kills: list[Kill]
    died: Counter[str]
    exported: dict[str, str]


def draw_kill(draw: random.Random, numbers: tuple[int, ...]) -> Kill:
    (doing,) = draw.choices(range(len(DOING)), (10, 38, 42, 10))
    # half of them a moment after the statement began: inside it, or inside what follows
    after = draw.choice([0.0, 0.0, 0.0, 0.00002, 0.0002, 0.002, 0.02]) * draw.random()
    if doing == DOING.index("closing"):
        after = 0.004 * draw.random()
    return Kill(doing, draw.randint(1, numbers[doing]), after, draw.choice([1, 10, 100, 1000]), draw.random() < 0.17)


def measure(folder: Path, sources: list[Path]) -> tuple[tuple[int, ...], float]:
    """Run once unbroken and return the number of statements of each thing done, and the seconds."""
    shared = mmap.mmap(-1, WHERE.size)
    began = time.monotonic()
    if in_child(folder / "whole.musnad", sources, None, shared):
        raise SystemExit("the unbroken run failed")
    return WHERE.unpack_from(shared)[1:], time.monotonic() - began


def main(folder: Path, kills: int, seed: int, stories: int = STORIES) -> dict[str, Any]:
    for stage in STAGES:
        stage.function()
    load_lang("ar")
    folder.mkdir(parents=True, exist_ok=True)
    sources = make_corpus(folder / "corpus", 1, stories)
    numbers, seconds = measure(folder, sources)
    expected = exported(folder / "whole.musnad")
    draw = random.Random(seed)
    done, died, wrong = 0, Counter[str](), []
    while done < kills:
        chain = one_chain(folder, sources, min(draw.randint(1, 5), kills - done), draw, numbers)
        done += len(chain.kills)
        died += chain.died
        if chain.exported != expected:
            odd = {name: (value, expected.get(name)) for name, value in chain.exported.items()
                   if value != expected.get(name)}  # fmt: skip
            wrong.append({"kills": [str(each) for each in chain.kills], "odd": odd})
    return {
        "kills": done,
        "died": died,
        "wrong": wrong,
        "statements_of": dict(zip(DOING, numbers, strict=True)),
        "seconds": seconds,
        "rows": expected,
    }


if __name__ == "__main__":
    print(json.dumps(main(Path(sys.argv[1]), *map(int, sys.argv[2:]))))
