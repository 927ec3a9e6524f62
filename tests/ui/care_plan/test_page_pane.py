"""The printed page beside the plan can be read, however low the window is."""

from __future__ import annotations

from ccmdesk.services.care_plans import sign, start_draft
from ccmdesk.ui.care_plan import plan_section
from ccmdesk.ui.common.pdf_view import Fit
from tests.ui.care_plan.desks import Seat


def test_a_signed_page_is_as_wide_as_the_pane_where_a_whole_one_could_not_be_read(seat: Seat) -> None:
    store, actor = seat.desk.store, seat.desk.actor
    sign(store, actor, start_draft(store, actor, seat.patient_id).value, copy_given_on=None)
    section = plan_section(seat.desk, seat.patient_id)
    # What the chart leaves to the plan in a window of 640 x 360.
    seat.host.resize(584, 142)
    seat.show(section)
    view = section.signed.page.view
    seat.until(lambda: view.page_count() > 0)
    assert view.fit() is Fit.WIDTH
    assert view.percent() >= 40
    assert view.viewport().height() >= 90
    assert view.verticalScrollBar().maximum() > view.viewport().height()
    seat.host.resize(1134, 588)
    assert view.fit() is Fit.PAGE
