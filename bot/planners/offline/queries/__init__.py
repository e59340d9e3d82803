"""Writing semantic SQL: Intent and Choice → a Draft, one kind of query a module."""
