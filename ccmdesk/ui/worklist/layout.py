"""The columns as a user left them: order, widths, hidden ones and the sort, kept as a preference."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

PREFERENCE = "worklist.columns"
_WIDEST = 2000


@dataclass(frozen=True, slots=True)
class ColumnLayout:
    """Hold the keys in their order, the hidden keys, widths in pixels at 100 %, and the column sorted by."""

    order: tuple[str, ...] = ()
    hidden: frozenset[str] = frozenset()
    widths: dict[str, int] = field(default_factory=dict)
    sorted_by: str = ""
    descending: bool = False

    def to_json(self) -> dict[str, object]:
        """Return the value that is stored."""
        return {
            "order": list(self.order),
            "hidden": sorted(self.hidden),
            "widths": dict(self.widths),
            "sorted_by": self.sorted_by,
            "descending": self.descending,
        }


def read_layout(stored: object, *, keys: Sequence[str], hidden: Sequence[str]) -> ColumnLayout:
    """Return a stored layout; what cannot be used falls back to the columns' own."""
    if not isinstance(stored, dict):
        return ColumnLayout(order=tuple(keys), hidden=frozenset(hidden))
    order = [key for key in _texts(stored.get("order")) if key in keys]
    order += [key for key in keys if key not in order]
    known = set(_texts(stored.get("order")))
    hiding = {key for key in _texts(stored.get("hidden")) if key in keys}
    hiding |= {key for key in hidden if key not in known}
    widths = stored.get("widths")
    sorted_by = stored.get("sorted_by")
    return ColumnLayout(
        order=tuple(order),
        hidden=frozenset(hiding),
        widths=_widths(widths, keys) if isinstance(widths, dict) else {},
        sorted_by=sorted_by if isinstance(sorted_by, str) and sorted_by in keys else "",
        descending=stored.get("descending") is True,
    )


def _texts(value: object) -> list[str]:
    return [item for item in value if isinstance(item, str)] if isinstance(value, list) else []


def _widths(value: dict[object, object], keys: Sequence[str]) -> dict[str, int]:
    return {
        key: width
        for key, width in value.items()
        if isinstance(key, str) and key in keys and isinstance(width, int) and 12 <= width <= _WIDEST
    }
