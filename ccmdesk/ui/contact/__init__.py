"""The contact form, opened inside the window from any page."""

from ccmdesk.ui.contact.form import ContactDialog, open_contact_form

__all__ = ["ContactDialog", "open_contact_form"]
