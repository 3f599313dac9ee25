"""Verification files: a numbered reason to follow a supplier, a school and a person, and every look by it."""
