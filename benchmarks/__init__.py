"""Benchmarks: run by hand, every figure a ratio of two things measured in the same run."""
