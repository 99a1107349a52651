"""What the domain needs from outside, as Protocols; each docstring is the contract an adapter is tested against."""
