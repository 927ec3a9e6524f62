"""The anchor outside the database: what was set back or rewritten contradicts it."""

from __future__ import annotations

import statistics
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ccmdesk.security.anchor import (
    Anchor,
    AnchorState,
    anchor_paths,
    compare_anchor,
    read_anchor,
    write_anchor,
)
from ccmdesk.security.errors import DamagedAnchor

KEY = bytearray(b"k" * 32)
DATABASE_ID = "0123456789abcdef" * 2
ANCHOR = Anchor(DATABASE_ID, 41, bytes(range(32)))


def both(tmp_path: Path) -> tuple[Path, Path]:
    practice = tmp_path / "p.ccmdesk"
    practice.mkdir()
    return anchor_paths(practice, state_folder=tmp_path / "state", database_id=DATABASE_ID)


def test_both_places_are_written_and_read(tmp_path: Path) -> None:
    paths = both(tmp_path)
    assert write_anchor(ANCHOR, paths=paths, key=KEY) == ()
    assert [read_anchor(path, database_id=DATABASE_ID, key=KEY) for path in paths] == [ANCHOR, ANCHOR]
    assert [path.stat().st_mode & 0o777 for path in paths] == [0o600, 0o600]
    assert paths[1].parent.stat().st_mode & 0o777 == 0o700
    newer = Anchor(DATABASE_ID, 42, bytes(32))
    assert write_anchor(newer, paths=paths, key=KEY, durable=True) == ()
    assert read_anchor(paths[1], database_id=DATABASE_ID, key=KEY) == newer


def test_a_place_that_cannot_be_written_is_named_and_the_other_written(tmp_path: Path) -> None:
    paths = both(tmp_path)
    (tmp_path / "state").write_bytes(b"a file in the way")
    assert write_anchor(ANCHOR, paths=paths, key=KEY) == (paths[1],)
    assert read_anchor(paths[0], database_id=DATABASE_ID, key=KEY) == ANCHOR


@pytest.mark.parametrize("left", [None, b"", b"\0" * 512])
def test_no_anchor_and_one_that_a_power_cut_emptied_count_as_none(tmp_path: Path, left: bytes | None) -> None:
    path = tmp_path / "anchor.json"
    if left is not None:
        path.write_bytes(left)
    assert read_anchor(path, database_id=DATABASE_ID, key=KEY) is None


@given(bit=st.integers(0, 8 * 512 - 1))
def test_any_flipped_bit_is_damage(tmp_path_factory: pytest.TempPathFactory, bit: int) -> None:
    path = tmp_path_factory.mktemp("anchor") / "anchor.json"
    write_anchor(ANCHOR, paths=[path], key=KEY)
    data = bytearray(path.read_bytes())
    data[bit // 8] ^= 1 << bit % 8
    path.write_bytes(data)
    with pytest.raises(DamagedAnchor):
        read_anchor(path, database_id=DATABASE_ID, key=KEY)


def test_an_emptied_or_longer_file_is_written_whole_again(tmp_path: Path) -> None:
    path = tmp_path / "anchor.json"
    for left in (b"", b"x" * 2000):
        path.write_bytes(left)
        write_anchor(ANCHOR, paths=[path], key=KEY)
        assert read_anchor(path, database_id=DATABASE_ID, key=KEY) == ANCHOR


def test_a_link_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "target").write_bytes(b"kept")
    link = tmp_path / "anchor.json"
    link.symlink_to(tmp_path / "target")
    assert write_anchor(ANCHOR, paths=[link], key=KEY) == (link,)
    assert (tmp_path / "target").read_bytes() == b"kept"


def test_an_anchor_of_another_key_or_database_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "anchor.json"
    write_anchor(ANCHOR, paths=[path], key=KEY)
    with pytest.raises(DamagedAnchor):
        read_anchor(path, database_id=DATABASE_ID, key=bytearray(b"x" * 32))
    with pytest.raises(DamagedAnchor):
        read_anchor(path, database_id="f" * 32, key=KEY)


@given(count=st.integers(0, 20), seen=st.integers(0, 20), rewritten=st.booleans())
def test_comparing(count: int, seen: int, rewritten: bool) -> None:
    macs = {number: bytes([number]) * 32 for number in range(1, count + 1)}
    head = bytes([seen + 100 if rewritten else seen]) * 32
    state = compare_anchor(Anchor(DATABASE_ID, seen, head), count=count, mac_at=macs.get)
    if seen > count:
        assert state is AnchorState.SET_BACK
    elif rewritten and seen:
        assert state is AnchorState.ALTERED
    elif seen == count:
        assert state is AnchorState.AGREES
    else:
        assert state is AnchorState.BEHIND


def test_without_an_anchor_nothing_is_claimed() -> None:
    assert compare_anchor(None, count=5, mac_at=lambda _: None) is AnchorState.NONE


def test_both_anchors_cost_a_millisecond_at_most(tmp_path: Path) -> None:
    paths = both(tmp_path)
    write_anchor(ANCHOR, paths=paths, key=KEY)
    taken = []
    for number in range(200):
        start = time.perf_counter()
        write_anchor(Anchor(DATABASE_ID, number, bytes(32)), paths=paths, key=KEY)
        taken.append(time.perf_counter() - start)
    assert statistics.median(taken) < 0.001
