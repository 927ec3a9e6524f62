"""Keep out what the design forbids everywhere: hidden failures, nested loops, stray clocks and output."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from tests.house.sources import Finding, Source, called_name, last_name

CLOCK_FILE = "ccmdesk/domain/clock.py"
APP_FILE = "ccmdesk/app.py"
TIME_CALLS = {
    "date": {"today"},
    "datetime": {"now", "today", "utcnow"},
    "time": {"time", "time_ns", "monotonic", "monotonic_ns", "perf_counter", "perf_counter_ns", "localtime"},
    "QDate": {"currentDate"},
    "QDateTime": {"currentDateTime", "currentDateTimeUtc", "currentMSecsSinceEpoch"},
    "QTime": {"currentTime"},
}
NESTED_LOOPS = {"QFileDialog": "get", "QInputDialog": "get", "QColorDialog": "get", "QFontDialog": "get"}
MESSAGE_BOXES = {"about", "critical", "information", "question", "warning"}
UNFINISHED = re.compile(r"\b(TODO|FIXME|XXX|HACK)\b")
SILENCER = re.compile(
    r"#\s*(type:\s*ignore|noqa|pragma:\s*no cover)(\[[^\]]*\]|:\s*[A-Z]+\d+(?:,\s*[A-Z]+\d+)*)?"
)
MACHINE_PATH = re.compile(r"(?<![\w.~}/-])/(?:work|tmp|home|root|Users)(?:/|\b)(?!\w)")


def broad_excepts(source: Source) -> Iterator[Finding]:
    """Find handlers that would swallow a bug."""
    for handler in (node for node in source.nodes if isinstance(node, ast.ExceptHandler)):
        kinds = handler.type.elts if isinstance(handler.type, ast.Tuple) else [handler.type]
        raises_again = isinstance(last := handler.body[-1], ast.Raise) and last.exc is None
        if not raises_again and any(
            kind is None or last_name(kind) in {"Exception", "BaseException"} for kind in kinds
        ):
            advice = "broad except: name the errors that you can answer; let a bug reach the crash report."
            yield source.finding(handler, advice)


def nested_loops(source: Source) -> Iterator[Finding]:
    """Find event loops inside the event loop."""
    for call in source.calls():
        name = called_name(call)
        owner = last_name(call.func.value) if isinstance(call.func, ast.Attribute) else ""
        if name == "processEvents" or name == "QEventLoop":
            yield source.finding(
                call, f"{name}: do the slow part on the database lane or in a worker instead."
            )
        elif name in {"exec", "exec_"} and isinstance(call.func, ast.Attribute) and source.path != APP_FILE:
            yield source.finding(
                call, "a nested event loop: use open() or popup() and a signal instead of exec()."
            )
        elif owner in NESTED_LOOPS and name.startswith(NESTED_LOOPS[owner]):
            yield source.finding(
                call, f"{owner}.{name} nests an event loop: open() a dialog inside the window."
            )
        elif owner == "QMessageBox" and name in MESSAGE_BOXES:
            yield source.finding(call, "QMessageBox nests an event loop: show a message inside the window.")


def stray_clocks(source: Source) -> Iterator[Finding]:
    """Find code that asks the time past the clock port."""
    if source.path == CLOCK_FILE:
        return
    advice = "take the clock as an argument: only domain/clock.py asks the time, so that tests can set it."
    for node in source.nodes:
        if isinstance(node, ast.Attribute) and node.attr in TIME_CALLS.get(last_name(node.value), set()):
            yield source.finding(node, advice)
        elif isinstance(node, ast.ImportFrom) and node.module == "time":
            yield from (
                source.finding(node, advice) for alias in node.names if alias.name in TIME_CALLS["time"]
            )


def result_dicts(source: Source) -> Iterator[Finding]:
    """Find dicts that stand for success or failure."""
    for node in source.nodes:
        keys: set[object] = set()
        if isinstance(node, ast.Dict):
            keys = {key.value for key in node.keys if isinstance(key, ast.Constant)}
        elif isinstance(node, ast.Call) and called_name(node) == "dict":
            keys = {keyword.arg for keyword in node.keywords}
        if {"ok", "message"} <= keys:
            yield source.finding(
                node, "a dict with ok and message: return a value, or raise from domain/errors."
            )


def unfinished_work(source: Source) -> Iterator[Finding]:
    """Find comments that put work off."""
    for line, comment in source.comments:
        if UNFINISHED.search(comment):
            yield source.finding(line, "unfinished work: do it now, or file an issue and delete the comment.")


def silenced_checks(source: Source) -> Iterator[Finding]:
    """Find silenced checks that name no code or give no reason."""
    for line, comment in source.comments:
        for match in SILENCER.finditer(comment):
            reason = comment[match.end() :].split("# type:")[0].split("# noqa")[0].strip(" #-:–—")
            needs_code = not match[1].startswith("pragma")
            if len(reason.split()) < 2 or (needs_code and not match[2]):
                advice = f"`{match[0]}`: name the code and write the reason after it, or mend the cause."
                yield source.finding(line, advice)


def prints(source: Source) -> Iterator[Finding]:
    """Find output that a window has no use for."""
    for call in source.calls():
        if isinstance(call.func, ast.Name) and call.func.id == "print":
            yield source.finding(call, "print: only the command line speaks to a terminal; return the value.")


def global_statements(source: Source) -> Iterator[Finding]:
    """Find functions that change module state."""
    for node in source.nodes:
        if isinstance(node, ast.Global):
            yield source.finding(node, "global: hand the value over as an argument from app.py.")


def machine_paths(source: Source) -> Iterator[Finding]:
    """Find paths that exist on somebody's machine only; a test may speak of an invented person's home."""
    invented = ("/home", "/Users") if source.path.startswith("tests/") else ()
    for number, line in enumerate(source.text.splitlines(), start=1):
        found = [match[0] for match in MACHINE_PATH.finditer(line) if not match[0].startswith(invented)]
        if found and not line.startswith("#!"):
            yield source.finding(number, "a machine's own path: make it relative, an argument, or tmp_path.")
