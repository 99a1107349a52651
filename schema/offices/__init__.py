"""Regions, offices and their working calendars."""
