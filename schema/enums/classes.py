"""Enums of the derived classes."""

from __future__ import annotations

from domain.model import classes
from domain.protocol.classes.company_type import NonUserType
from domain.protocol.classes.over_time import ClassAxis, ClassStep
from schema.enums.describing import worded

worded(classes.Origin, "Where the account comes from (section 8.1).")
worded(classes.Registration, "How far its registration has come (section 8.1).")
worded(classes.Relation, "Its work with ProChile (section 8.1).")
worded(classes.Export, "What it declared, and what the test said, about exporting.")
worded(classes.Phase, "Phase of the attention (DEF-15).")
worded(NonUserType, "Type of a national company that is no user (DEF-13).")
worded(classes.Group, "Target group (GRP-01).", name="TargetGroup")
worded(classes.Category, "Category of attention (ATN-01).", name="AttentionCategory")
worded(classes.AccountClass, "A class of an account on a date (section 8.1, AMB-46).")
worded(classes.ConditionState, "State of a condition.")
worded(classes.CauseKind, "What brought a change of class about.", name="ClassChangeCause")
worded(ClassAxis, "By what accounts are counted over time (section 8.1).")
worded(ClassStep, "On which days accounts are counted.")
