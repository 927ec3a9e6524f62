"""One's own way in: the passphrase, the PIN of quick unlock, and the first passphrase of one's own."""

from __future__ import annotations

from ccmdesk.ui.own_access.passphrase_dialog import open_passphrase
from ccmdesk.ui.own_access.pin_dialog import open_pin

__all__ = ["open_passphrase", "open_pin"]
