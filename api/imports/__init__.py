"""
The command that brings in history from a file, and its report as a sheet.

Belongs here: the file, the progress, the report. Does not belong here: what a row means and what comes of it
(`domain.use_cases.imports`).
"""
