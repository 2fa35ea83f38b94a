"""Case files to be damaged: a whole one with judgements and notes, and one whose run was killed."""

from __future__ import annotations

import shutil
from pathlib import Path
from tempfile import TemporaryDirectory

from conftest import SAMPLE

import musnad
from musnad.records import RECORDS, Judgement, Note
from musnad.store import log_of, open_case

PAGE = 4096
JUDGED, NOTED = 300, 40


def whole_file(sample: Path, path: Path) -> bytes:
    """Return the file of an analysed case with judgements and notes of many lengths, made at ``path``."""
    shutil.copy(sample, path)
    with open_case(path) as case:
        report, quote = case.rows("report")[0].id, case.rows("quote")[0].id
        case.write(
            Judgement(f"judgement-{n:04}", quote, f"كلمة {n}", None, None, None, "right", "سلمى", "2026-05-15")
            for n in range(JUDGED)
        )
        case.write(
            Note(f"note-{n:04}", report, 0, 3, "ملاحظة " * n * 20, "", "سلمى", "2026-05-15") for n in range(NOTED)
        )
    return path.read_bytes()


def make_unclosed(path: Path) -> None:
    """Make a case all of which stands in its log: as a run leaves it that is killed before any is in the file."""
    with TemporaryDirectory() as folder, open_case(Path(folder, "a.musnad"), create=True) as case:
        case.connection.execute("PRAGMA wal_autocheckpoint = 0")
        musnad.read_sources(case, [SAMPLE])
        musnad.analyse(case)
        shutil.copy(case.path, path)
        shutil.copy(log_of(case.path), log_of(path))


def rows_of(path: Path) -> dict[str, list[str]]:
    """Return the exported rows of every table but ``source``, which counts what each run found there."""
    with open_case(path, read_only=True) as case:
        return {table: sorted(map(str, musnad.export_rows(case, table))) for table in RECORDS if table != "source"}
