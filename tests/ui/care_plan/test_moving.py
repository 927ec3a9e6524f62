"""Goals and interventions are put in order by keys and by buttons; the order is kept, and taken back."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit, QPlainTextEdit, QPushButton, QWidget

from ccmdesk.domain.care_plan import CarePlanDocument, CarePlanDraft, Goal, Intervention, PlanProblem
from ccmdesk.services.care_plans import plan_state, save_draft, start_draft
from ccmdesk.ui.care_plan import CarePlanSection, plan_section
from ccmdesk.ui.care_plan.editor import PlanEditor
from tests.ui.care_plan.desks import Seat
from tests.ui.hands import child, click, press

ALT = Qt.KeyboardModifier.AltModifier
CONTROL = Qt.KeyboardModifier.ControlModifier
PROBLEM = PlanProblem(
    id="p",
    name="Heart failure",
    goals=tuple(Goal(id=f"g{at}", text=f"Goal {at}") for at in (1, 2, 3)),
    interventions=tuple(Intervention(id=f"i{at}", text=f"Do {at}") for at in (1, 2, 3)),
)


def _written(seat: Seat) -> tuple[CarePlanSection, PlanEditor]:
    store, actor = seat.desk.store, seat.desk.actor
    draft = start_draft(store, actor, seat.patient_id).value
    save_draft(
        store,
        actor,
        CarePlanDraft(seat.patient_id, draft.number, CarePlanDocument((PROBLEM,)), draft.version),
    )
    section = plan_section(seat.desk, seat.patient_id)
    seat.show(section)
    assert section.editor is not None
    return section, section.editor


def _order(editor: PlanEditor) -> tuple[list[str], list[str]]:
    problem = editor.keeper.document.problems[0]
    return [g.id for g in problem.goals], [i.id for i in problem.interventions]


def _into(parent: QWidget, name: str) -> QWidget:
    kind = QLineEdit if name.endswith(".target") else QPlainTextEdit
    field: QWidget = child(parent, kind, name)
    field.setFocus()
    assert field.hasFocus()
    return field


@pytest.mark.parametrize("part", ["text", "target"])
def test_a_goal_moves_by_keys_keeps_the_keyboard_and_moves_back(seat: Seat, part: str) -> None:
    section, editor = _written(seat)
    _into(section, "care_plan.goal.2.text")
    field = _into(section, f"care_plan.goal.2.{part}")
    press(field, Qt.Key.Key_Up, ALT)
    assert _order(editor)[0] == ["g2", "g1", "g3"]
    assert field.hasFocus()
    press(field, Qt.Key.Key_Up, ALT)
    assert _order(editor)[0] == ["g2", "g1", "g3"]
    press(field, Qt.Key.Key_Z, CONTROL)
    assert _order(editor)[0] == ["g1", "g2", "g3"]


def test_an_intervention_moves_by_keys_and_the_draft_keeps_it(seat: Seat) -> None:
    section, editor = _written(seat)
    field = _into(section, "care_plan.intervention.1.responsible")
    press(field, Qt.Key.Key_Down, ALT)
    press(field, Qt.Key.Key_Down, ALT)
    assert _order(editor)[1] == ["i2", "i3", "i1"]
    assert field.hasFocus()
    seat.until(editor.keeper.clean)
    seat.settle()
    draft = plan_state(seat.desk.store, seat.desk.actor, seat.patient_id).draft
    assert draft is not None
    assert [i.id for i in draft.document.problems[0].interventions] == ["i2", "i3", "i1"]


@pytest.mark.parametrize(("what", "which"), [("goal", 0), ("intervention", 1)])
def test_buttons_move_what_has_the_keyboard(seat: Seat, what: str, which: int) -> None:
    section, editor = _written(seat)
    up = child(section, QPushButton, f"care_plan.move_{what}_up")
    down = child(section, QPushButton, f"care_plan.move_{what}_down")
    assert not up.isEnabled() and not down.isEnabled()
    field = _into(section, f"care_plan.{what}.1.text")
    assert not up.isEnabled()
    click(down)
    assert _order(editor)[which] == [f"{what[0]}{at}" for at in (2, 1, 3)]
    assert field.hasFocus() and up.isEnabled()
    click(down)
    assert not down.isEnabled()
    click(up)
    assert _order(editor)[which] == [f"{what[0]}{at}" for at in (2, 1, 3)]
    assert "Alt+Up" in up.toolTip()


def test_tab_follows_the_new_order(seat: Seat) -> None:
    section, _editor = _written(seat)
    field = _into(section, "care_plan.intervention.1.text")
    press(field, Qt.Key.Key_Down, ALT)
    last = _into(section, "care_plan.intervention.1.how_often")
    press(last, Qt.Key.Key_Tab)
    assert seat.host.focusWidget().objectName() == "care_plan.intervention.3.text"
