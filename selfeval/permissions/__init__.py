"""Who may do what, and which rows they see. Nothing here changes anything."""
