"""Who is asking, what time it is for the protocol, and objects by global id."""
