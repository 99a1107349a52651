"""Who represents which company (CAP-04, AMB-54)."""
