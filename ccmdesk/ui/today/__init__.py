"""The list of a user's time entries of the day."""

from ccmdesk.ui.today.dialog import open_today

__all__ = ["open_today"]
