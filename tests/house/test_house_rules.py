"""Hold every file to the house rules; each failure says what to do instead."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import cache

import pytest

from tests.house import rules_code, rules_docs, rules_rooms, rules_size, rules_ui
from tests.house.sources import Finding, Source, read_python, read_texts

Rule = Callable[[Source], Iterable[Finding]]

EVERYWHERE: list[Rule] = [
    rules_size.long_files,
    rules_size.long_functions,
    rules_size.wide_classes,
    rules_code.broad_excepts,
    rules_code.unfinished_work,
    rules_code.silenced_checks,
    rules_code.global_statements,
]
IN_THE_PROGRAM: list[Rule] = [
    rules_size.many_positionals,
    rules_code.nested_loops,
    rules_code.stray_clocks,
    rules_code.result_dicts,
    rules_docs.undocumented,
    rules_ui.relative_imports,
]
IN_THE_WINDOW: list[Rule] = [
    rules_ui.untranslated,
    rules_ui.unextractable,
    rules_ui.odd_object_names,
    rules_ui.unnamed_controls,
    rules_ui.nosy_pages,
]


@cache
def code() -> list[Source]:
    """Return the project's own Python files, read once."""
    return read_python("ccmdesk", "tests", "tools")


def within(*folders: str) -> list[Source]:
    """Return the Python files of some folders or of files named in full."""
    return [source for source in code() if source.path.startswith(folders)]


def hold(rule: Rule, sources: list[Source]) -> None:
    """Fail with every place that breaks a rule."""
    findings = [finding for source in sources for finding in rule(source)]
    tell(map(str, findings))


def tell(advice: Iterable[str]) -> None:
    """Fail with what to do, if there is anything to do."""
    if lines := list(advice):
        pytest.fail(f"{len(lines)} to mend:\n" + "\n".join(lines), pytrace=False)


@pytest.mark.parametrize("rule", EVERYWHERE, ids=lambda rule: rule.__name__)
def test_everywhere(rule: Rule) -> None:
    hold(rule, code())


@pytest.mark.parametrize("rule", IN_THE_PROGRAM, ids=lambda rule: rule.__name__)
def test_in_the_program(rule: Rule) -> None:
    hold(rule, within("ccmdesk/"))


@pytest.mark.parametrize("rule", IN_THE_WINDOW, ids=lambda rule: rule.__name__)
def test_in_the_window(rule: Rule) -> None:
    hold(rule, within("ccmdesk/ui/"))


def test_object_names_are_unique() -> None:
    tell(map(str, rules_ui.repeated_object_names(within("ccmdesk/ui/"))))


def test_only_the_command_line_prints() -> None:
    hold(
        rules_code.prints,
        [source for source in within("ccmdesk/") if not source.path.startswith("ccmdesk/cli")],
    )


def test_tools_are_documented() -> None:
    hold(rules_docs.undocumented, within("tools/"))


def test_domain_knows_the_standard_library_alone() -> None:
    hold(rules_rooms.foreign_in_domain, within("ccmdesk/domain/"))


def test_every_room_is_placed() -> None:
    tell(rules_rooms.unplaced_rooms(rules_rooms.existing_rooms(), rules_rooms.placed_rooms()))


def test_window_may_import_no_room_below_services() -> None:
    forbidden = rules_rooms.contract("window-asks-services")["forbidden_modules"]
    doors = rules_rooms.open_doors(rules_rooms.existing_rooms(), forbidden)
    assert not doors, f"add to forbidden_modules of window-asks-services in pyproject.toml: {doors}"


def test_no_machine_paths() -> None:
    hold(
        rules_code.machine_paths,
        [source for source in read_texts() if not source.path.startswith("tests/house/")],
    )
