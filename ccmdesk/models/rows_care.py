"""Rows of enrolment, consent, contacts, the clock and the care plan.

The indexes named newest or open hold every column that the worklist asks of the table, so that it reads
nothing else: the rows themselves are wide, and each of their pages would have to be decrypted.
"""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, Integer, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from ccmdesk.domain.enrolment import ConsentMethod, EnrolmentState, Program
from ccmdesk.domain.time_log import FactKind, Mode, Outcome
from ccmdesk.models.base import STRICT, STRICT_IDS, Base
from ccmdesk.models.column_types import Instant, LocalDate, Named, Whole, YesNo


class EnrolmentRow(Base):
    """Store a patient's place in a program."""

    __tablename__ = "enrolment"
    __table_args__ = (Index("ix_enrolment_newest", "patient_id", "id", "state", "nurse_id"), STRICT_IDS)

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    patient_id: Mapped[int] = mapped_column(ForeignKey("patient.id"))
    version: Mapped[int] = mapped_column(Integer)
    program: Mapped[Program] = mapped_column(Named(Program))
    state: Mapped[EnrolmentState] = mapped_column(Named(EnrolmentState))
    started_on: Mapped[date | None] = mapped_column(LocalDate)
    ended_on: Mapped[date | None] = mapped_column(LocalDate)
    practitioner_id: Mapped[int | None] = mapped_column(ForeignKey("billing_practitioner.id"))
    nurse_id: Mapped[int | None] = mapped_column(ForeignKey("app_user.id"))
    risk: Mapped[str] = mapped_column(Text)
    note: Mapped[str] = mapped_column(Text)


class ConsentRow(Base):
    """Store one consent conversation; append-only but for the day of revocation, set once."""

    __tablename__ = "consent"
    __table_args__ = (
        Index("ix_consent_newest", "patient_id", "given_on", "id", "accepted", "effective_until"),
        STRICT_IDS,
    )

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    patient_id: Mapped[int] = mapped_column(ForeignKey("patient.id"))
    program: Mapped[Program] = mapped_column(Named(Program))
    given_on: Mapped[date] = mapped_column(LocalDate)
    method: Mapped[ConsentMethod] = mapped_column(Named(ConsentMethod))
    accepted: Mapped[bool] = mapped_column(YesNo)
    statements: Mapped[str] = mapped_column(Text)
    obtained_by: Mapped[str] = mapped_column(Text)
    practitioner_id: Mapped[int | None] = mapped_column(ForeignKey("billing_practitioner.id"))
    note: Mapped[str] = mapped_column(Text)
    recorded_at: Mapped[datetime] = mapped_column(Instant)
    revoked_on: Mapped[date | None] = mapped_column(LocalDate)
    effective_until: Mapped[date | None] = mapped_column(LocalDate)


class FollowUpRow(Base):
    """Store a promised contact."""

    __tablename__ = "follow_up"
    __table_args__ = (
        Index("ix_follow_up_open", "patient_id", "done", "due_on", "due_at", "id", "reason"),
        STRICT_IDS,
    )

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    patient_id: Mapped[int] = mapped_column(ForeignKey("patient.id"))
    due_on: Mapped[date] = mapped_column(LocalDate)
    due_at: Mapped[datetime | None] = mapped_column(Instant)
    reason: Mapped[str] = mapped_column(Text)
    done: Mapped[bool] = mapped_column(YesNo)


class TimeEntryRow(Base):
    """Store saved time of one person for one patient; append-only by triggers."""

    __tablename__ = "time_entry"
    __table_args__ = (Index("ix_time_entry_patient_id", "patient_id"), STRICT_IDS)

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    patient_id: Mapped[int] = mapped_column(ForeignKey("patient.id"))
    user_id: Mapped[int] = mapped_column(ForeignKey("app_user.id"))
    user_name: Mapped[str] = mapped_column(Text)
    credential: Mapped[str] = mapped_column(Text)
    program: Mapped[Program] = mapped_column(Named(Program))
    activity: Mapped[str] = mapped_column(Text)
    mode: Mapped[Mode] = mapped_column(Named(Mode))
    interactive: Mapped[bool] = mapped_column(YesNo)
    note: Mapped[str] = mapped_column(Text)
    run: Mapped[str] = mapped_column(Text)
    zone: Mapped[str] = mapped_column(Text)


class TimePieceRow(Base):
    """Store the part of an entry in one local day; append-only, never overlapping for one user (triggers)."""

    __tablename__ = "time_piece"
    __table_args__ = (
        CheckConstraint("seconds > 0", name="seconds"),
        Index("ix_time_piece_month_patient_id_seconds", "month", "patient_id", "seconds"),
        Index("ix_time_piece_entry_id", "entry_id"),
        Index("ix_time_piece_user_id_start_at_end_at", "user_id", "start_at", "end_at"),
        STRICT_IDS,
    )

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    entry_id: Mapped[int] = mapped_column(ForeignKey("time_entry.id"))
    patient_id: Mapped[int] = mapped_column(Integer)
    user_id: Mapped[int] = mapped_column(Integer)
    month: Mapped[str] = mapped_column(Text)
    day: Mapped[date] = mapped_column(LocalDate)
    start_at: Mapped[datetime] = mapped_column(Instant)
    end_at: Mapped[datetime] = mapped_column(Instant)
    seconds: Mapped[int] = mapped_column(Integer)


class ContactRow(Base):
    """Store one outreach; append-only by triggers."""

    __tablename__ = "contact"
    __table_args__ = (Index("ix_contact_newest", "patient_id", "at", "id", "outcome"), STRICT_IDS)

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    patient_id: Mapped[int] = mapped_column(ForeignKey("patient.id"))
    at: Mapped[datetime] = mapped_column(Instant)
    mode: Mapped[Mode] = mapped_column(Named(Mode))
    outcome: Mapped[Outcome] = mapped_column(Named(Outcome))
    with_whom: Mapped[str] = mapped_column(Text)
    note: Mapped[str] = mapped_column(Text)
    by: Mapped[str] = mapped_column(Text)
    entry_id: Mapped[int | None] = mapped_column(ForeignKey("time_entry.id"))


class LastContactRow(Base):
    """Store when each patient was last contacted and last reached; kept by a trigger on `contact`.

    The worklist reads it whole: finding the newest of a year's contacts costs a page for every patient.
    """

    __tablename__ = "last_contact"
    __table_args__ = (STRICT,)

    patient_id: Mapped[int] = mapped_column(ForeignKey("patient.id"), primary_key=True)
    at: Mapped[datetime] = mapped_column(Instant)
    outcome: Mapped[Outcome] = mapped_column(Named(Outcome))
    reached_at: Mapped[datetime | None] = mapped_column(Instant)


class ClockFactRow(Base):
    """Store one clock fact; append-only by triggers."""

    __tablename__ = "clock_fact"
    __table_args__ = (
        Index("ix_clock_fact_run_id", "run", "id"),
        Index(
            "uq_clock_fact_one_start",
            "run",
            unique=True,
            sqlite_where=text("kind = 'start'"),
            postgresql_where=text("kind = 'start'"),
        ),
        STRICT_IDS,
    )

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    run: Mapped[str] = mapped_column(Text)
    user_id: Mapped[int] = mapped_column(ForeignKey("app_user.id"))
    kind: Mapped[FactKind] = mapped_column(Named(FactKind))
    at: Mapped[datetime] = mapped_column(Instant)
    zone: Mapped[str] = mapped_column(Text)
    monotonic_ns: Mapped[int] = mapped_column(Whole)
    boot_ns: Mapped[int] = mapped_column(Whole)
    boot_id: Mapped[str] = mapped_column(Text)
    patient_id: Mapped[int | None] = mapped_column(ForeignKey("patient.id"))
    program: Mapped[Program | None] = mapped_column(Named(Program))
    activity: Mapped[str | None] = mapped_column(Text)
    mode: Mapped[Mode | None] = mapped_column(Named(Mode))
    note: Mapped[str] = mapped_column(Text)
    cause: Mapped[str] = mapped_column(Text)


class OpenRunRow(Base):
    """Store which run of a user is open, and the last sign of life while it runs."""

    __tablename__ = "open_run"
    __table_args__ = (STRICT,)

    user_id: Mapped[int] = mapped_column(ForeignKey("app_user.id"), primary_key=True)
    run: Mapped[str] = mapped_column(Text)
    beat_at: Mapped[datetime] = mapped_column(Instant)
    beat_boot_ns: Mapped[int] = mapped_column(Whole)
    boot_id: Mapped[str] = mapped_column(Text)


class CarePlanDraftRow(Base):
    """Store the draft of a patient's next plan version; `body` is the JSON of CarePlanDocument."""

    __tablename__ = "care_plan_draft"
    __table_args__ = (UniqueConstraint("patient_id"), STRICT_IDS)

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    patient_id: Mapped[int] = mapped_column(ForeignKey("patient.id"))
    number: Mapped[int] = mapped_column(Integer)
    version: Mapped[int] = mapped_column(Integer)
    body: Mapped[str] = mapped_column(Text)
    saved_at: Mapped[datetime] = mapped_column(Instant)
    saved_by: Mapped[str] = mapped_column(Text)


class CarePlanVersionRow(Base):
    """Store a signed plan version; immutable by triggers."""

    __tablename__ = "care_plan_version"
    __table_args__ = (
        UniqueConstraint("patient_id", "number"),
        Index("ix_care_plan_version_newest", "patient_id", "number", "review_on"),
        STRICT_IDS,
    )

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    patient_id: Mapped[int] = mapped_column(ForeignKey("patient.id"))
    number: Mapped[int] = mapped_column(Integer)
    body: Mapped[str] = mapped_column(Text)
    review_on: Mapped[date | None] = mapped_column(LocalDate)
    signed_at: Mapped[datetime] = mapped_column(Instant)
    signed_by: Mapped[str] = mapped_column(Text)
    digest: Mapped[str] = mapped_column(Text)
    copy_given_on: Mapped[date | None] = mapped_column(LocalDate)
