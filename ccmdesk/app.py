"""Put the window together: harden the process, settings, theme, window, workplace; no logic."""

from __future__ import annotations

import gc
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from PySide6.QtWidgets import QApplication

from ccmdesk import __version__
from ccmdesk.domain.clock import SystemClock
from ccmdesk.security.crash_report import install_last_resort, write_crash_report
from ccmdesk.security.fresh_process import replace_process, replace_when_late
from ccmdesk.security.hardening import harden_process, private_temporary_folder
from ccmdesk.settings import APP, Known, Settings, load_settings, save_settings, settings_path, state_folder
from ccmdesk.ui.common.garbage import GarbageCollector
from ccmdesk.ui.common.theme import Theme, ThemeMode
from ccmdesk.ui.main_window import MainWindow
from ccmdesk.ui.workplace import Hooks, Workplace

_ANEW = "--after-lock"
"""Told to the process that takes the place of one whose session ended by itself; not for people."""
_LATE = 1.5
"""Seconds after which an orderly end is not waited for any longer."""
TITLE_BAR = 40
"""Pixels that a window manager may add to the height of a window."""


class _Kept:
    """Keep the settings of this machine while the window is open."""

    def __init__(self) -> None:
        self.path = settings_path()
        self.settings: Settings = load_settings(self.path)

    def remember(self, folder: Path) -> None:
        """Remember a practice file as the last one opened."""
        self.settings = self.settings.with_practice(folder)
        save_settings(self.settings, self.path)

    def known(self, folder: Path) -> Known:
        """Return what the lock screen of a practice file shows before it is opened."""
        return self.settings.known_of(folder)

    def keep(self, known: Known) -> None:
        """Keep what the lock screen of a practice file shows the next time."""
        self.settings = self.settings.with_known(known)
        save_settings(self.settings, self.path)

    def recent(self) -> tuple[Path, ...]:
        """Return the practice files opened here that are still there, the last one first."""
        return tuple(Path(name) for name in self.settings.practices if Path(name).is_dir())

    def keep_window(self, window: MainWindow, theme: Theme) -> None:
        """Keep size, zoom and look of the window."""
        self.settings = replace(
            self.settings,
            look=theme.mode.value,
            zoom=theme.zoom,
            width=window.width(),
            height=window.height(),
            maximized=window.isMaximized(),
        )
        save_settings(self.settings, self.path)


def _named_practice(arguments: Sequence[str]) -> Path | None:
    if not arguments:
        return None
    arguments = [argument for argument in arguments if argument != _ANEW]
    if len(arguments) == 1 and not arguments[0].startswith("-"):
        return Path(arguments[0])
    import argparse  # for help and wrong usage alone: it costs start-up time

    parser = argparse.ArgumentParser(prog="ccmdesk open", description="Open the window on a practice file.")
    parser.add_argument("practice", type=Path, nargs="?", metavar="PRACTICE")
    named: Path | None = parser.parse_args(arguments).practice
    return named


def _application() -> QApplication:
    # Asked for here, the style costs nothing; setStyle builds all enums of QStyle before the paint.
    app = QApplication([APP, "-style", "fusion"])
    app.setApplicationName(APP)
    app.setApplicationVersion(__version__)
    app.setDesktopFileName(APP)
    return app


def _theme_of(known: Settings) -> Theme:
    theme = Theme()
    theme.set_mode(ThemeMode(known.look))
    theme.set_zoom(known.zoom)
    theme.install()
    return theme


def _show(window: MainWindow, known: Settings) -> None:
    """Show the window as large as it was, or maximized where it was or does not fit the screen."""
    room = window.screen().availableGeometry()
    fits = known.width <= room.width() and known.height + TITLE_BAR <= room.height()
    window.resize(known.width, known.height)
    window.show() if fits and not known.maximized else window.showMaximized()


def run_window(arguments: Sequence[str]) -> int:
    """Open the window, on a practice file where one is named or was open last; return the exit code."""
    named = _named_practice(arguments)
    harden_process()
    anew: list[str] = []
    with private_temporary_folder():
        kept, clock = _Kept(), SystemClock()

        def report(error: BaseException) -> None:
            write_crash_report(state_folder() / "crashes", error, at=clock.wall(), version=__version__)

        install_last_resort(report)
        app = _application()
        theme = _theme_of(kept.settings)
        window = MainWindow(theme)

        def start_anew(folder: Path) -> None:
            anew.extend(("open", str(folder), _ANEW))
            replace_when_late(anew, after=_LATE)

        hooks = Hooks(
            remember=kept.remember,
            recent=kept.recent,
            report=report,
            known=kept.known,
            keep=kept.keep,
            start_anew=start_anew,
        )
        workplace = Workplace(window, theme, clock=clock, hooks=hooks)
        window.closing.connect(lambda: kept.keep_window(window, theme))
        theme.chosen.connect(lambda: kept.keep_window(window, theme))
        recent = kept.recent()
        folder = named.resolve() if named is not None else (recent[0] if recent else None)
        workplace.begin(folder, anew=_ANEW in arguments)
        _show(window, kept.settings)
        gc.freeze()  # what the start has loaded stays to the end: no later search needs to look at it
        GarbageCollector(window)
        code = int(app.exec())
    if anew:
        replace_process(anew)
    return code
