"""Tests that drive Chromium against the running product: web server, worker and database as processes."""
