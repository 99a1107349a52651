"""
A synchronisation in several real processes that can be killed at any instant, and what must hold afterwards.

`launcher` forks clients, workers and the mock CRM from one prepared process, so that a restart costs milliseconds.
A worker's connector is named "module:function" and gets one text argument: another CRM reuses everything but `crm`.
"""
