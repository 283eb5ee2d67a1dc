"""Pages by role and state, through Django's test client and a real database."""
