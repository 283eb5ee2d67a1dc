"""Departmental expenditure performance self-evaluation."""
