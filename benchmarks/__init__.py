"""
What the issues ask to measure; `python -m benchmarks` prints it all (see `benchmarks.__main__`).

A module here is a benchmark: `run(data, small=...)` gives rows that tell what was measured, how much it was and the
bar. What they measure with is in `apparatus`. Nothing here is installed with the project.
"""
