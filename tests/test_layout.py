"""The shape of the project: imports go one way, a stage stands alone, the pipeline is what it says."""

import ast
import functools
import importlib
import subprocess
import sys
from pathlib import Path

import pytest

import musnad
from musnad.pipeline import STAGES
from musnad.records import RECORDS

SOURCE = Path(musnad.__file__).parent
FILES = sorted(SOURCE.rglob("*.py"))
# A layer may import itself, what comes after it, and what belongs to none.
LAYERS = ["show", "compare", "link", "find", "read"]
# The pipeline names stages and imports none of them before they run.
STAGE_MODULES = {stage.run.partition(":")[0] for stage in STAGES}


@functools.cache  # a file of a stage is asked about twice
def imports_of(path):
    found = []
    for node in statements_of(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module:
            found += [node.module, *(f"{node.module}.{each.name}" for each in node.names)]
        elif isinstance(node, ast.Import):
            found += [each.name for each in node.names]
    return found


def statements_of(node):
    """Each statement, however deep; expressions, which hold no import, are not walked through."""
    for field in ("body", "orelse", "handlers", "finalbody", "cases"):
        for each in getattr(node, field, ()):
            yield each
            yield from statements_of(each)


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(SOURCE)))
def test_imports_go_one_way(path):
    layer = path.relative_to(SOURCE).parts[0]
    if layer not in LAYERS:
        above = LAYERS if path.stem not in {"pipeline", "__init__", "__main__"} else LAYERS[:0]
    else:
        above = LAYERS[: LAYERS.index(layer)]
    for name in imports_of(path):
        assert not name.startswith(tuple(f"musnad.{each}" for each in above)), name


@pytest.mark.parametrize("module", sorted(STAGE_MODULES))
def test_a_stage_imports_no_other_stage(module):
    path = SOURCE / Path(*module.split("."))
    files = [path.with_suffix(".py")] if path.with_suffix(".py").exists() else list(path.glob("*.py"))
    others = {f"musnad.{each}" for each in STAGE_MODULES - {module}}
    for file in files:
        assert not others.intersection(imports_of(file))


def test_each_table_has_one_writer():
    written = [table for stage in STAGES for table in stage.writes]
    assert len(written) == len(set(written))
    assert set(written) <= set(RECORDS)


def test_a_stage_reads_only_what_is_there_before_it():
    there = {"outlet", "raw", "item", "report", "piece", "judgement", "note"}
    for stage in STAGES:
        assert set(stage.reads) <= there, stage.name
        there.update(stage.writes)


@pytest.mark.parametrize("stage", STAGES, ids=lambda stage: stage.name)
def test_every_stage_has_a_function_and_a_page(stage):
    assert callable(stage.function())
    assert (SOURCE.parent.parent / "docs" / "stages" / f"{stage.name}.md").exists()


def test_no_file_is_a_drawer():
    drawers = {"utils", "util", "misc", "common", "helpers", "helper", "core", "manager", "base"}
    assert not [path for path in FILES if path.stem in drawers]


def test_the_public_names_are_there():
    for name in musnad.__all__:
        assert getattr(musnad, name) is not None
    with pytest.raises(AttributeError):
        musnad.nothing_of_the_kind  # noqa: B018


def test_importing_musnad_imports_nothing_heavy():
    code = "import sys, musnad; print(sorted({'numpy', 'rich', 'sqlite3', 'click', 'jinja2'} & set(sys.modules)))"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "[]\n"


def test_every_module_can_be_imported_alone():
    for path in FILES:
        name = ".".join(["musnad", *path.relative_to(SOURCE).with_suffix("").parts]).removesuffix(".__init__")
        assert importlib.import_module(name)
