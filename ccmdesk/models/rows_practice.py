"""Rows of the practice, its people and their preferences, and the audit trail."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, Integer, LargeBinary, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from ccmdesk.domain.practice import Role
from ccmdesk.models.base import STRICT, STRICT_IDS, Base
from ccmdesk.models.column_types import Instant, Named, YesNo


class PracticeRow(Base):
    """Store the one practice of the file; `body` is the JSON of domain Practice."""

    __tablename__ = "practice"
    __table_args__ = (CheckConstraint("id = 1", name="only_one"), STRICT)

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    version: Mapped[int] = mapped_column(Integer)
    zone: Mapped[str] = mapped_column(Text)
    body: Mapped[str] = mapped_column(Text)


class BillingPractitionerRow(Base):
    """Store a billing practitioner."""

    __tablename__ = "billing_practitioner"
    __table_args__ = (STRICT_IDS,)

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    version: Mapped[int] = mapped_column(Integer)
    name: Mapped[str] = mapped_column(Text)
    npi: Mapped[str] = mapped_column(Text)
    taxonomy: Mapped[str] = mapped_column(Text)
    active: Mapped[bool] = mapped_column(YesNo)


class UserRow(Base):
    """Store a user; the id is that of the key slot in the vault."""

    __tablename__ = "app_user"
    __table_args__ = (UniqueConstraint("login"), STRICT_IDS)

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    version: Mapped[int] = mapped_column(Integer)
    login: Mapped[str] = mapped_column(Text)
    name: Mapped[str] = mapped_column(Text)
    credential: Mapped[str] = mapped_column(Text)
    licence: Mapped[str] = mapped_column(Text)
    npi: Mapped[str] = mapped_column(Text)
    disabled: Mapped[bool] = mapped_column(YesNo)
    must_change: Mapped[bool] = mapped_column(YesNo)


class UserRoleRow(Base):
    """Store one role of a user."""

    __tablename__ = "user_role"
    __table_args__ = (STRICT,)

    user_id: Mapped[int] = mapped_column(ForeignKey("app_user.id"), primary_key=True)
    role: Mapped[Role] = mapped_column(Named(Role), primary_key=True)


class PreferenceRow(Base):
    """Store a preference of a user, or of the practice with user 0; `value` is JSON."""

    __tablename__ = "preference"
    __table_args__ = (STRICT,)

    user_id: Mapped[int] = mapped_column(Integer, primary_key=True)
    key: Mapped[str] = mapped_column(Text, primary_key=True)
    value: Mapped[str] = mapped_column(Text)


class SecretRow(Base):
    """Store a key that lives inside the encrypted file, such as the audit key."""

    __tablename__ = "secret"
    __table_args__ = (STRICT,)

    name: Mapped[str] = mapped_column(Text, primary_key=True)
    value: Mapped[bytes] = mapped_column(LargeBinary)


class AuditRow(Base):
    """Store one link of the audit chain; append-only by triggers."""

    __tablename__ = "audit"
    __table_args__ = (Index("ix_audit_patient_id_id", "patient_id", "id"), STRICT)

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    at: Mapped[datetime] = mapped_column(Instant)
    zone: Mapped[str] = mapped_column(Text)
    user_id: Mapped[int] = mapped_column(Integer)
    user_name: Mapped[str] = mapped_column(Text)
    roles: Mapped[str] = mapped_column(Text)
    kind: Mapped[str] = mapped_column(Text)
    patient_id: Mapped[int | None] = mapped_column(Integer)
    object_kind: Mapped[str] = mapped_column(Text)
    object_id: Mapped[str | None] = mapped_column(Text)
    reason: Mapped[str] = mapped_column(Text)
    before_hash: Mapped[bytes] = mapped_column(LargeBinary)
    after_hash: Mapped[bytes] = mapped_column(LargeBinary)
    mac: Mapped[bytes] = mapped_column(LargeBinary)


class HistoryRow(Base):
    """Store a value as it was before a change; append-only by triggers, `body` is its JSON."""

    __tablename__ = "history"
    __table_args__ = (Index("ix_history_object_kind_object_id", "object_kind", "object_id"), STRICT_IDS)

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    object_kind: Mapped[str] = mapped_column(Text)
    object_id: Mapped[int] = mapped_column(Integer)
    patient_id: Mapped[int | None] = mapped_column(Integer)
    version: Mapped[int] = mapped_column(Integer)
    body: Mapped[str] = mapped_column(Text)
    replaced_at: Mapped[datetime] = mapped_column(Instant)
    replaced_by: Mapped[str] = mapped_column(Text)
    reason: Mapped[str] = mapped_column(Text)
