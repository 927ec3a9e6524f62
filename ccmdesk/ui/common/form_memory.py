"""What was typed into a form, as plain values that can be kept and put back into a form of the same kind."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtWidgets import QAbstractButton, QComboBox, QLineEdit, QPlainTextEdit, QWidget

Typed = dict[str, str | bool]


def typed_into(form: QWidget) -> Typed:
    """Return what the named fields of a form hold, by their object names; secrets are left out."""
    held: Typed = {}
    for field in form.findChildren(QWidget):
        name = field.objectName()
        if not name or name.startswith("qt_"):
            continue
        if isinstance(field, QLineEdit):
            if field.echoMode() is QLineEdit.EchoMode.Normal and not field.isReadOnly():
                held[name] = field.text()
        elif isinstance(field, QPlainTextEdit):
            if not field.isReadOnly():
                held[name] = field.toPlainText()
        elif isinstance(field, QComboBox):
            held[name] = field.currentText()
        elif isinstance(field, QAbstractButton) and field.isCheckable():
            held[name] = field.isChecked()
    return held


def type_again(form: QWidget, held: Mapping[str, object]) -> None:
    """Put kept values into the fields of a form that have the same names; others stay as they are."""
    for field in form.findChildren(QWidget):
        value = held.get(field.objectName())
        if isinstance(field, QAbstractButton):
            if value is True or (value is False and not field.autoExclusive()):
                _check(field, checked=value)
        elif not isinstance(value, str):
            continue
        elif isinstance(field, QLineEdit):
            field.setText(value)
            field.textEdited.emit(value)
        elif isinstance(field, QPlainTextEdit):
            field.setPlainText(value)
        elif isinstance(field, QComboBox):
            field.setCurrentText(value)


def _check(button: QAbstractButton, *, checked: bool) -> None:
    if button.isCheckable() and button.isChecked() is not checked:
        button.click()
