"""Rows of patients, chart facts and the imports that they came from."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, Integer, Text
from sqlalchemy.orm import Mapped, mapped_column

from ccmdesk.models.base import STRICT_IDS, Base
from ccmdesk.models.column_types import Instant, LocalDate, YesNo

FACT_KINDS = (
    "condition",
    "medication",
    "allergy",
    "observation",
    "care_team",
    "goal",
    "encounter",
    "procedure",
    "coverage",
)


class ImportBatchRow(Base):
    """Store one import of one or more files, which can be taken back whole."""

    __tablename__ = "import_batch"
    __table_args__ = (STRICT_IDS,)

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    at: Mapped[datetime] = mapped_column(Instant)
    by: Mapped[str] = mapped_column(Text)
    added: Mapped[int] = mapped_column(Integer)
    taken_back_at: Mapped[datetime | None] = mapped_column(Instant)
    taken_back_by: Mapped[str | None] = mapped_column(Text)


class ImportFileRow(Base):
    """Store the name and outcome of one imported file; `summary` is JSON (counts and left-out entries)."""

    __tablename__ = "import_file"
    __table_args__ = (Index("ix_import_file_batch_id", "batch_id"), STRICT_IDS)

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    batch_id: Mapped[int] = mapped_column(ForeignKey("import_batch.id"))
    name: Mapped[str] = mapped_column(Text)
    kind: Mapped[str] = mapped_column(Text)
    status: Mapped[str] = mapped_column(Text)
    reason: Mapped[str] = mapped_column(Text)
    written: Mapped[str | None] = mapped_column(Text)
    summary: Mapped[str] = mapped_column(Text)


# All that the worklist shows of a patient, so that it need not decrypt the pages with the bodies.
_OF_WORKLIST = (
    "voided_at",
    "id",
    "family",
    "given",
    "preferred_name",
    "birth_date",
    "sex",
    "phone",
    "language",
    "deceased",
    "search_key",
)


class PatientRow(Base):
    """Store a patient; `body` is the JSON of domain Patient, the other columns are drawn from it."""

    __tablename__ = "patient"
    __table_args__ = (
        Index("ix_patient_birth_date", "birth_date"),
        Index("ix_patient_batch_id", "batch_id"),
        Index("ix_patient_worklist", *_OF_WORKLIST),
        STRICT_IDS,
    )

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    version: Mapped[int] = mapped_column(Integer)
    batch_id: Mapped[int | None] = mapped_column(ForeignKey("import_batch.id"))
    file_id: Mapped[int | None] = mapped_column(ForeignKey("import_file.id"))
    recorded_at: Mapped[datetime] = mapped_column(Instant)
    recorded_by: Mapped[str] = mapped_column(Text)
    voided_at: Mapped[datetime | None] = mapped_column(Instant)
    family: Mapped[str] = mapped_column(Text)
    given: Mapped[str] = mapped_column(Text)
    preferred_name: Mapped[str] = mapped_column(Text)
    birth_date: Mapped[date | None] = mapped_column(LocalDate)
    sex: Mapped[str] = mapped_column(Text)
    phone: Mapped[str] = mapped_column(Text)
    mrn: Mapped[str] = mapped_column(Text)
    language: Mapped[str] = mapped_column(Text)
    deceased: Mapped[bool] = mapped_column(YesNo)
    search_key: Mapped[str] = mapped_column(Text)
    body: Mapped[str] = mapped_column(Text)


class PatientIdentifierRow(Base):
    """Store an identifier of a patient, for finding the same person again."""

    __tablename__ = "patient_identifier"
    __table_args__ = (
        Index("ix_patient_identifier_system_value", "system", "value"),
        Index("ix_patient_identifier_patient_id", "patient_id"),
        STRICT_IDS,
    )

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    patient_id: Mapped[int] = mapped_column(ForeignKey("patient.id"))
    system: Mapped[str] = mapped_column(Text)
    value: Mapped[str] = mapped_column(Text)
    kind: Mapped[str] = mapped_column(Text)
    batch_id: Mapped[int | None] = mapped_column(ForeignKey("import_batch.id"))


class ChartFactRow(Base):
    """Store one fact of a chart; `body` is the JSON of its domain value, other columns are drawn from it."""

    __tablename__ = "chart_fact"
    __table_args__ = (
        CheckConstraint("kind IN ({})".format(", ".join(f"'{k}'" for k in FACT_KINDS)), name="kind"),
        Index("ix_chart_fact_patient_id_kind_on_date", "patient_id", "kind", "on_date"),
        Index("ix_chart_fact_source", "patient_id", "source_system", "source_id"),
        Index("ix_chart_fact_batch_id", "batch_id"),
        STRICT_IDS,
    )

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    patient_id: Mapped[int] = mapped_column(ForeignKey("patient.id"))
    kind: Mapped[str] = mapped_column(Text)
    version: Mapped[int] = mapped_column(Integer)
    name: Mapped[str] = mapped_column(Text)
    code: Mapped[str] = mapped_column(Text)
    status: Mapped[str] = mapped_column(Text)
    on_date: Mapped[str | None] = mapped_column(Text)
    body: Mapped[str] = mapped_column(Text)
    batch_id: Mapped[int | None] = mapped_column(ForeignKey("import_batch.id"))
    file_id: Mapped[int | None] = mapped_column(ForeignKey("import_file.id"))
    by_hand: Mapped[bool] = mapped_column(YesNo)
    source_system: Mapped[str] = mapped_column(Text)
    source_id: Mapped[str] = mapped_column(Text)
    author: Mapped[str] = mapped_column(Text)
    recorded_at: Mapped[datetime] = mapped_column(Instant)
    recorded_by: Mapped[str] = mapped_column(Text)
    voided_at: Mapped[datetime | None] = mapped_column(Instant)
    void_reason: Mapped[str] = mapped_column(Text)
