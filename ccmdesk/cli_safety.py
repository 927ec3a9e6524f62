"""The commands that keep a practice safe: backup, restore and export."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import Any

from ccmdesk.cli_common import (
    opened,
    passphrase_of,
    practice_command,
    progress,
    say,
    secret_file,
    show,
    user_options,
)
from ccmdesk.domain.clock import SystemClock


def add_safety(commands: Any) -> None:
    """Add the commands to the command line."""
    backup = practice_command(commands, "backup", run=_backup, words="make a verified backup")
    backup.add_argument("--to", type=Path, metavar="DIR", help="left out: beside the practice")
    restore = commands.add_parser("restore", help="restore a backup to a folder")
    restore.add_argument("backup", type=Path, metavar="BACKUP")
    restore.add_argument(
        "--to", type=Path, required=True, metavar="DIR", help="the folder to hold the practice"
    )
    user_options(restore)
    restore.add_argument("--recovery-key-file", type=Path, metavar="FILE", help="instead of a passphrase")
    restore.add_argument("--json", action="store_true", help="print JSON")
    restore.set_defaults(command=_restore)
    export = practice_command(commands, "export", run=_export, words="write everything as open files")
    export.add_argument("--to", type=Path, required=True, metavar="DIR", help="a new folder is made inside")


def _backup(options: argparse.Namespace) -> int:
    from ccmdesk.services.backups import back_up

    with opened(options) as practice:
        to = None if options.to is None else options.to.resolve()
        made = back_up(practice.store, practice.actor, to=to, progress=progress).value
    if options.json:
        told = {
            "backup": made.folder,
            "made_at": made.made_at,
            "size": made.size,
            "records": made.audit_count,
        }
        show(told)
    else:
        say(f"Verified backup: {made.folder}")
    return 0


def _restore(options: argparse.Namespace) -> int:
    from ccmdesk.services.backup_opening import PaperKey, Passphrase, open_backup
    from ccmdesk.services.restores import plan_restore, restore

    secret: PaperKey | Passphrase
    if options.recovery_key_file is not None:
        secret = PaperKey(secret_file(options.recovery_key_file, "recovery key"))
    else:
        secret = Passphrase(options.user, passphrase_of(options))
    clock = SystemClock()
    with open_backup(options.backup.resolve(), secret) as backup:
        plan = plan_restore(backup, to=options.to.resolve(), clock=clock)
        done = restore(backup, to=options.to.resolve(), clock=clock, progress=progress)
        made_at = backup.manifest.made_at
    lost = None if plan.loss is None else plan.loss.records
    if options.json:
        show({"practice": done.folder, "replaced": done.replaced, "made_at": made_at, "records_lost": lost})
    else:
        say(f"Restored: {done.folder}")
        if done.replaced is not None:
            say(f"Replaced, kept as: {done.replaced}")
            say(f"Records of work after the backup: {'unknown' if lost is None else lost}")
    return 0


def _export(options: argparse.Namespace) -> int:
    from ccmdesk.services.export import export_practice, place_warning

    to = options.to.resolve()
    warning = place_warning(to)
    if warning:
        sys.stderr.write(f"ccmdesk: {warning}\n")
    with opened(options) as practice:
        done = export_practice(practice.store, practice.actor, to=to, progress=progress).value
    if options.json:
        told = {"export": done.folder, "patients": done.patients, "files": done.files, "size": done.size}
        show({**told, "rows": done.rows, "warning": warning})
    else:
        say(f"Export: {done.folder}")
        say(f"{done.patients} patients in {done.files} files. They are not encrypted: read README.txt.")
    return 0
