"""Guards of the repository itself: they read files and need no database."""
