"""Figures by region and by target public (POL-04, GRP-02)."""
