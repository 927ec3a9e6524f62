"""The damage screen: what is damaged, what is safe, and the choices."""

from ccmdesk.ui.damage.screen import DamageScreen

__all__ = ["DamageScreen"]
