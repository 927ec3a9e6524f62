"""Draw the shared widgets with invented data into PNG files, to be looked at beside the target pictures.

Run as `QT_QPA_PLATFORM=offscreen python tools/look.py build/look`.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QHBoxLayout, QVBoxLayout, QWidget

from ccmdesk.domain.changes import Changes
from ccmdesk.ui.common.change_notice import ChangeNotice
from ccmdesk.ui.common.chips import ChipRow, ChipSpec
from ccmdesk.ui.common.clock_state import ClockBarState, ClockMode
from ccmdesk.ui.common.icons import Icon
from ccmdesk.ui.common.marks import Mark
from ccmdesk.ui.common.message_bar import Message
from ccmdesk.ui.common.page import PageSpec, ShortcutSpec
from ccmdesk.ui.common.paint import Run
from ccmdesk.ui.common.palette import Role
from ccmdesk.ui.common.panels import Surface
from ccmdesk.ui.common.progress import Progress, paint_progress, paint_progress_head
from ccmdesk.ui.common.table import Table
from ccmdesk.ui.common.table_model import Column, ValueTableModel
from ccmdesk.ui.common.theme import Theme, ThemeMode, Weight
from ccmdesk.ui.lock_screen.screen import LockScreen
from ccmdesk.ui.lock_screen.values import LockUser, LockView
from ccmdesk.ui.main_window import MainWindow
from ccmdesk.ui.main_window_find import FindAnswer, FindKind, FindResult
from ccmdesk.ui.main_window_frame import Frame, FrameParts
from ccmdesk.ui.main_window_rail import RailStatus

NOW = datetime(2026, 11, 24, 10, 24)  # noqa: DTZ001 - the practice's local time, as a bar shows it


@dataclass(frozen=True, slots=True)
class Row:
    """Hold one invented line of the worklist."""

    mark: Mark
    surname: str
    given: str
    who: str
    why: str
    more: str
    seconds: int
    last: str
    coming: str
    nurse: str
    running: int = 0


ROWS = (
    Row(
        Mark.NOW,
        "Álvarez",
        "María",
        "81  F",
        "Weight up 5 lb in 3 days, call same day",
        "+2",
        1030,
        "Sun, voicemail",
        "Today 10:15",
        "Sara",
        522,
    ),
    Row(
        Mark.NOW,
        "Peña",
        "Dolores",
        "77  F",
        "Glucose 52 this morning, below 54",
        "+1",
        1475,
        "4 days ago",
        "Today",
        "Sara",
    ),
    Row(
        Mark.TODAY,
        "Brown",
        "James",
        "74  M",
        "Discharged Fri, two-day call due",
        "+3",
        0,
        "31 days ago",
        "Today by 5",
        "Sara",
    ),
    Row(
        Mark.TODAY,
        "Nguyễn",
        "Thị Hoa",
        "79  F",
        "Promised to call after cardiology visit",
        "",
        1908,
        "6 days ago",
        "Today 11:00",
        "Ann",
    ),
    Row(
        Mark.SOON,
        "Kowalski",
        "Zdzisław",
        "80  M",
        "Inhaler refill is 9 days late",
        "",
        931,
        "11 days ago",
        "Today",
        "Sara",
    ),
    Row(
        Mark.PLANNED,
        "Müller",
        "Ingrid",
        "77  F",
        "Monthly call due by Mon 30 Nov",
        "",
        0,
        "29 days ago",
        "Thu 3 Dec",
        "Ann",
    ),
)


def _why(row: Row) -> Sequence[Run]:
    now = row.mark is Mark.NOW
    return (Run(row.why, Weight.MEDIUM if now else Weight.NORMAL, Role.RED_TEXT if now else Role.TEXT),)


def _columns() -> tuple[Column[Row], ...]:
    return (
        Column(
            key="mark", title="", text=lambda _: "", mark=lambda row: row.mark, width=36, pad=0, line=False
        ),
        Column(
            key="name",
            title="Patient",
            text=lambda row: f"{row.surname}, {row.given}",
            width=144,
            runs=lambda row: (Run(f"{row.surname}, ", Weight.BOLD), Run(row.given)),
            sort=lambda row: row.surname,
        ),
        Column(
            key="who",
            title="",
            text=lambda row: row.who,
            width=52,
            runs=lambda row: (Run(row.who, role=Role.MUTED),),
        ),
        Column(
            key="why",
            title="Why now",
            text=lambda row: row.why,
            runs=_why,
            note=lambda row: row.more,
            width=276,
            stretch=True,
        ),
        Column(
            key="month",
            title="Month",
            text=lambda row: str(row.seconds),
            width=156,
            pad=0,
            paint=lambda painter, theme, rect, row: paint_progress(
                painter, theme, rect=rect, progress=Progress(row.seconds, row.running)
            ),
            paint_head=paint_progress_head,
            sort=lambda row: row.seconds,
        ),
        Column(key="last", title="Last", text=lambda row: row.last, width=106),
        Column(
            key="next",
            title="Next",
            text=lambda row: row.coming,
            width=96,
            runs=lambda row: (Run(row.coming, Weight.MEDIUM),),
        ),
        Column(key="nurse", title="Nurse", text=lambda row: row.nurse, width=48, pad=16),
    )


class Worklist(Surface):
    """Stand in for the worklist page."""

    page_key = "worklist"

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme, role=Role.WINDOW)
        chips = ChipRow(theme, name="worklist.chips", spoken="Filters")
        specs = [
            ("all", "Everyone", 187),
            ("today", "Due today", 14),
            ("overdue", "Overdue", 6),
            ("none", "No contact this month", 41),
            ("consent", "Consent missing", 3),
            ("review", "Plan review", 9),
            ("alerts", "Alerts", 2),
            ("gaps", "Gaps", 1),
        ]
        chips.set_chips([ChipSpec(*spec) for spec in specs], on="all")
        model = ValueTableModel(_columns(), key=lambda row: row.surname)
        model.set_values(
            [
                *ROWS,
                *(
                    Row(Mark.PLANNED, f"Row{n}", "Given", "70  F", "Planned", "", n * 60, "Thu", "Fri", "Ann")
                    for n in range(30)
                ),
            ]
        )
        table = Table(theme, model, name="worklist.table", spoken="Patients")
        table.head().show_sorted("why")
        table.select_key("Álvarez")
        column, row = QVBoxLayout(self), QHBoxLayout()
        theme.space(column)
        theme.space(row, margins=(16, 9, 16, 9))
        row.addWidget(chips)
        column.addLayout(row)
        body = QHBoxLayout()
        theme.space(body)
        body.addWidget(table, 1)
        card = Surface(theme, role=Role.WINDOW, lines="l")
        theme.follow(card, lambda: card.setFixedWidth(theme.px(300)))
        body.addWidget(card)
        column.addLayout(body, 1)
        self._card = card
        self.setFocusProxy(chips)

    def refresh(self, changes: Changes) -> None:
        """Show nothing new."""

    def shortcuts(self) -> Sequence[ShortcutSpec]:
        """Have none."""
        return ()

    def leave(self) -> bool:
        """Go at once."""
        return True


def _find(text: str, answer: FindAnswer) -> None:
    answer(text, [FindResult(FindKind.PATIENT, "Álvarez, María", lambda: None, "81, born 14 Feb 1945")])


def frame_of(theme: Theme) -> Frame:
    """Return a frame with one page and five names in the rail."""
    titles = (
        ("worklist", "Worklist", Icon.WORKLIST),
        ("patient", "Patient", Icon.PATIENT),
        ("tasks", "Tasks", Icon.TASKS),
        ("month", "Month", Icon.MONTH),
        ("reports", "Reports", Icon.REPORTS),
        ("practice", "Practice", Icon.PRACTICE),
    )
    pages = tuple(PageSpec(key, title, icon, lambda: Worklist(theme)) for key, title, icon in titles)
    parts = FrameParts(
        pages=pages, find=_find, now=lambda: NOW, user="Sara Okafor, RN", user_items=lambda: ()
    )
    frame = Frame(theme, parts, notice=ChangeNotice())
    frame.show_status(RailStatus("Backed up 10:00", True, "Lakeview Family"))
    for key, count in (("worklist", 14), ("tasks", 7), ("month", 12)):
        frame.rail.set_count(key, count)
    frame.show_page("worklist")
    return frame


def lock_of(theme: Theme) -> LockScreen:
    """Return a lock screen with four users."""
    screen = LockScreen(theme, time_text="Tue 24 Nov, 10:34")
    users = (
        LockUser("1", "Sara Okafor, RN", "care manager, locked this screen"),
        LockUser("2", "Ann Weiss, LPN", "care manager"),
        LockUser("3", "Luz Ortega, CMA", "care manager"),
        LockUser("4", "Dr. Amara Castellanos", "billing practitioner"),
    )
    sentence = "Locked by Sara Okafor at 10:34. Drafts are saved."
    screen.show_view(LockView("Lakeview Family Medicine", sentence, users, "1"))
    screen.passphrase_edit().setText("fourteen words")
    return screen


def _grab(widget: QWidget, path: Path) -> None:
    widget.grab().save(str(path))


def main(folder: Path) -> None:
    """Draw every scene, light and dark, at 100 % and at 200 %."""
    folder.mkdir(parents=True, exist_ok=True)
    app = QApplication([])
    for mode in (ThemeMode.LIGHT, ThemeMode.DARK):
        for zoom in (100, 200):
            theme = Theme(mode=mode, zoom=zoom, reduced_motion=True)
            theme.install()
            window = MainWindow(theme)
            window.resize(1366, 768)
            window.show()
            window.activateWindow()
            QTest.qWaitForWindowActive(window, 2000)
            frame = frame_of(theme)
            window.show_screen(frame)
            window.clock.set_state(
                ClockBarState(
                    ClockMode.ON_CALL,
                    522,
                    "María Álvarez",
                    "Phone with daughter Lucía, medication review",
                    1030,
                )
            )
            app.sendPostedEvents()
            _grab(window, folder / f"frame-{mode}-{zoom}.png")
            frame.say(Message("Contact logged with María Álvarez.", undo=lambda: None))
            frame.focus_find()
            frame.top.find_field.setText("a")
            frame.top.find_field.textEdited.emit("a")
            _grab(window, folder / f"find-{mode}-{zoom}.png")
            window.show_screen(lock_of(theme))
            window.clock.set_state(
                ClockBarState(
                    ClockMode.RUNNING,
                    1122,
                    "A clock is running",
                    "Started by Sara Okafor at 10:15. The patient is hidden while locked",
                    private=True,
                )
            )
            app.sendPostedEvents()
            _grab(window, folder / f"lock-{mode}-{zoom}.png")
            window.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
            window.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
