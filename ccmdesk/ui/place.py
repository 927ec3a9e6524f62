"""Where a person is in the window and what she has half typed, as plain values; and the way back there."""

from __future__ import annotations

from typing import Any, NamedTuple

from ccmdesk.ui.common.dialog import Dialog
from ccmdesk.ui.common.form_memory import Typed, type_again, typed_into


class KeptForm(NamedTuple):
    """Hold what was typed into an open form: its name, its title, whom it is about, and its fields."""

    name: str
    title: str
    patient_id: int | None
    typed: Typed


class Place(NamedTuple):
    """Hold page, patient and section, and the open form where there was one."""

    page: str
    patient_id: int | None
    section: str
    form: KeptForm | None

    def to_json(self) -> dict[str, Any]:
        """Return the place as a JSON value."""
        form = None if self.form is None else self.form._asdict()
        return {**self._asdict(), "form": form}


def place_from_json(value: object) -> Place | None:
    """Return the place that a JSON value names, or None when it names none."""
    match value:
        case {
            "page": str(page),
            "patient_id": int() | None as patient_id,
            "section": str(section),
            "form": form,
        }:
            return Place(page, patient_id, section, _form_from_json(form))
        case _:
            return None


def kept_form(dialog: Dialog | None, *, patient_id: int | None) -> KeptForm | None:
    """Return what is half typed in a dialog, or None when nothing is open or it has no fields."""
    if dialog is None:
        return None
    typed = typed_into(dialog)
    return KeptForm(dialog.objectName(), dialog.accessibleName(), patient_id, typed) if typed else None


def give_back(form: KeptForm, dialog: Dialog, *, patient_id: int | None) -> bool:
    """Type what was kept into a dialog just opened; tell whether it is the same form of the same patient."""
    if (form.name, form.patient_id) != (dialog.objectName(), patient_id):
        return False
    type_again(dialog, form.typed)
    return True


def _form_from_json(value: object) -> KeptForm | None:
    match value:
        case {
            "name": str(name),
            "title": str(title),
            "patient_id": int() | None as patient_id,
            "typed": dict(typed),
        }:
            held = {k: v for k, v in typed.items() if isinstance(k, str) and isinstance(v, str | bool)}
            return KeptForm(name, title, patient_id, held)
        case _:
            return None
