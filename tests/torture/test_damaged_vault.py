"""Bit flips and truncations over every byte of vault.json: all seen, one sentence each (SAFETY: 300)."""

from __future__ import annotations

import json
import os
from hashlib import sha256

from ccmdesk.security.vault import create_vault
from ccmdesk.security.vault_file import encode_vault
from ccmdesk.security.vault_values import KdfParameters, SlotOwner
from tests.torture.damaged_vault import Damage, damages, verdict

PASSPHRASE = "lantern orchard copper sixteen"
DAMAGED = "The key file of this practice (vault.json) is damaged or was altered."


def whole() -> bytes:
    vault, _ = create_vault(
        database_id="0123456789abcdef" * 2,
        owner=SlotOwner(1, "anna", "Anna Berg", "care manager", "RN"),
        passphrase=PASSPHRASE,
        recovery_key=bytearray(range(32)),
        kdf=KdfParameters(memory_kib=16, passes=1, lanes=1),
    )
    return encode_vault(vault)


def test_three_hundred_damages_are_all_seen_and_told_in_one_sentence() -> None:
    data = whole()
    tried = 0
    for damage in damages(data, 300, seed=int(os.environ.get("CCMDESK_SEED", "20261124"))):
        if damage.data == data:  # zeros written over nothing, for one
            continue
        tried += 1
        told = verdict(damage, user_id=1, passphrase=PASSPHRASE)
        assert told.startswith(DAMAGED), (damage.what, told)
        assert "The practice file itself was not touched." in told
    assert tried >= 299


def test_the_control_opens() -> None:
    """What every damage is compared with: the whole file, and one whose checksum was made anew."""
    data = whole()
    assert verdict(Damage("none", data), user_id=1, passphrase=PASSPHRASE) == ""


def test_the_checksum_alone_would_not_see_a_hand_that_makes_it_anew() -> None:
    """The negative control: without the keyed MAC an edited vault with a fitting checksum would open."""
    fields = json.loads(whole())
    del fields["checksum"]
    fields["users"][0]["owner"]["role_words"] = "administrator"
    plain = json.dumps(fields, sort_keys=True, separators=(",", ":")).encode("ascii")
    fields["checksum"] = sha256(b"ccmdesk vault checksum " + plain).hexdigest()
    forged = json.dumps(fields, sort_keys=True, separators=(",", ":")).encode("ascii") + b"\n"
    assert verdict(Damage("forged", forged), user_id=1, passphrase=PASSPHRASE).startswith(DAMAGED)
