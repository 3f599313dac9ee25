"""What every page shares: the guard, the wording, lists, components."""
