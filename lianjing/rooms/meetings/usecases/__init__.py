"""What changes in a joint meeting: planned, gathered, held, signed; and what becomes of its resolutions."""
