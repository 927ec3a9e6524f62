"""Tell damage from other refusals: what is damaged, whether an administrator may go on, and the details."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from ccmdesk import __version__
from ccmdesk.domain.errors import UserError
from ccmdesk.models.errors import DamagedFile
from ccmdesk.security.errors import DamagedAnchor, DamagedVault, MissingVault
from ccmdesk.services.backup_finding import FoundBackup, backups_beside, find_backups
from ccmdesk.services.lock_screen import SUFFIX, VAULT, practice_name_of
from ccmdesk.services.opening_check import FileNotAsLeft

_DATABASE = "practice.db"


@dataclass(frozen=True, slots=True)
class Damage:
    """Hold what is wrong in a sentence, what became of the file, whether one may open it all the same.

    `details` are for whoever helps: nothing of a patient is in them.
    """

    what: str
    kept: str
    acceptable: bool
    details: str


def damage_of(error: UserError, folder: Path) -> Damage | None:
    """Return the damage that kept a practice file from opening, None for any other refusal."""
    if not isinstance(error, DamagedFile | DamagedVault | MissingVault | DamagedAnchor | FileNotAsLeft):
        return None
    if isinstance(error, MissingVault) and folder.suffix != SUFFIX and not (folder / _DATABASE).exists():
        return None  # a folder of another kind was chosen
    lines = [
        f"ccmdesk {__version__}: {type(error).__name__}",
        str(folder),
        error.what,
        *(f"{path.name}: {_size(path)}" for path in (folder / _DATABASE, folder / VAULT)),
    ]
    if isinstance(error, FileNotAsLeft):
        lines += [str(finding) for finding in error.findings]
    elif isinstance(error, DamagedVault | DamagedAnchor):
        lines.append(error.detail)
    return Damage(error.what, error.kept, isinstance(error, FileNotAsLeft), "\n".join(lines))


def copies_of(folder: Path) -> tuple[FoundBackup, ...]:
    """Return the backups beside a practice folder that name this practice, the newest first."""
    name = practice_name_of(folder)
    return tuple(one for one in find_backups(backups_beside(folder)) if one.name == name)


def _size(path: Path) -> str:
    try:
        return f"{path.stat().st_size} bytes"
    except OSError:
        return "missing"
