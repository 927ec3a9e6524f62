"""Care plans: drafts saved as typed, versions that nothing changes."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from ccmdesk.domain.care_plan import CarePlanDocument, CarePlanDraft, Section, SectionText
from ccmdesk.domain.chart import ICD10CM, Allergy, Coding, Condition, FactStatus
from ccmdesk.domain.errors import Forbidden, InvalidValue, NotFound, StaleVersion
from ccmdesk.domain.practice import Role
from ccmdesk.models.care_plans import digest_of
from ccmdesk.services import care_plans, facts
from tests.services.desk import PROBLEM, Desk

DOCUMENT = CarePlanDocument(
    (PROBLEM,), (SectionText(Section.SYMPTOMS, "Short of breath."),), date(2027, 5, 1)
)


def started(desk: Desk, patient_id: int) -> CarePlanDraft:
    return care_plans.start_draft(desk.store, desk.actor, patient_id).value


def saved(desk: Desk, draft: CarePlanDraft, document: CarePlanDocument = DOCUMENT) -> CarePlanDraft:
    return care_plans.save_draft(desk.store, desk.actor, replace(draft, document=document)).value


def test_a_first_draft_begins_with_the_problems_of_the_chart(desk: Desk) -> None:
    patient_id = desk.patient()
    codes = (Coding(ICD10CM, "J45.909"),)
    for fact in (
        Condition("Asthma", codes),
        Condition("Asthma, seen again", codes),
        Condition("Gout", status=FactStatus.ENDED),
        Condition("Cough", category="encounter-diagnosis"),
        Condition("Diabetes", category="problem-list-item"),
        Condition("DIABETES"),
        Allergy("Dust"),
    ):
        facts.add_fact(desk.store, desk.actor, patient_id, fact)
    draft = started(desk, patient_id)
    assert [(each.name, each.icd10) for each in draft.document.problems] == [
        ("Asthma", "J45.909"),
        ("Diabetes", ""),
    ]
    assert len({each.id for each in draft.document.problems}) == 2
    assert draft.document.problems[0].condition_id == 1
    assert (draft.number, draft.version, draft.saved_by) == (1, 1, "Sara Okafor")
    assert started(desk, patient_id) == draft, "a draft that is there is returned as it is"


def test_a_draft_is_saved_as_typed_and_read_back(desk: Desk) -> None:
    patient_id = desk.patient()
    draft = saved(desk, started(desk, patient_id))
    state = care_plans.plan_state(desk.store, desk.actor, patient_id)
    assert (state.draft, state.in_force, state.versions) == (draft, None, ())
    assert (draft.document, draft.version, draft.saved_at) == (DOCUMENT, 2, desk.clock.wall())


def test_a_stale_draft_is_neither_saved_signed_nor_discarded(desk: Desk) -> None:
    old = started(desk, desk.patient())
    hers = saved(desk, old)
    for attempt in (
        lambda: saved(desk, old),
        lambda: care_plans.sign(desk.store, desk.actor, old, copy_given_on=None),
        lambda: care_plans.discard_draft(desk.store, desk.actor, old),
    ):
        with pytest.raises(StaleVersion) as error:
            attempt()
        assert (error.value.theirs, error.value.their_version) == (DOCUMENT, 2)
    assert care_plans.plan_state(desk.store, desk.actor, old.patient_id).draft == hers


def test_a_signed_plan_is_in_force_and_its_draft_is_gone(desk: Desk) -> None:
    draft = saved(desk, started(desk, desk.patient()))
    signed = care_plans.sign(desk.store, desk.actor, draft, copy_given_on=date(2026, 11, 23)).value
    state = care_plans.plan_state(desk.store, desk.actor, draft.patient_id)
    assert state.draft is None
    assert state.in_force == replace(signed, id=1)
    assert (signed.number, signed.document, signed.signed_by) == (1, DOCUMENT, "Sara Okafor, RN")
    assert signed.digest == digest_of(DOCUMENT)
    assert signed.copy_given_on == date(2026, 11, 23)
    for attempt in (
        lambda: saved(desk, draft),
        lambda: care_plans.sign(desk.store, desk.actor, draft, copy_given_on=None),
    ):
        with pytest.raises(NotFound, match="signed or discarded meanwhile"):
            attempt()


def test_the_next_draft_begins_with_the_version_in_force_which_stays_as_it_was(desk: Desk) -> None:
    patient_id = desk.patient()
    desk.signed(patient_id)
    first = care_plans.signed_version(desk.store, desk.actor, patient_id, 1)
    draft = started(desk, patient_id)
    assert (draft.number, draft.document) == (2, first.document)
    care_plans.sign(desk.store, desk.actor, saved(desk, draft), copy_given_on=None)
    state = care_plans.plan_state(desk.store, desk.actor, patient_id)
    assert state.versions == (2, 1)
    assert state.in_force is not None and state.in_force.document == DOCUMENT
    assert care_plans.signed_version(desk.store, desk.actor, patient_id, 1) == first


def test_a_discarded_draft_stays_readable_in_the_history(desk: Desk) -> None:
    draft = saved(desk, started(desk, desk.patient()))
    care_plans.discard_draft(desk.store, desk.actor, draft)
    assert care_plans.plan_state(desk.store, desk.actor, draft.patient_id).draft is None
    ((body, reason),) = desk.rows("SELECT body, reason FROM history")
    assert "Short of breath." in body and reason == "draft discarded"
    assert started(desk, draft.patient_id).number == 1


def test_a_plan_without_a_problem_or_with_a_copy_from_tomorrow_is_not_signed(desk: Desk) -> None:
    draft = saved(desk, started(desk, desk.patient()), CarePlanDocument())
    with pytest.raises(InvalidValue) as nothing:
        care_plans.sign(desk.store, desk.actor, draft, copy_given_on=None)
    with pytest.raises(InvalidValue) as tomorrow:
        care_plans.sign(desk.store, desk.actor, saved(desk, draft), copy_given_on=date(2026, 11, 24))
    assert (nothing.value.field, tomorrow.value.field) == ("problems", "copy_given_on")
    assert care_plans.plan_state(desk.store, desk.actor, draft.patient_id).versions == ()


def test_only_a_billing_practitioner_signs(desk: Desk) -> None:
    draft = saved(desk, started(desk, desk.patient()))
    nurse = desk.acting(Role.CARE_MANAGER, Role.ADMINISTRATOR)
    with pytest.raises(Forbidden) as error:
        care_plans.sign(desk.store, nurse, draft, copy_given_on=None)
    assert str(error.value) == (
        "Only a billing practitioner may sign care plans. Nothing was changed. The attempt was recorded. "
        "Ask a billing practitioner."
    )
    doctor = desk.acting(Role.BILLING_PRACTITIONER)
    assert care_plans.sign(desk.store, doctor, draft, copy_given_on=None).value.signed_by == "Pat Quill"


def test_there_is_no_version_that_was_not_signed_and_no_plan_of_nobody(desk: Desk) -> None:
    patient_id = desk.patient()
    with pytest.raises(NotFound, match="no signed version 7"):
        care_plans.signed_version(desk.store, desk.actor, patient_id, 7)
    with pytest.raises(NotFound):
        started(desk, 99)
