import gc
import os
import signal
import sys
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import settings

import musnad
from musnad.lang import load_lang
from musnad.read.formats import Settings
from musnad.read.sandbox import Job, items_of

# The gate tries the same examples each time; HYPOTHESIS_PROFILE=explore looks for new ones. No example has to end
# within 200 ms by the clock, which a busy machine can break: laws of time are tests of their own.
settings.register_profile("gate", derandomize=True, deadline=None)
settings.register_profile("explore", derandomize=False, deadline=None)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "gate"))

# Where nothing compiled may be written (PYTHONDONTWRITEBYTECODE, in many containers), each run and each process that a
# test starts would compile everything again: five seconds of processor time a worker.
sys.dont_write_bytecode = False
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)

# Started in the background of a shell, tests and all they start would not hear Ctrl-C.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)

SAMPLE = Path(musnad.__file__).parent / "sample"


def pytest_collection_finish():
    """What collecting made stays to the end: Python need not look through it for cycles again and again."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(700, 10, 1000)  # a look through all there is takes 70 ms; there were dozens


@pytest.fixture(scope="session", autouse=True)
def tables_of_reading():
    """What a reading child makes of its tables at first use, over a hundred would each make again: all are given it."""
    with suppress(Exception):  # a reader that fails is told by its own tests
        for path in sorted(SAMPLE.iterdir()):
            for item in items_of(Job(path.name, Settings(), path=path)):
                list(item.read())


@pytest.fixture(scope="session")
def lang():
    """The Arabic language pack."""
    return load_lang("ar")


@pytest.fixture(scope="session")
def sample_case(tmp_path_factory):
    """The bundled sample, read and analysed once; not to be written to."""
    path = tmp_path_factory.mktemp("sample") / "sample.musnad"
    with musnad.open_case(path, create=True) as case:
        musnad.read_sources(case, [SAMPLE])
        musnad.analyse(case)
    with musnad.open_case(path, read_only=True) as case:
        yield case


@pytest.fixture(scope="session")
def whole(sample_case, tmp_path_factory):
    """The file of the sample with judgements and notes, to be damaged."""
    from damaged import whole_file

    return whole_file(sample_case.path, tmp_path_factory.mktemp("whole") / "whole.musnad")


@pytest.fixture(scope="module")
def browser():
    """Debian's Chromium, started once a module."""
    from browsing import chromium

    with chromium() as browser:
        yield browser
