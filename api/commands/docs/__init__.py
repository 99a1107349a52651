"""
Pages of docs/ that are written from what the software says.

Belongs here: laying tables, rows and the schema out as Markdown. Does not belong here: what they say.
"""
