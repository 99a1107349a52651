"""The record of who was shown personal data (POL-07)."""
