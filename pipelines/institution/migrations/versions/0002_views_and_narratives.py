"""saved views, narratives, and the build that an observation was asked of."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go to this version; an observation asked before it has no build."""
    op.create_table(
        "saved_view",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("who", sa.String(length=12), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("address", sa.String(length=2000), nullable=False),
        sa.Column("made", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("who", "name"),
        comment="A page with its choices, kept under a name by whoever made it",
    )
    op.create_table(
        "narrative",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("commitment_id", sa.String(length=20), nullable=False),
        sa.Column("field_id", sa.String(length=60), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("who", sa.String(length=12), nullable=False),
        sa.Column("author_role", sa.String(length=120), nullable=False),
        sa.Column("text_es", sa.Text(), nullable=False),
        sa.Column("text_en", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
        comment="What an editor wrote for a field of a commitment; a row a wording, none replaced",
    )
    with op.batch_alter_table("observation") as table:
        table.add_column(
            sa.Column("build_id", sa.String(length=12), server_default="", nullable=False)
        )


def downgrade() -> None:
    """Go back to the one before; what was saved and written since is lost."""
    with op.batch_alter_table("observation") as table:
        table.drop_column("build_id")
    op.drop_table("narrative")
    op.drop_table("saved_view")
