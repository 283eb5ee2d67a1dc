"""Files ↔ plain data: packages (JSON) and pack folders (YAML). Nothing here touches the database."""
