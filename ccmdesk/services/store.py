"""The open practice file, as use cases and the window hand it on."""

from ccmdesk.models.store import Store

__all__ = ["Store"]
