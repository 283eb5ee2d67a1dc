"""Template tags: how values look on the pages. No queries, no decisions about who may do what."""
