"""The desktop's word that the screen is locked or the machine sleeps is heard on a real bus."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

_LISTENER = """
import sys
from PySide6.QtCore import QCoreApplication, QTimer
from ccmdesk.ui.system_signals import SystemSignals
app = QCoreApplication([])
signals = SystemSignals(app)
said = []
signals.screen_locked.connect(lambda: (said.append("locked"), app.quit()))
signals.going_to_sleep.connect(lambda: (said.append("sleep"), app.quit()))
print(signals.heard, flush=True)
QTimer.singleShot(5000, app.quit)
app.exec()
print(*said, flush=True)
"""


def _heard(tmp_path: Path, *emitted: str) -> list[str]:
    """Return what a program says that listens on a bus of its own while a signal is emitted there."""
    if shutil.which("dbus-daemon") is None or shutil.which("dbus-send") is None:
        pytest.skip("there is no dbus-daemon here")
    socket = f"unix:path={tmp_path}/bus"
    config = tmp_path / "bus.conf"
    config.write_text(
        f"<busconfig><type>session</type><listen>{socket}</listen><policy context='default'>"
        "<allow send_destination='*' eavesdrop='true'/><allow eavesdrop='true'/><allow own='*'/>"
        "</policy></busconfig>",
        encoding="ascii",
    )
    bus = subprocess.Popen(
        ["dbus-daemon", f"--config-file={config}", "--nofork", "--print-address"],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    )
    try:
        assert bus.stdout is not None and bus.stdout.readline()
        places = {"DBUS_SESSION_BUS_ADDRESS": socket, "DBUS_SYSTEM_BUS_ADDRESS": socket}
        listener = subprocess.Popen(
            [sys.executable, "-c", _LISTENER], stdout=subprocess.PIPE, text=True, env=places
        )
        assert listener.stdout is not None
        first = listener.stdout.readline().strip()
        subprocess.run(["dbus-send", "--session", "--type=signal", *emitted], env=places, check=True)
        rest, _ = listener.communicate(timeout=20)
        return [first, rest.strip()]
    finally:
        bus.terminate()
        bus.communicate()


@pytest.mark.parametrize(
    ("emitted", "said"),
    [
        (("/ScreenSaver", "org.freedesktop.ScreenSaver.ActiveChanged", "boolean:true"), "locked"),
        (("/org/gnome/ScreenSaver", "org.gnome.ScreenSaver.ActiveChanged", "boolean:true"), "locked"),
    ],
)
def test_a_screen_saver_is_heard(tmp_path: Path, emitted: tuple[str, ...], said: str) -> None:
    assert _heard(tmp_path, *emitted) == ["(True, True)", said]


def test_without_a_bus_nothing_can_be_heard_and_nothing_fails(tmp_path: Path) -> None:
    nowhere = f"unix:path={tmp_path}/nothing"
    places = {"DBUS_SESSION_BUS_ADDRESS": nowhere, "DBUS_SYSTEM_BUS_ADDRESS": nowhere}
    program = _LISTENER.split("signals.screen_locked")[0] + "print(signals.heard)"
    ran = subprocess.run(
        [sys.executable, "-c", program], env=places, capture_output=True, text=True, timeout=30, check=True
    )
    assert ran.stdout.strip() == "(False, False)"
