"""The theme: palette, zoom and fonts, and the one signal that tells widgets to draw themselves anew."""

from __future__ import annotations

from collections.abc import Callable
from enum import IntEnum, StrEnum

from PySide6.QtCore import QObject, QRect, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontDatabase, QGuiApplication, QPalette
from PySide6.QtWidgets import QApplication, QLayout

from ccmdesk.resource_files import resource_path
from ccmdesk.ui.common.count_guard import guard_counts
from ccmdesk.ui.common.palette import DARK, LIGHT, Palette, Role
from ccmdesk.ui.common.stylesheet import stylesheet

FAMILY = "Inter Tabular"
ZOOM_STEPS = (80, 90, 100, 110, 125, 150, 175, 200)
DISPLAY_FAMILY = "Inter Tabular Display"
_FONTS_LOADED = "ccmdesk_fonts_loaded"
_FONT_FILES = (
    "InterTabular-Regular.ttf",
    "InterTabular-Medium.ttf",
    "InterTabular-SemiBold.ttf",
    "InterTabularDisplay-SemiBold.ttf",
)


class Size(IntEnum):
    """Name the four text sizes, in pixels at 100 % (8.25, 9.75, 12 and 19.5 pt)."""

    CAPTION = 11
    BODY = 13
    TITLE = 16
    CLOCK = 26


class Weight(IntEnum):
    """Name the three text weights."""

    NORMAL = 400
    MEDIUM = 500
    BOLD = 600


class ThemeMode(StrEnum):
    """Say where light or dark comes from."""

    SYSTEM = "system"
    LIGHT = "light"
    DARK = "dark"


class _Follower(QObject):
    """Call a function on every change of the theme for as long as its owner lives."""

    def __init__(self, owner: QObject, theme: Theme, apply: Callable[[], None]) -> None:
        super().__init__(owner)
        self._apply = apply
        theme.changed.connect(self._run)

    def _run(self) -> None:
        self._apply()


class Theme(QObject):
    """Answer colours, fonts and sizes as they are now; `changed` fires after palette or zoom changed.

    `chosen` fires after a person chose look or zoom, so that the choice can be kept at once.
    """

    changed = Signal()
    chosen = Signal()

    def __init__(
        self,
        *,
        mode: ThemeMode = ThemeMode.SYSTEM,
        zoom: int = 100,
        reduced_motion: bool = False,
        parent: QObject | None = None,
    ) -> None:
        guard_counts()
        super().__init__(parent)
        self._mode = mode
        self._zoom = _nearest_step(zoom)
        self._reduced_motion = reduced_motion
        self._colors: dict[Role, QColor] = {}
        self._fonts: dict[tuple[Size, Weight], QFont] = {}
        self._palette = self._wanted_palette()
        QGuiApplication.styleHints().colorSchemeChanged.connect(self._follow_system)

    @property
    def palette(self) -> Palette:
        """Return the palette in force."""
        return self._palette

    @property
    def zoom(self) -> int:
        """Return the zoom in percent."""
        return self._zoom

    @property
    def mode(self) -> ThemeMode:
        """Return where light or dark comes from."""
        return self._mode

    @property
    def motion_ms(self) -> int:
        """Return how long a message slides, in milliseconds; 0 with reduced motion."""
        return 0 if self._reduced_motion else 120

    def px(self, size: float) -> int:
        """Return a length given in pixels at 100 % at the present zoom, at least 1 for more than 0."""
        scaled = int(size * self._zoom / 100 + 0.5)
        return max(scaled, 1) if size > 0 else scaled

    def pxf(self, size: float) -> float:
        """Return a length at the present zoom, unrounded, for drawing."""
        return size * self._zoom / 100

    def color(self, role: Role) -> QColor:
        """Return the colour of a role."""
        color = self._colors.get(role)
        if color is None:
            color = self._colors[role] = QColor(self._palette.hex(role))
        return color

    def font(self, size: Size = Size.BODY, weight: Weight = Weight.NORMAL) -> QFont:
        """Return the font of a size and weight at the present zoom, figures tabular; it is shared."""
        font = self._fonts.get((size, weight))
        if font is None:
            font = self._fonts[size, weight] = self._made_font(size, weight)
        return font

    def _made_font(self, size: Size, weight: Weight) -> QFont:
        font = QFont(DISPLAY_FAMILY if size is Size.CLOCK else FAMILY)
        font.setPixelSize(self.px(size))
        font.setWeight(QFont.Weight(int(weight)))
        if size is Size.CLOCK:
            font.setLetterSpacing(QFont.SpacingType.AbsoluteSpacing, -self.pxf(0.3))
        font.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
        return font

    def set_mode(self, mode: ThemeMode) -> None:
        """Follow the system, or force light or dark."""
        self._mode = mode
        self._follow_system()
        self.chosen.emit()

    def set_zoom(self, zoom: int) -> None:
        """Zoom to the nearest step between 80 and 200 %."""
        step = _nearest_step(zoom)
        if step != self._zoom:
            self._zoom = step
            self._publish()
            self.chosen.emit()

    def zoom_in(self) -> None:
        """Go one step larger."""
        self.set_zoom(next((step for step in ZOOM_STEPS if step > self._zoom), ZOOM_STEPS[-1]))

    def zoom_out(self) -> None:
        """Go one step smaller."""
        self.set_zoom(next((step for step in reversed(ZOOM_STEPS) if step < self._zoom), ZOOM_STEPS[0]))

    def zoom_reset(self) -> None:
        """Go back to 100 %."""
        self.set_zoom(100)

    def install(self) -> None:
        """Load the fonts and give font, palette and stylesheet to the running application."""
        app = QApplication.instance()
        if not isinstance(app, QApplication):
            raise RuntimeError("a QApplication has to exist before the theme is installed")
        if not app.property(_FONTS_LOADED):  # asking Qt for its families would cost a tenth of the start
            for name in _FONT_FILES:
                QFontDatabase.addApplicationFont(str(resource_path(f"fonts/{name}")))
            app.setProperty(_FONTS_LOADED, True)
        self._publish()

    def follow(self, owner: QObject, apply: Callable[[], None]) -> None:
        """Call `apply` now and after every change, until `owner` is destroyed."""
        _Follower(owner, self, apply)
        apply()

    def space(
        self, layout: QLayout, *, margins: tuple[int, int, int, int] = (0, 0, 0, 0), spacing: int = 0
    ) -> None:
        """Keep a layout's margins (left, top, right, bottom) and spacing scaled with the zoom."""

        def apply() -> None:
            left, top, right, bottom = (self.px(margin) for margin in margins)
            layout.setContentsMargins(left, top, right, bottom)
            layout.setSpacing(self.px(spacing))

        self.follow(layout, apply)

    def rect(self, rect: QRect | QRectF, *, edge: float = 1.0) -> QRectF:
        """Return a rectangle drawn in by half a pen, so that an edge of that width stays inside."""
        half = edge / 2
        return QRectF(rect).adjusted(half, half, -half, -half)

    def _wanted_palette(self) -> Palette:
        if self._mode is ThemeMode.SYSTEM:
            dark = QGuiApplication.styleHints().colorScheme() is Qt.ColorScheme.Dark
        else:
            dark = self._mode is ThemeMode.DARK
        return DARK if dark else LIGHT

    def _follow_system(self) -> None:
        wanted = self._wanted_palette()
        if wanted is not self._palette:
            self._palette = wanted
            self._colors.clear()
            self._publish()

    def _publish(self) -> None:
        self._fonts.clear()
        app = QApplication.instance()
        if isinstance(app, QApplication):
            app.setPalette(self._qt_palette())
            app.setFont(self.font())
            app.setStyleSheet(stylesheet(self._palette, self.px))
        self.changed.emit()

    def _qt_palette(self) -> QPalette:
        roles = {
            QPalette.ColorRole.Window: Role.WINDOW,
            QPalette.ColorRole.WindowText: Role.TEXT,
            QPalette.ColorRole.Base: Role.SURFACE,
            QPalette.ColorRole.AlternateBase: Role.SURFACE,
            QPalette.ColorRole.Text: Role.TEXT,
            QPalette.ColorRole.Button: Role.RAISED,
            QPalette.ColorRole.ButtonText: Role.TEXT,
            QPalette.ColorRole.BrightText: Role.ON_ACCENT,
            QPalette.ColorRole.PlaceholderText: Role.PLACEHOLDER,
            QPalette.ColorRole.Highlight: Role.SELECTION,
            QPalette.ColorRole.HighlightedText: Role.TEXT,
            QPalette.ColorRole.Link: Role.ACCENT,
            QPalette.ColorRole.LinkVisited: Role.ACCENT,
            QPalette.ColorRole.ToolTipBase: Role.RAISED,
            QPalette.ColorRole.ToolTipText: Role.TEXT,
            QPalette.ColorRole.Accent: Role.ACCENT,
        }
        palette = QPalette(self.color(Role.WINDOW))
        for qt_role, role in roles.items():
            palette.setColor(qt_role, self.color(role))
        for qt_role in (
            QPalette.ColorRole.Text,
            QPalette.ColorRole.ButtonText,
            QPalette.ColorRole.WindowText,
        ):
            palette.setColor(QPalette.ColorGroup.Disabled, qt_role, self.color(Role.PLACEHOLDER))
        return palette


def _nearest_step(zoom: int) -> int:
    return min(ZOOM_STEPS, key=lambda step: abs(step - zoom))
