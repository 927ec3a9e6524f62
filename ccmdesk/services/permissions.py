"""Who may do what: one row a use case, checked by services, asked by the window before it offers."""

from __future__ import annotations

from datetime import timedelta
from enum import Enum
from typing import NamedTuple

from ccmdesk.domain.errors import Forbidden
from ccmdesk.domain.practice import Actor, Role
from ccmdesk.models.denials import was_denied
from ccmdesk.models.store import Store
from ccmdesk.models.unit_of_work import writing
from ccmdesk.security.audit_chain import AuditKind

ONE_RECORD_IN = timedelta(minutes=1)
"""The same attempt of the same user within this time leaves one record, so that no loop fills the disk."""

EVERYONE = frozenset(Role)
CLINICAL = frozenset({Role.CARE_MANAGER, Role.BILLING_PRACTITIONER})
SIGNER = frozenset({Role.BILLING_PRACTITIONER})
OFFICE = frozenset({*CLINICAL, Role.BILLER, Role.ADMINISTRATOR})
OWNER = frozenset({Role.ADMINISTRATOR})
WATCH = frozenset({Role.ADMINISTRATOR, Role.AUDITOR})


class Rule(NamedTuple):
    """Hold what is done, as in "may …", who may do it, and why these.

    `roleless` allows it also to a user who has no role yet: she came in with a temporary passphrase.
    """

    words: str
    roles: frozenset[Role]
    why: str
    roleless: bool = False


class UseCase(Enum):
    """Name everything that is done with an open practice file; docs/roles.md is made from these rows."""

    # Reading
    SEE_WORKLIST = Rule("see the worklist", EVERYONE, "each look is recorded")
    FIND_PATIENTS = Rule("find patients", EVERYONE, "each search is recorded")
    READ_CHART = Rule("read charts", EVERYONE, "each chart opened is recorded")
    READ_PLAN = Rule("read care plans", EVERYONE, "part of the chart")
    READ_TIME = Rule("read time sheets", EVERYONE, "billing and auditing rest on them")
    READ_IMPORTS = Rule("see past imports", EVERYONE, "they tell where facts came from")
    READ_PRACTICE = Rule("read the practice's details and who works in it", EVERYONE, "they stand on papers")
    PREVIEW_PAPERS = Rule("look at papers before they are printed", EVERYONE, "the same as reading")

    # Changing care
    CHANGE_PATIENT = Rule("add patients or correct their details", CLINICAL, "it changes the chart")
    CHANGE_CHART = Rule("change charts", CLINICAL, "a chart is the word of clinical staff")
    ENROL = Rule("enrol patients or record consent", CLINICAL, "the conversation is held by clinical staff")
    LOG_CONTACTS = Rule("log or promise contacts", CLINICAL, "they are held by clinical staff")
    COUNT_TIME = Rule("count time", CLINICAL, "only their time can be billed")
    WRITE_PLAN = Rule("write care plans", CLINICAL, "a plan is the word of clinical staff")
    SIGN_PLAN = Rule("sign care plans", SIGNER, "the signature answers for the plan and the claim")
    IMPORT_RECORDS = Rule("import records or take an import back", CLINICAL, "it changes charts")

    # Letting papers out
    PRINT_PAPERS = Rule("print or save papers", OFFICE, "an auditor reads on the screen")

    # One's own things
    SEE_OWN_DAY = Rule("see their own clock and day", EVERYONE, "it is their own work")
    KEEP_OWN_CLOCK = Rule("keep their running clock from losing time", EVERYONE, "it adds no second")
    KEEP_OWN_SETTINGS = Rule("keep their own view settings", EVERYONE, "they are no part of the record")
    LOCK_WINDOW = Rule("lock and unlock their window", EVERYONE, "each time is recorded", roleless=True)
    CHANGE_OWN_PASSPHRASE = Rule(
        "change their own passphrase or PIN", EVERYONE, "nobody else is to know it", roleless=True
    )

    # Running the practice
    CHANGE_PRACTICE = Rule("change the practice's details", OWNER, "plans and claims carry them")
    MANAGE_USERS = Rule("manage users and their roles", OWNER, "whoever gives roles answers for them")
    REPLACE_KEYS = Rule("replace the keys of the practice file", OWNER, "it shuts others out")
    CHECK_FILE = Rule("check the practice file", EVERYONE, "it shows no patient and changes nothing")
    SEE_BACKUPS = Rule("see how backups stand", EVERYONE, "everyone loses work without them")
    TRY_BACKUP = Rule("try the newest backup out", EVERYONE, "what it restores is private and forgotten")
    BACK_UP = Rule("back up now", EVERYONE, "a copy more hurts nobody; it is as encrypted as the file")
    PLAN_BACKUPS = Rule("choose where backups go", OWNER, "a copy leaves the machine there")
    RESTORE = Rule("restore a backup", OWNER, "what came after the backup is lost from sight")
    READ_AUDIT = Rule("read and export the audit trail", WATCH, "it tells on everyone")
    EXPORT_ALL = Rule("export the whole practice", OWNER, "everything about everyone leaves the file")

    @property
    def words(self) -> str:
        """Return what is done, as in "may …"."""
        return self.value.words

    @property
    def roles(self) -> frozenset[Role]:
        """Return the roles that may do it; one of them is enough."""
        return self.value.roles

    @property
    def roleless(self) -> bool:
        """Tell whether it is allowed also before a temporary passphrase was replaced, when no role holds."""
        return self.value.roleless

    @property
    def why(self) -> str:
        """Return why these roles, in a few words."""
        return self.value.why

    @property
    def key(self) -> str:
        """Return the name under which an attempt is recorded."""
        return self.name.lower()


ROLE_NAMES = {
    Role.CARE_MANAGER: "a care manager",
    Role.BILLING_PRACTITIONER: "a billing practitioner",
    Role.BILLER: "a biller",
    Role.ADMINISTRATOR: "an administrator",
    Role.AUDITOR: "an auditor",
}


def may(actor: Actor, use_case: UseCase) -> bool:
    """Tell whether one of the actor's roles allows a use case."""
    return use_case.roleless or bool(actor.roles & use_case.roles)


def require(store: Store, actor: Actor, use_case: UseCase, *, patient_id: int | None = None) -> None:
    """Raise Forbidden, naming who may, unless one of the actor's roles allows a use case.

    Call it first, before a unit of work is open: the attempt is recorded in a transaction of its own,
    with the use case and the patient where one is known, never with values.
    """
    if may(actor, use_case):
        return
    with writing(store, actor) as work:
        known = was_denied(
            work.connection,
            user_id=actor.user_id,
            use_case=use_case.key,
            patient_id=patient_id,
            around=work.now,
            within=ONE_RECORD_IN,
        )
        if not known:
            work.audit(
                AuditKind.DENIED, object_kind="use_case", object_id=use_case.key, patient_id=patient_id
            )
    raise forbidden(use_case, recorded=True)


def forbidden(use_case: UseCase, *, recorded: bool) -> Forbidden:
    """Return the refusal of a use case; it is not recorded only where no practice file is open yet."""
    who = who_may(use_case)
    kept = "Nothing was changed. The attempt was recorded." if recorded else "Nothing was changed."
    return Forbidden(f"Only {who} may {use_case.words}.", kept=kept, todo=f"Ask {who}.")


def who_may(use_case: UseCase) -> str:
    """Return who may do something, in words that follow "only"."""
    if use_case.roles == EVERYONE:
        return "someone with a role in this practice"
    return " or ".join(name for role, name in ROLE_NAMES.items() if role in use_case.roles)
