"""Benchmarks of the product: ratios within one run, never absolute times."""
