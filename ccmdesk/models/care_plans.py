"""Read and write care plan drafts and signed versions."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

from sqlalchemy import Connection, delete, insert, select, update

from ccmdesk.domain.care_plan import CarePlanDocument, CarePlanDraft, SignedCarePlan
from ccmdesk.models import codec
from ccmdesk.models.rows_care import CarePlanDraftRow, CarePlanVersionRow


def digest_of(document: CarePlanDocument) -> str:
    """Return the SHA-256 of a document's stored text, in hex."""
    return hashlib.sha256(codec.to_json(document).encode()).hexdigest()


def document_text(document: CarePlanDocument) -> str:
    """Return the stored text of a document, for audit hashes and history."""
    return codec.to_json(document)


def load_draft(connection: Connection, patient_id: int) -> CarePlanDraft | None:
    """Return the draft of a patient's next version, or None."""
    d = CarePlanDraftRow
    row = connection.execute(select(d.__table__).where(d.patient_id == patient_id)).first()
    if row is None:
        return None
    return CarePlanDraft(
        patient_id=row.patient_id,
        number=row.number,
        document=codec.from_json(CarePlanDocument, row.body),
        version=row.version,
        saved_at=row.saved_at,
        saved_by=row.saved_by,
    )


def _draft_values(draft: CarePlanDraft) -> dict[str, object]:
    return {
        "number": draft.number,
        "version": draft.version,
        "body": codec.to_json(draft.document),
        "saved_at": draft.saved_at,
        "saved_by": draft.saved_by,
    }


def store_draft(connection: Connection, draft: CarePlanDraft) -> None:
    """Write a draft, new or in place of the one before."""
    d = CarePlanDraftRow
    values = _draft_values(draft)
    done = connection.execute(update(d).where(d.patient_id == draft.patient_id).values(**values))
    if not done.rowcount:
        connection.execute(insert(d).values(patient_id=draft.patient_id, **values))


def delete_draft(connection: Connection, patient_id: int) -> None:
    """Take away a draft that was signed or discarded."""
    connection.execute(delete(CarePlanDraftRow).where(CarePlanDraftRow.patient_id == patient_id))


def insert_versions(connection: Connection, plans: Sequence[SignedCarePlan]) -> None:
    """Write signed versions; nothing ever changes them."""
    if plans:
        connection.execute(
            insert(CarePlanVersionRow),
            [
                {
                    "patient_id": plan.patient_id,
                    "number": plan.number,
                    "body": codec.to_json(plan.document),
                    "review_on": plan.document.review_on,
                    "signed_at": plan.signed_at,
                    "signed_by": plan.signed_by,
                    "digest": plan.digest,
                    "copy_given_on": plan.copy_given_on,
                }
                for plan in plans
            ],
        )


def version_numbers(connection: Connection, patient_id: int) -> tuple[int, ...]:
    """Return the numbers of a patient's signed versions, the newest first."""
    v = CarePlanVersionRow
    query = select(v.number).where(v.patient_id == patient_id).order_by(v.number.desc())
    return tuple(connection.execute(query).scalars())


def load_version(connection: Connection, patient_id: int, number: int) -> SignedCarePlan | None:
    """Return one signed version, or None."""
    v = CarePlanVersionRow
    row = connection.execute(
        select(v.__table__).where(v.patient_id == patient_id, v.number == number)
    ).first()
    if row is None:
        return None
    return SignedCarePlan(
        patient_id=row.patient_id,
        number=row.number,
        document=codec.from_json(CarePlanDocument, row.body),
        signed_at=row.signed_at,
        signed_by=row.signed_by,
        digest=row.digest,
        copy_given_on=row.copy_given_on,
        id=row.id,
    )
