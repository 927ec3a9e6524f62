"""What the computer does with its disks is read from the system's own tables, here from invented ones."""

from __future__ import annotations

from pathlib import Path

import pytest

from ccmdesk.security.machine_facts import Encryption, disk_encryption, swap_encryption


class Machine:
    """Build the tables of a computer below a folder."""

    def __init__(self, root: Path) -> None:
        self.root = root
        for folder in ("proc", "dev", "sys/class/block"):
            (root / folder).mkdir(parents=True)

    def mounts(self, *lines: str) -> None:
        (self.root / "proc/mounts").write_text(
            "".join(f"{line} rw 0 0\n" for line in lines), encoding="ascii"
        )

    def swaps(self, *lines: str) -> None:
        head = "Filename Type Size Used Priority\n"
        (self.root / "proc/swaps").write_text(head + "\n".join(lines), encoding="ascii")

    def device(self, name: str, *, uuid: str = "", on: tuple[str, ...] = ()) -> None:
        block = self.root / "sys/class/block" / name
        (block / "slaves").mkdir(parents=True)
        (self.root / "dev" / name).touch()
        if uuid:
            (block / "dm").mkdir()
            (block / "dm/uuid").write_text(uuid, encoding="ascii")
        for below in on:
            (block / "slaves" / below).symlink_to(self.root / "sys/class/block" / below)

    def disk(self, path: str) -> Encryption:
        return disk_encryption(Path(path), root=self.root)


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    return Machine(tmp_path)


def test_a_bare_partition_is_not_encrypted(machine: Machine) -> None:
    machine.device("sda1")
    machine.mounts("/dev/sda1 / ext4")
    assert machine.disk("/home/sara") is Encryption.NO


def test_a_volume_on_an_encrypted_disk_is_encrypted(machine: Machine) -> None:
    machine.device("sda2")
    machine.device("dm-0", uuid="CRYPT-LUKS2-0123", on=("sda2",))
    machine.device("dm-1", uuid="LVM-abcd", on=("dm-0",))
    machine.mounts("/dev/dm-1 / ext4", "/dev/sda2 /boot ext4")
    assert machine.disk("/home/sara") is Encryption.YES
    assert machine.disk("/boot/x") is Encryption.NO


def test_a_volume_half_on_a_bare_disk_is_not_encrypted(machine: Machine) -> None:
    machine.device("sdb1")
    machine.device("dm-0", uuid="CRYPT-LUKS2-0123")
    machine.device("dm-1", uuid="LVM-abcd", on=("dm-0", "sdb1"))
    machine.mounts("/dev/dm-1 / ext4")
    assert machine.disk("/home") is Encryption.NO


def test_the_deepest_mount_counts_and_blanks_in_its_name_are_understood(machine: Machine) -> None:
    machine.device("sda1")
    machine.mounts("/dev/sda1 / ext4", "safe /home/sara/My\\040Files fuse.gocryptfs")
    assert machine.disk("/home/sara/My Files/a") is Encryption.YES
    assert machine.disk("/home/sara") is Encryption.NO


@pytest.mark.parametrize("line", ["overlay / overlay", "/dev/mystery / ext4", "nonsense"])
def test_what_cannot_be_told_is_unknown(machine: Machine, line: str) -> None:
    machine.mounts(line)
    assert machine.disk("/home") is Encryption.UNKNOWN


def test_no_tables_at_all_are_unknown(tmp_path: Path) -> None:
    assert disk_encryption(Path("/home"), root=tmp_path) is Encryption.UNKNOWN
    assert swap_encryption(root=tmp_path) is Encryption.UNKNOWN


def test_swap_is_nothing_in_memory_and_judged_on_disks(machine: Machine) -> None:
    machine.device("sda3")
    machine.device("dm-2", uuid="CRYPT-PLAIN-swap")
    machine.mounts("/dev/sda3 / ext4")
    machine.swaps()
    assert swap_encryption(root=machine.root) is Encryption.NOTHING
    machine.swaps("/dev/zram0 partition 1 0 100", "/dev/dm-2 partition 1 0 1")
    assert swap_encryption(root=machine.root) is Encryption.YES
    machine.swaps("/dev/dm-2 partition 1 0 1", "/swapfile file 1 0 1")
    assert swap_encryption(root=machine.root) is Encryption.NO
    machine.swaps("/dev/gone partition 1 0 1")
    assert swap_encryption(root=machine.root) is Encryption.UNKNOWN


def test_a_circle_of_devices_ends(machine: Machine) -> None:
    machine.device("dm-0", on=("dm-1",))
    machine.device("dm-1", on=("dm-0",))
    machine.mounts("/dev/dm-0 / ext4")
    assert machine.disk("/") is Encryption.NO


def test_a_short_line_of_the_table_is_passed_over(machine: Machine) -> None:
    (machine.root / "proc/mounts").write_text("short line\n", encoding="ascii")
    assert machine.disk("/home") is Encryption.UNKNOWN
