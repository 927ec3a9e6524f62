"""Settings of this machine, each declared once; nothing about a patient is ever among them."""

from __future__ import annotations

import json
import os
from contextlib import suppress
from dataclasses import asdict, dataclass, fields, replace
from pathlib import Path
from typing import Any

import platformdirs

APP = "ccmdesk"
_MOST_RECENT = 6


@dataclass(frozen=True, slots=True)
class Known:
    """Hold what the lock screen shows of a practice file opened here before: name, zone, who came last.

    `zone` is an IANA name; `user_id` is the number of a user, 0 for nobody yet.
    """

    folder: str
    name: str = ""
    zone: str = ""
    user_id: int = 0


@dataclass(frozen=True, slots=True)
class Settings:
    """Hold how the window looks here and which practice files were opened.

    `look` is system, light or dark; `zoom` in percent; `practices` are folders, the last one first.
    """

    look: str = "system"
    zoom: int = 100
    width: int = 1366
    height: int = 768
    maximized: bool = False
    practices: tuple[str, ...] = ()
    known: tuple[Known, ...] = ()

    def with_practice(self, folder: Path) -> Settings:
        """Return settings that remember a practice file as the last one opened."""
        others = [known for known in self.practices if known != str(folder)]
        return replace(self, practices=(str(folder), *others)[:_MOST_RECENT])

    def with_known(self, known: Known) -> Settings:
        """Return settings that remember what the lock screen of a practice file shows."""
        others = [other for other in self.known if other.folder != known.folder]
        return replace(self, known=(known, *others)[:_MOST_RECENT])

    def known_of(self, folder: Path) -> Known:
        """Return what is known of a practice file here, nothing but its folder when it was never opened."""
        return next((known for known in self.known if known.folder == str(folder)), Known(str(folder)))


def settings_path() -> Path:
    """Return the file in which this user's settings are kept."""
    return Path(platformdirs.user_config_dir(APP, appauthor=False)) / "settings.json"


def data_folder() -> Path:
    """Return the folder in which the program puts practice files of its own making, the demo."""
    return Path(platformdirs.user_data_dir(APP, appauthor=False))


def state_folder() -> Path:
    """Return the folder for anchors and crash reports of this user."""
    return Path(platformdirs.user_state_dir(APP, appauthor=False))


def load_settings(path: Path) -> Settings:
    """Return the settings in a file; what is missing, unreadable or of a wrong kind has its default."""
    try:
        found: Any = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError):
        return Settings()
    if not isinstance(found, dict):
        return Settings()
    defaults = asdict(Settings())
    taken: dict[str, Any] = {}
    for field in fields(Settings):
        value = found.get(field.name)
        if field.name == "practices" and isinstance(value, list):
            taken["practices"] = tuple(name for name in value if isinstance(name, str))[:_MOST_RECENT]
        elif field.name == "known" and isinstance(value, list):
            taken["known"] = tuple(filter(None, map(_known, value)))[:_MOST_RECENT]
        elif type(value) is type(defaults[field.name]) and not isinstance(value, tuple):
            taken[field.name] = value
    return Settings(**taken)


def _known(value: Any) -> Known | None:
    try:
        known = Known(**value)
    except TypeError:
        return None
    kinds = (type(known.folder), type(known.name), type(known.zone), type(known.user_id))
    return known if kinds == (str, str, str, int) else None


def save_settings(settings: Settings, path: Path) -> None:
    """Write settings whole, readable by this user alone; a failing disk is not worth a word."""
    temporary = path.with_name(f".{path.name}.{os.urandom(4).hex()}")
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        descriptor = os.open(temporary, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            json.dump(asdict(settings), file, indent=2)
        temporary.replace(path)
    except OSError:
        with suppress(OSError):
            temporary.unlink(missing_ok=True)
