"""The words of the contact form: how a contact took place and how it ended."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from ccmdesk.domain.time_log import Mode, Outcome

translate = QCoreApplication.translate


def mode_options() -> tuple[tuple[str, str], ...]:
    """Return the (key, words) pairs of how a contact takes place; work on the chart alone is none."""
    return (
        (Mode.PHONE, translate("contact", "Phone")),
        (Mode.VIDEO, translate("contact", "Video")),
        (Mode.IN_PERSON, translate("contact", "In person")),
        (Mode.MESSAGE, translate("contact", "Message")),
    )


def outcome_options() -> tuple[tuple[str, str], ...]:
    """Return the (key, words) pairs of how a contact ends."""
    return (
        (Outcome.REACHED, translate("contact", "Reached")),
        (Outcome.VOICEMAIL, translate("contact", "Left a voicemail")),
        (Outcome.NO_ANSWER, translate("contact", "No answer")),
        (Outcome.MESSAGE_SENT, translate("contact", "Message sent")),
    )
