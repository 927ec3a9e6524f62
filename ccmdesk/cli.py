"""The same services from a shell; documented in README.md."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from ccmdesk import __version__
from ccmdesk.cli_audit import add_audit
from ccmdesk.cli_common import (
    FAILED,
    IN_USE,
    SOME_REJECTED,
    Command,
    opened,
    practice_command,
    practice_options,
    progress,
    show,
)
from ccmdesk.cli_safety import add_safety
from ccmdesk.domain.clock import SystemClock, local_date
from ccmdesk.domain.dates import ServiceMonth
from ccmdesk.domain.errors import Cancelled, UserError
from ccmdesk.domain.imports import FileStatus, InputFile, ParsedFile, rejected
from ccmdesk.security.errors import InUse

_NOT_SHOWN = ("patient_id", "why", "reasons", "search_key", "last_contact_us", "next_due_us")
_REPORTS = ("care-plan", "time-sheet", "consent")


def run(arguments: Sequence[str]) -> int:
    """Run one command and return its exit code.

    0 done, 1 refused with a sentence on standard error, 2 wrong usage, 3 some files were rejected, 4 the
    practice is in use.
    """
    options = _parser().parse_args(arguments)
    command: Command = options.command
    try:
        return command(options)
    except InUse as error:
        return _complain(error, IN_USE)
    except UserError as error:
        return _complain(error, FAILED)
    except (Cancelled, KeyboardInterrupt):
        return FAILED
    except BrokenPipeError:
        # Whoever reads our output has read enough; Python would complain when it flushes what is left.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return FAILED


def _complain(error: UserError, code: int) -> int:
    print(f"ccmdesk: {error}", file=sys.stderr)
    return code


class _Whole(argparse.ArgumentParser):
    """Take options by their whole names: `--passphrase` must never pass for `--passphrase-file`."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**{**options, "allow_abbrev": False})


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="ccmdesk",
        description="A workstation for Chronic Care Management. Without a command it opens the window.",
    )
    parser.add_argument("--version", action="version", version=f"ccmdesk {__version__}")
    commands = parser.add_subparsers(required=True, metavar="COMMAND", parser_class=_Whole)
    _add_demo(commands)
    _add_import(commands)
    patients = practice_command(commands, "patients", run=_patients, words="list or search patients")
    patients.add_argument("--search", default="", metavar="TEXT", help="any part of name, birth date, phone")
    worklist = practice_command(commands, "worklist", run=_worklist, words="show whom to call and why")
    worklist.add_argument(
        "--month", type=_month, metavar="2026-10", help="the service month; left out: this one"
    )
    report = commands.add_parser("report", help="write a PDF")
    report.add_argument("paper", choices=_REPORTS)
    practice_options(report, _report)
    report.add_argument("--patient", type=int, required=True, metavar="ID")
    report.add_argument(
        "--month", type=_month, metavar="2026-10", help="for the time sheet; left out: this one"
    )
    report.add_argument("--out", type=Path, required=True, metavar="FILE.pdf")
    add_safety(commands)
    add_audit(commands)
    practice_command(commands, "check", run=_check, words="check key, schema, integrity and audit chain")
    return parser


def _add_demo(commands: Any) -> None:
    demo = commands.add_parser("demo", help="make a demo practice with an invented panel")
    demo.add_argument("folder", type=Path, metavar="DIR")
    demo.add_argument("--patients", type=_count, default=60, metavar="N")
    demo.add_argument("--months", type=_count, default=6, metavar="M")
    demo.add_argument("--through", type=_month, metavar="2026-10", help="the last month; left out: this one")
    demo.add_argument("--seed", type=int, default=1, metavar="S")
    demo.add_argument("--if-absent", action="store_true", help="leave a demo practice that is there as it is")
    demo.add_argument("--json", action="store_true")
    demo.set_defaults(command=_demo)


def _add_import(commands: Any) -> None:
    command = practice_command(commands, "import", run=_import, words="import FHIR, C-CDA and CSV files")
    command.add_argument("files", nargs="+", type=Path, metavar="FILE")
    alike = command.add_mutually_exclusive_group()
    alike.add_argument(
        "--same",
        dest="alike",
        action="store_const",
        const="same",
        help="take a look-alike for the patient who is here",
    )
    alike.add_argument(
        "--new", dest="alike", action="store_const", const="new", help="take a look-alike for someone new"
    )


def _month(text: str) -> ServiceMonth:
    try:
        return ServiceMonth.parse(text)
    except UserError as error:
        raise argparse.ArgumentTypeError(str(error)) from None


def _count(text: str) -> int:
    number = int(text)
    if not 1 <= number <= 1_000_000:
        raise argparse.ArgumentTypeError("a number from 1 to 1000000 is needed")
    return number


def _demo(options: argparse.Namespace) -> int:
    from ccmdesk.services.demo import demo_in, make_demo

    clock = SystemClock()
    made = demo_in(options.folder.resolve()) if options.if_absent else None
    if made is None:
        today = local_date(clock.wall(), "America/Denver")
        made = make_demo(
            options.folder.resolve(),
            patients=options.patients,
            months=options.months,
            through=options.through or ServiceMonth.of(today),
            seed=options.seed,
            clock=clock,
            until=None if options.through else today,
            progress=progress,
        )
    result = {"practice": str(made.practice_folder), "user": made.login, "passphrase": made.passphrase}
    if options.json:
        show(result)
    else:
        print("Practice:   {practice}\nUser:       {user}\nPassphrase: {passphrase}".format(**result))
    return 0


def _import(options: argparse.Namespace) -> int:
    from ccmdesk.services import imports

    files, unread = _input_files(options.files)
    parsed = imports.read(files)
    with opened(options) as practice:
        answers = _answers(practice, parsed, options.alike)
        outcome = imports.commit(practice.store, practice.actor, parsed, answers=answers).value
    results = [*imports.questions_in(outcome), *unread]
    by_name = {file.name: file for file in results}
    ordered = [by_name[str(path)] for path in options.files]
    if options.json:
        show({"files": [_file_json(file) for file in ordered], "batch": outcome.batch_id})
    else:
        for file in ordered:
            print(f"{file.status:9} {file.name}  {file.reason}".rstrip())
    return SOME_REJECTED if any(file.status is FileStatus.REJECTED for file in ordered) else 0


def _input_files(paths: Sequence[Path]) -> tuple[list[InputFile], list[ParsedFile]]:
    from ccmdesk.domain.imports import FileKind

    files, unread = [], []
    for path in dict.fromkeys(paths):
        try:
            files.append(InputFile(str(path), path.read_bytes()))
        except OSError as error:
            reason = f"The file cannot be read: {error.strerror}."
            unread.append(rejected(str(path), FileKind.UNKNOWN, reason=reason))
    return files, unread


def _answers(practice: Any, parsed: Sequence[ParsedFile], alike: str | None) -> dict[Any, int | None]:
    from ccmdesk.domain.matching import MatchKind
    from ccmdesk.services import imports

    if alike is None:
        return {}
    seen = imports.preview(practice.store, practice.actor, parsed)
    return {
        person.subject: person.candidates[0].patient_id if alike == "same" and person.candidates else None
        for person in seen.people
        if person.match is MatchKind.ASK
    }


def _file_json(file: ParsedFile) -> dict[str, object]:
    counts = file.counts()
    return {
        "path": file.name,
        "kind": file.kind.value,
        "status": file.status.value,
        "reason": file.reason,
        "counts": counts,
        "skipped": [{"where": skipped.where, "why": skipped.why} for skipped in file.skipped],
    }


def _patients(options: argparse.Namespace) -> int:
    from ccmdesk.services import patients

    with opened(options) as practice:
        found = patients.search(practice.store, practice.actor, options.search, limit=None)
    if options.json:
        show({"patients": [{"id": hit.patient_id, **_without(asdict(hit), "patient_id")} for hit in found]})
    else:
        for hit in found:
            born = hit.birth_date or ""
            print(f"{hit.patient_id:6}  {hit.family}, {hit.given}  {born}  {hit.sex}  {hit.phone}")
    return 0


def _worklist(options: argparse.Namespace) -> int:
    from ccmdesk.domain.worklist import Why, reasons_of
    from ccmdesk.services import worklist

    with opened(options) as practice:
        today = local_date(SystemClock().wall(), practice.store.zone)
        month = options.month or ServiceMonth.of(today)
        rows = worklist.worklist(practice.store, practice.actor, month=month)
    if options.json:
        listed = [
            {
                "id": row.patient_id,
                **_without(row._asdict(), *_NOT_SHOWN),
                "last_contact_at": row.last_contact_at,
                "next_due_at": row.next_due_at,
                "why": Why(row.why).name.lower(),
                "reasons": [why.name.lower() for why in reasons_of(row)],
            }
            for row in rows
        ]
        show({"month": month.iso(), "patients": listed})
    else:
        for row in rows:
            minutes, seconds = divmod(row.month_seconds, 60)
            why = Why(row.why).name.lower().replace("_", " ")
            print(f"{row.patient_id:6}  {row.family}, {row.given}  {minutes}:{seconds:02}  {why}")
    return 0


def _without(values: dict[str, Any], *names: str) -> dict[str, Any]:
    return {name: value for name, value in values.items() if name not in names}


def _report(options: argparse.Namespace) -> int:
    from ccmdesk.services import papers

    with opened(options) as practice:
        store, actor, patient = practice.store, practice.actor, options.patient
        if options.paper == "care-plan":
            pdf = papers.care_plan_pdf(store, actor, patient)
        elif options.paper == "consent":
            pdf = papers.consent_pdf(store, actor, patient)
        else:
            month = options.month or ServiceMonth.of(local_date(SystemClock().wall(), store.zone))
            pdf = papers.time_sheet_pdf(store, actor, patient, month)
        paper = papers.Paper(options.paper.replace("-", " "), patient, pdf)
        papers.save_paper(store, actor, paper, options.out.resolve())
    return 0


def _check(options: argparse.Namespace) -> int:
    from ccmdesk.services.checks import check_practice

    with opened(options) as practice:
        checks = check_practice(practice.store, practice.actor)
    passed = all(check.passed for check in checks)
    if options.json:
        show({"passed": passed, "checks": [asdict(check) for check in checks]})
    else:
        for check in checks:
            print(f"{'ok' if check.passed else 'WRONG':6} {check.name:11} {check.words}")
    return 0 if passed else FAILED
