"""
What is asked of every CRM, test by test; the docstrings are the sentences of the port.

Belongs here: tests on the fixture `crm` alone. Does not belong here: anything that knows one implementation.
"""
