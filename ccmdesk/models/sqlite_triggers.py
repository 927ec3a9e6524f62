"""Triggers that let the database itself refuse what the record may never suffer (SQLite)."""

from __future__ import annotations

from collections.abc import Iterator

APPEND_ONLY = ("audit", "history", "clock_fact", "time_entry", "time_piece", "contact")
"""Tables whose rows are neither changed nor deleted."""

NEVER_DELETED = (
    "patient",
    "chart_fact",
    "enrolment",
    "consent",
    "follow_up",
    "care_plan_version",
    "import_batch",
    "import_file",
    "app_user",
    "billing_practitioner",
)
"""Tables whose rows may change, but stay."""


_NO_OVERLAP = (
    "CREATE TRIGGER time_piece_no_overlap BEFORE INSERT ON time_piece"
    " WHEN EXISTS (SELECT 1 FROM time_piece WHERE user_id = NEW.user_id"
    " AND start_at > NEW.start_at - 90000000000"  # no piece of a local day is longer than 25 h
    " AND start_at < NEW.end_at AND end_at > NEW.start_at)"
    " BEGIN SELECT RAISE(ABORT, 'two entries of one person overlap'); END"
)
_LAST_CONTACT = (
    "CREATE TRIGGER contact_is_last AFTER INSERT ON contact BEGIN"
    " INSERT INTO last_contact (patient_id, at, outcome, reached_at)"
    " VALUES (NEW.patient_id, NEW.at, NEW.outcome, iif(NEW.outcome = 'reached', NEW.at, NULL))"
    " ON CONFLICT (patient_id) DO UPDATE SET"
    " outcome = iif(excluded.at >= at, excluded.outcome, outcome),"
    " reached_at = max(coalesce(reached_at, excluded.reached_at),"
    " coalesce(excluded.reached_at, reached_at)),"
    " at = max(at, excluded.at); END"
)


def trigger_statements() -> Iterator[str]:
    """Yield the CREATE TRIGGER statements of a practice file."""
    for table in APPEND_ONLY:
        for verb in ("UPDATE", "DELETE"):
            yield _refusal(table, verb, "", f"{table} is append-only")
    for table in NEVER_DELETED:
        yield _refusal(table, "DELETE", "", f"{table} is never deleted")
    yield _refusal(
        "care_plan_version",
        "UPDATE",
        "WHEN NOT (OLD.copy_given_on IS NULL AND NEW.copy_given_on IS NOT NULL"
        " AND OLD.patient_id = NEW.patient_id AND OLD.number = NEW.number AND OLD.body = NEW.body"
        " AND OLD.review_on IS NEW.review_on AND OLD.signed_at = NEW.signed_at"
        " AND OLD.signed_by = NEW.signed_by AND OLD.digest = NEW.digest AND OLD.id = NEW.id) ",
        "a signed care plan is immutable",
    )
    yield _refusal(
        "consent",
        "UPDATE",
        "WHEN NOT (OLD.revoked_on IS NULL AND NEW.revoked_on IS NOT NULL AND OLD.id = NEW.id"
        " AND OLD.patient_id = NEW.patient_id AND OLD.program = NEW.program"
        " AND OLD.given_on = NEW.given_on AND OLD.method = NEW.method AND OLD.accepted = NEW.accepted"
        " AND OLD.statements = NEW.statements AND OLD.obtained_by = NEW.obtained_by"
        " AND OLD.practitioner_id IS NEW.practitioner_id AND OLD.note = NEW.note"
        " AND OLD.recorded_at = NEW.recorded_at) ",
        "a consent is only ever revoked",
    )
    yield _NO_OVERLAP
    yield _LAST_CONTACT


def _refusal(table: str, verb: str, condition: str, message: str) -> str:
    name = f"{table}_no_{verb.lower()}"
    return (
        f"CREATE TRIGGER {name} BEFORE {verb} ON {table} {condition}"
        f"BEGIN SELECT RAISE(ABORT, '{message}'); END"
    )
