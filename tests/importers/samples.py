"""Find the sample records beside the repository."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3] / "shared" / "samples"


def sample_paths(*folders: str) -> list[str]:
    """Return the sample files of some folders, as paths below the samples' own folder."""
    found = [path for folder in folders for path in sorted((ROOT / folder).rglob("*")) if path.is_file()]
    return [path.relative_to(ROOT).as_posix() for path in found]


def need_samples() -> None:
    """Skip a test where the samples are absent; fail it on a machine that has to have them."""
    if not ROOT.is_dir():
        if os.environ.get("CI"):
            pytest.fail(f"the sample records are not at {ROOT}")
        pytest.skip("the sample records are not beside the repository")


def sample_bytes(path: str) -> bytes:
    """Return the bytes of a sample."""
    return (ROOT / path).read_bytes()
