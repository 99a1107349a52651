"""
Pages that anybody with a signed link may open, without log-in and without script.

Belongs here: their routes and what a person reads on them. Does not belong here: the pages of people who log in
(`pages`), and what a link stands for (`domain.protocol`).
"""
