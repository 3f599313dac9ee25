"""The county as a bureau really exports it: several programs, several habits, the same people."""
