"""Check a practice file: key, schema, integrity and audit chain."""

from __future__ import annotations

from dataclasses import dataclass

from ccmdesk.domain.practice import Actor
from ccmdesk.models.audit_log import chain_rows
from ccmdesk.models.integrity import cipher_faults, schema_of, structure_faults
from ccmdesk.models.store import Store
from ccmdesk.models.unit_of_work import reading
from ccmdesk.security.audit_chain import GENESIS, verify
from ccmdesk.services.permissions import UseCase, require


@dataclass(frozen=True, slots=True)
class Check:
    """Hold the outcome of one check in words."""

    name: str
    passed: bool
    words: str


def check_practice(store: Store, actor: Actor) -> tuple[Check, ...]:
    """Return the outcome of every check of an open practice file; that it is open proves the key."""
    require(store, actor, UseCase.CHECK_FILE)
    schema, newest = schema_of(store)
    cipher, structure = cipher_faults(store), structure_faults(store)
    with reading(store) as connection:
        verdict = verify(store.audit_key, chain_rows(connection), start_previous=GENESIS)
    chain = (
        f"{verdict.checked} records, unbroken"
        if verdict.holds
        else f"broken at record {verdict.bad_sequence}: {verdict.fault}"
    )
    return (
        Check("key", passed=True, words="the key file opens the database"),
        Check("schema", passed=schema == newest, words=f"schema {schema}, newest {newest}"),
        Check("encryption", passed=not cipher, words=cipher[0] if cipher else "every page is authentic"),
        Check("integrity", passed=not structure, words=structure[0] if structure else "nothing is damaged"),
        Check("audit", passed=verdict.holds, words=chain),
    )
