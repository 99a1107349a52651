"""
Planned activities ("actividades que apoyan la internacionalización") and the instruments they belong to.

Belongs here: whom an activity suits, and what an invitation says. Does not belong here: planning one
(`domain.use_cases.activities`).
"""
