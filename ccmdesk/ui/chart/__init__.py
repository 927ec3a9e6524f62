"""The chart page."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from ccmdesk.ui.chart.body import PlanSection
from ccmdesk.ui.chart.page import KEY, ChartPage
from ccmdesk.ui.common.desk import Desk
from ccmdesk.ui.common.icons import Icon
from ccmdesk.ui.common.page import PageSpec

__all__ = ["KEY", "ChartPage", "PlanSection", "chart_page_spec"]


def chart_page_spec(desk: Desk, *, plan_section: PlanSection) -> PageSpec:
    """Return the page's entry for the window; `plan_section` makes the care plan of a patient."""
    title = QCoreApplication.translate("chart", "Patient")
    return PageSpec(KEY, title, Icon.PATIENT, lambda: ChartPage(desk, plan_section=plan_section))
