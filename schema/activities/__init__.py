"""Planned activities: what companies are told of and invited to."""
