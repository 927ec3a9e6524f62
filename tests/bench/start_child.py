"""Start the program, or a bare window, and print the monotonic time when its first painting was done."""

from __future__ import annotations

import os
import sys
from time import monotonic_ns

from PySide6 import QtWidgets
from PySide6.QtCore import QCoreApplication, QEvent, QObject, Qt
from PySide6.QtWidgets import QApplication, QLabel, QPushButton, QVBoxLayout, QWidget


class FirstPaint(QObject):
    """Wait for a widget to be painted; what is posted while it paints arrives once all of it is done."""

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Paint:
            QCoreApplication.postEvent(
                self, QEvent(QEvent.Type.User), Qt.EventPriority.HighEventPriority.value
            )
        return False

    def customEvent(self, event: QEvent) -> None:
        sys.stdout.write(f"{monotonic_ns()}\n")
        sys.stdout.flush()
        os._exit(0)


class WatchedApplication(QApplication):
    """Watch the lock screen from when the program hands over to the loop of events."""

    def exec(self) -> int:  # type: ignore[override] # Qt's is static
        from ccmdesk.ui.main_window import MainWindow

        (window,) = (each for each in self.topLevelWidgets() if isinstance(each, MainWindow))
        lock = window.screen_shown()
        if lock is None or type(lock).__name__ != "LockScreen":
            raise RuntimeError("the lock screen is not shown")
        first = FirstPaint(self)
        lock.installEventFilter(first)
        return QApplication.exec()


def bare() -> None:
    """Show the window of Qt's tutorial."""
    app = QApplication([])
    window = QWidget()
    column = QVBoxLayout(window)
    column.addWidget(QLabel("Hello World", alignment=Qt.AlignmentFlag.AlignCenter))
    column.addWidget(QPushButton("Click me!"))
    first = FirstPaint(app)
    window.installEventFilter(first)
    window.resize(1280, 800)
    window.show()
    app.exec()


def program(practice: str) -> None:
    """Open the window on a practice, as `ccmdesk open PRACTICE` does."""
    vars(QtWidgets)["QApplication"] = WatchedApplication  # the same application, watched
    from ccmdesk.__main__ import main

    main(["open", practice])


if __name__ == "__main__":
    if sys.argv[1] == "bare":
        bare()
    else:
        program(sys.argv[1])
