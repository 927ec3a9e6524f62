"""The set-up of a new practice, step by step."""

from ccmdesk.ui.wizard.wizard import SetupWizard

__all__ = ["SetupWizard"]
