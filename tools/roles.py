"""Write docs/roles.md from the table of use cases; `python tools/roles.py` after the table changed."""

from __future__ import annotations

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from ccmdesk.domain.practice import Role  # noqa: E402 - the checkout is put on the path first
from ccmdesk.services.permissions import UseCase  # noqa: E402 - as above, after the path

PAGE = ROOT / "docs" / "roles.md"
HEADINGS = {
    Role.CARE_MANAGER: "care manager",
    Role.BILLING_PRACTITIONER: "billing practitioner",
    Role.BILLER: "biller",
    Role.ADMINISTRATOR: "administrator",
    Role.AUDITOR: "auditor",
}
NO_ROLE = "temporary passphrase"
"""Heads the column of a user whose roles hold only once she has chosen a passphrase of her own."""
HEAD = """# Who may do what

This page is made by `python tools/roles.py` from the table in `ccmdesk/services/permissions.py`; change it
there.

A user may hold several roles and may do whatever one of them allows. The services ask this table before
anything else, so it holds for the window and for the command line alike; the window does not offer what is
forbidden. An attempt that is denied all the same changes nothing and leaves a record in the audit trail:
who, in which roles, which use case, and the patient where one is known, never a value. The same attempt of
the same user within a minute is one record, so that a program that tries over and over cannot fill the
disk.

Roles are held by the program and not by the encryption: whoever can unlock the practice file holds its key,
and a person who writes a program of her own can read what the key opens.

"""


def page() -> str:
    """Return the whole page."""
    rows = [("", *HEADINGS.values(), NO_ROLE, "because"), ("---", *(":-:" for _ in (*Role, "")), "---")]
    for use_case in UseCase:
        allowed = [*(role in use_case.roles for role in HEADINGS), use_case.roleless]
        marks = ("yes" if one else "" for one in allowed)
        rows.append((use_case.words[0].upper() + use_case.words[1:], *marks, use_case.why))
    return HEAD + "".join(f"| {' | '.join(row)} |\n" for row in rows)


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
