"""
A past for the demonstration: cases of every flow, played by the use cases themselves with a clock of the past.

Nothing is written around the protocol: what stands in the store afterwards is what the same facts would have left if
people had reported them on those days. The same seed and day give the same history. All of it is invented.

Belongs here: who does what when. Does not belong here: the accounts of the mock CRM (`connectors.mock.dataset`).
"""
