"""What the tests of this room share: a practice whose vault has cheap key parameters."""

from __future__ import annotations

import pytest

from ccmdesk.security.kdf import KdfParameters
from ccmdesk.security.vault import SlotOwner, create_vault
from tests.security.vaulted import VaultedPractice


@pytest.fixture(scope="session")
def practice() -> VaultedPractice:
    """Return a practice of one user; its vault is frozen, so that tests can share it."""
    kdf = KdfParameters(memory_kib=16, passes=1, lanes=1)
    recovery_key = bytearray(range(32))
    passphrase = "lantern orchard copper sixteen"
    vault, data_key = create_vault(
        database_id="0123456789abcdef0123456789abcdef",
        owner=SlotOwner(1, "anna", "Anna Berg", "Care manager", "RN"),
        passphrase=passphrase,
        recovery_key=recovery_key,
        kdf=kdf,
    )
    return VaultedPractice(vault, data_key, recovery_key, passphrase, kdf)
