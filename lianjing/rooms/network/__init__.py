"""The network: units, posts, people, coverage, declarations, recusals, hand-over."""
