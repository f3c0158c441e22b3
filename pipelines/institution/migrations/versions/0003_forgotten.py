"""who was forgotten, as long as a login from before lasts."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go to this version; of who was forgotten before it nothing is known."""
    op.create_table(
        "forgotten",
        sa.Column("lookup", sa.String(length=64), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("lookup"),
        comment="Keyed digest of a subject; a login from before this moment is over",
    )


def downgrade() -> None:
    """Go back to the one before; a cookie from before brings back who was forgotten."""
    op.drop_table("forgotten")
