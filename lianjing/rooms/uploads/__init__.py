"""Files that units hand in: checked on the maker's own screen, handed in, accepted. And what allows it (C15)."""
