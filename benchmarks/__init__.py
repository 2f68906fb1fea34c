"""Measurements: `make bench`. Machines are noisy, so only ratios of interleaved requests and counters are claimed.

See docs/benchmarks.md for what is measured and how; nothing here runs in the test suite.
"""
