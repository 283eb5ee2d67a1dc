"""Scoring: methods, tree, grades, caps and explanations. Pure functions of data and pack."""
