"""The audit page: what was done, who looked at a chart, and whether the trail is unbroken."""

from __future__ import annotations

from ccmdesk.ui.audit.page import AuditPage

__all__ = ["AuditPage"]
