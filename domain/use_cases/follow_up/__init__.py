"""
Follow-up that verbs and timers set going: results of actions, and the quarterly review.

Belongs here: setting and dropping timers, opening reviews. Does not belong here: when and whom
(`domain.protocol.follow_up`).
"""
