"""Text search over patients with FTS5 (SQLite)."""

from __future__ import annotations

import unicodedata

from sqlalchemy import Connection, bindparam, text

SEARCH_TABLE = (
    "CREATE VIRTUAL TABLE patient_search USING fts5"
    "(words, tokenize = \"unicode61 remove_diacritics 2 tokenchars '-'\", prefix = '1 2 3')"
)
_INSERT = text("INSERT INTO patient_search(rowid, words) VALUES (:id, :words)")
_DELETE = text("DELETE FROM patient_search WHERE rowid = :id")
_FIND = text(
    "SELECT p.id, p.family, p.given, p.birth_date, p.sex, p.phone, p.mrn"
    " FROM patient_search s JOIN patient p ON p.id = s.rowid"
    " WHERE patient_search MATCH :query AND p.voided_at IS NULL"
    " ORDER BY p.family, p.given, p.id LIMIT :limit"
).bindparams(bindparam("query"), bindparam("limit"))


def folded(value: str) -> str:
    """Return a text in lower case without accents, so that `nunez` finds Núñez."""
    decomposed = unicodedata.normalize("NFKD", value.casefold())
    return "".join(_FOLDED.get(letter, letter) for letter in decomposed if not unicodedata.combining(letter))


_FOLDED = {"ø": "o", "ł": "l", "đ": "d", "ı": "i", "æ": "ae", "œ": "oe", "’": "'"}


def forget_patient(connection: Connection, patient_id: int) -> None:
    """Take a patient's words out of the search index."""
    connection.execute(_DELETE, {"id": patient_id})


def index_patients(connection: Connection, words: list[tuple[int, str]]) -> None:
    """Put many new patients into the search index."""
    connection.execute(_INSERT, [{"id": patient_id, "words": text_} for patient_id, text_ in words])


def find_patients(connection: Connection, typed: str, *, limit: int) -> list[tuple[object, ...]]:
    """Return (id, family, given, birth date, sex, phone, MRN) of patients that match every word's start."""
    words = [word for word in _words(typed) if word]
    if not words:
        return []
    query = " ".join(f'"{word}"*' for word in words)
    return [tuple(row) for row in connection.execute(_FIND, {"query": query, "limit": limit})]


def _words(typed: str) -> list[str]:
    return ["".join(c for c in word if c.isalnum() or c == "-") for word in folded(typed).split()]
