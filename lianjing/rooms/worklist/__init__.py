"""The one work list."""
