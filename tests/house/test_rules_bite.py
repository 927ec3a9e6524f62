"""Show every rule a snippet that breaks it and one that keeps it: a rule that never bites guards nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterable

import pytest

from tests.house import rules_code, rules_docs, rules_rooms, rules_size, rules_ui
from tests.house.sources import Finding, Source

Rule = Callable[[Source], Iterable[Finding]]

LONG_BODY = "\n".join("    x = 1" for _ in range(40))
LONG_DOC = '    """Do it.\n\n' + "    More.\n" * 30 + '    """\n    x = 1\n'
WIDE = "class A:\n" + "\n".join(f"    def m{n}(self): ..." for n in range(21))
NARROW = "class A:\n" + "\n".join(f"    def {'_' * (n % 2)}m{n}(self): ..." for n in range(40))
UNDONE = "# " + "TO" + "DO later"
SILENT = "x = 1  # " + "type: ignore"
SILENT_NOQA = "x = 1  # " + "noqa: S101"

CASES: list[tuple[Rule, str, str]] = [
    (rules_size.long_files, "x = 1\n" * 501, "x = 1\n" * 500),
    (rules_size.long_functions, f"def f():\n{LONG_BODY}", f"def f():\n{LONG_DOC}"),
    (rules_size.wide_classes, WIDE, NARROW),
    (rules_size.many_positionals, "def f(a, b, c): ...", "def f(a, b, *, c): ...\ndef setData(a, b, c): ..."),
    (
        rules_size.many_positionals,
        "class A:\n def f(self, a, b, c): ...",
        "class A:\n def f(self, a, b): ...",
    ),
    (rules_code.broad_excepts, "try: f()\nexcept Exception: g()", "try: f()\nexcept ValueError: g()"),
    (rules_code.broad_excepts, "try: f()\nexcept (OSError, BaseException): g()", "try: f()\nfinally: g()"),
    (rules_code.broad_excepts, "try: f()\nexcept: g()", "try: f()\nexcept (OSError, KeyError): g()"),
    (rules_code.broad_excepts, "try: f()\nexcept Exception: pass", "try: f()\nexcept Exception: g(); raise"),
    (rules_code.nested_loops, "app.processEvents()", "lane.submit(work)"),
    (rules_code.nested_loops, "dialog.exec()", "dialog.open()"),
    (rules_code.nested_loops, "QFileDialog.getOpenFileName(self)", "QFileDialog(self).open()"),
    (rules_code.nested_loops, "QMessageBox.warning(self, t, m)", "messages.warning(t, m)"),
    (rules_code.stray_clocks, "datetime.datetime.now(tz)", "clock.now()"),
    (rules_code.stray_clocks, "date.today()", "today(clock, zone)"),
    (rules_code.stray_clocks, "from time import monotonic", "from time import strftime"),
    (rules_code.stray_clocks, "field(default_factory=datetime.utcnow)", "datetime.fromisoformat(t)"),
    (rules_code.result_dicts, "{'ok': True, 'message': ''}", "{'ok': True, 'text': ''}"),
    (rules_code.result_dicts, "dict(ok=1, message=2)", "dict(message=2)"),
    (rules_code.unfinished_work, UNDONE, "# The month is closed here, since the biller asked."),
    (rules_code.silenced_checks, SILENT, SILENT + "[override]  # Qt's stub lacks the overload"),
    (rules_code.silenced_checks, SILENT_NOQA, SILENT_NOQA + " - a constant table name"),
    (rules_code.silenced_checks, "x = 1  # " + "noqa", "x = 1  # a plain comment"),
    (rules_code.prints, "print('x')", "out.write('x')"),
    (rules_code.global_statements, "def f():\n    global x\n    x = 1", "x = 1"),
    (
        rules_code.machine_paths,
        "p = '/ho" + "me/ann/x'",
        "p = 'a/home/x'\nq = '~/home/'\nr = '/Patient/work'",
    ),
    (rules_docs.undocumented, '"""M."""\ndef f(): ...', '"""M."""\ndef _f(): ...\ndef rowCount(): ...'),
    (rules_docs.undocumented, '"""M."""\nclass A:\n def f(self): ...', '"""M."""\nclass A:\n "A thing."'),
    (rules_docs.undocumented, '"""M."""\ndef f():\n "The name."', '"""M."""\ndef f():\n "Return the name."'),
    (rules_docs.undocumented, '"""M."""\ndef f():\n "Do it"', '"""M."""\ndef f():\n "Do it."'),
    (rules_docs.undocumented, '"""M."""\ndef f():\n "Do it. Then that."', '"""M."""\ndef f():\n "Do it."'),
    (rules_docs.undocumented, "x = 1", '"""Hold x."""\nx = 1'),
    (rules_ui.untranslated, "label.setText('Hold')", "label.setText(self.tr('Hold'))"),
    (rules_ui.untranslated, "QLabel(f'{n} minutes')", "QLabel(tr('{n} minutes').format(n=n))"),
    (
        rules_ui.untranslated,
        "b.setToolTip(x if y else 'None yet')",
        "b.setToolTip(x if y else tr('None yet'))",
    ),
    (rules_ui.untranslated, "heading(title='Medicines')", "heading(title=tr('Medicines'))"),
    (rules_ui.untranslated, "tr(f'{n} due')", "button('worklist.due', text='—')"),
    (rules_ui.untranslated, "Button(theme, 'Hold')", "Button(theme, tr('Hold'), name='clock_bar.hold')"),
    (rules_ui.unextractable, "return _tr('Today')", "return translate('say', 'Today') or self.tr('Now')"),
    (rules_ui.odd_object_names, "Button(theme, t, name='hold')", "Button(theme, t, name='clock_bar.hold')"),
    (rules_ui.unnamed_controls, "Field(theme, t, QLineEdit())", "Field(theme, t, QLineEdit(), name=name)"),
    (rules_ui.odd_object_names, "w.setObjectName('Hold')", "w.setObjectName('clock_bar.hold')"),
    (rules_ui.odd_object_names, "self._hold.setObjectName('hold')", "self.setObjectName('clock_bar')"),
    (
        rules_ui.unnamed_controls,
        "self.b = QPushButton(t)",
        "self.b = QPushButton(t)\nself.b.setObjectName('a.b')",
    ),
    (rules_ui.unnamed_controls, "row.addWidget(QLineEdit())", "named(QLineEdit(), 'wizard.name')"),
    (rules_ui.unnamed_controls, "b = QToolButton()", "b = QToolButton()\nb.setObjectName(name)"),
    (rules_ui.nosy_pages, "from ccmdesk.ui.chart import page", "from ccmdesk.ui.common import lane"),
    (rules_ui.nosy_pages, "import ccmdesk.ui.chart", "from ccmdesk.ui.worklist import table"),
    (rules_ui.nosy_pages, "from ccmdesk.ui import chart", "from ccmdesk.services import charts"),
    (rules_ui.relative_imports, "from . import x", "from ccmdesk import x"),
    (rules_rooms.foreign_in_domain, "import lxml", "from datetime import date"),
    (rules_rooms.foreign_in_domain, "from ccmdesk.models import rows", "from ccmdesk.domain import dates"),
]


@pytest.mark.parametrize(
    ("rule", "bad", "good"), CASES, ids=[f"{case[0].__name__}-{case[1][:30]}" for case in CASES]
)
def test_rule_bites_and_lets_pass(rule: Rule, bad: str, good: str) -> None:
    path = "ccmdesk/ui/worklist/page.py"
    assert list(rule(Source(path, bad))), "the rule let the bad snippet pass"
    assert not list(rule(Source(path, good))), "the rule refused the good snippet"


def test_repeated_object_names_are_found_across_files() -> None:
    one = Source("ccmdesk/ui/a.py", "w.setObjectName('a.b')")
    two = Source("ccmdesk/ui/b.py", "Button(theme, t, name='a.b')")
    assert [finding.path for finding in rules_ui.repeated_object_names([one, two])] == ["ccmdesk/ui/b.py"]
    assert not list(rules_ui.repeated_object_names([one]))


def test_app_may_run_its_loop_and_clock_may_ask_the_time() -> None:
    assert not list(rules_code.nested_loops(Source("ccmdesk/app.py", "app.exec()")))
    assert not list(rules_code.stray_clocks(Source("ccmdesk/domain/clock.py", "datetime.now(UTC)")))


def test_a_test_may_name_an_invented_home_and_no_folder_of_this_machine() -> None:
    home, scratch = "p = '/ho" + "me/ann'", "p = '/t" + "mp/x'"
    assert not list(rules_code.machine_paths(Source("tests/security/test_x.py", home)))
    assert list(rules_code.machine_paths(Source("tests/security/test_x.py", scratch)))


def test_unplaced_room_is_found() -> None:
    advice = list(rules_rooms.unplaced_rooms({"domain", "telephony"}, {"domain"}))
    assert len(advice) == 1 and "telephony" in advice[0]


def test_open_door_is_found() -> None:
    assert rules_rooms.open_doors({"models", "exporters", "domain"}, ["ccmdesk.models"]) == {"exporters"}


def test_layers_name_the_rooms_of_the_design() -> None:
    assert {"domain", "billing", "services", "ui", "cli", "app"} <= rules_rooms.placed_rooms()
