import os
from pathlib import Path

import pytest
from browsing import chromium
from hypothesis import settings

import musnad

# The gate tries the same examples each time; HYPOTHESIS_PROFILE=explore looks for new ones.
settings.register_profile("gate", derandomize=True)
settings.register_profile("explore", derandomize=False)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "gate"))

SAMPLE = Path(musnad.__file__).parent / "sample"


@pytest.fixture(scope="session")
def sample_case(tmp_path_factory):
    """The bundled sample, read and analysed once; not to be written to."""
    path = tmp_path_factory.mktemp("sample") / "sample.musnad"
    with musnad.open_case(path, create=True) as case:
        musnad.read_sources(case, [SAMPLE])
        musnad.analyse(case)
    with musnad.open_case(path, read_only=True) as case:
        yield case


@pytest.fixture(scope="module")
def browser():
    """Debian's Chromium, started once a module."""
    with chromium() as browser:
        yield browser
