"""Run migrations on the connection that the program already holds open (see models/migrate.py)."""

from alembic import context

context.run_migrations()
