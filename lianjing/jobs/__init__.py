"""What runs without a person: the background worker, the clock, the first run."""
