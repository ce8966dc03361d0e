"""What no test may touch: the cache of the person who runs them; and what is run first."""

import gc
import os
from collections.abc import Generator, Iterator
from functools import lru_cache
from itertools import count

import pytest
from hypothesis import settings

from convrules.api import chantier
from convrules.base.source import Source
from convrules.diagnostics.model import Checked
from convrules.syntax import nodes

# A machine that others use too is slow at times: that is no failure of what is tested. What every change must
# pass draws the same each time, that it may be blamed on the change; elsewhere, draws are new.
settings.register_profile(
    "convrules", deadline=None, derandomize=os.environ.get("CONVRULES_TIRAGES") == "fixes"
)
settings.load_profile("convrules")

# Files of one or two long tests: given out first, so that no worker is left alone with one at the end.
LONGEST = (
    "test_processus.py",
    "test_rejeu_renouvele.py",
    "test_remembered.py",
    "test_settled_forecast.py",
    "test_secret.py",
    "test_order.py",
    "test_exceptions.py",
    "test_explained.py",
    "test_documents.py",
    "test_completions.py",
    "test_suite.py",
    "test_bilan.py",
    "test_cells_read.py",
    "test_paris.py",
    "test_skeleton.py",
    "test_equality.py",
    "test_conformance.py",
    "test_specification.py",
    "test_vie_privee.py",
    "test_fautes.py",
    "test_resultats_anglais.py",
    "test_worked_convention.py",
)


def pytest_configure(config: pytest.Config) -> None:
    """The workers of pytest-xdist take files in the order below, not those of most tests first."""
    if hasattr(config.option, "loadscopereorder"):
        config.option.loadscopereorder = False


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    items.sort(key=lambda item: item.path.name not in LONGEST)


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Generator[None, object, object]:
    """Thousands of tests are made and none is dropped: looking through them for circles, while they are
    made and at every test after, took a third of their collection. Then as the command line does."""
    gc.disable()
    try:
        return (yield)
    finally:
        gc.freeze()
        gc.enable()
        gc.set_threshold(200_000, 20, 20)


@pytest.fixture(scope="session", autouse=True)
def _own_cache(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("CONVRULES_CACHE_DIR", str(tmp_path_factory.mktemp("cache")))
        yield


TEXTES, RELUS = 256, 64


@pytest.fixture(scope="session", autouse=True)
def _texts_read_once() -> Iterator[None]:
    """The same texts are checked by thousands of tests: what one reads as is kept, the last TEXTES of them.
    One reading in RELUS is done again all the same, and must say what is kept."""
    read, readings = chantier.read_file, count(1)
    kept = lru_cache(TEXTES)(read)

    def read_once(source: Source) -> Checked[nodes.File]:
        found = kept(source)
        assert next(readings) % RELUS or read(source) == found, source.name
        return found

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(chantier, "read_file", read_once)
        yield
