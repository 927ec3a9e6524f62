"""Crash reports: where it happened, never what it was about."""

from __future__ import annotations

import subprocess
import sys
import threading
import weakref
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from ccmdesk.security import crash_report
from ccmdesk.security.crash_report import install_last_resort, scrubbed, write_crash_report

CANARY = "Wilhelmina Quartermaine"
AT = datetime(2026, 11, 24, 16, 1, 2, tzinfo=UTC)


def lookup(patient: str) -> str:
    return {"someone": "else"}[patient]


def failing() -> BaseException:
    try:
        try:
            lookup(CANARY)
        except KeyError as missing:
            raise ValueError(f"no {CANARY}") from missing
    except ValueError as error:
        return error
    raise AssertionError


def test_types_and_places_are_told_and_nothing_else() -> None:
    error = failing()
    error.add_note(CANARY)
    text = scrubbed(error)
    assert "builtins.ValueError" in text
    assert "builtins.KeyError" in text
    assert "test_crash_report.py:" in text
    assert " lookup" in text
    assert CANARY not in text
    assert str(Path.home()) not in text
    assert "someone" not in text  # no source lines either


def test_the_cause_and_the_context_are_followed_and_suppression_obeyed() -> None:
    with pytest.raises(RuntimeError) as shown:
        try:
            lookup(CANARY)
        except KeyError:
            raise RuntimeError("during handling")  # noqa: B904 - the context is the subject
    assert "KeyError" in scrubbed(shown.value)
    try:
        raise RuntimeError from None
    except RuntimeError as caught:
        caught.__context__ = KeyError(CANARY)
        assert "KeyError" not in scrubbed(caught)


def test_endless_chains_and_deep_stacks_stay_short() -> None:
    one, two = ValueError(), KeyError()
    one.__cause__, two.__cause__ = two, one
    assert scrubbed(one).count("ValueError") == 4

    def dig(depth: int) -> None:
        if not depth:
            raise RuntimeError
        dig(depth - 1)

    with pytest.raises(RuntimeError) as caught:
        dig(300)
    assert scrubbed(caught.value).count("\n") == 60


@pytest.mark.parametrize(
    ("path", "shown"),
    [
        ("/home/anna/src/ccmdesk/ccmdesk/ui/lock.py", "ccmdesk/ui/lock.py"),
        ("C:\\Users\\anna\\ccmdesk\\app.py", "ccmdesk/app.py"),
        (
            "/home/anna/.venv/lib/python3.11/site-packages/sqlalchemy/orm/x.py",
            "site-packages/sqlalchemy/orm/x.py",
        ),
        ("/home/anna/script.py", "script.py"),
        ("<string>", "<string>"),
        ("/home/ccmdesk", "ccmdesk"),
    ],
)
def test_paths_lose_the_folders_of_the_account(path: str, shown: str) -> None:
    assert crash_report._short(path) == shown


def test_reports_are_private_and_the_newest_twenty_stay(tmp_path: Path) -> None:
    folder = tmp_path / "crashes"
    paths = [
        write_crash_report(folder, failing(), at=AT + timedelta(seconds=second), version="1.2.3")
        for second in range(23)
    ]
    path = paths[-1]
    assert path.name == "crash-20261124T160124000000Z.txt"
    assert path.stat().st_mode & 0o777 == 0o600
    text = path.read_text(encoding="utf-8")
    assert text.startswith("ccmdesk 1.2.3, Python ")
    assert CANARY not in text
    kept = sorted(item.name for item in folder.iterdir())
    assert len(kept) == 20
    assert kept[-1] == path.name


def test_the_last_resort_hears_of_every_thread_and_destructor(monkeypatch: pytest.MonkeyPatch) -> None:
    for module, name in ((sys, "excepthook"), (threading, "excepthook"), (sys, "unraisablehook")):
        monkeypatch.setattr(module, name, getattr(module, name))
    heard: list[BaseException] = []
    install_last_resort(heard.append)
    sys.excepthook(ValueError, ValueError("main"), None)
    thread = threading.Thread(target=lookup, args=(CANARY,))
    thread.start()
    thread.join()

    class Kept:
        pass

    kept = Kept()
    finalizer = weakref.ref(kept, lambda _: lookup(CANARY))
    del kept
    assert finalizer() is None
    assert [type(error) for error in heard] == [ValueError, KeyError, KeyError]
    threading.excepthook(threading.ExceptHookArgs((ValueError, None, None, None)))
    sys.unraisablehook(_unraisable_without_value())
    assert len(heard) == 3


def _unraisable_without_value() -> sys.UnraisableHookArgs:
    from types import SimpleNamespace
    from typing import cast

    return cast("sys.UnraisableHookArgs", SimpleNamespace(exc_value=None))


@pytest.mark.parametrize("installed", [True, False])
def test_a_crashing_process_prints_no_value(installed: bool) -> None:
    setup = (
        "install_last_resort(lambda error: print(scrubbed(error), file=sys.stderr))\n" if installed else ""
    )
    code = (
        "import sys\n"
        "from ccmdesk.security.crash_report import install_last_resort, scrubbed\n"
        f"{setup}"
        f"raise ValueError('the chart of {CANARY}')\n"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert run.returncode == 1
    assert "ValueError" in run.stderr
    assert (CANARY in run.stderr) is not installed
