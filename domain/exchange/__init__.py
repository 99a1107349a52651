"""
What two systems of records must agree on: values that cross, dated facts as fields, three-way comparison, likeness.

Belongs here: pure rules of the exchange, the same for every CRM. Does not belong here: the protocol (`domain.protocol`,
which knows nothing of an exchange), when records are sent and read (`sync`), and what one CRM calls things
(`connectors`).
"""
