"""What is noted beside the stored practice file of a release, and must be found in it by every later one."""

from __future__ import annotations

from ccmdesk.models.store import Store
from ccmdesk.models.unit_of_work import reading

_LISTS = {
    "patients": "SELECT id, family, given FROM patient ORDER BY id",
    "months": "SELECT patient_id, month, sum(seconds) FROM time_piece GROUP BY 1, 2 ORDER BY 1, 2",
    "signed_plans": "SELECT patient_id, number FROM care_plan_version ORDER BY 1, 2",
    "users": "SELECT id, login FROM app_user ORDER BY id",
}


def facts_of(store: Store) -> dict[str, object]:
    """Return patients, seconds a month, signed plans, users, the schema and where the audit chain stands."""
    with reading(store) as connection:
        facts: dict[str, object] = {
            name: [list(row) for row in connection.exec_driver_sql(sql)] for name, sql in _LISTS.items()
        }
        head = connection.exec_driver_sql("SELECT id, hex(mac) FROM audit ORDER BY id DESC LIMIT 1").one()
        schema = connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar_one()
    return {**facts, "audit": list(head), "schema": schema}
