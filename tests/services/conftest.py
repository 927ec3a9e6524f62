"""Give tests of the services an open practice on a clock that only moves when told."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from ccmdesk.domain.clock import SettableClock
from ccmdesk.services.practice_file import close_practice
from tests.practice_files import MONDAY, fresh_practice
from tests.services.desk import Desk


@pytest.fixture
def clock() -> SettableClock:
    return SettableClock(MONDAY)


@pytest.fixture
def desk(tmp_path: Path, clock: SettableClock) -> Iterator[Desk]:
    opened = fresh_practice(tmp_path, clock)
    yield Desk(opened, clock)
    close_practice(opened)
