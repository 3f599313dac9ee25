"""Red flags: raised, answered, reviewed."""
