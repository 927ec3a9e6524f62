"""Give tests of the models an open database."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from ccmdesk.models.store import Store
from tests.models.making import new_store


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    made = new_store(tmp_path)
    yield made
    made.close()
