"""What stands in two places says the same in both."""

import re
import runpy
import tomllib
from pathlib import Path

import pytest

import musnad
from musnad.records import RECORDS

ROOT = Path(__file__).resolve().parent.parent
PYPROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
PAGES = sorted((ROOT / "docs").rglob("*.md"))


def test_pip_and_uv_pin_the_same_versions():
    lines = (ROOT / "constraints.txt").read_text("utf-8").splitlines()
    assert [line for line in lines if not line.startswith("#")] == PYPROJECT["tool"]["uv"]["constraint-dependencies"]


def test_every_dependency_is_pinned():
    extras = PYPROJECT["project"]["optional-dependencies"].values()
    wanted = [*PYPROJECT["project"]["dependencies"], *(name for extra in extras for name in extra)]
    names = {re.split(r"[<>=\[]", name)[0].lower().replace("_", "-") for name in wanted} - {"musnad"}
    pinned = {
        line.split("==")[0].lower().replace("_", "-") for line in PYPROJECT["tool"]["uv"]["constraint-dependencies"]
    }
    assert names <= pinned


def test_the_page_of_tables_is_made_from_the_schema():
    made = runpy.run_path(str(ROOT / "docs" / "make_tables.py"))["tables_page"]()
    assert (ROOT / "docs" / "tables.md").read_text("utf-8") == made
    for table in RECORDS:
        assert f"### {table}\n" in made


def test_the_version_is_one():
    assert f"version: {musnad.__version__}\n" in (ROOT / "CITATION.cff").read_text("utf-8")
    assert f"## {musnad.__version__} " in (ROOT / "CHANGELOG.md").read_text("utf-8")


@pytest.mark.parametrize("page", [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *PAGES], ids=lambda page: page.name)
def test_links_between_pages_lead_somewhere(page):
    for target in re.findall(r"\]\((?!https?:|#|mailto:)([^)#\s]+)", page.read_text("utf-8")):
        assert (page.parent / target).exists(), target


def test_the_sample_says_that_it_is_invented():
    for path in (ROOT / "src" / "musnad" / "sample").iterdir():
        first = path.read_text("utf-8").splitlines()[0]
        assert "مختلَق" in first or "invented" in first, path.name
