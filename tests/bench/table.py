"""The rows of the benches as one table, on the screen and on paper."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

_HEADS = ("what", "ours", "peer or floor", "ratio", "limit", "ok")


@dataclass(frozen=True, slots=True)
class Row:
    """Hold one measured promise.

    `ours` and `peer` are seconds unless `unit` says otherwise. Without a peer the promise is a number of its
    own, and `ratio` says how much of it was used.
    """

    what: str
    ours: float = 0.0
    peer: float | None = None
    ratio: float = 0.0
    limit: float = 1.0
    unit: str = "s"
    failed: bool = False

    @classmethod
    def of(cls, told: Mapping[str, Any]) -> Row:
        """Return the row that a bench told."""
        return cls(**told)

    @property
    def kept(self) -> bool:
        """Tell whether the promise was kept."""
        return not self.failed and self.ratio <= self.limit

    def as_json(self) -> dict[str, Any]:
        """Return the numbers, and whether the promise was kept."""
        return {**asdict(self), "ok": self.kept}

    def cells(self) -> tuple[str, ...]:
        """Return what the table says."""
        if self.failed:
            return (self.what, "", "", "", "", "FAILED")
        ok = "yes" if self.kept else "NO"
        if self.peer is None:
            promised = self.ours * self.limit / self.ratio
            return (
                self.what,
                self._said(self.ours),
                "",
                f"{self.ratio:.2f}",
                f"≤ {self._said(promised)}",
                ok,
            )
        told = (self._said(self.ours), self._said(self.peer), f"{self.ratio:.2f}", f"≤ {self.limit:g} x", ok)
        return (self.what, *told)

    def _said(self, value: float) -> str:
        if self.unit != "s":
            return f"{value:.0f} {self.unit}"
        return f"{value:.1f} s" if value >= 10 else f"{value * 1000:.1f} ms"


def table(rows: Iterable[Row]) -> str:
    """Return the rows in columns for a terminal."""
    lines = [_HEADS, *(row.cells() for row in rows)]
    widths = [max(len(line[at]) for line in lines) for at in range(len(_HEADS))]
    return "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip()
        for line in lines
    )


def markdown(rows: Sequence[Row], machine: Mapping[str, str]) -> str:
    """Return docs/performance.md."""
    lines = [
        "# Speed and memory",
        "",
        "Written by `make bench` (`tests/bench/run.py`); the promises are those of the first issue. Ours and",
        "its peer are taken turn by turn in one run. Where there is no peer, the limit is a number of its",
        "own and the ratio says how much of it was used.",
        "",
        f"| {' | '.join(_HEADS)} |",
        "|---|--:|--:|--:|--:|---|",
        *(f"| {' | '.join(row.cells())} |" for row in rows),
        "",
        "## Machine",
        "",
        *(f"- {name}: {value}" for name, value in machine.items()),
        "",
    ]
    return "\n".join(lines) + _PEERS


_PEERS = """
## What the peers are

- **Bare PySide6 window**: the first program of Qt's own tutorial, a centred label and a button, as a process
  on the offscreen platform. Both processes say when their first painting was done; bytecode is kept.
- **SQL by hand**: `tests/bench/worklist_by_hand.sql`, the same rows and columns, run on the same connection
  through the driver alone and fetched as tuples. The service also judges the month, makes its values and
  commits the audit record of the view.
- **Bare reportlab**: the drawing calls of the same pages, known beforehand, on a reportlab canvas.
- **json.loads** of the same bytes, for the import.
- **Backup**: a demo practice grown by long notes to 200 MB, while a small change is committed every
  hundredth of a second; the longest of those commits is the second row.
- **Enter to painted worklist** is driven in the real window; what the derivation of the key took of it is
  taken off. Memory is the resident set of that process, two seconds later.
"""
