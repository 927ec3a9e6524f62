"""The bar of the care plan: what is shown, whether it is saved, and what can be done with it."""

from __future__ import annotations

from PySide6.QtCore import QSize, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout

from ccmdesk.ui.care_plan.keeper import Saving
from ccmdesk.ui.common.button import Button, ButtonKind
from ccmdesk.ui.common.icons import Icon
from ccmdesk.ui.common.palette import Role
from ccmdesk.ui.common.panels import SavedState, Surface
from ccmdesk.ui.common.text import Label
from ccmdesk.ui.common.theme import Theme, Weight

_FULL = 760
_LEAST = 320


class PlanBar(Surface):
    """Head the plan; its buttons are wishes that the section grants."""

    print_wanted = Signal()
    sign_wanted = Signal()
    more_wanted = Signal(object)
    page_toggled = Signal()
    parts_wanted = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme, role=Role.WINDOW, lines="b", name="care_plan.bar")
        self._theme = theme
        self._sign_words = ""
        self._parts = Button(
            theme,
            self.tr("All parts"),
            name="care_plan.parts",
            kind=ButtonKind.LINK,
            icon=Icon.CHEVRON_LEFT,
        )
        self._title = Label(theme, name="care_plan.title", weight=Weight.BOLD)
        self._note = Label(theme, name="care_plan.note", role=Role.MUTED, elide=True)
        self.saved = SavedState(theme, name="care_plan.saved")
        self._who = Label(theme, name="care_plan.who_signs", role=Role.MUTED)
        self._more = self._icon_button("care_plan.more", Icon.MORE, self.tr("More"))
        self._page = self._icon_button("care_plan.toggle_page", Icon.EYE, self.tr("Show the printed page"))
        self._print = Button(
            theme, self.tr("Print"), name="care_plan.print", icon=Icon.PRINT, key=self.tr("P"), height=30
        )
        self.sign = Button(
            theme, self.tr("Sign and give copy"), name="care_plan.sign", kind=ButtonKind.PRIMARY, height=30
        )
        row = QHBoxLayout(self)
        theme.space(row, margins=(16, 0, 16, 0), spacing=8)
        for part in (self._parts, self._title):
            row.addWidget(part)
        row.addWidget(self._note, 1)
        for last in (self.saved, self._who, self._more, self._page, self._print, self.sign):
            row.addWidget(last)
        self._parts.clicked.connect(self.parts_wanted)
        self._print.clicked.connect(self.print_wanted)
        self.sign.clicked.connect(self.sign_wanted)
        self._page.clicked.connect(self.page_toggled)
        self._more.clicked.connect(lambda: self.more_wanted.emit(self._more))
        theme.follow(self, self._restyle)

    def show_title(self, title: str, note: str) -> None:
        """Say what is shown."""
        self._title.setText(title)
        self._note.setText(note)

    def show_sign(self, words: str, *, who: str = "") -> None:
        """Offer the one thing to do with these words, or say who may do it."""
        self._sign_words = words
        self.sign.setVisible(bool(words))
        self._who.setText(who)
        self._who.setVisible(bool(who))
        self._restyle()

    def show_saving(self, saving: Saving, *, when: str, why: str) -> None:
        """Say whether everything is saved."""
        if saving is Saving.SAVED:
            self.saved.saved(when)
        elif saving is Saving.SAVING:
            self.saved.saving()
        else:
            self.saved.not_saved(why)
        self.saved.setToolTip(why)

    def show_parts(self, *, editing: bool, parts: bool, page: bool | None) -> None:
        """Show what belongs to the editor: saved state, way back to the parts, toggle of the page."""
        self.saved.setVisible(editing)
        self._parts.setVisible(parts)
        self._page.setVisible(page is not None)
        spoken = self.tr("Hide the printed page") if page else self.tr("Show the printed page")
        self._page.show_as("", icon=Icon.EYE_OFF if page else Icon.EYE, spoken=spoken)

    def minimumSizeHint(self) -> QSize:
        """Return what the shortened bar needs: a long one may not keep the window wide."""
        return QSize(self._theme.px(_LEAST), self._theme.px(44))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Shorten the buttons where there is little room."""
        super().resizeEvent(event)
        self._restyle()

    def _restyle(self) -> None:
        self.setFixedHeight(self._theme.px(44))
        full = self.width() >= self._theme.px(_FULL)
        self._note.setVisible(full)
        short = self._sign_words.split(" ")[0]
        self.sign.setText(self._sign_words if full else short)
        self.sign.setAccessibleName(self._sign_words)
        self._print.show_as(
            self.tr("Print") if full else "",
            icon=Icon.PRINT,
            key=self.tr("P") if full else "",
            spoken=self.tr("Print"),
        )
        self.updateGeometry()

    def _icon_button(self, name: str, icon: Icon, spoken: str) -> Button:
        return Button(self._theme, "", name=name, kind=ButtonKind.QUIET, icon=icon, spoken=spoken, height=30)


class TroubleStrip(Surface):
    """Say in full, under the bar, why the text is not saved, and offer what can be done now."""

    answered = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme, role=Role.RED_TINT, lines="b", name="care_plan.trouble")
        self._label = Label(theme, name="care_plan.trouble_text", role=Role.RED_TEXT, wrap=True)
        self._act = Button(theme, "", name="care_plan.trouble_act", height=28)
        row = QHBoxLayout(self)
        theme.space(row, margins=(16, 6, 16, 6), spacing=12)
        row.addWidget(self._label, 1)
        row.addWidget(self._act)
        self._act.clicked.connect(self.answered)
        self.hide()

    def show_trouble(self, sentence: str, *, act: str) -> None:
        """Show a sentence and the button, or nothing for an empty sentence."""
        self._label.setText(sentence)
        self._act.show_as(act, icon=None)
        self.setVisible(bool(sentence))
