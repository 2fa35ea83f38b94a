"""Fuzzing led by coverage: a reader on spoilt inputs that go where no input went before. Not a test: run by hand.

    pip install -c constraints.txt -e '.[dev]' atheris
    python tests/fuzz_by_coverage.py page 300          # a kind of `test_fuzz.GOOD` or `STRINGS`, seconds
    python tests/fuzz_by_coverage.py --all 60          # one after the other

Whatever raises, takes long or breaks a law ends the run with its input in a file beside; it becomes a case
of ``tests/hostile``. atheris comes ready made for few versions of Python: so it is no extra of ours.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path

import atheris

# Bytes of an input: the good ones have some kilobytes at most.
LONGEST = 20_000

with atheris.instrument_imports(include=["musnad"], enable_loader_override=False):
    from test_fuzz import GOOD, STRINGS, bounded, keeps_the_laws, rows

    from musnad.lang import load_lang


def main(kind: str, seconds: str) -> None:
    """Fuzz one kind for so many seconds."""
    lang = load_lang("ar")
    assert lang

    def read(data: bytes) -> None:
        with bounded():
            if kind in STRINGS:
                STRINGS[kind](data.decode("utf-8", "replace"), lang)
                return
            found = rows(data, lang)
        for row in found:
            keeps_the_laws(row)

    with tempfile.TemporaryDirectory() as folder:
        for name, data in GOOD.items():
            if name == kind:
                (Path(folder) / "good").write_bytes(data)
        options = [f"-max_total_time={seconds}", f"-max_len={LONGEST}", "-rss_limit_mb=2048", "-timeout=20"]
        atheris.Setup([sys.argv[0], folder, *options], read)
        atheris.Fuzz()


if __name__ == "__main__":
    if sys.argv[1] == "--all":
        each = [[sys.executable, __file__, kind, sys.argv[2]] for kind in (*GOOD, *STRINGS)]
        sys.exit(max(abs(subprocess.call(command)) for command in each))
    main(sys.argv[1], sys.argv[2])
