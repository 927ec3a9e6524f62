"""Looking at the audit trail: filters, plain words, who looked, verification and export."""

from __future__ import annotations

import ast
import csv
import io
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

import ccmdesk.services
from ccmdesk.domain.audit_trail import AuditFilter
from ccmdesk.domain.audit_words import KIND_WORDS, THINGS
from ccmdesk.domain.backups import BackupPlace
from ccmdesk.domain.errors import Cancelled, Forbidden
from ccmdesk.domain.practice import Role
from ccmdesk.models.facts import KIND_OF
from ccmdesk.models.patients import load_patient
from ccmdesk.models.unit_of_work import reading, writing
from ccmdesk.security.audit_chain import AuditKind, Fault
from ccmdesk.services import audit, patients
from ccmdesk.services.audit import export_csv, records, verify_chain, who_looked
from ccmdesk.services.opening_check import Acceptance, Trouble
from ccmdesk.services.practice_file import close_practice
from tests.practice_files import MONDAY
from tests.services.desk import AMA, Desk
from tests.services.keyholder import edit, reopened

DYNAMIC = {
    "KIND_OF[type(fact)]": set(KIND_OF.values()),
    "KIND_OF[type(current.value)]": set(KIND_OF.values()),
    "kind": set(KIND_OF.values()),  # facts._replaced: one of the same
    "ACCEPTED": {"opening"},
    "f'backup_{where.value}'": {f"backup_{place.value}" for place in BackupPlace},
    "paper": set[str](),  # the neutral name of a paper, shown as it is
}
"""What an object kind that is not written out in the source can be."""


def written_object_kinds() -> dict[str, str]:
    """Return every object kind that the services write, with the place where it is written."""
    found: dict[str, str] = {}
    folder = Path(ccmdesk.services.__file__).parent
    for path in sorted(folder.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)):
                continue
            if node.func.attr != "audit":
                continue
            (value,) = [word.value for word in node.keywords if word.arg == "object_kind"]
            place = f"{path.name}:{node.lineno}"
            if isinstance(value, ast.Constant):
                found[str(value.value)] = place
            else:
                written = ast.unparse(value)
                assert written in DYNAMIC, f"{place}: say in DYNAMIC what {written} can be"
                found |= dict.fromkeys(DYNAMIC[written], place)
    return found


def test_every_kind_and_every_object_kind_has_its_words() -> None:
    written = written_object_kinds()
    assert len(written) > 25
    wordless = {f"{kind} ({place})" for kind, place in written.items() if kind not in THINGS}
    assert not wordless, f"give these words in domain/audit_words.py: {sorted(wordless)}"
    assert sorted(KIND_WORDS) == sorted(AuditKind), "every kind has a verb and no other has"


def test_no_words_are_kept_for_what_nobody_writes() -> None:
    assert sorted(set(THINGS) - set(written_object_kinds())) == []


def test_the_newest_come_first_page_by_page_and_each_look_is_recorded(desk: Desk) -> None:
    desk.enrolled()
    last = desk.last_record()
    page = records(desk.store, desk.actor, AuditFilter(limit=3))
    assert [record.sequence for record in page.records] == [last, last - 1, last - 2]
    assert desk.audited(after=last) == [("view", "audit", None, "3 shown")]
    seen = [record.sequence for record in page.records]
    older = page.older
    while older is not None:
        page = records(desk.store, desk.actor, AuditFilter(limit=3, before=older))
        seen += [record.sequence for record in page.records]
        older = page.older
    assert seen == list(range(last, 0, -1))


def test_filters_by_patient_user_kind_and_day(desk: Desk) -> None:
    first = desk.enrolled()
    second = desk.patient(replace(AMA, family="Lund"))
    desk.wait(minutes=24 * 60)
    patients.chart(desk.store, desk.acting(Role.BILLER, user_id=7, name="Bo Field"), first)
    store, actor = desk.store, desk.actor
    of_second = records(store, actor, AuditFilter(patient_id=second)).records
    assert {record.patient_id for record in of_second} == {second}
    (by_bo,) = records(store, actor, AuditFilter(user_id=7)).records
    assert (by_bo.user_name, by_bo.roles, by_bo.kind) == ("Bo Field", "biller", "view")
    kinds = {r.kind for r in records(store, actor, AuditFilter(kinds=frozenset({"create", "login"}))).records}
    assert kinds == {"create", "login"}
    monday, tuesday = date(2026, 11, 23), date(2026, 11, 24)
    on_tuesday = records(store, actor, AuditFilter(first_day=tuesday, kinds=frozenset({"view"}))).records
    assert {record.local_time.date() for record in on_tuesday} == {tuesday}
    on_monday = records(store, actor, AuditFilter(last_day=monday)).records
    assert {record.local_time.date() for record in on_monday} == {monday}
    assert by_bo not in on_monday
    assert desk.audited()[-1][3] == "to 2026-11-23, 8 shown"


def test_a_day_is_a_day_of_the_practice(desk: Desk) -> None:
    desk.clock.set_wall(MONDAY.replace(day=24, hour=6, minute=59))  # 23:59 on Monday in Denver
    late = desk.patient()
    desk.clock.set_wall(MONDAY.replace(day=24, hour=7, minute=0))
    early = desk.patient(replace(AMA, family="Lund"))
    monday = records(desk.store, desk.actor, AuditFilter(last_day=date(2026, 11, 23))).records
    tuesday = records(
        desk.store, desk.actor, AuditFilter(first_day=date(2026, 11, 24), kinds=frozenset({"create"}))
    )
    assert late in {record.patient_id for record in monday}
    assert [record.patient_id for record in tuesday.records] == [early]


def test_a_line_says_what_happened_by_the_patients_name_of_today(desk: Desk) -> None:
    patient_id = desk.enrolled()
    patients.chart(desk.store, desk.actor, patient_id)
    with reading(desk.store) as connection:
        known = load_patient(connection, patient_id)
    patients.save_patient(desk.store, desk.actor, known, replace(AMA, family="Mensah"))
    desk.worked(patient_id, minutes=2)
    words = [
        r.words for r in reversed(records(desk.store, desk.actor, AuditFilter(patient_id=patient_id)).records)
    ]
    assert words == [
        "Entered the details of Ama Mensah.",
        "Entered the enrolment of Ama Mensah.",
        "Entered a consent for Ama Mensah.",
        "Looked at the chart of Ama Mensah.",
        "Changed the details of Ama Mensah.",
        "Started the clock for Ama Mensah.",
        "Stopped the clock for Ama Mensah.",
        "Entered time for Ama Mensah.",
    ]


def test_who_looked_counts_each_user_the_last_first(desk: Desk) -> None:
    patient_id = desk.enrolled()
    other = desk.acting(Role.BILLER, user_id=7, name="Bo Field")
    desk.wait(minutes=5)
    patients.chart(desk.store, other, patient_id)
    desk.wait(minutes=5)
    patients.chart(desk.store, other, patient_id)
    before = desk.last_record()
    bo, sara = who_looked(desk.store, desk.actor, patient_id)
    assert (bo.user_name, bo.times, (bo.last - bo.first).seconds) == ("Bo Field", 2, 300)
    assert (sara.user_id, sara.user_name, sara.times) == (1, "Sara Okafor", 3)
    assert desk.audited(after=before) == [("view", "audit", patient_id, "who looked")]


@pytest.mark.parametrize("role", list(Role))
def test_administrators_and_auditors_alone_look(desk: Desk, role: Role) -> None:
    actor = desk.acting(role)
    looks = (
        lambda: records(desk.store, actor, AuditFilter()),
        lambda: who_looked(desk.store, actor, 1),
        lambda: verify_chain(desk.store, actor),
        lambda: export_csv(desk.store, actor, AuditFilter()),
    )
    for look in looks:
        if role in (Role.ADMINISTRATOR, Role.AUDITOR):
            look()
        else:
            with pytest.raises(Forbidden):
                look()


def test_an_unbroken_chain_is_told_in_steps(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    desk.enrolled()
    monkeypatch.setattr(audit, "_STEP", 4)
    told: list[tuple[int, int]] = []
    count = desk.last_record()
    report = verify_chain(desk.store, desk.actor, progress=lambda done, total: told.append((done, total)))
    assert report.holds
    assert report.words == f"{count} records, unbroken"
    assert told == [*((done, count) for done in range(0, count, 4)), (count, count)]
    assert desk.audited()[-1] == ("view", "audit_chain", None, report.words)


def test_verification_can_be_cancelled(desk: Desk) -> None:
    def stop(done: int, total: int) -> None:
        raise Cancelled

    before = desk.last_record()
    with pytest.raises(Cancelled):
        verify_chain(desk.store, desk.actor, progress=stop)
    assert desk.last_record() == before


def test_faults_that_were_accepted_are_told_and_a_later_one_too(desk: Desk) -> None:
    desk.enrolled()
    close_practice(desk.opened)
    folder = desk.opened.folder
    edit(folder, "UPDATE audit SET reason = 'x' WHERE id = 5")
    again = Desk(reopened(folder, acceptance=Acceptance("known")), desk.clock)
    again.enrolled()
    report = verify_chain(again.store, again.actor)
    (fault,) = report.faults
    assert (fault.sequence, fault.fault) == (5, Fault.ALTERED)
    assert again.audited(after=(fault.accepted or 0) - 1)[0][1] == "opening"
    assert not report.holds
    assert report.words.endswith("broken at record 5: altered")
    close_practice(again.opened)
    edit(folder, "UPDATE audit SET reason = 'y' WHERE id = (SELECT max(id) - 4 FROM audit)")
    once_more = Desk(reopened(folder, acceptance=Acceptance("known too")), desk.clock)
    assert len(verify_chain(once_more.store, once_more.actor).faults) == 2
    close_practice(once_more.opened)


def test_a_tail_taken_off_while_open_is_seen_by_the_anchors(desk: Desk) -> None:
    desk.enrolled()
    with writing(desk.store, desk.actor) as work:  # past the program
        work.connection.exec_driver_sql("DROP TRIGGER audit_no_delete")
        work.connection.exec_driver_sql("DELETE FROM audit WHERE id > 6")
    report = verify_chain(desk.store, desk.actor)
    assert (report.faults, {finding.trouble for finding in report.anchors}) == ((), {Trouble.SET_BACK})
    assert "not what this computer saw: set back" in report.words
    assert desk.last_record() == 6, "a record would have anchored what is left"


def test_an_export_holds_every_record_oldest_first_and_no_formula(desk: Desk) -> None:
    patient_id = desk.patient(replace(AMA, given="=1+1", family="Osei"))
    with writing(desk.store, desk.actor) as work:
        for reason in ("@SUM(A1)", "\t=1", " +1", "-1", "=cmd|' /C calc'!A0"):
            work.audit(AuditKind.VIEW, object_kind="chart", patient_id=patient_id, reason=reason)
    count = desk.last_record()
    data = export_csv(desk.store, desk.actor, AuditFilter(limit=2))
    assert data.startswith(b"\xef\xbb\xbf")
    rows = list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"))))
    assert [row["record"] for row in rows] == [str(number) for number in range(1, count + 1)]
    cells = [cell for row in rows for cell in row.values()]
    assert not [cell for cell in cells if cell.lstrip(" ").startswith(("=", "+", "-", "@", "\t", "\r"))]
    assert rows[-1]["reason"] == "'=cmd|' /C calc'!A0"
    assert rows[-1]["patient"] == "'=1+1 Osei"
    assert rows[-1]["time"] == "2026-11-23 09:00:00-07:00"
    assert desk.audited(after=count) == [("export", "audit", None, f"{count} records")]


def test_an_export_is_filtered_and_of_one_patient(desk: Desk) -> None:
    patient_id = desk.enrolled()
    desk.patient(replace(AMA, family="Lund"))
    data = export_csv(desk.store, desk.actor, AuditFilter(patient_id=patient_id))
    rows = list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"))))
    assert {row["patient id"] for row in rows} == {str(patient_id)}
    assert desk.audited()[-1] == ("export", "audit", patient_id, f"{len(rows)} records")
