"""Palettes, zoom and fonts."""

from __future__ import annotations

import pytest
from PySide6.QtGui import QFontInfo, QFontMetricsF, QRawFont
from PySide6.QtWidgets import QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from ccmdesk.resource_files import resource_path
from ccmdesk.ui.common.icons import Icon, icon_pixmap
from ccmdesk.ui.common.palette import (
    AMBER_STATE,
    BLUE_STATE,
    DARK,
    GREEN_STATE,
    GREY_STATE,
    LIGHT,
    RED_STATE,
    Palette,
    Role,
    StateRoles,
    contrast,
)
from ccmdesk.ui.common.theme import FAMILY, ZOOM_STEPS, Size, Theme, ThemeMode, Weight

PALETTES = pytest.mark.parametrize("palette", [LIGHT, DARK], ids=["light", "dark"])


def test_contrast_is_the_published_formula() -> None:
    assert contrast("#000000", "#FFFFFF") == pytest.approx(21)
    assert contrast("#777777", "#FFFFFF") == pytest.approx(4.48, abs=0.01)


@PALETTES
@pytest.mark.parametrize("ground", [Role.SURFACE, Role.WINDOW, Role.RAISED, Role.SELECTION])
@pytest.mark.parametrize("text", [Role.TEXT, Role.MUTED, Role.ACCENT])
def test_text_can_be_read_on_every_ground(palette: Palette, text: Role, ground: Role) -> None:
    assert contrast(palette.hex(text), palette.hex(ground)) >= 4.5


@PALETTES
@pytest.mark.parametrize("state", [GREEN_STATE, AMBER_STATE, RED_STATE, BLUE_STATE, GREY_STATE])
def test_states_can_be_read(palette: Palette, state: StateRoles) -> None:
    assert contrast(palette.hex(state.on), palette.hex(state.solid)) >= 4.5
    assert contrast(palette.hex(state.text), palette.hex(state.tint)) >= 4.5
    assert contrast(palette.hex(Role.TEXT), palette.hex(state.tint)) >= 4.5


@PALETTES
@pytest.mark.parametrize("mark", [Role.RED, Role.AMBER_MARK, Role.BLUE, Role.EDGE, Role.BAR_FILL])
def test_marks_and_edges_stand_out(palette: Palette, mark: Role) -> None:
    assert contrast(palette.hex(mark), palette.hex(Role.SURFACE)) >= 2.99


@PALETTES
def test_words_in_a_selected_row_can_be_read(palette: Palette) -> None:
    for role in (Role.RED_TEXT, Role.AMBER_TEXT, Role.GREEN_TEXT, Role.PLACEHOLDER):
        ground = Role.SURFACE if role is Role.PLACEHOLDER else Role.SELECTION
        assert contrast(palette.hex(role), palette.hex(ground)) >= 4.5


def test_zoom_goes_in_steps_and_scales_lengths_and_fonts(theme: Theme) -> None:
    assert theme.px(24) == 24
    theme.set_zoom(200)
    assert (theme.zoom, theme.px(24), theme.font().pixelSize()) == (200, 48, 26)
    theme.zoom_in()
    assert theme.zoom == 200
    for _ in ZOOM_STEPS:
        theme.zoom_out()
    assert (theme.zoom, theme.px(0), theme.px(0.4)) == (80, 0, 1)
    theme.zoom_reset()
    assert theme.zoom == 100


def test_changed_fires_once_a_change(theme: Theme, qtbot: QtBot) -> None:
    heard: list[int] = []
    theme.changed.connect(lambda: heard.append(theme.zoom))
    theme.set_zoom(125)
    theme.set_zoom(124)
    theme.set_mode(ThemeMode.DARK)
    theme.set_mode(ThemeMode.DARK)
    assert heard == [125, 125]
    assert theme.palette is DARK
    assert theme.color(Role.WINDOW).name().upper() == DARK.hex(Role.WINDOW)


def test_layouts_follow_the_zoom_until_they_are_gone(theme: Theme, qtbot: QtBot) -> None:
    widget = QWidget()
    layout = QVBoxLayout(widget)
    theme.space(layout, margins=(16, 8, 4, 0), spacing=12)
    theme.set_zoom(150)
    margins = layout.contentsMargins()
    assert (margins.left(), margins.top(), margins.right(), margins.bottom()) == (24, 12, 6, 0)
    assert layout.spacing() == 18
    with qtbot.waitSignal(widget.destroyed):
        widget.deleteLater()
    theme.set_zoom(100)


def test_the_fonts_are_ours_with_straight_figures(theme: Theme) -> None:
    for weight in Weight:
        font = theme.font(Size.BODY, weight)
        assert QFontInfo(font).family() == FAMILY
        widths = {QFontMetricsF(font).horizontalAdvance(digit) for digit in "0123456789"}
        assert len(widths) == 1


@pytest.mark.parametrize("text", ["Nguyễn Thị Hoa", "Zdzisław", "Петрович", "→ ≥ ½ ▲ ◆", "Sørensen"])
def test_the_fonts_know_the_letters(theme: Theme, text: str) -> None:
    for weight in Weight:
        font = QRawFont.fromFont(theme.font(Size.BODY, weight))
        assert all(font.supportsCharacter(ord(letter)) for letter in text)


def test_font_files_are_small_enough_to_embed() -> None:
    for path in resource_path("fonts").glob("*.ttf"):
        assert path.stat().st_size < 400_000
        assert b"glyf" in path.read_bytes()[:400]


@pytest.mark.parametrize("icon", list(Icon))
def test_every_icon_draws_in_the_colour_of_its_role(theme: Theme, icon: Icon) -> None:
    image = icon_pixmap(theme, icon, size=32, role=Role.RED).toImage()
    inked = [
        image.pixelColor(x, y) for x in range(32) for y in range(32) if image.pixelColor(x, y).alpha() > 200
    ]
    assert len(inked) > 4
    assert all(color.red() > color.blue() for color in inked)
