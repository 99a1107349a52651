"""
What benchmarks measure with: data sets, servers, load generator, the upstream, and the row of the report.

A module here is used by a benchmark and measures nothing by itself; the benchmarks are in the folders beside it.
"""
