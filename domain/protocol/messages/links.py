"""The links that letters carry, by the name that their templates give them; never among their parameters."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from domain.protocol.follow_up.opt_out import SAMPLE_LINK
from domain.protocol.quality.survey_links import SAMPLE_SURVEY_LINK

OPT_OUT_LINK: Final = "opt_out_link"
SURVEY_LINK: Final = "survey_link"

SAMPLE_LINKS: Final[Mapping[str, str]] = {OPT_OUT_LINK: SAMPLE_LINK, SURVEY_LINK: SAMPLE_SURVEY_LINK}
"""What leads nowhere, until a letter is queued for somebody."""
