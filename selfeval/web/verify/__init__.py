"""The verification page: open to everybody, needs only the file, keeps nothing."""
