"""Enums of accounts: what they are, their facts, how they are listed and validated."""

from __future__ import annotations

from domain.exchange import similarity
from domain.model import accounts
from domain.ports import reading
from domain.use_cases.accounts import validate_account
from schema.enums.describing import worded

worded(accounts.Organisation, "What kind of body an account is.")
worded(accounts.PersonType, "Natural or legal person.")
worded(accounts.TaxCategory, "Tax category at SII.")
worded(accounts.Purpose, "Why a foreign company comes (DEF-01).")
worded(accounts.FactKind, "Kind of dated fact.")
worded(reading.AccountOrder, "Order of a list of accounts; ties by id.")
worded(validate_account.ValidationStep, "Decision on the validation of an account.", name="ValidationDecision")
worded(similarity.SimilarityKind, "What two accounts have in common (AMB-63).")
