"""Lianjing: a county's supervision of the minor powers exercised in its schools."""

__version__ = "0.2.0"
