"""The practice page: details, billing practitioners, the people who work here, and what the program is."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from ccmdesk.ui.common.desk import Desk
from ccmdesk.ui.common.icons import Icon
from ccmdesk.ui.common.page import PageSpec
from ccmdesk.ui.practice.page import KEY, PracticePage

__all__ = ["PracticePage", "practice_page_spec"]


def practice_page_spec(desk: Desk) -> PageSpec:
    """Return the page's entry for the window."""
    title = QCoreApplication.translate("PracticePage", "Practice")
    return PageSpec(KEY, title, Icon.PRACTICE, lambda: PracticePage(desk))
