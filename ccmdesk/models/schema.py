"""All tables together, and the numbers that mark a file as ours."""

from __future__ import annotations

from sqlalchemy import MetaData

from ccmdesk.models import rows_care, rows_chart, rows_practice
from ccmdesk.models.base import Base

APPLICATION_ID = 0x43434D44
"""The letters CCMD, stored in the database header."""

ROW_MODULES = (rows_practice, rows_chart, rows_care)


def metadata() -> MetaData:
    """Return the tables of all rows."""
    return Base.metadata
