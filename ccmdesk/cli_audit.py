"""The commands on the audit trail: verify it, and list what it says of one patient."""

from __future__ import annotations

import argparse
from dataclasses import asdict
from typing import Any

from ccmdesk.cli_common import FAILED, opened, passphrase_of, practice_command, progress, say, show
from ccmdesk.domain.clock import SystemClock


def add_audit(commands: Any) -> None:
    """Add the commands to the command line."""
    audit = commands.add_parser("audit", help="verify or list the audit trail")
    kinds = audit.add_subparsers(required=True, metavar="COMMAND", parser_class=type(audit))
    practice_command(kinds, "verify", run=_verify, words="verify the whole chain and its anchors")
    listing = practice_command(kinds, "list", run=_list, words="list the records of a patient, newest first")
    listing.add_argument("--patient", type=int, required=True, metavar="ID")


def _verify(options: argparse.Namespace) -> int:
    report = _report(options)
    if options.json:
        show(
            {
                "passed": report.holds,
                "records": report.records,
                "faults": [asdict(fault) for fault in report.faults],
                "anchors": [
                    {
                        "trouble": finding.trouble,
                        "place": finding.place,
                        "missing": finding.missing,
                        "sequence": finding.sequence,
                        "since": finding.since,
                    }
                    for finding in report.anchors
                ],
            }
        )
        return 0 if report.holds else FAILED
    say(report.words)
    for fault in report.faults:
        known = "" if fault.accepted is None else f", accepted by record {fault.accepted}"
        say(f"record {fault.sequence}: {fault.fault}; the last good record is of {fault.since} UTC{known}")
    for finding in report.anchors:
        lacking = f", {finding.missing} records missing" if finding.missing else ""
        place = finding.place or "in both places"
        say(f"anchor {place}: {finding.trouble}{lacking}; the last record left is of {finding.since}")
    return 0 if report.holds else FAILED


def _report(options: argparse.Namespace) -> Any:
    """Verify the open practice; one that is not as it was left is examined without a trace in it."""
    from ccmdesk.services.audit import verify_chain
    from ccmdesk.services.opening_check import FileNotAsLeft
    from ccmdesk.services.practice_file import examine_practice

    passphrase = passphrase_of(options)
    try:
        with opened(options, passphrase=passphrase) as practice:
            return verify_chain(practice.store, practice.actor, progress=progress)
    except FileNotAsLeft:
        return examine_practice(
            options.practice.resolve(),
            login=options.user,
            passphrase=passphrase,
            clock=SystemClock(),
            progress=progress,
        )


def _list(options: argparse.Namespace) -> int:
    from ccmdesk.domain.audit_trail import AuditFilter
    from ccmdesk.services.audit import records

    with opened(options) as practice:
        wanted = AuditFilter(patient_id=options.patient, limit=None)
        found = records(practice.store, practice.actor, wanted).records
    if options.json:
        show(
            {
                "patient": options.patient,
                "records": [
                    {
                        "record": record.sequence,
                        "at": record.local_time,
                        "user": record.user_name,
                        "roles": record.roles.split(","),
                        "kind": record.kind,
                        "object": record.object_kind,
                        "words": record.words,
                    }
                    for record in found
                ],
            }
        )
    else:
        for record in found:
            say(f"{record.local_time:%Y-%m-%d %H:%M:%S}  {record.user_name}  {record.words}")
    return 0
