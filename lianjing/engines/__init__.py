"""Pure engines, blind to each other: they know files, tables and keys, and no web framework."""
