"""
What shows the condition of a company besides its own word, as the API shows it.

Belongs here: shapes, queries and mutations of self-diagnoses and of the tax registry. Does not belong here: accounts
and cases themselves.
"""
