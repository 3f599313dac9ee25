"""Filters of the pages of verification files."""
