"""search: shifts and languages of patrols, enquiries, weights, grid cells

Revision ID: 0002
Revises: 0001
"""

import sqlalchemy as sa
from alembic import op

revision = '0002'
down_revision = '0001'
branch_labels = None
depends_on = None

KINDS = ('own_reports', 'phone_desk', 'camera')
FINDINGS = ('not_here', 'seen', 'family_here', 'no_reply')
OBJECTIVES = ('family_soonest', 'all_checked_soonest')


def _enum(name, *words):
    return sa.Enum(*words, name=name, native_enum=False, length=32)


def _recorded():
    return [
        sa.Column('id', sa.Uuid(), nullable=False),
        sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('updated_at', sa.DateTime(timezone=True), nullable=False),
    ]


def upgrade() -> None:
    with op.batch_alter_table('patrol', schema=None) as batch_op:
        batch_op.add_column(sa.Column('speaks', sa.JSON(), nullable=False, server_default='[]'))
        batch_op.add_column(sa.Column('female_officer', sa.Boolean(), nullable=False, server_default=sa.false()))
        batch_op.add_column(sa.Column('duty_until', sa.DateTime(timezone=True), nullable=True))
    with op.batch_alter_table('task', schema=None) as batch_op:
        batch_op.add_column(sa.Column('alarmed_at', sa.DateTime(timezone=True), nullable=True))
    with op.batch_alter_table('search_plan', schema=None) as batch_op:
        batch_op.add_column(sa.Column('objective', _enum('objective', *OBJECTIVES), nullable=False, server_default='family_soonest'))
        batch_op.add_column(sa.Column('needs_language', sa.String(length=8), nullable=False, server_default=''))
        batch_op.add_column(sa.Column('needs_female', sa.Boolean(), nullable=False, server_default=sa.false()))
        batch_op.add_column(sa.Column('hour', sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column('reach_m', sa.Double(), nullable=False, server_default='5000'))
        batch_op.add_column(sa.Column('travel', sa.String(length=20), nullable=False, server_default=''))
    op.create_table(
        'enquiry',
        *_recorded(),
        sa.Column('plan_id', sa.Uuid(), nullable=False),
        sa.Column('kind', _enum('enquirykind', *KINDS), nullable=False),
        sa.Column('place_id', sa.Uuid(), nullable=True),
        sa.Column('finding', _enum('finding', *FINDINGS), nullable=False),
        sa.Column('at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('seen_at', sa.DateTime(timezone=True), nullable=True),
        sa.Column('heading_deg', sa.Integer(), nullable=True),
        sa.Column('spoke_to', sa.String(length=80), nullable=False),
        sa.Column('note', sa.String(length=500), nullable=False),
        sa.ForeignKeyConstraint(['place_id'], ['place.id'], name=op.f('fk_enquiry_place_id_place')),
        sa.ForeignKeyConstraint(['plan_id'], ['search_plan.id'], name=op.f('fk_enquiry_plan_id_search_plan')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_enquiry')),
    )
    with op.batch_alter_table('enquiry', schema=None) as batch_op:
        batch_op.create_index('ix_enquiry_plan', ['plan_id', 'at'], unique=False)
    op.create_table(
        'search_weight',
        *_recorded(),
        sa.Column('name', sa.String(length=80), nullable=False),
        sa.Column('value', sa.Double(), nullable=False),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_search_weight')),
        sa.UniqueConstraint('name', name=op.f('uq_search_weight_name')),
    )
    op.create_table(
        'grid_cell',
        *_recorded(),
        sa.Column('station_id', sa.Uuid(), nullable=False),
        sa.Column('number', sa.Integer(), nullable=False),
        sa.Column('name', sa.String(length=80), nullable=False),
        sa.Column('ring', sa.JSON(), nullable=False),
        sa.Column('standby_lat', sa.Double(), nullable=False),
        sa.Column('standby_lon', sa.Double(), nullable=False),
        sa.ForeignKeyConstraint(['station_id'], ['station.id'], name=op.f('fk_grid_cell_station_id_station')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_grid_cell')),
        sa.UniqueConstraint('station_id', 'number', name='uq_grid_cell_number'),
    )


def downgrade() -> None:
    op.drop_table('grid_cell')
    op.drop_table('search_weight')
    with op.batch_alter_table('enquiry', schema=None) as batch_op:
        batch_op.drop_index('ix_enquiry_plan')
    op.drop_table('enquiry')
    with op.batch_alter_table('search_plan', schema=None) as batch_op:
        for column in ('travel', 'reach_m', 'hour', 'needs_female', 'needs_language', 'objective'):
            batch_op.drop_column(column)
    with op.batch_alter_table('task', schema=None) as batch_op:
        batch_op.drop_column('alarmed_at')
    with op.batch_alter_table('patrol', schema=None) as batch_op:
        for column in ('duty_until', 'female_officer', 'speaks'):
            batch_op.drop_column(column)
