"""Run migrations on the connection that the program already holds open (see models/migrate.py)."""

from alembic import context

context.configure(connection=context.config.attributes["connection"], render_as_batch=False)
context.run_migrations()
