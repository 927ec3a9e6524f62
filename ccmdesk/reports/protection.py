"""Put a password on a paper that leaves by e-mail or on a stick: AES-256, in memory."""

from __future__ import annotations

from io import BytesIO


def protected_pdf(pdf: bytes, password: str) -> bytes:
    """Return the PDF encrypted with AES-256, so that it opens with the password alone."""
    from pypdf import PdfReader, PdfWriter

    writer = PdfWriter(clone_from=PdfReader(BytesIO(pdf)))
    writer.encrypt(password, algorithm="AES-256")
    locked = BytesIO()
    writer.write(locked)
    return locked.getvalue()
