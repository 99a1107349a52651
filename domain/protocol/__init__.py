"""
The text of the protocol, executable: tables with their source, and the few lines of code that read them.

Belongs here: pure functions and rows, a folder for each subject. Does not belong here: what two systems of record must
agree on (`domain.exchange`), loading and storing (`domain.use_cases`).
"""
