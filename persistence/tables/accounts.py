"""Tables of accounts, their contacts, dated facts, actions and what the tax registry said of them."""

from __future__ import annotations

from typing import Final

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Date,
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
    Text,
)

from persistence.tables.columns import Instant, Json, Key, Sortable
from persistence.tables.naming import metadata, partial

account: Final = Table(
    "account",
    metadata,
    Column("pk", Key, primary_key=True),
    Column("id", String(36), nullable=False, unique=True),
    Column("version", Integer, nullable=False),
    Column("name", Text, nullable=False),
    Column("trade_name", Text),
    Column("rut", String(12)),  # compact: digits and check digit
    Column("organisation", String(16), nullable=False),
    Column("person_type", String(16), nullable=False),
    Column("country", String(2), nullable=False),
    Column("region", String(2)),
    Column("commune", Text),
    Column("address", Text),
    Column("phone", Text),
    Column("email", Text),
    Column("website", Text),
    Column("sector", Text),
    Column("company_size", Text),
    Column("sii_started", Boolean),
    Column("sii_started_on", Date),
    Column("tax_category", String(8)),
    Column("active", Boolean, nullable=False),
    Column("office", String(32)),
    Column("regional_executive", Text),
    Column("commercial_executive", Text),
    Column("sector_officer", Text),
    Column("registered_on", Date, nullable=False),
    Column("registered_by", Text, nullable=False),
    Column("merged_into", String(36)),  # id of the account that goes on (AMB-63)
    # what lists do not show
    Column("registered_role", String(32), nullable=False),
    Column("sii_checked_on", Date),
    Column("purposes", Json, nullable=False),  # sorted list of Purpose values
    Column("chilean_capital", Boolean),
    Column("led_by_chileans", Boolean),
    Column("sells_national", Boolean),
    Column("provenance", Json, nullable=False),  # field -> {source, by, at}
    Column("known_since", Date),  # first written here, in the agency's zone (AMB-69)
    Column("standings", Json),  # how it stood in undated data, oldest first (`Standing`); NULL: never otherwise
    Column("former_names", Json),  # names it no longer has (`FormerName`); NULL: none
    # derived from the above at each write, for order and search (persistence.accounts.folding)
    Column("name_key", Sortable, nullable=False),
    Column("search", Sortable, nullable=False),
    Column("updated_at", BigInteger, nullable=False, server_default="0"),  # in microseconds; 0: only loaded
)
# RUT is unique among the accounts that have one (AMB-63); NULLs do not collide on either database.
Index("ux_account_rut", account.c.rut, unique=True)

contact: Final = Table(
    "contact",
    metadata,
    Column("pk", Key, primary_key=True),
    Column("id", String(36), nullable=False, unique=True),
    Column("account_pk", Key, ForeignKey("account.pk"), nullable=False),
    Column("version", Integer, nullable=False),
    Column("name", Text, nullable=False),
    Column("position", Text),
    Column("email", Text),
    Column("phone", Text),
    Column("is_main", Boolean, nullable=False),
    Column("active", Boolean, nullable=False),
)
Index("ix_contact_account", contact.c.account_pk, contact.c.pk)

account_fact: Final = Table(
    "account_fact",
    metadata,
    Column("pk", Key, primary_key=True),  # order of writing: breaks ties of (on_date, at)
    Column("id", String(36), nullable=False, unique=True),
    Column("account_pk", Key, ForeignKey("account.pk"), nullable=False),
    Column("kind", String(32), nullable=False),
    Column("on_date", Date, nullable=False),
    Column("until", Date),
    Column("value", String(32), nullable=False),
    Column("by", Text, nullable=False),
    Column("role", String(32), nullable=False),
    Column("at", Instant, nullable=False),
    Column("source", String(32), nullable=False),
    Column("reason", Text),
    Column("detail", Json, nullable=False),
)
# "The fact of this kind that holds on a day": first row of (account, kind) with on_date <= day.
Index(
    "ix_account_fact_latest",
    account_fact.c.account_pk,
    account_fact.c.kind,
    account_fact.c.on_date.desc(),
    account_fact.c.at.desc(),
    account_fact.c.pk.desc(),
)

conflict_of_interest: Final = Table(
    "conflict_of_interest",
    metadata,
    Column("pk", Key, primary_key=True),
    Column("id", String(36), nullable=False, unique=True),
    Column("account_pk", Key, ForeignKey("account.pk"), nullable=False),
    Column("version", Integer, nullable=False),
    Column("person", Text, nullable=False),
    Column("since", Date, nullable=False),
    Column("declared_at", Instant, nullable=False),
    Column("reason", Text, nullable=False),
    Column("ends", Json, nullable=False),  # each end that was told: first day after it, instant, reason
)
Index("ix_conflict_of_interest_account", conflict_of_interest.c.account_pk, conflict_of_interest.c.pk)
Index("ix_conflict_of_interest_person", conflict_of_interest.c.person, conflict_of_interest.c.pk)

joined_record: Final = Table(
    "joined_record",  # what passed when an account was absorbed, so that it can go back (AMB-63)
    metadata,
    Column("pk", Key, primary_key=True),
    Column("absorbed_id", String(36), nullable=False),
    Column("survivor_id", String(36), nullable=False),
    Column("kind", String(16), nullable=False),
    Column("key", String(64), nullable=False),
)
Index("ix_joined_record_absorbed", joined_record.c.absorbed_id, joined_record.c.kind, joined_record.c.key)

action: Final = Table(
    "action",
    metadata,
    Column("pk", Key, primary_key=True),
    Column("id", String(36), nullable=False, unique=True),
    Column("account_pk", Key, ForeignKey("account.pk"), nullable=False),
    Column("version", Integer, nullable=False),
    Column("type", Text, nullable=False),
    Column("title", Text, nullable=False),
    Column("started_on", Date, nullable=False),
    Column("ended_on", Date, nullable=False),
    Column("market", String(2)),
    Column("office", String(32)),
    Column("channel", String(16)),
    Column("point_of_contact", String(16)),
    Column("notes", Text),
    Column("registered_by", Text, nullable=False),
    Column("registered_role", String(32), nullable=False),
    Column("registered_at", Instant, nullable=False),
    Column("confirmed_by", Text),
    Column("confirmed_role", String(32)),
    Column("confirmed_at", Instant),
    Column("annulled_by", Text),
    Column("annulled_role", String(32)),
    Column("annulled_at", Instant),
    Column("annulment_reason", Text),
    Column("corrects", String(36)),
    Column("case_id", String(36)),
    Column("cause", String(16)),
    Column("topic", String(40)),
    Column("product", String(100)),
)
# Never changed: evidence beside what the account says (DAT-04).
tax_answer: Final = Table(
    "tax_answer",
    metadata,
    Column("pk", Key, primary_key=True),
    Column("id", String(36), nullable=False, unique=True),
    Column("account_id", String(36), ForeignKey("account.id"), nullable=False),
    Column("rut", String(12), nullable=False),
    Column("source", Text, nullable=False),
    Column("asked_at", Instant, nullable=False),
    Column("asked_by", Text, nullable=False),
    Column("record", Json),  # {name, started, started_on, category, activities, size}; none: the RUT is not known
)
Index("ix_tax_answer_account", tax_answer.c.account_id, tax_answer.c.pk)
# Latest actions of an account, and "the latest action that counts by a day" (DEF-05), newest first.
Index("ix_action_account", action.c.account_pk, action.c.ended_on.desc(), action.c.id.desc())
Index("ix_account_name", account.c.name_key, account.c.id)
Index("ix_account_registered", account.c.registered_on, account.c.id)
Index("ix_account_updated", account.c.updated_at, account.c.id)
# Filters of lists, each followed by pk so that a filtered list still streams in keyset order.
Index("ix_account_region", account.c.region, account.c.pk)
Index("ix_account_sector", account.c.sector, account.c.pk)
Index("ix_account_office", account.c.office, account.c.pk)
Index("ix_account_regional_executive", account.c.regional_executive, account.c.pk)
Index("ix_account_commercial_executive", account.c.commercial_executive, account.c.pk)
Index("ix_account_sector_officer", account.c.sector_officer, account.c.pk)
# Foreign companies, Chilean ones abroad and institutions are few among all accounts (DEF-01, INS-01).
partial("ix_account_merged", account.c.merged_into, where="merged_into IS NOT NULL")
partial("ix_account_not_ordinary", account.c.pk, where="country != 'CL' OR organisation = 'INSTITUTION'")
