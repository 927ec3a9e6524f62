"""The care plan in the chart: written in three panes, saved as typed, signed, and read again."""

from ccmdesk.ui.care_plan.section import CarePlanSection, plan_section

__all__ = ["CarePlanSection", "plan_section"]
