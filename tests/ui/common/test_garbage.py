"""Garbage is collected on the window's thread, and nowhere else."""

from __future__ import annotations

import gc
import threading
import weakref

import pytest
from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from ccmdesk.ui.common import garbage
from ccmdesk.ui.common.garbage import GarbageCollector, collect_what_is_due


class _Circle:
    def __init__(self, told: list[int]) -> None:
        self.me = self
        weakref.finalize(self, lambda: told.append(threading.get_ident()))


def test_the_timer_collects_on_the_thread_of_the_window(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(garbage, "EVERY_MS", 10)
    window = QWidget()
    qtbot.addWidget(window)
    GarbageCollector(window)
    assert not gc.isenabled()
    told: list[int] = []
    for _ in range(gc.get_threshold()[0] + 10):
        _Circle(told)
    qtbot.waitUntil(lambda: len(told) > 0)
    assert set(told) == {threading.get_ident()}


def test_nothing_is_collected_before_it_is_due(qapp: QObject) -> None:
    del qapp
    gc.collect()
    told: list[int] = []
    _Circle(told)
    collect_what_is_due()
    assert told == []
    gc.collect()
    assert len(told) == 1
