"""Who represents a company: declared, confirmed, refused, ended; and what waits meanwhile (CAP-04, AMB-54)."""
