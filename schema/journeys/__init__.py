"""The six source systems and the journey events that they tell (SYS-01, SYS-02)."""
