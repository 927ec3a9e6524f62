"""What opening says of a file that is not as it was left, and how an administrator goes on all the same."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from ccmdesk.domain.errors import Forbidden, InvalidValue
from ccmdesk.domain.practice import Role
from ccmdesk.models.unit_of_work import writing
from ccmdesk.security.anchor import Anchor, read_anchor
from ccmdesk.security.audit_chain import AuditKind, Fault
from ccmdesk.services import opening_check
from ccmdesk.services.opening_check import (
    Acceptance,
    AnchorsDamaged,
    ChainBroken,
    HistoryRewritten,
    Place,
    SetBack,
    Trouble,
)
from ccmdesk.services.practice_file import DATABASE, OpenPractice, close_practice, examine_practice
from tests.practice_files import PASSPHRASE
from tests.services.desk import Desk
from tests.services.forgery import rewrite
from tests.services.keyholder import database_of, edit, reopened

WHY = Acceptance("The old disk failed; this is what we have")


def anchors(opened: OpenPractice) -> list[Anchor | None]:
    store = opened.store
    return [
        read_anchor(path, database_id=store.database_id, key=store.keys.anchor)
        for path in store.anchorage.places
    ]


def worked(desk: Desk) -> Path:
    """Work a little and close; return the folder."""
    desk.enrolled()
    close_practice(desk.opened)
    return desk.opened.folder


def older_copy(desk: Desk) -> Path:
    """Close, keep a copy, work on, close, and put the copy back in its place."""
    folder = worked(desk)
    kept = folder.parent / "kept"
    shutil.copytree(folder, kept)
    again = reopened(folder)
    Desk(again, desk.clock).enrolled()
    close_practice(again)
    shutil.rmtree(folder)
    kept.rename(folder)
    return folder


def test_every_commit_with_a_record_is_anchored_in_both_places(desk: Desk) -> None:
    for use in (desk.enrolled, desk.patient):
        use()
        ((count, head),) = desk.rows("SELECT id, mac FROM audit ORDER BY id DESC LIMIT 1")
        assert anchors(desk.opened) == [Anchor(desk.store.database_id, count, head)] * 2
    beside, state = desk.store.anchorage.places
    assert beside.parent == desk.opened.folder
    assert state.is_relative_to(desk.opened.folder.parent / "state")


def test_a_commit_that_fails_and_one_without_a_record_leave_the_anchor(desk: Desk) -> None:
    before = anchors(desk.opened)
    with pytest.raises(RuntimeError), writing(desk.store, desk.actor) as work:
        work.audit(AuditKind.CREATE, object_kind="patient")
        raise RuntimeError("no")
    with writing(desk.store, desk.actor) as work:
        work.connection.exec_driver_sql("INSERT INTO preference VALUES (0, 'k', '1')")
    assert anchors(desk.opened) == before


def test_an_anchor_that_cannot_be_written_does_not_fail_the_save(desk: Desk) -> None:
    state = desk.store.anchorage.places[1]
    state.unlink()
    state.mkdir()
    desk.patient()
    assert list(desk.store.anchorage.failed) == [state]
    state.rmdir()
    desk.patient()
    assert not list(desk.store.anchorage.failed)
    assert anchors(desk.opened)[0] == anchors(desk.opened)[1]


def test_an_ordinary_opening_says_nothing_and_a_new_computer_is_noted(desk: Desk, tmp_path: Path) -> None:
    folder = worked(desk)
    again = reopened(folder)
    assert again.remarks == ()
    close_practice(again)
    elsewhere = reopened(folder, state_folder=tmp_path / "other computer")
    assert elsewhere.remarks == ("there was no anchor in your own folder on this computer",)
    found = Desk(elsewhere, desk.clock)
    assert found.audited()[-1] == ("login", "user", None, elsewhere.remarks[0])
    assert anchors(elsewhere)[0] == anchors(elsewhere)[1]
    close_practice(elsewhere)


def test_an_anchor_behind_the_file_is_moved_forward_and_noted(desk: Desk) -> None:
    places = desk.store.anchorage.places
    early = [path.read_bytes() for path in places]
    folder = worked(desk)
    for path, data in zip(places, early, strict=True):
        path.write_bytes(data)
    again = reopened(folder)
    assert again.remarks == (
        "the anchor beside the practice file was 3 behind",
        "the anchor in your own folder on this computer was 3 behind",
    )
    close_practice(again)
    once_more = reopened(folder)
    assert once_more.remarks == ()
    close_practice(once_more)


def test_a_folder_set_back_is_seen_by_the_anchor_of_this_computer(desk: Desk) -> None:
    folder = older_copy(desk)
    with pytest.raises(SetBack) as error:
        reopened(folder)
    (found,) = error.value.findings
    assert (found.trouble, found.place, found.missing) == (Trouble.SET_BACK, Place.STATE, 4)
    assert found.since is not None
    assert found.since.isoformat() == "2026-11-23T09:00:00-07:00"
    assert str(error.value) == (
        "This practice file is older than when it was last used here; it lacks 4 records."
        " The last record that is left is of 2026-11-23 09:00."
        " The practice file was not opened and nothing was changed."
        " Restore the last verified backup, or let an administrator decide to go on."
    )
    with pytest.raises(SetBack):  # trying again does not make it right
        reopened(folder)


def test_control_without_the_anchor_of_this_computer_a_folder_set_back_is_not_seen(
    desk: Desk, tmp_path: Path
) -> None:
    folder = older_copy(desk)
    close_practice(reopened(folder, state_folder=tmp_path / "other computer"))


def test_pages_put_back_are_seen_and_without_anchors_they_are_not(desk: Desk, tmp_path: Path) -> None:
    folder = worked(desk)
    database = folder / DATABASE
    old = database.read_bytes()
    again = reopened(folder)
    Desk(again, desk.clock).enrolled()
    close_practice(again)
    database.write_bytes(old)  # the anchor beside it is new, and so is that of this computer
    with pytest.raises(SetBack) as error:
        reopened(folder)
    assert [finding.place for finding in error.value.findings] == list(Place)
    (folder / "anchor.json").unlink()
    close_practice(reopened(folder, state_folder=tmp_path / "other computer"))  # the negative control


@pytest.mark.parametrize(
    ("statement", "fault"),
    [
        ("UPDATE audit SET reason = 'x' WHERE id = 5", Fault.ALTERED),
        ("DELETE FROM audit WHERE id = 5", Fault.GAP),
    ],
)
def test_a_broken_chain_is_named_by_its_place(desk: Desk, statement: str, fault: Fault) -> None:
    folder = worked(desk)
    edit(folder, statement)
    with pytest.raises(ChainBroken) as error:
        reopened(folder)
    (found,) = error.value.findings
    assert (found.sequence, found.fault, found.records) == (5, fault, desk_count(folder))
    assert "broken at record 5" in str(error.value)


def desk_count(folder: Path) -> int:
    with database_of(folder) as connection:
        return int(connection.execute("SELECT max(id) FROM audit").fetchone()[0])


def test_a_past_rewritten_with_every_mac_right_is_seen_by_the_anchors(desk: Desk) -> None:
    folder = worked(desk)
    rewrite(folder, "UPDATE audit SET user_id = 2, user_name = 'Someone else' WHERE id = 5")
    with pytest.raises(HistoryRewritten) as error:
        reopened(folder)
    assert [finding.place for finding in error.value.findings] == list(Place)
    assert "rewritten" in str(error.value)


@pytest.mark.parametrize("place", list(Place))
def test_one_damaged_anchor_is_said_and_the_other_used(desk: Desk, place: Place) -> None:
    folder = worked(desk)
    path = desk.store.anchorage.places[list(Place).index(place)]
    path.write_bytes(b"x" * 512)
    again = reopened(folder)
    assert again.remarks == (f"the anchor {place} is damaged",)
    assert anchors(again)[0] == anchors(again)[1]
    close_practice(again)


def test_two_damaged_anchors_and_one_damaged_with_none_beside_it_are_not_passed_over(desk: Desk) -> None:
    folder = worked(desk)
    beside, state = desk.store.anchorage.places
    beside.write_bytes(b"x" * 512)
    state.write_bytes(b"x" * 512)
    with pytest.raises(AnchorsDamaged, match="damaged or gone"):
        reopened(folder)
    state.unlink()
    with pytest.raises(AnchorsDamaged):
        reopened(folder)
    close_practice(reopened(folder, acceptance=WHY))
    close_practice(reopened(folder))


@pytest.mark.parametrize(
    "spoil",
    [older_copy, lambda desk: broken(desk, "UPDATE audit SET reason = 'x' WHERE id = 5")],
    ids=["set back", "broken"],
)
@pytest.mark.parametrize("kind", [AuditKind.PRIVILEGE, AuditKind.RESTORE])
def test_an_administrator_goes_on_with_a_reason_that_is_recorded_and_anchored(
    desk: Desk, spoil: Callable[[Desk], Path], kind: AuditKind
) -> None:
    folder = spoil(desk)
    again = Desk(reopened(folder, acceptance=Acceptance("The disk failed", kind)), desk.clock)
    (_, what, _, reason), login = again.audited()[-2:]
    assert (again.audited()[-2][0], what, login[0]) == (kind.value, "opening", "login")
    assert reason.startswith("The disk failed (")
    again.patient()
    close_practice(again.opened)
    close_practice(reopened(folder))  # and from then on it opens as ever


def broken(desk: Desk, statement: str) -> Path:
    folder = worked(desk)
    edit(folder, statement)
    return folder


def test_a_fault_after_an_accepted_one_is_seen(desk: Desk) -> None:
    folder = broken(desk, "UPDATE audit SET reason = 'x' WHERE id = 5")
    again = reopened(folder, acceptance=WHY)
    Desk(again, desk.clock).enrolled()
    close_practice(again)
    edit(folder, "UPDATE audit SET reason = 'y' WHERE id = (SELECT max(id) - 1 FROM audit)")
    with pytest.raises(ChainBroken):
        reopened(folder)


def test_nobody_but_an_administrator_goes_on_and_the_attempt_leaves_no_trace(desk: Desk) -> None:
    folder = broken(desk, "UPDATE audit SET reason = 'x' WHERE id = 5")
    edit(folder, f"DELETE FROM user_role WHERE role = '{Role.ADMINISTRATOR}'")
    count = desk_count(folder)
    with pytest.raises(Forbidden):
        reopened(folder, acceptance=WHY)
    assert desk_count(folder) == count
    with pytest.raises(ChainBroken):
        reopened(folder)


def test_an_acceptance_needs_a_reason_and_is_a_privilege_or_a_restore() -> None:
    with pytest.raises(InvalidValue):
        Acceptance("  ")
    with pytest.raises(ValueError, match="privilege or a restore"):
        Acceptance("x", AuditKind.VIEW)


def test_an_acceptance_that_was_not_needed_is_not_recorded(desk: Desk) -> None:
    again = Desk(reopened(worked(desk), acceptance=WHY), desk.clock)
    assert "opening" not in [what for _, what, *_ in again.audited()]
    close_practice(again.opened)


def test_only_the_last_ten_thousand_are_read_at_opening(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = broken(desk, "UPDATE audit SET reason = 'x' WHERE id = 2")
    monkeypatch.setattr(opening_check, "CHECKED_AT_OPENING", 3)
    close_practice(reopened(folder))


def test_a_file_in_doubt_is_examined_without_a_trace(desk: Desk) -> None:
    folder = broken(desk, "UPDATE audit SET reason = 'x' WHERE id = 5")
    before = {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file()}
    report = examine_practice(
        folder, login="sara", passphrase=PASSPHRASE, clock=desk.clock, state_folder=folder.parent / "state"
    )
    assert (report.holds, [fault.sequence for fault in report.faults]) == (False, [5])
    after = {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file()}
    assert after == before
