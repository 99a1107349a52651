"""The rules of the protocol, readable."""
