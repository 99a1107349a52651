"""
Measurements the work orders ask for; `python -m benchmarks` prints them all (see `benchmarks.__main__`).

A benchmark is a module here with a function `run` that gives rows which tell what was measured, how much it was and
the bar. Data is made by the persistence package's own bulk loader. Nothing here is installed with the project.
"""
