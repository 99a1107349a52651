"""How a company was followed up after a service, and what it told ("resultados después de los servicios"; MEA-11)."""

from __future__ import annotations

from typing import Final

from domain.model.institution.people import Role
from domain.model.worded import Worded
from domain.protocol.follow_up.stages import WAITING_STATES
from domain.protocol.quality.survey_form import SURVEY_FACTS


class FollowedUp(Worded):
    """What became of the follow-up of a service."""

    FOLLOWED = "FOLLOWED", "Se le preguntó, y no ha contado cómo le fue."
    ANSWERED = "ANSWERED", "Se le preguntó, y contó cómo le fue."
    TOLD_ITSELF = "TOLD_ITSELF", "Contó cómo le fue sin que se le preguntara."
    SCHEDULED = "SCHEDULED", "Espera el día de su correo."
    NOT_FOLLOWED = "NOT_FOLLOWED", "Nadie le preguntó."


class Business(Worded):
    """What the company told of business after a service."""

    CONCLUDED = "CONCLUDED", "Concretó negocios."
    NOT_CONCLUDED = "NOT_CONCLUDED", "No concretó negocios."
    NOT_TOLD = "NOT_TOLD", "No se sabe."


STAGE_MESSAGES: Final = frozenset({"NTF-29", "NTF-30"})
"""The letters of the two stages (FUP-05, FUP-08): a stage was sent when one of them left."""

JOINT_RULES: Final = ("FUP-05", "FUP-04")
"""Rules of the entry by which the first stage goes in one letter with that of a later activity (AMB-80)."""

CONTACT: Final = "record_answer"
"""The fact by which somebody of ProChile records a direct contact (FUP-03); told by the company, it is an answer."""
OF_THE_COMPANY: Final = Role.COMPANY.value
"""As what a fact is reported that the company itself tells."""

RESULT: Final = "record_result"
ANSWERS: Final = SURVEY_FACTS | {CONTACT, RESULT}
"""The facts by which it is known how it went."""

DROPPED: Final = "drop_activity"
"""The fact by which there was no such service: its action was annulled, or was another one."""


def followed_up(*, asked: bool, answered: bool, state: str) -> FollowedUp:
    """
    What became of the follow-up of a service whose case is in *state*.

    Args:
        asked: A stage was sent, or a direct contact was recorded.
        answered: It is known how it went.

    Source: MEA-11, AMB-79.
    """
    if asked:
        return FollowedUp.ANSWERED if answered else FollowedUp.FOLLOWED
    if answered:
        return FollowedUp.TOLD_ITSELF
    return FollowedUp.SCHEDULED if state in WAITING_STATES else FollowedUp.NOT_FOLLOWED
