"""
The record of who was shown personal data (POL-07).

Belongs here: reading the record. Does not belong here: noting that something was shown (`schema.personal_data`).
"""
