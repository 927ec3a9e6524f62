"""Every table leaves, or it is said why not."""

from __future__ import annotations

from ccmdesk.exporters.tables import HIDDEN_PREFERENCES, LEFT_OUT, NOT_EXPORTED, TABLES, without_secrets
from ccmdesk.models.leaving import table_names
from ccmdesk.services import quick_unlock


def test_every_table_has_words_or_a_reason_to_stay() -> None:
    known = {*TABLES, *LEFT_OUT}
    assert set(table_names()) == known, (
        "a table is new or gone: say in exporters/tables.py what it holds, or why it stays inside"
    )
    assert not TABLES.keys() & LEFT_OUT.keys()
    assert set(LEFT_OUT) == {"secret"}


def test_a_stretched_pin_stays_inside() -> None:
    columns = ("user_id", "key", "value")
    assert quick_unlock._KEY in HIDDEN_PREFERENCES
    row = (1, quick_unlock._KEY, '{"hash": "ab", "salt": "cd"}')
    assert without_secrets("preference", columns, row=row) == (1, quick_unlock._KEY, NOT_EXPORTED)
    other = (1, "worklist.columns", "[]")
    assert without_secrets("preference", columns, row=other) == other
    assert without_secrets("practice", columns, row=row) == row
