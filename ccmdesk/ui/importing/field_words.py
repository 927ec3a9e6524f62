"""The words for what a column of a table may hold."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

translate = QCoreApplication.translate


def field_words(key: str) -> str:
    """Return what a field of a panel is called, by its key."""
    return {
        "family": translate("importing", "Family name"),
        "given": translate("importing", "Given name"),
        "middle": translate("importing", "Middle name"),
        "full_name": translate("importing", "Whole name"),
        "suffix": translate("importing", "Suffix"),
        "preferred_name": translate("importing", "Preferred name"),
        "pronouns": translate("importing", "Pronouns"),
        "birth_date": translate("importing", "Date of birth"),
        "death_date": translate("importing", "Date of death"),
        "sex": translate("importing", "Sex"),
        "phone": translate("importing", "Phone"),
        "mobile": translate("importing", "Mobile phone"),
        "work_phone": translate("importing", "Work phone"),
        "email": translate("importing", "Email"),
        "address": translate("importing", "Street address"),
        "address_more": translate("importing", "Second address line"),
        "city": translate("importing", "City"),
        "state": translate("importing", "State"),
        "postal_code": translate("importing", "ZIP code"),
        "language": translate("importing", "Language"),
        "interpreter": translate("importing", "Interpreter"),
        "best_time": translate("importing", "Best time to call"),
        "mrn": translate("importing", "Medical record number"),
        "mbi": translate("importing", "Medicare number (MBI)"),
        "payer": translate("importing", "Payer"),
        "plan": translate("importing", "Insurance plan"),
        "member_id": translate("importing", "Member number"),
        "conditions": translate("importing", "Conditions"),
        "medications": translate("importing", "Medicines"),
        "allergies": translate("importing", "Allergies"),
        "nurse": translate("importing", "Care manager"),
        "practitioner": translate("importing", "Practitioner"),
        "contact": translate("importing", "Contact person"),
        "contact_phone": translate("importing", "Contact person's phone"),
        "note": translate("importing", "Note"),
    }[key]
