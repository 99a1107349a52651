"""Who represents whom (AMB-54); what registrations told of it so far is carried over."""

import json
import uuid
from collections.abc import Sequence
from datetime import date
from typing import Any

import sqlalchemy as sa
from alembic import op

revision: str = '0010'
down_revision: str | None = '0009'
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None

KEY = sa.BigInteger().with_variant(sa.Integer(), 'sqlite')


def upgrade() -> None:
    table = op.create_table('representation',
    sa.Column('pk', KEY, nullable=False),
    sa.Column('id', sa.String(length=36), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('run', sa.String(length=12), nullable=False),
    sa.Column('person', sa.Text(), nullable=False),
    sa.Column('person_name', sa.Text(), nullable=False),
    sa.Column('rut', sa.String(length=12), nullable=False),
    sa.Column('declared_at', sa.BigInteger(), nullable=False),
    sa.Column('case_id', sa.String(length=36), nullable=True),
    sa.Column('account_id', sa.String(length=36), nullable=True),
    sa.Column('state', sa.String(length=16), nullable=False),
    sa.Column('confirmed_by', sa.Text(), nullable=True),
    sa.Column('confirmed_at', sa.BigInteger(), nullable=True),
    sa.Column('confirmed_reason', sa.Text(), nullable=True),
    sa.Column('since', sa.Date(), nullable=True),
    sa.Column('closed_by', sa.Text(), nullable=True),
    sa.Column('closed_at', sa.BigInteger(), nullable=True),
    sa.Column('closed_reason', sa.Text(), nullable=True),
    sa.Column('until', sa.Date(), nullable=True),
    sa.Column('draft', sa.JSON(none_as_null=True).with_variant(
        sa.dialects.postgresql.JSONB(none_as_null=True), 'postgresql'), nullable=True),
    sa.PrimaryKeyConstraint('pk', name=op.f('pk_representation')),
    sa.UniqueConstraint('id', name=op.f('uq_representation_id')),
    )
    op.create_index('ix_representation_run', 'representation', ['run', 'pk'])
    op.create_index('ix_representation_rut', 'representation', ['rut', 'pk'])
    op.create_index('ix_representation_case', 'representation', ['case_id'])
    op.create_index('ix_representation_account', 'representation', ['account_id'])
    op.create_index('ix_representation_state', 'representation', ['state', 'pk'])
    mine = sa.text('account_id IS NULL')
    op.create_index('ix_protocol_case_opened_by', 'protocol_case', ['opened_by', 'pk'],
                    sqlite_where=mine, postgresql_where=mine)
    carried = _from_registrations()
    if carried:
        op.bulk_insert(table, carried)


def _from_registrations() -> list[dict[str, Any]]:
    """One row for each account and RUN that a registration names, oldest first; its last confirmation counts."""
    told = op.get_bind().execute(sa.text(
        'SELECT a.id AS account_id, a.rut, f.value, f."by", f.at, f.on_date, f.detail'
        ' FROM account_fact f JOIN account a ON a.pk = f.account_pk'
        " WHERE f.kind = 'REGISTRATION' AND a.rut IS NOT NULL ORDER BY f.at"
    ))
    found: dict[str, dict[str, Any]] = {}
    for fact in told:
        detail = json.loads(fact.detail) if isinstance(fact.detail, str) else fact.detail or {}
        run = ''.join(c for c in detail.get('representative_run', '') if c.isalnum()).upper()
        if run:
            found[fact.account_id] = {
                'id': str(uuid.uuid4()), 'version': 1, 'run': run, 'person': fact.by, 'person_name': fact.by,
                'rut': fact.rut, 'declared_at': fact.at, 'case_id': detail.get('case'),
                'account_id': fact.account_id, 'state': 'DECLARED', 'confirmed_by': None, 'confirmed_at': None,
                'since': None,
            }
        declared = found.get(fact.account_id)
        if declared is not None and fact.value == 'CONFIRMED':
            on = fact.on_date if isinstance(fact.on_date, date) else date.fromisoformat(fact.on_date)
            declared |= {'state': 'CONFIRMED', 'confirmed_by': fact.by, 'confirmed_at': fact.at, 'since': on}
    return list(found.values())


def downgrade() -> None:
    op.drop_index('ix_protocol_case_opened_by', 'protocol_case')
    op.drop_table('representation')
