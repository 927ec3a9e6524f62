"""Bring a practice file to the present schema, one numbered migration at a time, through Alembic."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection

from ccmdesk.models.errors import NewerFile, OlderFile


@dataclass(frozen=True, slots=True)
class Ladder:
    """Name the migrations that are known: those of this program, and those in folders that tests give."""

    more: tuple[Path, ...] = ()

    def scripts(self) -> ScriptDirectory:
        """Return the migrations, read anew."""
        return ScriptDirectory.from_config(self.config())

    def config(self) -> Config:
        """Return what Alembic needs to find them."""
        config = Config()
        config.set_main_option("script_location", "ccmdesk.models:migrations")
        if self.more:
            own = Path(__file__).parent / "migrations" / "versions"
            config.set_main_option("path_separator", "newline")
            config.set_main_option("version_locations", "\n".join(map(str, (own, *self.more))))
        return config


PRESENT = Ladder()


def newest_revision(ladder: Ladder = PRESENT) -> str:
    """Return the number of the newest migration."""
    head = ladder.scripts().get_current_head()
    if head is None:
        raise NewerFile("This installation holds no migrations.", todo="Install ccmdesk again.")
    return head


def current_revision(connection: Connection) -> str | None:
    """Return the number of the schema that a file has, or None for an empty one."""
    return MigrationContext.configure(connection).get_current_revision()


def stamp(connection: Connection, revision: str) -> None:
    """Write down which schema a fresh database has."""
    MigrationContext.configure(connection).stamp(PRESENT.scripts(), revision)


def require_known_schema(connection: Connection, ladder: Ladder = PRESENT) -> None:
    """Raise OlderFile for a schema that migrations lead on from, NewerFile for one that is not known."""
    revision, newest = current_revision(connection), newest_revision(ladder)
    if revision == newest:
        return
    if revision is not None and revision in _known(ladder):
        raise OlderFile(revision, newest)
    raise NewerFile(
        f"This practice file has schema {revision}, and this program knows up to {newest}.",
        kept="The file was not touched.",
        todo="Install the newest ccmdesk.",
    )


def upgrade(connection: Connection, ladder: Ladder = PRESENT) -> frozenset[str]:
    """Apply every migration that is missing; raise NewerFile for a file of a newer program.

    Return the tables of which the migrations say, as `rows_change`, that they add or remove rows.
    """
    revision = current_revision(connection)
    if revision is not None and revision not in _known(ladder):
        require_known_schema(connection, ladder)
    config = ladder.config()
    config.attributes["connection"] = connection
    applied = list(ladder.scripts().iterate_revisions("head", revision or "base"))
    command.upgrade(config, "head")
    return frozenset(table for script in applied for table in getattr(script.module, "rows_change", ()))


def _known(ladder: Ladder) -> frozenset[str]:
    return frozenset(script.revision for script in ladder.scripts().walk_revisions())
