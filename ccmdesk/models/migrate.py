"""Bring a practice file to the present schema, one numbered migration at a time, through Alembic."""

from __future__ import annotations

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection

from ccmdesk.models.errors import NewerFile


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", "ccmdesk.models:migrations")
    return config


def _scripts() -> ScriptDirectory:
    return ScriptDirectory.from_config(_config())


def newest_revision() -> str:
    """Return the number of the newest migration."""
    head = _scripts().get_current_head()
    if head is None:
        raise NewerFile("This installation holds no migrations.", todo="Install ccmdesk again.")
    return head


def current_revision(connection: Connection) -> str | None:
    """Return the number of the schema that a file has, or None for an empty one."""
    return MigrationContext.configure(connection).get_current_revision()


def stamp(connection: Connection, revision: str) -> None:
    """Write down which schema a fresh database has."""
    MigrationContext.configure(connection).stamp(_scripts(), revision)


def require_known_schema(connection: Connection) -> None:
    """Raise NewerFile unless the file has exactly the schema of this program."""
    revision = current_revision(connection)
    if revision != newest_revision():
        raise NewerFile(
            f"This practice file has schema {revision}, and this program knows up to {newest_revision()}.",
            kept="The file was not touched.",
            todo="Install the newest ccmdesk.",
        )


def upgrade(connection: Connection) -> None:
    """Apply every migration that is missing; raise NewerFile for a file of a newer program."""
    known = {script.revision for script in _scripts().walk_revisions()}
    revision = current_revision(connection)
    if revision is not None and revision not in known:
        require_known_schema(connection)
    config = _config()
    config.attributes["connection"] = connection
    command.upgrade(config, "head")
