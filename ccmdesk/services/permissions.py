"""Who may do what: checked by the use cases, and asked by the window so that it offers nothing else."""

from __future__ import annotations

from ccmdesk.domain.errors import Forbidden
from ccmdesk.domain.practice import Actor, Role

READ = frozenset(Role)
SIGN_PLAN = frozenset({Role.BILLING_PRACTITIONER})
CHANGE_PRACTICE = frozenset({Role.ADMINISTRATOR})
CHANGE_CARE = frozenset({Role.CARE_MANAGER, Role.BILLING_PRACTITIONER, Role.ADMINISTRATOR})

_WORDS = {
    Role.CARE_MANAGER: "a care manager",
    Role.BILLING_PRACTITIONER: "a billing practitioner",
    Role.BILLER: "a biller",
    Role.ADMINISTRATOR: "an administrator",
    Role.AUDITOR: "an auditor",
}


def may(actor: Actor, allowed: frozenset[Role]) -> bool:
    """Tell whether one of the actor's roles is among those allowed."""
    return bool(actor.roles & allowed)


def require(actor: Actor, allowed: frozenset[Role]) -> None:
    """Raise Forbidden, naming who may, unless one of the actor's roles is allowed."""
    if not may(actor, allowed):
        who = " or ".join(_WORDS[role] for role in Role if role in allowed)
        raise Forbidden(f"Only {who} may do this.", kept="Nothing was changed.", todo=f"Ask {who}.")
