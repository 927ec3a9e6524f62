"""The tables of a practice file in plain words, and what of them stays inside."""

from __future__ import annotations

from collections.abc import Sequence

TABLES = {
    "practice": "The practice: name, address, telephone numbers, NPI, tax number, time zone.",
    "billing_practitioner": "The practitioners in whose name care management is billed.",
    "app_user": "The users of the program: name, credential, licence, NPI. No passphrase is kept anywhere.",
    "user_role": "Which roles each user has.",
    "preference": "Settings of the practice (user 0) and of each user.",
    "import_batch": "Each import: when, by whom, and whether it was taken back.",
    "import_file": "Each imported file: name, kind, outcome, and in `summary` what was left out and why.",
    "patient": "Each patient. `body` holds all details as JSON; those with a `voided_at` were taken back.",
    "patient_identifier": "The numbers by which other systems know each patient.",
    "chart_fact": "Each problem, medicine, allergy, reading, visit and so on. `body` holds it as JSON; "
    "those with a `voided_at` were marked as entered in error.",
    "enrolment": "Each patient's place in a program.",
    "consent": "Each consent conversation: what was told and what was answered.",
    "follow_up": "Each promised contact, done or open.",
    "contact": "Each outreach: when, how, with whom, how it ended.",
    "last_contact": "When each patient was last contacted and last reached (made from `contact`).",
    "time_entry": "Each saved piece of work: who, for whom, what.",
    "time_piece": "The exact times of each entry, cut at midnight of the practice's time zone, in seconds.",
    "clock_fact": "Each start, hold, resume and stop of a clock, as it happened.",
    "open_run": "Clocks that were running when this export was made.",
    "care_plan_draft": "Care plans being written. `body` holds the text as JSON.",
    "care_plan_version": "Signed care plans. `body` holds the text as JSON, `digest` its SHA-256.",
    "history": "Every value as it was before someone changed it, with who changed it, when and why.",
    "audit": "The audit trail: who saw, changed, printed or exported what, and when. `mac` is the seal of "
    "each record; it can be checked only inside the practice file.",
}
"""Every table that is exported, and what it holds."""

LEFT_OUT = {
    "secret": "The keys that seal the audit trail and its like. They would let someone forge records.",
}
"""The tables that stay inside, and why."""

HIDDEN_PREFERENCES = {
    "quick_unlock": "The stretched PINs of quick unlock. They would let someone guess the PINs.",
}
"""The preferences of which the row is exported and the value is not, and why."""
NOT_EXPORTED = "(secret, not exported)"


def without_secrets(table: str, columns: Sequence[str], *, row: Sequence[object]) -> Sequence[object]:
    """Return a row as it may leave."""
    if table != "preference":
        return row
    held = dict(zip(columns, row, strict=True))
    if held["key"] in HIDDEN_PREFERENCES:
        held["value"] = NOT_EXPORTED
    return tuple(held.values())
