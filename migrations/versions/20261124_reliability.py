"""doubts about messages, circuit breaker, limits

Revision ID: 0002
Revises: 0001
"""

import sqlalchemy as sa
from alembic import op

revision = '0002'
down_revision = '0001'
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table('message', schema=None) as batch_op:
        batch_op.add_column(sa.Column('attempt_at', sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column('perhaps_sent', sa.Integer(), server_default='0', nullable=False))
        batch_op.add_column(sa.Column('doubt_from', sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column('doubt_at', sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column('look_at', sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column('held', sa.String(length=10), server_default='', nullable=False))
        batch_op.drop_index('ix_message_due')
        batch_op.create_index('ix_message_next', ['state', 'priority', 'created_at', 'id'], unique=False)
        batch_op.create_index('ix_message_of_recipient', ['recipient', 'state'], unique=False)

    with op.batch_alter_table('gateway_pause', schema=None) as batch_op:
        batch_op.add_column(sa.Column('failures', sa.Integer(), server_default='0', nullable=False))
        batch_op.add_column(sa.Column('opened_at', sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table('gateway_pause', schema=None) as batch_op:
        batch_op.drop_column('opened_at')
        batch_op.drop_column('failures')
    with op.batch_alter_table('message', schema=None) as batch_op:
        batch_op.drop_index('ix_message_of_recipient')
        batch_op.drop_index('ix_message_next')
        batch_op.create_index('ix_message_due', ['state', 'priority', 'not_before'], unique=False)
        for name in ('held', 'look_at', 'doubt_at', 'doubt_from', 'perhaps_sent', 'attempt_at'):
            batch_op.drop_column(name)
