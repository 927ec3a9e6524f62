"""Measure how long the command line takes to make a panel of ten thousand patients and twelve months."""

from __future__ import annotations

from tests.bench.practices import make

MONTHS = 12
LIMIT = 180.0


def bench_demo() -> dict[str, str | float]:
    """Return the row of `ccmdesk demo`: seconds, and their ratio to three minutes."""
    seconds = make(MONTHS).seconds
    what = "`ccmdesk demo`, 10,000 patients x 12 months"
    return {"what": what, "ours": seconds, "ratio": seconds / LIMIT, "limit": 1.0}
