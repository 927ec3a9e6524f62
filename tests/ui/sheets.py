"""Read the recovery sheet as a person does."""

from __future__ import annotations

import io
import re

from pypdf import PdfReader


def key_on_sheet(pdf: bytes) -> str:
    """Return the fourteen groups of the recovery key on the sheet; a group may be of digits alone."""
    text = PdfReader(io.BytesIO(pdf)).pages[0].extract_text()
    groups = re.findall(r"\b[0-9A-Z]{5}\b", re.sub(r"(?<=\S) (?=\S\b)", "", text))
    return " ".join(groups[:14])
