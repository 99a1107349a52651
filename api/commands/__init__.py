"""
The command line: `atencion` and its sub-commands, and the documents that they write.

Belongs here: arguments in, words out. Does not belong here: how a process is put together (`api.wiring`).
"""
