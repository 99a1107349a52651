"""What the source text announces or names but does not contain: configuration, or nothing, never invented."""

from typing import Final

NOT_IN_SOURCE: Final[tuple[str, ...]] = (
    (
        'The section "Atención a Público General" (announced twice), so: terms and steps of Atención Ciudadana, '
        "social networks and complaints."
    ),
    (
        "Text inside images: the specific objectives, the list of the first line of attention, the process "
        "drawings, the table of personalised attention (only its headings survive)."
    ),
    "Questions, scoring and cut-offs of the test; fields of the ficha; criteria of preadmissibility.",
    (
        "Terms of Resolución J-1144, requirements and minute of Exporta Más, the regulation on behaviour, the "
        '"Manual de Usuario Nacional".'
    ),
    (
        "The activities that count to be a user; the strategic sectors; the commercial offices (more than 50) and "
        "the macro-zones."
    ),
    "The kind of day in several terms, their start events, and how holidays count (open points AMB-01 to AMB-06).",
)
