"""
Where somebody is sent, and what comes next: first questions, next step, who takes it, in which order.

Belongs here: proposals and answers to "what now?". Does not belong here: what a step then does
(`domain.protocol.flows`).
"""
