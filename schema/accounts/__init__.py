"""Accounts: the company or institution, its contacts, facts and classes."""
