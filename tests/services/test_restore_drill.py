"""The monthly trial restore: its result is kept and recorded, and it leaves nothing behind."""

from __future__ import annotations

from pathlib import Path

import pytest

from ccmdesk.domain.backups import drill_due
from ccmdesk.domain.errors import Cancelled, NotFound
from ccmdesk.models.backup import reading_copy, strayed_months
from ccmdesk.models.errors import StorageFailed, StorageFull
from ccmdesk.models.unit_of_work import writing
from ccmdesk.services import restore_drill
from ccmdesk.services.backup_folders import COPY
from ccmdesk.services.backup_state import backup_state
from ccmdesk.services.backups import back_up
from ccmdesk.services.restore_drill import drill
from tests.services.backing_up import no_file_longer_than, worked_practice
from tests.services.desk import Desk


@pytest.fixture
def scratch(tmp_path: Path) -> Path:
    (tmp_path / "scratch").mkdir()
    return tmp_path / "scratch"


def test_a_good_backup_passes_and_the_result_is_kept(desk: Desk, scratch: Path) -> None:
    worked_practice(desk)
    folder = back_up(desk.store, desk.actor).value.folder
    desk.worked(1, minutes=5)
    told: list[int] = []
    result = drill(desk.store, desk.actor, scratch=scratch, progress=lambda done, _: told.append(done)).value
    assert result.passed and result.at == desk.clock.wall() and told == sorted(told)
    assert not list(scratch.iterdir())
    state = backup_state(desk.store, desk.actor)
    assert state.drill == result and not drill_due(state, desk.clock.wall())
    assert desk.audited()[-1] == ("backup", "restore_drill", None, "passed")
    assert desk.rows("SELECT object_id FROM audit ORDER BY id DESC LIMIT 1") == [(folder.name,)]


def test_a_backup_that_does_not_open_any_more_is_a_result(desk: Desk, scratch: Path) -> None:
    copy = back_up(desk.store, desk.actor).value.folder / COPY
    data = bytearray(copy.read_bytes())
    data[9000] ^= 1
    copy.write_bytes(data)
    result = drill(desk.store, desk.actor, scratch=scratch).value
    assert not result.passed and "not the one that was sealed" in result.words
    assert desk.audited()[-1][3].startswith("failed: ")
    assert backup_state(desk.store, desk.actor).drill == result


@pytest.mark.parametrize(
    ("name", "answer", "words"),
    [("strayed_months", 2, "time of 2 months"), ("record_at", "00", "not that of the practice")],
)
def test_a_backup_that_disagrees_with_the_practice_is_a_result(
    desk: Desk, scratch: Path, monkeypatch: pytest.MonkeyPatch, name: str, answer: object, words: str
) -> None:
    back_up(desk.store, desk.actor)
    monkeypatch.setattr(restore_drill, name, lambda *_: answer)
    assert words in drill(desk.store, desk.actor, scratch=scratch).value.words


def test_time_that_the_copy_and_the_practice_tell_otherwise_is_counted(desk: Desk) -> None:
    worked_practice(desk)
    folder = back_up(desk.store, desk.actor).value.folder
    with reading_copy(folder / COPY, key=bytearray(desk.store.keys.backup)) as copy:
        desk.worked(1, minutes=5)
        assert strayed_months(desk.store, copy) == 0, "what came later is no difference"
        with writing(desk.store, desk.actor) as work:
            work.connection.exec_driver_sql("DROP TRIGGER time_piece_no_update")
            work.connection.exec_driver_sql("UPDATE time_piece SET seconds = seconds + 1 WHERE id = 1")
        assert strayed_months(desk.store, copy) == 1


def test_without_a_backup_there_is_nothing_to_try(desk: Desk) -> None:
    with pytest.raises(NotFound, match="Make a backup first"):
        drill(desk.store, desk.actor)


def test_cancelled_or_without_room_it_has_no_result(desk: Desk, scratch: Path) -> None:
    back_up(desk.store, desk.actor)
    last = desk.last_record()

    def cancel(_done: int, _total: int) -> None:
        raise Cancelled

    with pytest.raises(Cancelled):
        drill(desk.store, desk.actor, scratch=scratch, progress=cancel)
    with no_file_longer_than(8192), pytest.raises((StorageFull, StorageFailed)):
        drill(desk.store, desk.actor, scratch=scratch)
    with pytest.raises(StorageFailed):
        drill(desk.store, desk.actor, scratch=scratch / "none")
    assert not list(scratch.iterdir())
    assert desk.last_record() == last and backup_state(desk.store, desk.actor).drill is None
