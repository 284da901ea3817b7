"""Benchmarks: each starts a scratch PostgreSQL of its own, makes its data from a seed, and prints figures and ratios."""
