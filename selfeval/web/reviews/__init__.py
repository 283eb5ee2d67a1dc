"""The department reviewer's page."""
