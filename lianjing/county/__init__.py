"""The synthetic county: a whole 1+1+19+168 network of invented people, for demo, training and tests.

Only `cli` imports this package. Nothing in it reads the clock, the network or the database.
"""

from lianjing.county.generating import Progress, Summary, generate

__all__ = ["Progress", "Summary", "generate"]
