"""Find the files of resources/, beside the source tree or inside the installed package."""

from __future__ import annotations

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent


def resource_path(name: str) -> Path:
    """Return the path of a resource such as `fonts/Inter-Regular.ttf`.

    Raises FileNotFoundError when the program was installed without it.
    """
    for root in (_PACKAGE / "_resources", _PACKAGE.parent / "resources"):
        path = root / name
        if path.exists():
            return path
    raise FileNotFoundError(f"resource {name} is missing from this installation")


def read_text(name: str) -> str:
    """Return a text resource as a string (UTF-8)."""
    return resource_path(name).read_text(encoding="utf-8")


def read_bytes(name: str) -> bytes:
    """Return a resource as bytes."""
    return resource_path(name).read_bytes()
