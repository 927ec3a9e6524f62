"""A process is replaced by a fresh one, and replaced anyway when its orderly end takes too long."""

from __future__ import annotations

import os
import sys
import time

import pytest

from ccmdesk.security.fresh_process import program, replace_process, replace_when_late


@pytest.fixture
def started(monkeypatch: pytest.MonkeyPatch) -> list[list[str]]:
    calls: list[list[str]] = []
    monkeypatch.setattr(os, "execv", lambda _path, command: calls.append(command))
    return calls


def test_the_program_is_started_anew(started: list[list[str]], monkeypatch: pytest.MonkeyPatch) -> None:
    replace_process(["open", "a"])
    assert started == [[sys.executable, "-m", "ccmdesk", "open", "a"]]
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    assert program(["open"]) == [sys.executable, "open"]


def test_late_is_replaced(started: list[list[str]]) -> None:
    replace_when_late(["open"], after=0.01)
    end = time.monotonic() + 5
    while not started and time.monotonic() < end:
        time.sleep(0.01)
    assert len(started) == 1
