"""Cases of every flow: what they are, their next step, their timeline, and one mutation for each fact."""
