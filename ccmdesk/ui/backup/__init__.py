"""The backup page: what copies there are, how they are made, and what to do about them."""

from ccmdesk.ui.backup.page import BackupPage

__all__ = ["BackupPage"]
