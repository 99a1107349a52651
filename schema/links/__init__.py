"""
What one object of the graph says of another ("enlaces").

Belongs here: how a field that leads to another object is read for a whole list at once, and the person that many
objects name. Does not belong here: which links a type has (its own folder), and who may see what is behind them
(`domain.use_cases.seen_by`).
"""
