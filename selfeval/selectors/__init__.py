"""Reading: stored rows as the domain's plain data. Nothing here writes."""
