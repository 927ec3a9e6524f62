"""The preview of a paper before it leaves the practice file: seen in memory, then printed or saved."""

from ccmdesk.ui.print_preview.preview import show_preview

__all__ = ["show_preview"]
