"""The form that asks what a stopped clock was for."""

from ccmdesk.ui.stop_form.form import StopForm

__all__ = ["StopForm"]
