"""
Loops of the worker that live on the store alone: timers that fire, and periods of classes that are made.

Belongs here: pace, patience and stopping. Does not belong here: what is done in a round, and what speaks to the CRM.
"""
