"""
Lists and figures as files for a spreadsheet (CSV, XLSX).

Belongs here: which lists there are and what a file looks like. Does not belong here: who may read what, what it costs
and who is recorded as having read it; a file is made of the pages that the API answers to whoever asks for it.
"""
