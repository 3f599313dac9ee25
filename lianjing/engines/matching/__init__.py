"""Who is who, once for all models: staff, suppliers, their people and pupils, joined with a likeness and its evidence.

`match` makes the table `links`; models read it and never compare names themselves. A link is a reason to look. What
lies between the two thresholds is put to a person, and what the person decided stands in every later run.
"""

from lianjing.engines.matching.levels import LINKS, Decision, Levels, Variants
from lianjing.engines.matching.linking import READS, match

__all__ = ["LINKS", "READS", "Decision", "Levels", "Variants", "match"]
