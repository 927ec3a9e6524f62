"""The words for what work was: its mode, its activity and how a contact ended."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from ccmdesk.domain.time_log import Mode, Outcome


def mode_words(mode: Mode) -> str:
    """Return the word of a mode."""
    return {
        Mode.PHONE: QCoreApplication.translate("work", "Phone"),
        Mode.VIDEO: QCoreApplication.translate("work", "Video"),
        Mode.IN_PERSON: QCoreApplication.translate("work", "In person"),
        Mode.MESSAGE: QCoreApplication.translate("work", "Message"),
        Mode.CHART_WORK: QCoreApplication.translate("work", "Chart work"),
    }[mode]


def outcome_words(outcome: Outcome) -> str:
    """Return the words for how a contact ended."""
    return {
        Outcome.REACHED: QCoreApplication.translate("work", "Reached"),
        Outcome.VOICEMAIL: QCoreApplication.translate("work", "Voicemail"),
        Outcome.NO_ANSWER: QCoreApplication.translate("work", "No answer"),
        Outcome.MESSAGE_SENT: QCoreApplication.translate("work", "Message sent"),
    }[outcome]


def activity_words(activity: str) -> str:
    """Return the words of an activity of domain ACTIVITIES; any other text as it is."""
    return {
        "care plan": QCoreApplication.translate("work", "care plan"),
        "medication review": QCoreApplication.translate("work", "medication review"),
        "symptom check": QCoreApplication.translate("work", "symptom check"),
        "education": QCoreApplication.translate("work", "education"),
        "coordination": QCoreApplication.translate("work", "coordination"),
        "results review": QCoreApplication.translate("work", "results review"),
        "referral": QCoreApplication.translate("work", "referral"),
        "transition follow-up": QCoreApplication.translate("work", "transition follow-up"),
        "other": QCoreApplication.translate("work", "care management"),
    }.get(activity, activity)
