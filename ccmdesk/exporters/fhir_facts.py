"""Write the facts of a chart as FHIR R4 resources, one a fact."""

from __future__ import annotations

import re
from decimal import Decimal

from ccmdesk.domain.chart import (
    Allergy,
    Condition,
    Coverage,
    Encounter,
    FactStatus,
    Medication,
    Procedure,
    RecordedGoal,
)
from ccmdesk.domain.export import ExportedFact
from ccmdesk.exporters.fhir_json import Body
from ccmdesk.exporters.fhir_parts import (
    ERROR,
    HL7,
    UNKNOWN,
    coded,
    concept,
    day,
    extension,
    filled,
    names,
    note,
    quantity,
)

_CLINICAL = {"active", "recurrence", "relapse", "inactive", "remission", "resolved"}
_VERIFICATION = {"unconfirmed", "provisional", "differential", "confirmed"}
_CATEGORIES = {"problem-list-item", "encounter-diagnosis"}
_SUBSTANCES = {"food", "medication", "environment", "biologic"}
_SEVERITIES = {"mild", "moderate", "severe"}
_CRITICALITIES = {"high risk": "high", "low risk": "low"}
_TAKEN = {FactStatus.ACTIVE: "active", FactStatus.ENDED: "completed", FactStatus.UNKNOWN: "unknown"}
_GOALS = {
    "proposed", "planned", "accepted", "active", "on-hold", "completed", "cancelled", "rejected",
}  # fmt: skip
_VISITS = {
    "planned", "arrived", "triaged", "in-progress", "onleave", "finished", "cancelled", "unknown",
}  # fmt: skip
_DONE = {"preparation", "in-progress", "not-done", "on-hold", "stopped", "completed", "unknown"}
_AMOUNT = re.compile(r"(?:(<=|<|>=|>) )?(-?\d{1,15}(?:\.\d{1,15})?) (\S(?:.*\S)?)\Z")


def condition(fact: ExportedFact, value: Condition, *, patient: Body) -> Body:
    """Return what a Condition says."""
    verification = ERROR if fact.voided else value.verification
    return filled(
        clinicalStatus={}
        if fact.voided
        else _clinical(value.status, value.clinical_status, system="condition"),
        verificationStatus=_known(verification, _VERIFICATION | {ERROR}, system="condition-ver-status"),
        category=[_known(each, _CATEGORIES, system="condition-category") for each in _split(value.category)],
        code=concept(value.name, value.codings),
        subject=patient,
        onsetDateTime=day(value.onset),
        abatementDateTime=day(value.ended),
        note=note(value.note),
    )


def allergy(fact: ExportedFact, value: Allergy, *, patient: Body) -> Body:
    """Return what an AllergyIntolerance says; R4 wants a clinical status, which may be unknown."""
    severity = value.severity if value.severity in _SEVERITIES else ""
    criticality = _CRITICALITIES.get(value.severity, "")
    reaction = filled(
        manifestation=[concept(value.reaction) if value.reaction else UNKNOWN], severity=severity
    )
    kinds = [each for each in _split(value.category) if each in _SUBSTANCES]
    whole = len(kinds) == len(_split(value.category))
    status = _clinical(value.status, "", system="allergyintolerance") or UNKNOWN
    return filled(
        extension=[
            *extension("severity", "" if severity or criticality else value.severity),
            *extension("category", "" if whole else value.category),
        ],
        clinicalStatus={} if fact.voided else status,
        verificationStatus=coded("allergyintolerance-verification", ERROR) if fact.voided else {},
        category=kinds if whole else [],
        criticality=criticality,
        code=concept(value.substance, value.codings),
        patient=patient,
        onsetDateTime=day(value.onset),
        note=note(value.note),
        reaction=[reaction] if value.reaction or severity else [],
    )


def medication(fact: ExportedFact, value: Medication, *, patient: Body) -> Body:
    """Return what a MedicationStatement says."""
    dose = _dose(value.dose)
    dosage = filled(
        extension=[] if dose else extension("dose", value.dose),
        text=value.sig,
        timing={"code": concept(value.timing)} if value.timing else {},
        route=concept(value.route),
        doseAndRate=[{"doseQuantity": dose}] if dose else [],
    )
    return filled(
        extension=extension("prescriber", value.prescriber),
        status=ERROR if fact.voided else _TAKEN[value.status],
        medicationCodeableConcept=concept(value.name, value.codings),
        subject=patient,
        effectivePeriod=filled(start=day(value.start), end=day(value.stop)),
        reasonCode=[concept(value.reason)] if value.reason else [],
        note=note(value.note),
        dosage=[dosage] if dosage else [],
    )


def goal(fact: ExportedFact, value: RecordedGoal, *, patient: Body) -> Body:
    """Return what a Goal says."""
    first, _, rest = value.status.partition(", ")
    known = first in _GOALS
    status = ERROR if fact.voided else first if known else None
    return filled(
        lifecycleStatus=status,
        _lifecycleStatus=UNKNOWN if status is None else {},
        achievementStatus=concept(rest if known else value.status),
        description=concept(value.text),
        subject=patient,
        startDate=day(value.start),
        target=[filled(measure=concept(value.target), dueDate=day(value.due))]
        if value.target or value.due
        else [],
        note=note(value.note),
    )


def encounter(fact: ExportedFact, value: Encounter, *, patient: Body) -> Body:
    """Return what an Encounter says."""
    status = value.status if value.status in _VISITS else "unknown"
    act = {"system": HL7 + "v3-ActCode", "code": value.class_code} if value.class_code else UNKNOWN
    return {
        "status": ERROR if fact.voided else status,
        "class": act,
        **filled(
            type=[concept(value.kind)] if value.kind else [],
            subject=patient,
            participant=[{"individual": names(value.provider)}] if value.provider else [],
            period=filled(start=day(value.start), end=day(value.end)),
            reasonCode=[concept(value.reason)] if value.reason else [],
            serviceProvider=names(value.place),
        ),
    }


def procedure(fact: ExportedFact, value: Procedure, *, patient: Body) -> Body:
    """Return what a Procedure says."""
    return filled(
        status=ERROR if fact.voided else value.status if value.status in _DONE else "unknown",
        code=concept(value.name, value.codings),
        subject=patient,
        performedDateTime=day(value.date),
        note=note(value.note),
    )


def coverage(fact: ExportedFact, value: Coverage, *, patient: Body) -> Body:
    """Return what a Coverage says."""
    plan = {"type": coded("coverage-class", "plan"), "value": value.plan, "name": value.plan}
    return filled(
        status=ERROR if fact.voided else "active",
        type=concept(value.kind),
        subscriberId=value.member_id,
        beneficiary=patient,
        period=filled(start=day(value.start), end=day(value.end)),
        payor=[names(value.payer)],
    ) | ({"class": [plan]} if value.plan else {})


def _clinical(status: FactStatus, said: str, *, system: str) -> Body:
    if said in _CLINICAL:
        return coded(f"{system}-clinical", said)
    known = {FactStatus.ACTIVE: "active", FactStatus.ENDED: "resolved"}.get(status)
    return coded(f"{system}-clinical", known, words=said) if known else concept(said)


def _known(code: str, codes: set[str], *, system: str) -> Body:
    return coded(system, code) if code in codes else concept(code)


def _split(words: str) -> list[str]:
    return [part for part in words.split(", ") if part]


def _dose(dose: str) -> Body:
    found = _AMOUNT.match(dose)
    if found is None:
        return {}
    comparator, number, unit = found.groups()
    return quantity(Decimal(number), unit, comparator=comparator or "")
