"""The record of decisions: who decided what, by which rule, from what (POL-07)."""
