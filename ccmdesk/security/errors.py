"""What can go wrong with keys and files, as sentences for the person at the screen."""

from __future__ import annotations

from datetime import datetime

from ccmdesk.domain.errors import UserError

_NOTHING_CHANGED = "Nothing was changed."
_FROM_BACKUP = "Restore the practice from its latest backup, or ask whoever looks after this computer."

_FROM_KEPT_COPY = (
    "A copy from before its last change (vault.json.old) is there: open the practice in the window, where"
    " unlocking puts that copy in its place."
)


class WrongPassphrase(UserError):
    """Refuse a passphrase; an unknown user gets the same words."""

    def __init__(self) -> None:
        super().__init__(
            "The user or the passphrase is not right.",
            kept=_NOTHING_CHANGED,
            todo="Check Caps Lock and type it again.",
        )


class WrongRecoveryKey(UserError):
    """Refuse a recovery key that is well formed and belongs to another practice or an older sheet."""

    def __init__(self) -> None:
        super().__init__(
            "This recovery key does not open this practice.",
            kept=_NOTHING_CHANGED,
            todo="Use the newest recovery sheet of this practice.",
        )


class TooManyTries(UserError):
    """Refuse an attempt before the passphrase is looked at; `seconds` is how long to wait."""

    def __init__(self, seconds: int) -> None:
        minutes, rest = divmod(seconds, 60)
        words = f"{minutes} min {rest} s" if minutes else f"{rest} s"
        super().__init__(
            f"After so many wrong tries the next one is possible in {words}.",
            kept=_NOTHING_CHANGED,
            todo="Wait, or use the recovery key.",
        )
        self.seconds = seconds


class MistypedRecoveryKey(UserError):
    """Say which groups of a typed recovery key are wrong; `groups` counts from 1, empty when unknown."""

    def __init__(self, what: str, *, groups: tuple[int, ...] = ()) -> None:
        super().__init__(
            what, kept=_NOTHING_CHANGED, todo="Compare with the printed sheet and type it again."
        )
        self.groups = groups


class DamagedVault(UserError):
    """Refuse a vault that was damaged or altered; `detail` is for the log and holds no secrets."""

    def __init__(self, detail: str) -> None:
        super().__init__(
            "The key file of this practice (vault.json) is damaged or was altered.",
            kept="The practice file itself was not touched.",
            todo=_FROM_BACKUP,
        )
        self.detail = detail


class MissingVault(UserError):
    """Say that the practice folder has no vault, and whether the one before its last change is there."""

    def __init__(self, *, old_is_there: bool = False) -> None:
        super().__init__(
            "The key file of this practice (vault.json) is missing.",
            kept="The practice file itself was not touched.",
            todo=_FROM_KEPT_COPY if old_is_there else _FROM_BACKUP,
        )


class NewerVault(UserError):
    """Refuse a vault that a newer program wrote."""

    def __init__(self, version: int) -> None:
        super().__init__(
            "This practice was last used with a newer version of ccmdesk.",
            kept=_NOTHING_CHANGED,
            todo="Install the newer version on this computer and open the practice again.",
        )
        self.version = version


class VaultRuleBroken(UserError):
    """Refuse a change of the vault's users that makes no sense, such as removing the last one."""


class VaultNotWritten(UserError):
    """Say that a change of users is in the practice file and its key file could not follow yet."""

    def __init__(self, detail: str) -> None:
        super().__init__(
            f"The key file of this practice (vault.json) cannot be written: {detail}.",
            kept="The change is recorded and is finished as soon as the file can be written.",
            todo="Make room on the disk or make the folder writable, then lock and unlock the practice.",
        )


class PassphraseReplaced(UserError):
    """Refuse a passphrase whose replacement was recorded just before the program ended."""

    def __init__(self) -> None:
        super().__init__(
            "This passphrase was replaced just before the program ended.",
            kept="Nothing was lost.",
            todo="Type the new one; if you do not have it, an administrator gives you another.",
        )


class NotEnoughMemory(UserError):
    """Say that the machine could not give the memory that checking a passphrase takes."""

    def __init__(self, needed_mib: int) -> None:
        super().__init__(
            f"This computer does not have {needed_mib} MB of free memory to check the passphrase.",
            kept=_NOTHING_CHANGED,
            todo="Close other programs and try again.",
        )


class InUse(UserError):
    """Say who has the practice open and since when (aware UTC), where the lock file tells."""

    def __init__(self, by: str, since: datetime | None) -> None:
        when = "" if since is None else f" since {since.astimezone():%Y-%m-%d %H:%M}"
        super().__init__(
            f"This practice is in use by {by}{when}.",
            kept=_NOTHING_CHANGED,
            todo="Close it there first, then open it here.",
        )
        self.by = by
        self.since = since


class UnwritableFolder(UserError):
    """Say that the practice folder may not be written to; `detail` is the system's own word for it."""

    def __init__(self, detail: str) -> None:
        super().__init__(
            f"The folder of this practice cannot be written to: {detail}.",
            kept=_NOTHING_CHANGED,
            todo="Make the folder writable for you, or copy it to a disk that is, then open it again.",
        )


class UnsafePlace(UserError):
    """Refuse a folder in which an encrypted database can be damaged or leave the practice."""


class NotEnoughSpace(UserError):
    """Say how much room a disk lacks."""

    def __init__(self, *, needed: int, free: int) -> None:
        super().__init__(
            f"The disk has {free // 2**20} MB free; {-(-needed // 2**20)} MB are needed.",
            kept=_NOTHING_CHANGED,
            todo="Make room on the disk or choose another place.",
        )
        self.needed = needed
        self.free = free


class DamagedBackup(UserError):
    """Refuse a backup that is not whole or was altered; `detail` names what, nothing of a patient."""

    def __init__(self, detail: str) -> None:
        super().__init__(
            f"This backup is damaged: {detail}.", kept=_NOTHING_CHANGED, todo="Use another backup."
        )
        self.detail = detail


class NewerBackup(UserError):
    """Refuse a backup that a newer program made."""

    def __init__(self) -> None:
        super().__init__(
            "This backup was made by a newer version of ccmdesk.",
            kept=_NOTHING_CHANGED,
            todo="Install the newer version on this computer and restore it there.",
        )


class DamagedAnchor(UserError):
    """Refuse an anchor file that cannot be read or whose own MAC does not fit."""

    def __init__(self, detail: str) -> None:
        super().__init__(
            "The record that guards the practice against being set back is damaged or was altered.",
            kept="The practice file itself was not touched.",
            todo="Tell the owner of the practice; compare with the latest backup before going on.",
        )
        self.detail = detail


class WeakPassphrase(UserError):
    """Refuse a passphrase that does not meet the policy."""
