"""
Loops of the worker that live on the store alone: timers, periods of classes, and the places of changes in their feed.

Belongs here: pace, patience and stopping. Does not belong here: what is done in a round, and what speaks to the CRM.
"""
