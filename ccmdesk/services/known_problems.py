"""Which problems a practice has named before: those of its own charts, then the program's own short list."""

from __future__ import annotations

import re
import tomllib

from ccmdesk.domain.known_problems import KnownProblem
from ccmdesk.domain.practice import Actor
from ccmdesk.domain.words import folded
from ccmdesk.models.known_problems import named_problems
from ccmdesk.models.store import Store
from ccmdesk.models.unit_of_work import reading
from ccmdesk.resource_files import read_text
from ccmdesk.services.permissions import UseCase, require

_MOST = 3000
_ICD10 = re.compile(r"[A-Z]\d[0-9A-Z](?:\.[0-9A-Z]{1,4})?\Z")


def known_problems(store: Store, actor: Actor) -> tuple[KnownProblem, ...]:
    """Return each problem named on any chart once, the most frequent first, and then the program's own list.

    A code that is not ICD-10-CM (such as a SNOMED CT code of an import) is left out; the name stays.
    """
    require(store, actor, UseCase.READ_CHART)
    with reading(store) as connection:
        rows = named_problems(connection, limit=_MOST)
    listed = tomllib.loads(read_text("demo/conditions.toml")).values()
    found: dict[tuple[str, str], KnownProblem] = {}
    own = ((str(one["name"]), str(one["icd10"]), 0) for one in listed)
    for name, code, uses in (*rows, *own):
        icd10 = code if _ICD10.match(code) else ""
        key = (folded(name), icd10)
        before = found.get(key)
        if before is None:
            found[key] = KnownProblem(name, icd10, uses)
        else:
            found[key] = KnownProblem(before.name, icd10, before.uses + uses)
    return tuple(one for one in found.values() if one.name.strip())
