"""Writes the pictures of the web pages in docs/pictures, from the bundled sample: wide in Arabic, a phone in English.

python docs/make_pictures.py
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import musnad
from musnad.judging import judge
from musnad.noting import note_down

FOLDER = Path(__file__).parent / "pictures"
CHROMIUM = shutil.which("chromium") or "/usr/bin/chromium"
SAMPLE = Path(musnad.__file__).parent / "sample"
# Enough to read, small enough to keep.
QUALITY = 55
SIZES = (("ar", 1440, 1000, "light"), ("en", 390, 844, "dark"))
SERVE = "from musnad.show.cli import main; main()"


def pages_of(case: musnad.Case) -> dict[str, str]:
    """Return the address of one page of each kind, those with most to see."""
    one = lambda sql: case.connection.execute(sql).fetchone()[0]  # noqa: E731
    left, right = case.connection.execute(
        "SELECT left_id, right_id FROM reuse JOIN change ON reuse_id = reuse.id GROUP BY 1, 2"
        " ORDER BY max(severity) DESC, count(*) DESC LIMIT 1"
    ).fetchone()
    most = "SELECT {0}_id FROM {1} GROUP BY 1 ORDER BY count(*) DESC, 1 LIMIT 1"
    story = "story/" + one("SELECT id FROM story ORDER BY outlets DESC, id LIMIT 1")
    return {
        "front": "front",
        "story": story,
        "lineage": f"{story}#lineage",
        "report": f"report/{left}?layers=reuse,quote,mention,date,figure,label",
        "compare": f"compare?base={left}&with={right}",
        "abreast": f"compare?base={left}&with={right}#texts",
        "search": "search?q=الماء",
        "entity": "entity/" + one(most.format("entity", "entity_member")),
        "statement": "statement/" + one(most.format("statement", "statement_member")),
        "outlet": "outlet/" + one(most.format("outlet", "report")),
        "review": "review?kind=same_statement",
        "notes": "notes",
        "agreement": "agreement",
        "import": "import",
    }


def write_in(case: musnad.Case) -> None:
    """Write what readers of the sample might: notes on two labels, and judgements of three people on twelve."""
    labels = case.rows("label")[:12]
    for label, words, tags in zip(
        labels, ("من وصفهم بهذا؟", "قارن بما طبعه غيره"), ("أوصاف, تحقق", "أوصاف"), strict=False
    ):
        note_down(case, label.report_id, label.start, label.stop, words, tags, "سلمى")
    for number, label in enumerate(labels):
        for by, each in (("سلمى", 5), ("منى", 4), ("عمر", 3)):
            judge(case, label.id, "wrong" if number % each == 0 else "right", by)


@contextmanager
def served(case_path: Path) -> Iterator[str]:
    """Serve a case; give the link that lets its reader in."""
    command = [sys.executable, "-u", "-c", SERVE, "serve", "--case", str(case_path), "--port", "0", "--no-browser"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:  # noqa: S603 our own program
        yield process.stdout.readline().split()[-1] if process.stdout else ""
        process.terminate()


def main() -> None:
    from playwright.sync_api import sync_playwright

    FOLDER.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "sample.musnad"
        with musnad.open_case(path, create=True) as case:
            musnad.read_sources(case, [SAMPLE])
            musnad.analyse(case)
            write_in(case)
            pages = pages_of(case)
        with served(path) as link, sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
            for language, width, height, scheme in SIZES:
                page = browser.new_page(viewport={"width": width, "height": height}, color_scheme=scheme)
                page.goto(link)
                page.wait_for_url("**/ar/front")
                for name, address in pages.items():
                    page.goto(f"{link.partition('/start')[0]}/{language}/{address}")
                    if "#" in address:  # browsers go there slowly
                        at = page.locator("#" + address.partition("#")[2])
                        at.evaluate("each => each.scrollIntoView({ behavior: 'instant' })")
                    page.screenshot(path=FOLDER / f"{name}-{language}-{width}.jpg", type="jpeg", quality=QUALITY)
            browser.close()


if __name__ == "__main__":
    main()
