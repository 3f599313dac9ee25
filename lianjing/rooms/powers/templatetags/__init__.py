"""Filters of the pages of powers."""
