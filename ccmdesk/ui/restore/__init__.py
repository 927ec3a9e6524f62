"""Going back to a backup: on a fresh computer, from the damage screen, or from the backup page."""

from ccmdesk.ui.restore.screen import RestoreScreen

__all__ = ["RestoreScreen"]
