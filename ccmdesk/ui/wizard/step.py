"""What every step of the set-up has: a title, a sentence, fields, and a check before it is left."""

from __future__ import annotations

from PySide6.QtWidgets import QVBoxLayout, QWidget

from ccmdesk.domain.errors import InvalidValue, UserError
from ccmdesk.ui.common.palette import Role
from ccmdesk.ui.common.text import Label, title
from ccmdesk.ui.common.theme import Theme, Weight


class Step(QWidget):
    """Stand for one step; `widest` is its greatest width in pixels at 100 %."""

    widest = 640

    def __init__(self, theme: Theme, *, name: str, heading: str, sentence: str) -> None:
        super().__init__()
        self._theme = theme
        self.heading = heading
        self.setObjectName(name)
        self.setAccessibleName(heading)
        self.body = QVBoxLayout(self)
        theme.space(self.body, spacing=12)
        self.body.addWidget(title(theme, heading, name=f"{name}.heading"))
        self.body.addWidget(Label(theme, sentence, name=f"{name}.sentence", role=Role.MUTED, wrap=True))
        self._problem = Label(
            theme, name=f"{name}.problem", role=Role.RED_TEXT, weight=Weight.MEDIUM, wrap=True
        )
        self._problem.hide()
        self.body.addWidget(self._problem)

    def check(self) -> bool:
        """Tell whether what was typed can be taken; what cannot says so at its field."""
        return True

    def next_words(self) -> str:
        """Return what the button that goes on says."""
        return self.tr("Next")

    def arrive(self) -> None:
        """Get ready to be seen, each time the step is shown."""

    def refuse(self, error: UserError) -> None:
        """Say why the next step cannot be taken, at the field where the error names one."""
        if not (isinstance(error, InvalidValue) and self.show_at_field(error)):
            self.say(str(error))

    def show_at_field(self, error: InvalidValue) -> bool:
        """Show an error at the field that it names; return False when the step has no such field."""
        return False

    def say(self, sentence: str) -> None:
        """Show a sentence under the heading, or nothing for an empty one."""
        self._problem.setText(sentence)
        self._problem.setVisible(bool(sentence))
