"""Compare the care plan with the same pages drawn by bare reportlab, in one run."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO
from time import perf_counter
from typing import Any
from unittest.mock import patch

from reportlab.lib.pagesizes import letter
from reportlab.pdfgen.canvas import Canvas

from tests.reports.making import care_plan, long_document

LIMIT = 1.3
ROUNDS = 15
Call = tuple[str, tuple[Any, ...]]


def bench_care_plan_pdf() -> dict[str, str | float]:
    """Return the row of the care plan: best times in seconds of ours and of the peer, and their ratio.

    The peer is told every position, font and line beforehand: it only draws, embeds and writes.
    """
    document = long_document(problems=6)
    calls = _recorded(lambda: care_plan(document=document))
    ours = peer = float("inf")
    for _ in range(ROUNDS):
        ours = min(ours, _timed(lambda: care_plan(document=document)))
        peer = min(peer, _timed(lambda: _replayed(calls)))
    return {"what": "one care plan PDF", "ours": ours, "peer": peer, "ratio": ours / peer, "limit": LIMIT}


def _timed(work: Callable[[], bytes]) -> float:
    start = perf_counter()
    work()
    return perf_counter() - start


def _recorded(work: Callable[[], bytes]) -> list[Call]:
    """Return the drawing calls that a report makes on its canvas, in order."""
    calls: list[Call] = []

    class Recorder(Canvas):
        def drawString(self, x: float, y: float, text: str, **_: Any) -> None:  # type: ignore[override]  # what we use
            calls.append(("drawString", (x, y, text)))

        def setFont(self, name: str, size: float, leading: float | None = None) -> None:
            calls.append(("setFont", (name, size)))
            super().setFont(name, size, leading)

        def setFillGray(self, gray: float, alpha: float | None = None) -> None:
            calls.append(("setFillGray", (gray,)))

        def rect(self, x: float, y: float, width: float, height: float, *_: Any, **__: Any) -> None:
            calls.append(("rect", (x, y, width, height, 0, 1)))

        def showPage(self) -> None:
            calls.append(("showPage", ()))
            super().showPage()

    with patch("ccmdesk.reports.paper.Canvas", Recorder):
        work()
    return calls


def _replayed(calls: list[Call]) -> bytes:
    buffer = BytesIO()
    canvas = Canvas(buffer, pagesize=letter, pageCompression=1, invariant=1)
    for name, arguments in calls:
        getattr(canvas, name)(*arguments)
    canvas.save()
    return buffer.getvalue()
