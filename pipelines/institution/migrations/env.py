"""How Alembic reaches the database; called by :mod:`pipelines.institution.database` alone."""

from alembic import context

from pipelines.institution.database import engine
from pipelines.institution.tables import metadata

with engine(context.config.attributes["url"]).begin() as connection:
    context.configure(connection=connection, target_metadata=metadata, render_as_batch=True)
    context.run_migrations()
