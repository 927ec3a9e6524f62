"""The one application stylesheet: edges, paddings and states of Qt's own controls."""

from __future__ import annotations

from collections.abc import Callable

from ccmdesk.resource_files import resource_path
from ccmdesk.ui.common.palette import Palette, Role


def stylesheet(palette: Palette, px: Callable[[float], int]) -> str:
    """Return the stylesheet for a palette; `px` scales lengths to the present zoom."""
    return _fields(palette, px) + _marks(palette, px) + _rest(palette, px)


def _fields(palette: Palette, px: Callable[[float], int]) -> str:
    c = palette.hex
    return f"""
QLineEdit, QPlainTextEdit, QTextEdit, QComboBox, QAbstractSpinBox {{
  background: {c(Role.SURFACE)}; color: {c(Role.TEXT)};
  border: 1px solid {c(Role.EDGE)}; border-radius: {px(6)}px; padding: 0 {px(10)}px;
  selection-background-color: {c(Role.ACCENT)}; selection-color: {c(Role.ON_ACCENT)};
}}
QLineEdit {{ lineedit-password-character: 8226; }}
QPlainTextEdit, QTextEdit {{ padding: {px(5)}px {px(6)}px; }}
QLineEdit, QComboBox, QAbstractSpinBox {{ min-height: {px(30) - 2}px; max-height: {px(34) - 2}px; }}
QLineEdit:focus, QPlainTextEdit:focus, QTextEdit:focus, QComboBox:focus, QAbstractSpinBox:focus {{
  border: 2px solid {c(Role.ACCENT)}; padding: 0 {px(10) - 1}px;
}}
QPlainTextEdit:focus, QTextEdit:focus {{ padding: {px(5) - 1}px {px(6) - 1}px; }}
QLineEdit:focus, QComboBox:focus, QAbstractSpinBox:focus {{
  min-height: {px(30) - 4}px; max-height: {px(34) - 4}px;
}}
QLineEdit#find {{ min-height: {px(30) - 2}px; max-height: {px(30) - 2}px; }}
QLineEdit#find:focus {{ min-height: {px(30) - 4}px; max-height: {px(30) - 4}px; }}
QLineEdit[invalid="true"], QPlainTextEdit[invalid="true"], QComboBox[invalid="true"] {{
  border-color: {c(Role.RED)};
}}
QLineEdit:disabled, QPlainTextEdit:disabled, QComboBox:disabled {{
  background: {c(Role.WINDOW)}; color: {c(Role.PLACEHOLDER)}; border-color: {c(Role.LINE)};
}}
QComboBox::drop-down {{ border: none; width: {px(26)}px; }}
QComboBox::down-arrow {{ image: none; }}
QComboBox QAbstractItemView {{
  background: {c(Role.RAISED)}; border: 1px solid {c(Role.LINE)}; outline: none;
  selection-background-color: {c(Role.SELECTION)}; selection-color: {c(Role.TEXT)};
}}
QComboBox QAbstractItemView::item {{ min-height: {px(28)}px; padding: 0 {px(8)}px; }}
"""


def _marks(palette: Palette, px: Callable[[float], int]) -> str:
    c = palette.hex
    return f"""
QCheckBox, .QRadioButton {{
  color: {c(Role.TEXT)}; spacing: {px(8)}px; min-height: {px(24) - 4}px;
  border: 2px solid transparent; border-radius: {px(4)}px; padding: 0 {px(2)}px;
}}
QCheckBox:focus, .QRadioButton:focus {{ border-color: {c(Role.ACCENT)}; }}
QCheckBox::indicator, QRadioButton::indicator {{
  width: {px(13) - 2}px; height: {px(13) - 2}px; border: 1px solid {c(Role.EDGE)};
  border-radius: {px(3)}px; background: {c(Role.SURFACE)};
}}
QRadioButton::indicator {{ border-radius: {px(13) // 2}px; }}
QCheckBox::indicator:checked {{
  background: {c(Role.ACCENT)}; border-color: {c(Role.ACCENT)}; image: url("{_check_image(palette)}");
}}
QRadioButton::indicator:checked {{ border: {px(4)}px solid {c(Role.ACCENT)};
  width: {px(13) - 2 * px(4)}px; height: {px(13) - 2 * px(4)}px; }}
"""


def _rest(palette: Palette, px: Callable[[float], int]) -> str:
    c = palette.hex
    return f"""
QScrollArea {{ background: transparent; border: none; }}
QScrollArea > QWidget > QWidget {{ background: transparent; }}
QScrollBar:vertical {{ background: transparent; width: {px(8)}px; margin: 0; }}
QScrollBar:horizontal {{ background: transparent; height: {px(8)}px; margin: 0; }}
QScrollBar::handle {{ background: {c(Role.LINE)}; border-radius: {px(2)}px; margin: {px(2)}px; }}
QScrollBar::handle:vertical {{ min-height: {px(32)}px; }}
QScrollBar::handle:horizontal {{ min-width: {px(32)}px; }}
QScrollBar::handle:hover {{ background: {c(Role.EDGE)}; }}
QScrollBar::add-line, QScrollBar::sub-line {{ width: 0; height: 0; }}
QScrollBar::add-page, QScrollBar::sub-page {{ background: none; }}
QToolTip {{
  background: {c(Role.RAISED)}; color: {c(Role.TEXT)}; border: 1px solid {c(Role.LINE)};
  padding: {px(4)}px {px(6)}px;
}}
QTableView {{ background: {c(Role.SURFACE)}; border: none; outline: none; }}
QHeaderView {{ background: {c(Role.SURFACE)}; border: none; }}
QProgressBar {{
  background: {c(Role.BAR_TRACK)}; border: none; border-radius: {px(2)}px; max-height: {px(5)}px;
}}
QProgressBar::chunk {{ background: {c(Role.BAR_FILL)}; border-radius: {px(2)}px; }}
"""


def _check_image(palette: Palette) -> str:
    name = "check-dark" if palette.dark else "check-light"
    return resource_path(f"icons/control/{name}.svg").as_posix()
