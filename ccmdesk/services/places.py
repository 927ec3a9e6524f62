"""Where a new practice file may lie, and taking one away whose set-up was not finished."""

from __future__ import annotations

import os
import re
import shutil
from pathlib import Path

from ccmdesk.domain.errors import InvalidValue, UserError
from ccmdesk.security.safe_places import refuse_unsafe_place
from ccmdesk.services.lock_screen import SUFFIX
from ccmdesk.services.practice_file import OpenPractice, close_practice

_FORBIDDEN = re.compile(r'[\\/:*?"<>|\x00-\x1f]')


def new_practice_folder(parent: Path, name: str) -> Path:
    """Return the folder of a new practice file, `NAME.ccmdesk` inside `parent`, once it may be made there.

    Raises InvalidValue for `name` or `folder`, or UnsafePlace with the reason; nothing is made.
    """
    bare = name.strip().removesuffix(SUFFIX).strip()
    if not bare or bare.startswith("."):
        raise InvalidValue("name", "The practice file needs a name.")
    if _FORBIDDEN.search(bare):
        raise InvalidValue("name", 'A file name cannot hold \\ / : * ? " < > or |.', todo="Leave them out.")
    if not parent.is_absolute() or not parent.is_dir():
        raise InvalidValue("folder", "This folder does not exist.", todo="Choose one that does.")
    refuse_unsafe_place(parent)
    if not os.access(parent, os.W_OK | os.X_OK):
        raise InvalidValue("folder", "You may not write into this folder.", todo="Choose another one.")
    folder = parent / f"{bare}{SUFFIX}"
    if folder.exists() or folder.is_symlink():
        raise InvalidValue("name", "There is already something with this name.", todo="Choose another name.")
    return folder


def discard_new_practice(opened: OpenPractice) -> None:
    """Close and remove a practice file whose set-up was not finished; it cannot be brought back.

    Raises a sentence when the disk refuses; then the folder is still there.
    """
    close_practice(opened)
    try:
        shutil.rmtree(opened.folder)
    except OSError:
        raise UserError(
            "The new practice file could not be removed.",
            kept="Its folder may still be there.",
            todo=f"Delete the folder {opened.folder.name} yourself.",
        ) from None
