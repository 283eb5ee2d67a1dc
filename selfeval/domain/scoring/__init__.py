"""Scoring: methods, tree, grades, caps and the explanation of every score. Pure functions of data and pack."""
