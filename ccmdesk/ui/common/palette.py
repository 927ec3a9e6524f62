"""The two palettes: every colour of the program, by the role it plays."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class Role(StrEnum):
    """Name what a colour is for; widgets ask for a role and never for a colour."""

    WINDOW = "window"
    SURFACE = "surface"
    RAISED = "raised"
    SUNKEN = "sunken"
    HAIR = "hair"
    LINE = "line"
    EDGE = "edge"
    TEXT = "text"
    MUTED = "muted"
    PLACEHOLDER = "placeholder"
    ACCENT = "accent"
    ON_ACCENT = "on_accent"
    SOFT = "soft"
    SELECTION = "selection"
    BAR_FILL = "bar_fill"
    BAR_TRACK = "bar_track"
    BAR_TICK = "bar_tick"
    GREEN = "green"
    ON_GREEN = "on_green"
    GREEN_TINT = "green_tint"
    GREEN_TEXT = "green_text"
    AMBER = "amber"
    ON_AMBER = "on_amber"
    AMBER_TINT = "amber_tint"
    AMBER_TEXT = "amber_text"
    AMBER_MARK = "amber_mark"
    RED = "red"
    ON_RED = "on_red"
    RED_TINT = "red_tint"
    RED_TEXT = "red_text"
    BLUE = "blue"
    ON_BLUE = "on_blue"
    BLUE_TINT = "blue_tint"
    BLUE_TEXT = "blue_text"
    GREY = "grey"
    ON_GREY = "on_grey"
    GREY_TINT = "grey_tint"
    GREY_TEXT = "grey_text"


@dataclass(frozen=True, slots=True)
class StateRoles:
    """Group the four roles of one state: solid ground, text on it, tinted ground, text on that."""

    solid: Role
    on: Role
    tint: Role
    text: Role


GREEN_STATE = StateRoles(Role.GREEN, Role.ON_GREEN, Role.GREEN_TINT, Role.GREEN_TEXT)
AMBER_STATE = StateRoles(Role.AMBER, Role.ON_AMBER, Role.AMBER_TINT, Role.AMBER_TEXT)
RED_STATE = StateRoles(Role.RED, Role.ON_RED, Role.RED_TINT, Role.RED_TEXT)
BLUE_STATE = StateRoles(Role.BLUE, Role.ON_BLUE, Role.BLUE_TINT, Role.BLUE_TEXT)
GREY_STATE = StateRoles(Role.GREY, Role.ON_GREY, Role.GREY_TINT, Role.GREY_TEXT)


@dataclass(frozen=True, slots=True)
class Palette:
    """Hold one colour (`#RRGGBB`) for every role."""

    dark: bool
    colors: Mapping[Role, str]

    def hex(self, role: Role) -> str:
        """Return the colour of a role as `#RRGGBB`."""
        return self.colors[role]


_ORDER = tuple(Role)


def _palette(*, dark: bool, colors: str) -> Palette:
    values = colors.split()
    return Palette(dark, dict(zip(_ORDER, (f"#{value}" for value in values), strict=True)))


LIGHT = _palette(
    dark=False,
    colors="""
    F5F6F8 FFFFFF FFFFFF EEF0F3 ECEEF1 DDE1E7 858F9C 17202B 586372 65707E
    4048B5 FFFFFF ECEDFA E6E8FA 5A63C8 E2E5EA 737D8B
    17703A FFFFFF E3F3E8 11592D
    F2A81D 2B1D00 FFF3D9 7A4B00 A96500
    BF2A2A FFFFFF FCE9E8 9E1F1F
    1464A0 FFFFFF E3F0FA 0F4F80
    DCE0E6 17202B EEF0F3 3F4A58
    """,
)

DARK = _palette(
    dark=True,
    colors="""
    12151A 191D23 21262E 0E1115 242931 303741 6F7B8A E6EAEF A3AEBB 8E99A7
    A3AAFA 14173A 262A4A 2A2F52 8D96F2 303741 7E8997
    3FBF6F 06210F 15301F 8FE0AC
    F2B23A 2B1D00 372A0E F6CE83 F2B23A
    F07A74 2E0706 3C1C1D FFB3AE
    5FB1EC 04192A 13293B A5D4F7
    303741 E6EAEF 1D2229 C3CBD5
    """,
)


def contrast(one: str, other: str) -> float:
    """Return the WCAG contrast ratio (1 to 21) of two colours written `#RRGGBB`."""
    bright, dim = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (bright + 0.05) / (dim + 0.05)


def _luminance(color: str) -> float:
    parts = (int(color[at : at + 2], 16) / 255 for at in (1, 3, 5))
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
