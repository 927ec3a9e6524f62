"""Files that are replaced whole, and places that are refused."""

from __future__ import annotations

import hashlib
import resource
import shutil
import signal
from pathlib import Path

import pytest

from ccmdesk.security import safe_files
from ccmdesk.security.errors import NotEnoughSpace, UnsafePlace
from ccmdesk.security.safe_files import (
    atomic_write,
    hash_file,
    make_private_directory,
    read_bounded,
    remove_torn,
    require_free_space,
    sync_file,
)
from ccmdesk.security.safe_places import network_type, refuse_unsafe_place, sync_service


@pytest.mark.parametrize("durable", [True, False])
def test_a_file_is_replaced_whole_and_private(tmp_path: Path, durable: bool) -> None:
    path = tmp_path / "some file"
    atomic_write(path, b"one", durable=durable)
    atomic_write(path, b"two" * 10_000, durable=durable)
    assert path.read_bytes() == b"two" * 10_000
    assert path.stat().st_mode & 0o777 == 0o600
    assert [item.name for item in tmp_path.iterdir() if item.name != ".home"] == ["some file"]


def test_a_mode_can_be_asked_for(tmp_path: Path) -> None:
    atomic_write(tmp_path / "x", b"", mode=0o640)
    assert (tmp_path / "x").stat().st_mode & 0o777 == 0o640


def test_a_write_that_fails_leaves_the_old_file_and_nothing_else(tmp_path: Path) -> None:
    path = tmp_path / "file"
    atomic_write(path, b"old")
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    handler = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (10_000, before[1]))
    try:
        with pytest.raises(OSError, match="too large"):
            atomic_write(path, b"n" * 20_000)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
        signal.signal(signal.SIGXFSZ, handler)
    assert path.read_bytes() == b"old"
    assert [item.name for item in tmp_path.iterdir() if item.name != ".home"] == ["file"]


def test_a_missing_folder_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        atomic_write(tmp_path / "none" / "file", b"x")


def test_a_link_in_place_of_the_file_is_replaced_and_not_followed(tmp_path: Path) -> None:
    target = tmp_path / "target"
    target.write_bytes(b"kept")
    link = tmp_path / "link"
    link.symlink_to(target)
    atomic_write(link, b"new")
    assert target.read_bytes() == b"kept"
    assert not link.is_symlink()


def test_systems_that_cannot_flush_a_folder_write_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(safe_files, "_HAS_FOLDER_SYNC", False)
    atomic_write(tmp_path / "x", b"1")
    assert (tmp_path / "x").read_bytes() == b"1"


def test_private_folders(tmp_path: Path) -> None:
    folder = tmp_path / "a" / "b"
    make_private_directory(folder)
    assert folder.stat().st_mode & 0o777 == 0o700
    folder.chmod(0o755)
    make_private_directory(folder)
    assert folder.stat().st_mode & 0o777 == 0o700
    (tmp_path / "file").touch()
    with pytest.raises(FileExistsError):
        make_private_directory(tmp_path / "file")


def test_free_space(tmp_path: Path) -> None:
    free = shutil.disk_usage(tmp_path).free
    require_free_space(tmp_path, free // 2)
    with pytest.raises(NotEnoughSpace, match="MB are needed") as caught:
        require_free_space(tmp_path, free * 2)
    assert caught.value.needed == free * 2


def test_hash_and_bounded_reading(tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.write_bytes(b"abc" * 1000)
    assert hash_file(path) == hashlib.sha256(b"abc" * 1000).hexdigest()
    assert len(read_bounded(path, 10)) == 11
    assert len(read_bounded(path, 10_000)) == 3000


def mounts(tmp_path: Path, *lines: str) -> Path:
    table = tmp_path / "mounts"
    table.write_text("\n".join(("/dev/sda1 / ext4 rw 0 0", "short line", *lines)) + "\n", encoding="utf-8")
    return table


@pytest.mark.parametrize("kind", ["nfs", "nfs4", "cifs", "smb3", "fuse.sshfs", "9p", "davfs"])
def test_network_drives_are_refused_with_the_reason(tmp_path: Path, kind: str) -> None:
    share = tmp_path / "our share"
    share.mkdir()
    escaped = str(share).replace(" ", r"\040")
    table = mounts(tmp_path, f"server:/x {escaped} {kind} rw 0 0")
    with pytest.raises(UnsafePlace, match=kind):
        refuse_unsafe_place(share / "new.ccmdesk", mounts=table)
    refuse_unsafe_place(tmp_path / "our shared things", mounts=table)


def test_a_disk_mounted_inside_or_over_a_share_is_a_disk(tmp_path: Path) -> None:
    table = mounts(
        tmp_path,
        f"server:/x {tmp_path}/share nfs rw 0 0",
        f"/dev/sdb1 {tmp_path}/share/disk ext4 rw 0 0",
        f"server:/y {tmp_path}/over cifs rw 0 0",
        f"/dev/sdc1 {tmp_path}/over xfs rw 0 0",
    )
    assert network_type(tmp_path / "share" / "x", mounts=table) == "nfs"
    assert network_type(tmp_path / "share" / "disk" / "x", mounts=table) is None
    assert network_type(tmp_path / "over", mounts=table) is None


def test_windows_shares_and_systems_without_a_table(tmp_path: Path) -> None:
    assert network_type(Path("\\\\server\\share\\p"), mounts=tmp_path / "none") == "Windows share"
    assert network_type(tmp_path, mounts=tmp_path / "none") is None


@pytest.mark.parametrize(
    ("folder", "service"),
    [
        ("Dropbox/office", "Dropbox"),
        ("Dropbox (Clinic)", "Dropbox"),
        ("OneDrive - Berg Family Medicine", "OneDrive"),
        ("onedrive", "OneDrive"),
        ("Google Drive/x", "Google Drive"),
        ("Library/Mobile Documents/com~apple~CloudDocs", "iCloud"),
        ("iCloudDrive", "iCloud"),
        ("Nextcloud/x/y", "Nextcloud"),
    ],
)
def test_synced_folders_are_refused_with_the_name(tmp_path: Path, folder: str, service: str) -> None:
    with pytest.raises(UnsafePlace, match=service):
        refuse_unsafe_place(tmp_path / folder / "new.ccmdesk", mounts=mounts(tmp_path))


@pytest.mark.parametrize(
    ("marker", "service"),
    [(".dropbox", "Dropbox"), (".stfolder", "Syncthing"), ("._sync_0a1b.db", "Nextcloud or ownCloud")],
)
def test_markers_of_a_sync_service_are_seen_above(tmp_path: Path, marker: str, service: str) -> None:
    top = tmp_path / "documents"
    (top / "deep" / "er").mkdir(parents=True)
    (top / marker).touch()
    assert sync_service(top / "deep" / "er") == service
    assert sync_service(tmp_path) is None


def test_names_that_only_begin_alike_are_fine(tmp_path: Path) -> None:
    refuse_unsafe_place(tmp_path / "dropboxes" / "megaphone", mounts=mounts(tmp_path))


def test_names_too_long_to_look_up_are_no_service(tmp_path: Path) -> None:
    assert sync_service(tmp_path / ("x" * 300) / "p") is None


def test_a_link_as_practice_folder_is_refused(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "real")
    with pytest.raises(UnsafePlace, match="link"):
        refuse_unsafe_place(tmp_path / "link", mounts=mounts(tmp_path))
    (tmp_path / "innocent").symlink_to(tmp_path / "Dropbox")
    with pytest.raises(UnsafePlace, match="Dropbox"):
        refuse_unsafe_place(tmp_path / "innocent" / "p", mounts=mounts(tmp_path))


def test_this_machine_s_own_table_is_read(tmp_path: Path) -> None:
    assert network_type(tmp_path) is None


def test_what_an_ended_program_left_half_written_is_removed_and_nothing_else(tmp_path: Path) -> None:
    for name in (".vault.json.0123456789ab.tmp", ".vault.json.tmp", "notes.tmp", ".x.0123456789AB.tmp"):
        (tmp_path / name).write_bytes(b"x")
    remove_torn(tmp_path)
    left = {item.name for item in tmp_path.iterdir()}
    assert left == {".vault.json.tmp", "notes.tmp", ".x.0123456789AB.tmp"}


def test_a_file_is_flushed_and_stays_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "copy.db"
    path.write_bytes(b"copy")
    sync_file(path)
    assert path.read_bytes() == b"copy"
