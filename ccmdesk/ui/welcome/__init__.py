"""The screen shown when no practice file is known."""

from ccmdesk.ui.welcome.screen import WelcomeScreen

__all__ = ["WelcomeScreen"]
