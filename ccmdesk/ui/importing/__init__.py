"""The import page."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from ccmdesk.ui.common.desk import Desk
from ccmdesk.ui.common.icons import Icon
from ccmdesk.ui.common.page import PageSpec
from ccmdesk.ui.importing.page import KEY, ImportPage


def page_spec(desk: Desk) -> PageSpec:
    """Return the page's entry for the window."""
    title = QCoreApplication.translate("importing", "Import")
    return PageSpec(KEY, title, Icon.IMPORT, lambda: ImportPage(desk))
