"""A paper with a password: opened by it alone, and no word of it in the file."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import pytest
from pypdf import PasswordType, PdfReader
from pypdf.errors import FileNotDecryptedError

from ccmdesk.domain.clock import SettableClock
from ccmdesk.reports.protection import protected_pdf
from ccmdesk.services.papers import recovery_sheet
from tests.practice_files import MONDAY, ZONE

WORDS = "Lakeview Family Medicine"
PASSWORDS = ("tabletop orbit canary", "Zuñiga—Straße 9")


def paper() -> bytes:
    return recovery_sheet(
        practice_name=WORDS, recovery_key="00000-00000", clock=SettableClock(MONDAY), zone=ZONE
    )


@pytest.mark.parametrize("password", PASSWORDS)
def test_it_opens_with_the_password_and_holds_the_same_pages(password: str) -> None:
    reader = PdfReader(BytesIO(protected_pdf(paper(), password)))
    assert reader.is_encrypted
    assert reader.decrypt(password) is not PasswordType.NOT_DECRYPTED
    plain = PdfReader(BytesIO(paper()))
    assert WORDS in plain.pages[0].extract_text()
    assert [page.extract_text() for page in reader.pages] == [page.extract_text() for page in plain.pages]


def test_no_other_password_opens_it() -> None:
    locked = protected_pdf(paper(), PASSWORDS[0])
    for wrong in ("", "tabletop orbit canarx", PASSWORDS[0].upper()):
        reader = PdfReader(BytesIO(locked))
        assert reader.decrypt(wrong) is PasswordType.NOT_DECRYPTED
    with pytest.raises(FileNotDecryptedError):
        PdfReader(BytesIO(locked)).pages[0].extract_text()


def test_it_is_aes_256_and_no_plain_text_is_inside() -> None:
    locked = protected_pdf(paper(), PASSWORDS[0])
    encryption: Any = PdfReader(BytesIO(locked)).trailer["/Encrypt"].get_object()
    assert (encryption["/V"], encryption["/R"]) == (5, 6)
    plain = PdfReader(BytesIO(paper()))
    title = plain.metadata.title if plain.metadata else ""
    for words in (WORDS, "Recovery", PASSWORDS[0], title or WORDS):
        assert words.encode() not in locked
