"""Say each audit record as a line that the owner of a practice understands.

The words stored in the file (kind and object kind) stay as they are; a word that is not known here, of a
newer program or a paper named by its file, is shown as it is stored.
"""

from __future__ import annotations

KIND_WORDS = {
    "view": "Looked at",
    "create": "Entered",
    "amend": "Changed",
    "void": "Took back",
    "sign": "Signed",
    "print": "Printed",
    "export": "Saved as a file",
    "copy": "Copied",
    "login": "Signed in",
    "lock": "Locked",
    "privilege": "Changed who may do what",
    "backup": "Backed up",
    "restore": "Restored",
    "clock_event": "Pressed the clock",
    "denied": "Was refused",
    "break_glass": "Opened with the recovery key",
}
"""What each kind is called where records are filtered; also the verb of its lines."""

THINGS = {
    "allergy": "an allergy",
    "audit": "the audit trail",
    "audit_chain": "whether the audit trail is unbroken",
    "backup_elsewhere": "the practice file to a folder of one's own choice",
    "backup_here": "the practice file to this disk",
    "backup_second": "the practice file to the second place",
    "billing_practitioner": "a billing practitioner",
    "card": "the card",
    "care_plan_draft": "the draft of a care plan",
    "care_plan_version": "a care plan",
    "care_team": "a member of the care team",
    "chart": "the chart",
    "clock": "the clock",
    "condition": "a problem",
    "consent": "a consent",
    "contact": "a contact",
    "coverage": "an insurance",
    "demo": "patients of the demo practice",
    "encounter": "a visit",
    "enrolment": "the enrolment",
    "follow_up": "a promised contact",
    "goal": "a goal",
    "import": "an import",
    "medication": "a medicine",
    "observation": "a value",
    "old_backups": "old backups",
    "opening": "the practice file although it was not as it was left",
    "patient": "the details",
    "practice": "the practice's details",
    "procedure": "a procedure",
    "restore_drill": "the restore drill",
    "schema": "the schema of the practice file",
    "search": "a list of patients found",
    "second_backup_place": "where the second backups go",
    "time_entry": "time",
    "use_case": "what none of the user's roles allows",
    "pin": "the PIN of quick unlock",
    "user": "a user",
    "vault": "the key file",
    "window": "the window",
    "worklist": "the worklist",
}
"""What each object kind is called in a line."""

_CLOCK = {
    "start": "Started the clock",
    "hold": "Held the clock",
    "resume": "Let the clock go on",
    "stop": "Stopped the clock",
    "recover": "Settled a clock that was still running",
}
_WHOLE = {
    ("create", "practice"): "Made the practice file",
    ("create", "chart"): "Imported the chart",
    ("amend", "chart"): "Imported more into the chart",
    ("void", "import"): "Took an import back",
    ("create", "import"): "Imported files",
    ("login", "user"): "Signed in",
    ("lock", "window"): "Locked the window or tried to unlock it",
    ("login", "window"): "Came back to the locked window",
    ("privilege", "pin"): "Changed the PIN of quick unlock",
    ("privilege", "vault"): "Changed the key file",
    ("restore", "vault"): "Put the key file back",
    ("privilege", "user"): "Added a user or changed what a user may do",
    ("privilege", "opening"): "Opened the practice file although it was not as it was left",
    ("restore", "opening"): "Went on with a restored practice file",
    ("break_glass", "user"): "Opened the practice file with the recovery key",
    ("restore", "practice"): "Restored the practice file",
    ("export", "practice"): "Exported everything in the practice file",
    ("backup", "old_backups"): "Removed old backups",
    ("backup", "restore_drill"): "Tried whether the newest backup can be restored",
    ("amend", "schema"): "Brought the practice file to a newer program",
    ("view", "audit_chain"): "Checked whether the audit trail is unbroken",
}
_OF = frozenset({"patient", "card", "chart", "enrolment"})


def thing_words(object_kind: str) -> str:
    """Return what a kind of object is called; a paper is called by its neutral name."""
    return THINGS.get(object_kind, f"“{object_kind}”")


def sentence(kind: str, object_kind: str, *, patient: str | None, object_id: str | None, reason: str) -> str:
    """Return what happened as one line, without who and when.

    `patient` is the patient's name today, None when the record is about no patient who is here.
    """
    what = _WHOLE.get((kind, object_kind)) or _CLOCK.get(reason if kind == "clock_event" else "")
    if what is None:
        what = f"{KIND_WORDS.get(kind, kind)} {thing_words(object_kind)}"
    if kind == "sign" and object_id is not None:
        what = f"{what} (version {object_id})"
    if kind == "denied" and object_id is not None:
        what = f"{what} ({object_id.replace('_', ' ')})"
    if patient is not None:
        what = f"{what} {'of' if object_kind in _OF else 'for'} {patient}"
    if reason and kind != "clock_event" and reason not in ("print", "save"):
        what = f"{what}: {reason}"
    return f"{what}."
