"""The worklist page."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from ccmdesk.ui.common.desk import Desk
from ccmdesk.ui.common.icons import Icon
from ccmdesk.ui.common.page import PageSpec
from ccmdesk.ui.worklist.page import KEY, WorklistPage


def page_spec(desk: Desk) -> PageSpec:
    """Return the page's entry for the window."""
    title = QCoreApplication.translate("worklist", "Worklist")
    return PageSpec(KEY, title, Icon.WORKLIST, lambda: WorklistPage(desk))
