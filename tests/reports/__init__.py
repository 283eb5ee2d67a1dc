"""Tests of the report writers on real output."""
