"""The steps on the practice: where its file lies, and its details."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QStandardPaths, Qt
from PySide6.QtWidgets import QFileDialog, QHBoxLayout

from ccmdesk.domain.errors import InvalidValue
from ccmdesk.domain.practice import Practice
from ccmdesk.services.practice import check_practice_details
from ccmdesk.ui.common.button import Button
from ccmdesk.ui.common.fields import Field
from ccmdesk.ui.common.icons import Icon
from ccmdesk.ui.common.practice_fields import PracticeForm, zone_of_this_computer
from ccmdesk.ui.common.text import caption
from ccmdesk.ui.common.theme import Theme
from ccmdesk.ui.wizard.step import Step


class PlaceStep(Step):
    """Ask for the folder and the name of the practice file; a service says whether it may lie there."""

    def __init__(self, theme: Theme) -> None:
        super().__init__(
            theme,
            name="wizard.place",
            heading=self.tr("The practice file"),
            sentence=self.tr(
                "Everything about your patients is kept in one encrypted practice file. It must lie on this"
                " computer's own disk, not on a network drive and not in a folder that is copied to a cloud."
            ),
        )
        self._name = Field(theme, self.tr("Name of the practice file"), name="wizard.file_name")
        self._name.control.setPlaceholderText(self.tr("the name of your practice"))
        self._folder = Field(theme, self.tr("In this folder"), name="wizard.folder", text=_documents())
        choose = Button(theme, self.tr("Choose…"), name="wizard.choose_folder", icon=Icon.FOLDER, height=30)
        choose.clicked.connect(self.ask_folder)
        self._result = caption(theme, "", name="wizard.result", strong=False)
        self._result.setWordWrap(True)
        row = QHBoxLayout()
        theme.space(row, spacing=8)
        row.addWidget(self._folder, 1)
        row.addWidget(choose, alignment=Qt.AlignmentFlag.AlignBottom)
        self._choose = choose
        self.body.addWidget(self._name)
        self.body.addLayout(row)
        self.body.addWidget(self._result)
        self.body.addStretch(1)
        self.setFocusProxy(self._name.control)
        for field in (self._name, self._folder):
            field.edited.connect(self._show_result)
        self._show_result()

    def parent_folder(self) -> Path:
        """Return the folder in which the practice file is to be made."""
        return Path(self._folder.text())

    def file_name(self) -> str:
        """Return the name of the practice file as typed."""
        return self._name.text()

    def ask_folder(self) -> None:
        """Ask for the folder by the system's own dialog."""
        chooser = QFileDialog(self, self.tr("Folder for the practice file"), self._folder.text())
        chooser.setObjectName("wizard.chooser")
        chooser.setFileMode(QFileDialog.FileMode.Directory)
        chooser.setOption(QFileDialog.Option.ShowDirsOnly)
        chooser.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        chooser.fileSelected.connect(self._take_folder)
        chooser.open()

    def show_at_field(self, error: InvalidValue) -> bool:
        """Show an error at the name or at the folder."""
        field = {"name": self._name, "folder": self._folder}.get(error.field)
        if field is None:
            return False
        field.set_error(str(error))
        field.control.setFocus()
        return True

    def _take_folder(self, name: str) -> None:
        self._folder.set_text(name)
        self._folder.set_error("")
        self._show_result()

    def _show_result(self) -> None:
        self.say("")
        name = self.file_name()
        words = self.tr("The practice file will be %s").replace(
            "%s", str(self.parent_folder() / f"{name}.ccmdesk")
        )
        self._result.setText(words if name else "")


class PracticeStep(Step):
    """Ask for the details that are printed on care plans and claims."""

    def __init__(self, theme: Theme) -> None:
        super().__init__(
            theme,
            name="wizard.practice",
            heading=self.tr("Your practice"),
            sentence=self.tr(
                "Printed on care plans and claims. Only the name and the time zone are needed now; the time"
                " zone cannot be changed later, because days and months are counted in it."
            ),
        )
        self.form = PracticeForm(theme, name="wizard.practice_form", zone_fixed=False)
        self.form.zone.set_key(zone_of_this_computer())
        self.body.addWidget(self.form)
        self.body.addStretch(1)
        self.setFocusProxy(self.form.name.control)

    def propose_name(self, name: str) -> None:
        """Take the name of the practice file where no other was typed."""
        if not self.form.name.text():
            self.form.name.set_text(name)

    def practice(self) -> Practice:
        """Return the details as typed."""
        return self.form.value()

    def check(self) -> bool:
        """Tell whether the details could be printed and billed."""
        try:
            check_practice_details(self.practice())
        except InvalidValue as error:
            self.refuse(error)
            return False
        return True

    def show_at_field(self, error: InvalidValue) -> bool:
        """Show an error at its field."""
        return self.form.show_error(error)


def _documents() -> str:
    found = Path(QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation))
    return str(found if found.is_dir() else Path.home())
