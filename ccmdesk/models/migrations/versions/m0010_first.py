"""Make the tables of the first release."""

from alembic import op

from ccmdesk.models.migrations.statements import statements_of

revision = "0010"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Run the statements kept in m0010_first.sql."""
    connection = op.get_bind()
    for statement in statements_of("m0010_first.sql"):
        connection.exec_driver_sql(statement)
