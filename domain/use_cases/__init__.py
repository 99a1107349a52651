"""One module per verb: what must happen when somebody does something, in one transaction."""
