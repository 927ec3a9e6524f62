"""Set up the checkout: `.venv` from the lock file, Qt's system libraries through apt where it may.

Runs under the machine's own Python with nothing installed, so it uses the standard library alone.
`make run` needs the runtime lock, everything else the development lock. When the stamp in `.venv`
says that the lock is installed already, it returns at once.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
LOCKS = {"run": ROOT / "requirements.lock", "dev": ROOT / "requirements-dev.lock"}
OLDEST = (3, 11)

# What the Qt wheels expect of the system: found with ldd over the modules and platform plugins.
QT_PACKAGES = (
    "libcups2",
    "libdbus-1-3",
    "libegl1",
    "libfontconfig1",
    "libgl1",
    "libglib2.0-0",
    "libx11-xcb1",
    "libxcb-cursor0",
    "libxcb-icccm4",
    "libxcb-image0",
    "libxcb-keysyms1",
    "libxcb-randr0",
    "libxcb-render-util0",
    "libxcb-shape0",
    "libxcb-shm0",
    "libxcb-sync1",
    "libxcb-xfixes0",
    "libxcb-xkb1",
    "libxkbcommon-x11-0",
    "libxkbcommon0",
)
QT_FILES = (
    "QtCore.abi3.so",
    "QtGui.abi3.so",
    "QtWidgets.abi3.so",
    "QtPrintSupport.abi3.so",
    "QtPdf.abi3.so",
    "QtPdfWidgets.abi3.so",
    "Qt/plugins/platforms/libqoffscreen.so",
    "Qt/plugins/platforms/libqxcb.so",
    "Qt/plugins/printsupport/libcupsprintersupport.so",
)


class SetupError(Exception):
    """Say in one message what is missing and the exact line to type."""


def main(arguments: list[str]) -> int:
    """Set up the `run` or the `dev` environment and return the exit code."""
    kind = arguments[0] if arguments else "dev"
    if kind not in LOCKS:
        print(f"usage: {Path(__file__).name} run|dev", file=sys.stderr)
        return 2
    try:
        set_up(kind)
    except SetupError as error:
        print(f"setup: {error}", file=sys.stderr)
        return 1
    return 0


def set_up(kind: str) -> None:
    """Bring `.venv` and the system libraries to what the lock of `kind` asks for."""
    if sys.version_info < OLDEST:
        raise SetupError(f"ccmdesk needs Python 3.11 or newer; this is {sys.version.split()[0]}.")
    wanted = fingerprint(kind)
    stamp = VENV / f"setup-{kind}.stamp"
    if venv_python().exists() and stamp.exists() and stamp.read_text(encoding="ascii") == wanted:
        return
    make_venv()
    install_lock(LOCKS[kind])
    install_qt_libraries()
    stamp.write_text(wanted, encoding="ascii")
    if kind == "dev":  # the development lock holds the runtime one
        (VENV / "setup-run.stamp").write_text(fingerprint("run"), encoding="ascii")


def fingerprint(kind: str) -> str:
    """Return what decides whether an installed environment is still right."""
    parts = (LOCKS[kind].read_bytes(), Path(__file__).read_bytes(), sys.version.encode())
    return hashlib.sha256(b"\0".join(parts)).hexdigest()


def venv_python() -> Path:
    """Return the path of the environment's interpreter."""
    return VENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python")


def make_venv() -> None:
    """Make `.venv` with pip in it, unless it is there and works.

    Raises SetupError with the line to type where Python came without venv and nothing may be installed.
    """
    if has_pip(venv_python()):
        return
    shutil.rmtree(VENV, ignore_errors=True)
    if run_quietly(sys.executable, "-c", "import ensurepip, venv"):
        say("making .venv")
        run(sys.executable, "-m", "venv", str(VENV))
    elif apt_may_install():
        apt_install("python3-venv" if python_is_debians() else f"python{version_word()}-venv")
        run(sys.executable, "-m", "venv", str(VENV))
    elif run_quietly(sys.executable, "-c", "import pip, venv"):
        say("making .venv with the pip of this Python")
        run(sys.executable, "-m", "venv", "--without-pip", str(VENV))
        run(sys.executable, "-m", "pip", "--python", str(venv_python()), "install", "--quiet", "pip")
    else:
        raise SetupError("Python came without its venv module. Type: sudo apt-get install python3-venv")
    if not has_pip(venv_python()):
        raise SetupError("the new .venv has no pip. Type: sudo apt-get install --reinstall python3-venv")


def has_pip(python: Path) -> bool:
    """Tell whether an environment's interpreter starts and finds pip."""
    return python.exists() and run_quietly(str(python), "-m", "pip", "--version")


def python_is_debians() -> bool:
    """Tell whether this interpreter is the one that `python3-venv` belongs to."""
    return Path(sys.executable).resolve() == Path("/usr/bin/python3").resolve()


def version_word() -> str:
    """Return this Python's version as Debian writes it in package names, such as `3.12`."""
    return f"{sys.version_info.major}.{sys.version_info.minor}"


def install_lock(lock: Path) -> None:
    """Install exactly what a lock file names, each file checked against its hash."""
    say(f"installing from {lock.name}")
    run(
        str(venv_python()),
        *("-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-input"),
        *("--require-hashes", "--only-binary=:all:", "--no-deps", "-r", str(lock)),
    )


def install_qt_libraries() -> None:
    """Install the system libraries that Qt lacks here.

    Raises SetupError with the line to type where this user may not install packages.
    """
    if not sys.platform.startswith("linux") or not (missing := missing_libraries()):
        return
    say("Qt lacks " + ", ".join(missing))
    if not apt_may_install():
        line = "sudo apt-get install --no-install-recommends " + " ".join(QT_PACKAGES)
        raise SetupError(f"Qt needs system libraries that are not installed. Type: {line}")
    apt_install(*QT_PACKAGES)
    if still := missing_libraries():
        raise SetupError("after installing Qt's packages these are still missing: " + ", ".join(still))


def missing_libraries() -> list[str]:
    """Return the names of shared libraries that Qt's modules and plugins ask for in vain."""
    found = next(VENV.glob("lib/python*/site-packages/PySide6"), None)
    if found is None or shutil.which("ldd") is None:
        return []
    files = [str(found / name) for name in QT_FILES]
    listing = subprocess.run(["ldd", *files], capture_output=True, text=True, check=False).stdout
    return sorted({line.split()[0] for line in listing.splitlines() if line.endswith("not found")})


def apt_may_install() -> bool:
    """Tell whether apt is here and this user is root or has sudo without a password."""
    if shutil.which("apt-get") is None:
        return False
    return is_root() or (shutil.which("sudo") is not None and run_quietly("sudo", "-n", "true"))


def is_root() -> bool:
    """Tell whether this process is the superuser's."""
    return hasattr(os, "geteuid") and os.geteuid() == 0


def apt_install(*packages: str) -> None:
    """Install Debian packages without questions."""
    say("installing through apt: " + " ".join(packages))
    prefix = [] if is_root() else ["sudo", "-n"]
    apt = [*prefix, "env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "-qq", "-o", "Dpkg::Use-Pty=0"]
    run(*apt, "update")
    run(*apt, "install", "--yes", "--no-install-recommends", *packages)


def run(*command: str) -> None:
    """Run a command and raise SetupError, showing what it said, when it fails."""
    done = subprocess.run(command, cwd=ROOT, check=False, capture_output=True, text=True)
    if done.returncode != 0:
        print(done.stdout, done.stderr, sep="\n", file=sys.stderr)
        raise SetupError("this command failed, see above: " + " ".join(command))


def run_quietly(*command: str) -> bool:
    """Run a command without showing its output and tell whether it succeeded."""
    return subprocess.run(command, cwd=ROOT, check=False, capture_output=True).returncode == 0


def say(message: str) -> None:
    """Show one line of progress."""
    print(f"setup: {message}", flush=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
